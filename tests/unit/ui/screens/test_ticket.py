# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ticket: what it says, that it prints itself once, and what happens without paper."""

from __future__ import annotations

from datetime import date

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime
from kiosk.domain.appointments import AccessNeed, ReplyBy, WhoComes
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Place, Route
from ui.printing.sheets import PrintState
from ui.screens.ticket.presenter import TicketMeans, TicketPresenter


def a_ticket(kiosk):
    day = kiosk.appointments.days("caf")[0].day
    slot = kiosk.appointments.slots("caf", day)[0]
    return kiosk.appointments.confirm(
        kiosk.appointments.hold("caf", slot), who=WhoComes(label="Amina")
    )


def a_presenter(kiosk, ticket, tray, language="fr"):
    view, ended = RecordingView(), []
    presenter = TicketPresenter(
        view,
        a_stage(kiosk, language),
        Place(Route.TICKET, {"ticket": ticket, "motif_id": "caf"}),
        means=TicketMeans(kiosk.appointments, kiosk.workshops, tray),
        end_session=lambda: ended.append(True),
    )
    presenter.start()
    return presenter, view, ended


def test_a_confirmed_ticket_says_when_where_and_its_number(kiosk):
    ticket = a_ticket(kiosk)

    _, view, _ = a_presenter(kiosk, ticket, PaperTray())

    assert view.last.heading == "C’est confirmé."
    assert view.last.when == "Mardi 24 novembre à 9\u00a0h"
    assert view.last.place == "Espace citoyen numérique Nord, 14 place de la Fosse-aux-Chênes"
    assert view.last.number == ticket.number
    assert view.last.event_code.startswith("BEGIN:VCALENDAR")


def test_it_prints_by_itself_once_and_a_change_of_language_prints_nothing_more(kiosk):
    tray = PaperTray()
    presenter, view, _ = a_presenter(kiosk, a_ticket(kiosk), tray)

    presenter.stage.translator.use("ar")
    presenter.redraw()

    assert len(tray.sheets) == 1
    assert view.last.print_state is PrintState.PRINTED


def test_no_name_is_printed(kiosk):
    tray = PaperTray()

    a_presenter(kiosk, a_ticket(kiosk), tray)

    words = [piece.french + piece.other for piece in tray.sheets[0].pieces]
    assert not any("Amina" in text for text in words)


def test_a_paper_that_does_not_come_is_told_and_printed_once_later(kiosk):
    tray = PaperTray(PrintState.FAILED)
    presenter, view, _ = a_presenter(kiosk, a_ticket(kiosk), tray)
    told = view.last

    tray.state = PrintState.PRINTED
    presenter.print_again()
    presenter.print_again()

    assert told.print_words == "Le papier ne sort pas. Notez le numéro."
    assert told.print_again == "Imprimer encore"
    assert view.announced == ["Le papier ne sort pas. Notez le numéro."]
    assert len(tray.sheets) == 2
    assert view.last.print_again == ""


def test_a_request_promises_nothing(kiosk):
    ticket = kiosk.appointments.request("caf", Wish())

    _, view, _ = a_presenter(kiosk, ticket, PaperTray())

    assert view.last.heading == "C’est à confirmer."
    assert view.last.event_code == ""
    assert view.last.booking_code


def test_a_ticket_says_how_many_come_and_what_is_prepared(kiosk):
    day = kiosk.appointments.days("caf")[0].day
    slot = kiosk.appointments.slots("caf", day)[0]
    who = WhoComes(party_size=2, needs=frozenset({AccessNeed.WHEELCHAIR}))
    tray = PaperTray()

    _, view, _ = a_presenter(
        kiosk,
        kiosk.appointments.confirm(kiosk.appointments.hold("caf", slot), who=who),
        tray,
    )

    assert view.last.who == "2 personnes · Un fauteuil roulant"
    words = [piece.french for piece in tray.sheets[0].pieces]
    assert "2 personnes · Un fauteuil roulant" in words


def test_a_request_says_its_days_and_how_it_is_answered(kiosk):
    wish = Wish((WishedTime(date(2026, 11, 25), HalfDay.MORNING),))
    who = WhoComes(reply_by=ReplyBy.IN_PERSON)

    _, view, _ = a_presenter(kiosk, kiosk.appointments.request("caf", wish, who=who), PaperTray())

    assert view.last.when == "Revenez ici : une personne vous donne la réponse."
    assert view.last.who == "Mercredi 25 novembre · Le matin"


def test_a_moved_appointment_says_which_ticket_counts_no_more(kiosk):
    old = a_ticket(kiosk)
    day = kiosk.appointments.days("caf")[1].day
    slot = kiosk.appointments.slots("caf", day)[0]
    new = kiosk.appointments.move(old.number, kiosk.appointments.hold("caf", slot))

    presenter, view, _ = a_presenter(kiosk, new, PaperTray())

    assert view.last.replaces == f"L’ancien ticket {old.number} ne compte plus."
    assert view.last.replaces in presenter.page_text()


def test_papers_to_bring_keep_their_french_word_in_another_language(kiosk):
    tray = PaperTray()

    _, view, _ = a_presenter(kiosk, a_ticket(kiosk), tray, "ar")

    assert all(paper.french for paper in view.last.papers)
    printed = [piece for piece in tray.sheets[0].pieces if piece.french == "pièce d’identité"]
    assert printed[0].other == "وثيقة الهوية"


def test_the_number_is_read_digit_by_digit(kiosk):
    ticket = a_ticket(kiosk)
    presenter, _, _ = a_presenter(kiosk, ticket, PaperTray())

    assert " ".join(ticket.number[:4]) in presenter.page_text()


def test_finishing_ends_the_session(kiosk):
    presenter, _, ended = a_presenter(kiosk, a_ticket(kiosk), PaperTray())

    presenter.finish()

    assert ended == [True]
