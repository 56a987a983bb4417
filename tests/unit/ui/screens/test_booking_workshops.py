# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops on the booking page: which one, how many come, a seat or the waiting list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.appointments import ReplyBy, TicketState, WhoComes
from kiosk.domain.workshops import Workshop, WorkshopStatus
from tests.support.booking_desk import at
from tests.support.selling_kiosk import RecordingView, a_stage, booking_means
from tests.support.workshop_post import hear_of
from ui.navigation.routes import Route
from ui.screens.booking.presenter import BookingPresenter
from ui.screens.booking.state import BookingStage

MAIL = Workshop(
    "mail",
    (("fr", "Ma boîte mail"), ("en", "My mailbox")),
    at(10),
    90,
    8,
    "m-nadia",
    documents=(("fr", ("votre téléphone",)), ("en", ("your phone",))),
)
MOUSE = Workshop("souris", (("fr", "La souris"),), at(14, 45), 90, 2, waiting_capacity=2)


@pytest.fixture
def centre(kiosk):
    hear_of(kiosk, MAIL, MOUSE)
    return kiosk


def enrol(kiosk, workshop_id, size):
    hold = kiosk.workshops.hold(workshop_id, size)
    return kiosk.appointments.confirm(hold, who=WhoComes(party_size=size))


def at_workshops(kiosk, language="fr"):
    view, stage = RecordingView(), a_stage(kiosk, language)
    stage.router.go(Route.BOOKING)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk))
    presenter.start()
    presenter.choose_answer("workshops")
    return presenter, view, stage


def at_seats(kiosk, workshop_id, size=1, language="fr"):
    presenter, view, stage = at_workshops(kiosk, language)
    presenter.choose_workshop(workshop_id)
    presenter.choose_party(str(size))
    return presenter, view, stage


def test_the_first_question_leads_to_workshops_only_where_there_are_some(kiosk):
    view, stage = RecordingView(), a_stage(kiosk)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk))
    presenter.start()
    without = [card.key for card in view.last.answers]
    hear_of(kiosk, MAIL)

    presenter.redraw()

    assert "workshops" not in without
    card = view.last.answers[-1]
    assert (card.key, card.label) == ("workshops", "Un atelier, à plusieurs")
    assert card.detail == "1 atelier bientôt"


def test_a_workshop_says_when_who_leads_what_to_bring_and_its_free_seats(centre):
    _, view, _ = at_workshops(centre)

    mail = view.last.workshops[0]
    assert view.last.stage is BookingStage.WORKSHOP
    assert (mail.title, mail.french) == ("Ma boîte mail", "")
    assert mail.when == "Mercredi 25 novembre · de 10\u00a0h à 11\u00a0h\u00a030"
    assert mail.lines == ("Avec Nadia", "À apporter : votre téléphone")
    assert mail.sign.words == "8 places libres ici"


def test_in_another_language_the_french_title_stays_under_it(centre):
    _, view, _ = at_workshops(centre, "en")

    assert [(one.title, one.french) for one in view.last.workshops] == [
        ("My mailbox", "Ma boîte mail"),
        ("La souris", ""),
    ]


def test_a_full_workshop_offers_its_waiting_list_and_then_nothing(centre):
    enrol(centre, "souris", 2)
    _, waiting, _ = at_workshops(centre)
    centre.workshops.wait("souris", WhoComes(party_size=2))

    _, full, _ = at_workshops(centre)

    assert waiting.last.workshops[1].sign.words == "Complet ici. Liste d’attente."
    assert waiting.last.workshops[1].can_choose
    assert full.last.workshops[1].sign.words == "Complet"
    assert not full.last.workshops[1].can_choose


def test_as_many_seats_as_people_are_confirmed_before_the_ticket(centre):
    presenter, view, stage = at_seats(centre, "mail", 3)
    asked = view.last
    presenter.go_on()
    who = view.last
    presenter.skip_who()
    sure = view.last
    presenter.confirm("", "")

    ticket = stage.router.current.params["ticket"]
    assert asked.go_on == "Prendre 3 places"
    assert who.who.sizes == ()
    assert "3 personnes" in [line.text for line in sure.summary]
    assert (ticket.state, ticket.party_size) == (TicketState.CONFIRMED, 3)
    assert centre.workshops.offers("fr")[0].n_free == 5


def test_nobody_is_offered_more_people_than_the_workshop_has_seats(centre):
    _, view, _ = at_seats(centre, "souris")

    assert [one.key for one in view.last.sizes] == ["1", "2"]


def test_two_people_with_one_seat_left_are_told_so_and_may_wait_together(centre):
    enrol(centre, "souris", 1)
    presenter, view, stage = at_seats(centre, "souris", 2)
    told = view.last
    presenter.go_on()
    reply = view.last
    presenter.choose_answer("in_person")
    presenter.skip_who()
    sure = view.last
    presenter.confirm("", "")

    assert [(one.note, one.is_kept) for one in told.sizes] == [
        ("libre", True),
        ("liste d’attente", False),
    ]
    assert told.notice == (
        "Il reste 1 place ici.",
        "Pour 2 personnes ensemble : la liste d’attente.",
    )
    assert reply.stage is BookingStage.REPLY
    assert sure.notice[0] == "Ce n’est pas encore une place."
    ticket = stage.router.current.params["ticket"]
    assert ticket.state is TicketState.REQUESTED
    asked = centre.appointments.find(ticket.number).request
    assert (asked.party_size, asked.reply_by) == (2, ReplyBy.IN_PERSON)


def test_seats_taken_meanwhile_are_told_and_what_is_left_is_shown(centre):
    presenter, view, _ = at_seats(centre, "souris", 2)
    enrol(centre, "souris", 1)

    presenter.go_on()

    assert view.last.stage is BookingStage.SEATS
    assert view.last.notice[0] == "Il reste 1 place ici."
    assert view.last.go_on == "Aller sur la liste d’attente"


def test_seats_held_too_long_are_told_and_chosen_again(centre):
    presenter, view, _ = at_seats(centre, "mail")
    presenter.go_on()
    presenter.skip_who()
    centre.clock.pass_time(minutes=6)

    presenter.confirm("", "")

    assert view.last.stage is BookingStage.SEATS
    assert view.last.notice[0] == "Ces places ne sont plus libres."


def test_a_workshop_cancelled_meanwhile_is_offered_no_more(centre):
    presenter, view, _ = at_seats(centre, "mail")
    with centre.database.unit_of_work() as uow:
        gone = replace(MAIL, status=WorkshopStatus.CANCELLED)
        uow.agenda.replace(replace(uow.agenda.load(), workshops=(gone, MOUSE)))
        uow.commit()

    presenter.go_on()

    assert view.last.stage is BookingStage.WORKSHOP
    assert view.last.notice[0] == "Cet atelier ne se réserve plus."
    assert [one.key for one in view.last.workshops] == ["souris"]


def test_going_back_gives_the_seats_back(centre):
    presenter, view, _ = at_seats(centre, "souris", 2)
    presenter.go_on()

    presenter.go_back()

    assert view.last.stage is BookingStage.SEATS
    assert centre.workshops.offers("fr")[1].n_free == 2


def test_an_appointment_after_a_look_at_workshops_is_an_appointment(centre):
    presenter, view, _ = at_seats(centre, "mail", 2)

    presenter.change_need()
    presenter.choose_answer("caf")

    assert view.last.stage is BookingStage.TIME
    assert view.last.summary_title == "Votre rendez-vous"


def test_the_language_changes_at_once_and_the_number_of_people_stays(centre):
    presenter, view, stage = at_seats(centre, "mail", 2)

    stage.translator.use("en")
    presenter.redraw()

    assert view.last.stage is BookingStage.SEATS
    assert view.last.summary[0].text == "My mailbox"
    assert next(one for one in view.last.sizes if one.is_chosen).key == "2"


def test_seats_stay_held_when_the_language_changes_at_the_last_question(centre):
    presenter, _, stage = at_seats(centre, "mail", 2)
    presenter.go_on()
    presenter.skip_who()

    stage.translator.use("en")
    presenter.redraw()
    presenter.confirm("", "")

    assert stage.router.current.route is Route.TICKET
    assert stage.router.current.params["ticket"].party_size == 2


def test_everything_of_a_workshop_is_read_aloud(centre):
    presenter, _, _ = at_workshops(centre)

    words = presenter.page_text()

    assert "Ma boîte mail" in words
    assert "8 places libres ici" in words
