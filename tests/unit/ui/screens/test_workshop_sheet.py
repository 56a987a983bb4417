# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a workshop: who is there, who came without a ticket, who waits, what is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.appointment_status import AppointmentStatus as S
from kiosk.domain.workshops import WorkshopStatus
from kiosk.services.staff import StaffRole
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.selling_kiosk import PIN, PaperTray, RecordingView, a_stage
from tests.support.workshop_post import MAIL, WORKSHOP, enrol, fill, hear_of
from ui.navigation.routes import Place, Route
from ui.printing.sheets import PrintState
from ui.screens.desk.words import HIDDEN
from ui.screens.workshop_sheet.presenter import SheetServices, WorkshopSheetPresenter

VOLUNTEER_PIN = "593026"


def a_sheet(kiosk, *, pin=PIN, tray=None):
    view, stage = RecordingView(), a_stage(kiosk)
    services = SheetServices(
        appointments=kiosk.appointments,
        workshops=kiosk.workshops,
        agenda=kiosk.post_agenda,
        attendance=kiosk.attendance,
        printing=tray or PaperTray(),
    )
    presenter = WorkshopSheetPresenter(
        view,
        stage,
        Place(Route.WORKSHOP_SHEET, {"workshop_id": MAIL}),
        staff=kiosk.staff.check_pin(pin),
        services=services,
    )
    presenter.start()
    return presenter, view


@pytest.fixture
def filled(post):
    """The post on the morning of the workshop, and the tickets by first name."""
    tickets = fill(post)
    post.clock.pass_time(days=2)
    return post, tickets


def key(ticket, kind="enrolled"):
    return f"{kind}:{ticket.number}"


def line_of(view, ticket):
    lines = (*view.last.lines, *view.last.waiting_lines)
    return next(one for one in lines if one.key.endswith(ticket.number))


def status(post, ticket):
    return next(
        one.status
        for one in post.appointments.day_for_desk(WEDNESDAY)
        if one.number == ticket.number
    )


def test_the_sheet_says_when_who_leads_and_how_many(filled):
    _, view = a_sheet(filled[0])

    assert view.last.title == "Atelier e-mail"
    assert view.last.when == "Mercredi 25 novembre, de 10\u00a0h à 12\u00a0h · avec Nadia"
    assert view.last.counted == "7 inscrits, 0 présent, 2 places libres, 3 en attente"
    assert [chip.words for chip in view.last.counts] == view.last.counted.split(", ")


def test_names_are_hidden_until_touched_and_a_line_says_number_party_and_needs(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    fatou = tickets["Fatou"]

    hidden = line_of(view, fatou)
    presenter.reveal(key(fatou))
    shown = line_of(view, fatou).name
    presenter.reveal(key(fatou))

    assert (hidden.name, hidden.can_reveal) == (HIDDEN, True)
    assert hidden.detail == f"n° {fatou.number} · 2 personnes · interprète"
    assert "Fatou" not in hidden.spoken
    assert shown == "Fatou"
    assert line_of(view, fatou).name == HIDDEN
    assert line_of(view, tickets[""]).name == "Sans nom"


def test_presence_is_one_touch_and_its_correction_one_more(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    amina = tickets["Amina"]
    first = line_of(view, amina)

    presenter.act(key(amina), "present")
    there = line_of(view, amina)
    counted = view.last.counted
    presenter.act(key(amina), there.second.deed)
    away = line_of(view, amina)
    presenter.act(key(amina), away.second.deed)

    assert (first.main.word, first.second.word) == ("Présence", "Absence")
    assert (there.chip, there.main) == ("Présence", None)
    assert "1 présent," in counted
    assert (away.chip, away.second.word) == ("Absence", "La personne est venue")
    assert status(post, amina) is S.ARRIVED


def test_an_absence_frees_its_seats_for_people_without_a_ticket(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    for _ in range(2):
        presenter.count(1)
    full = view.last.walk_ins

    presenter.act(key(tickets["Ilyas"]), "absent")

    assert (full.count, full.can) == ("2", (True, False))
    assert full.explained == "Plus de place. Une absence en libère une."
    assert view.last.walk_ins.can == (True, True)
    assert "2 présents, 2 places libres" in view.last.counted


def test_people_without_a_ticket_are_counted_up_and_down_and_never_beyond_the_seats(filled):
    """Ten seats: seven are promised, and one is kept for who was offered it."""
    post, _ = filled
    presenter, view = a_sheet(post)

    presenter.count(-1)
    nobody = view.last.walk_ins
    for _ in range(5):
        presenter.count(1)

    assert (nobody.count, nobody.can) == ("0", (False, True))
    assert view.last.walk_ins.count == "2"
    assert view.last.told == "Il n’y a plus de place libre dans l’atelier."
    assert post.workshops.sheet(MAIL).n_walk_ins == 2


def test_nothing_is_ticked_or_counted_before_the_day(post):
    tickets = fill(post)
    _, view = a_sheet(post)

    assert view.last.walk_ins is None
    assert line_of(view, tickets["Amina"]).main is None
    assert line_of(view, tickets["Amina"]).second is None


def test_a_seat_is_offered_until_an_hour_and_the_person_may_say_yes_on_the_telephone(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    yasmina = tickets["Yasmina"]
    offered = line_of(view, yasmina)

    presenter.act(key(yasmina, "waiting"), offered.main.deed)

    assert offered.chip == "Place proposée jusqu’au jeudi 26 novembre à 9\u00a0h"
    assert "à appeler" in offered.detail
    assert offered.main.word == "La personne accepte"
    after = line_of(view, yasmina)
    assert (after.chip, after.main) == ("A dit oui : la ville répond", None)
    assert line_of(view, tickets["Paul"]).main is None


def test_no_rank_is_shown_since_the_city_alone_knows_who_came_first(filled):
    post, _ = filled
    _, view = a_sheet(post)

    assert [one.time for one in view.last.waiting_lines] == ["", ""]


def test_who_gives_up_leaves_the_waiting_list(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)

    presenter.act(key(tickets["Paul"], "waiting"), "renounce")

    assert tickets["Paul"].number not in [one.number for one in post.workshops.sheet(MAIL).waiting]
    assert view.last.counted.endswith("1 en attente")


def test_an_enrolment_is_cancelled_for_a_reason_and_its_line_says_so(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    amina = tickets["Amina"]

    presenter.open_line(key(amina))
    presenter.act(key(amina), "cancel")
    asked = line_of(view, amina)
    presenter.act(key(amina), "cancel:asked_by_phone")

    assert asked.ask == "Pourquoi annuler ?"
    assert status(post, amina) is S.CANCELLED_BY_CENTRE
    assert line_of(view, amina).chip == "Annulé par le centre"
    assert view.last.told == "Annulé. Prévenez la personne."
    assert "6 inscrits" in view.last.counted


def test_a_minimum_that_is_not_reached_is_said_until_the_workshop_begins(post):
    hear_of(post, replace(WORKSHOP, min_participants=4))
    enrol(post, "Amina")
    _, view = a_sheet(post)
    before = view.last.notice
    post.clock.pass_time(days=2, hours=2)
    _, later = a_sheet(post)

    assert before[0] == "Il manque des personnes : 1 sur 4."
    assert later.last.notice == ("", "")


def test_an_enrolment_that_somebody_else_cancelled_first_says_so(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    post.appointments.cancel(post.appointments.find(tickets["Amina"].number))

    presenter.act(key(tickets["Amina"]), "cancel:asked_by_phone")

    assert view.last.told == "Ce rendez-vous est déjà annulé."


def test_an_enrolment_of_somebody_who_came_is_no_longer_cancelled_and_says_so(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    presenter.act(key(tickets["Amina"]), "present")

    presenter.act(key(tickets["Amina"]), "cancel:asked_by_phone")

    assert view.last.told == "Il est trop tard pour changer cela."


def test_a_cancelled_workshop_says_so_and_offers_nothing(filled):
    post, tickets = filled
    hear_of(post, replace(WORKSHOP, status=WorkshopStatus.CANCELLED), request=3)
    _, view = a_sheet(post)

    assert view.last.notice[0] == "Atelier annulé."
    assert (view.last.walk_ins, view.last.sheet) == (None, "")
    assert line_of(view, tickets["Amina"]).main is None


def test_a_workshop_that_is_gone_from_the_agenda_says_so(post):
    _, view = a_sheet(post)

    assert view.last.told == "Cet atelier n’est plus dans l’agenda."
    assert view.last.lines == ()


def test_the_new_time_of_a_workshop_is_taken_for_who_says_yes(post):
    hear_of(post, WORKSHOP)
    ticket = enrol(post, "Amina", 2)
    with post.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
        uow.appointments.note(known.booking, known.standing.displaced())
        uow.commit()
    hear_of(post, replace(WORKSHOP, start_utc=at(14)), request=3)
    presenter, view = a_sheet(post)
    displaced = line_of(view, ticket)

    presenter.act(key(ticket), displaced.main.deed)

    assert displaced.main.word == "La nouvelle heure convient"
    assert view.last.told.startswith("Heure donnée : Mercredi 25 novembre à 14\u00a0h.")
    assert view.last.counted.startswith("2 inscrits")


def test_a_volunteer_ticks_by_number_and_reads_no_name(filled):
    post, tickets = filled
    post.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_sheet(post, pin=VOLUNTEER_PIN)
    amina = tickets["Amina"]

    presenter.reveal(key(amina))
    presenter.act(key(amina), "present")

    assert line_of(view, amina).name == f"Rendez-vous {amina.number}"
    assert status(post, amina) is S.ATTENDED
    assert line_of(view, tickets["Yasmina"]).main is None
    assert "Amina" not in repr(view.states)


def test_the_paper_has_a_line_a_seat_numbers_and_never_a_name(filled):
    post, tickets = filled
    tray = PaperTray()
    presenter, view = a_sheet(post, tray=tray)
    presenter.reveal(key(tickets["Amina"]))

    presenter.print_sheet()

    (paper,) = tray.sheets
    (grid,) = paper.grids
    numbers = [row[0] for row in grid.rows]
    assert grid.heads == ("Numéro", "Prénom (facultatif)", "Signature")
    assert len(numbers) == WORKSHOP.capacity
    assert f"{tickets['Fatou'].number} (1 sur 2) · interprète" in numbers
    assert f"{tickets['Fatou'].number} (2 sur 2)" in numbers
    assert numbers[-3:] == ["", "", ""]
    assert not any(name and name in repr(paper) for name in tickets)
    assert view.last.told == "La feuille est imprimée."


def test_a_paper_that_does_not_come_out_is_told(filled):
    presenter, view = a_sheet(filled[0], tray=PaperTray(PrintState.FAILED))

    presenter.print_sheet()

    assert view.last.told == "Le papier ne sort pas. Voyez l’imprimante."


def test_names_are_forgotten_when_the_sheet_is_left(filled):
    post, tickets = filled
    presenter, view = a_sheet(post)
    presenter.reveal(key(tickets["Amina"]))

    presenter.leave()

    assert presenter._names == {}
    assert view.last.lines


def test_the_sheet_reads_again_when_the_agenda_changes(filled):
    post, tickets = filled
    _, view = a_sheet(post)

    post.appointments.cancel(post.appointments.find(tickets["Amina"].number))

    assert "6 inscrits" in view.last.counted
