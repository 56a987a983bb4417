# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket »: found by digits or square, cancelled with care, unknown elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, DeclineRequest, ProposeTimes, Wish
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CentreReason, WhoComes
from kiosk.services.walkthrough_progress import ProgressService
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.resume.page import ResumeMeans
from ui.screens.resume.presenter import ResumePresenter
from ui.screens.resume.state import ResumeStage


def a_ticket(kiosk):
    day = kiosk.appointments.days("caf")[0].day
    slot = kiosk.appointments.slots("caf", day)[0]
    return kiosk.appointments.confirm(
        kiosk.appointments.hold("caf", slot), who=WhoComes(label="Amina")
    )


def means_of(kiosk, stage):
    return ResumeMeans(
        appointments=kiosk.appointments,
        workshops=kiosk.workshops,
        progress=ProgressService(kiosk.walkthroughs),
        speak_language=stage.translator.use,
        can_use_camera=False,
        read_square=lambda _: "",
    )


def a_presenter(kiosk):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.RESUME)
    presenter = ResumePresenter(view, stage, means=means_of(kiosk, stage))
    presenter.start()
    return presenter, view, stage


def type_number(presenter, number):
    for digit in number.replace(" ", ""):
        presenter.enter_digit(digit)
    presenter.look_up()


def test_a_number_can_be_ended_only_when_it_is_whole(kiosk):
    presenter, view, _ = a_presenter(kiosk)

    for digit in "1234567":
        presenter.enter_digit(digit)
    before = view.last.can_enter
    presenter.enter_digit("8")
    presenter.enter_digit("9")

    assert not before
    assert view.last.can_enter
    assert view.last.number == "1234 5678"


def test_an_erased_digit_goes(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    presenter.enter_digit("1")

    presenter.erase_digit()

    assert (view.last.number, view.last.slots_left) == ("", 8)


def test_a_typed_number_shows_the_appointment_without_a_name(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = a_presenter(kiosk)

    type_number(presenter, ticket.number)

    assert view.last.stage is ResumeStage.FOUND
    assert view.last.facts[0][1] == "Mardi 24 novembre à 9\u00a0h"
    assert "Amina" not in repr(view.states)


def test_a_scanned_square_shows_the_same(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = a_presenter(kiosk)

    presenter.read_code(ticket.code_qr)

    assert view.last.stage is ResumeStage.FOUND
    assert view.last.chip == "Confirmé"


def test_a_square_that_is_none_of_ours_is_told(kiosk):
    presenter, view, _ = a_presenter(kiosk)

    presenter.read_code("SXTBbonjour")

    assert view.last.stage is ResumeStage.NUMBER
    assert view.last.notice[0] == "Ce carré ne se lit pas."


def test_a_cancellation_is_asked_twice_then_done(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = a_presenter(kiosk)
    type_number(presenter, ticket.number)

    presenter.press_main()
    asked = view.last
    presenter.press_main()

    assert (asked.title, asked.main) == ("Annuler, c’est sûr ?", "Oui, annuler")
    assert view.last.title == "C’est annulé."
    assert kiosk.appointments.find(ticket.number).status.value == "cancelled"


def test_a_person_may_keep_the_appointment_after_all(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = a_presenter(kiosk)
    type_number(presenter, ticket.number)
    presenter.press_main()

    presenter.press_other()

    assert view.last.stage is ResumeStage.FOUND
    assert kiosk.appointments.find(ticket.number).status.value == "confirmed"


def test_a_cancelled_appointment_cannot_be_cancelled_again(kiosk):
    ticket = a_ticket(kiosk)
    kiosk.appointments.cancel(kiosk.appointments.find(ticket.number))
    presenter, view, _ = a_presenter(kiosk)

    type_number(presenter, ticket.number)

    assert (view.last.chip, view.last.main) == ("Annulé", "")


def test_a_request_is_found_and_withdrawn(kiosk):
    ticket = kiosk.appointments.request("caf", Wish())
    presenter, view, _ = a_presenter(kiosk)

    type_number(presenter, ticket.number)
    found = view.last
    presenter.press_main()
    presenter.press_main()

    assert (found.chip, found.main) == ("À confirmer", "Annuler cette demande")
    assert view.last.title == "C’est annulé."


def test_an_unknown_number_keeps_the_wish_to_cancel(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    type_number(presenter, "12345678")
    unknown = view.last
    before = kiosk.outbox.status().n_pending

    presenter.press_main()

    assert unknown.title == "Ce numéro est inconnu ici."
    assert view.last.title == "C’est noté."
    assert kiosk.outbox.status().n_pending == before + 1


def test_five_wrong_numbers_pause(kiosk):
    presenter, view, _ = a_presenter(kiosk)

    for _ in range(6):
        type_number(presenter, "12345678")
        if view.last.stage is ResumeStage.UNKNOWN:
            presenter.press_other()

    assert view.last.notice[0] == "Trop de numéros faux."
    assert "minute" in view.last.notice[1]


def test_going_back_from_the_number_leaves_the_page(kiosk):
    presenter, _, stage = a_presenter(kiosk)

    presenter.go_back()

    assert stage.router.current.route is Route.HOME


def another_slot(kiosk, rank=1):
    day = kiosk.appointments.days("caf")[rank].day
    return kiosk.appointments.slots("caf", day)[0]


def at_the_found(kiosk, number, start_utc=None, **before):
    if start_utc is not None:
        kiosk.clock.set_wall(start_utc - timedelta(**before))
    presenter, view, stage = a_presenter(kiosk)
    type_number(presenter, number)
    return presenter, view, stage


def keys_of(state):
    return [action.key for action in state.more]


def test_on_another_day_nobody_is_asked_whether_they_are_here(kiosk):
    _, view, _ = at_the_found(kiosk, a_ticket(kiosk).number)

    assert keys_of(view.last) == ["move"]


def test_an_arrival_in_time_is_noted(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = at_the_found(kiosk, ticket.number, ticket.start_utc, minutes=10)

    presenter.press_more("arrive")

    assert view.last.title == "Votre arrivée est notée."
    assert kiosk.appointments.find(ticket.number).status is AppointmentStatus.ARRIVED


def test_an_arrival_too_early_says_from_when(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, _ = at_the_found(kiosk, ticket.number, ticket.start_utc, minutes=50)

    presenter.press_more("arrive")

    assert view.last.title == "C’est trop tôt."
    assert view.last.lead == "Revenez à cette borne à partir de 8\u00a0h\u00a030."
    assert kiosk.appointments.find(ticket.number).status is AppointmentStatus.CONFIRMED


def test_an_arrival_too_late_sends_to_a_person(kiosk):
    ticket = a_ticket(kiosk)
    presenter, view, stage = at_the_found(kiosk, ticket.number, ticket.start_utc, minutes=-20)

    presenter.press_more("arrive")
    told = view.last
    presenter.press_main()

    assert (told.lead, told.next) == (
        "Votre rendez-vous était à 9\u00a0h.",
        "Demandez à une personne.",
    )
    assert stage.router.current.route is Route.HELP


def test_changing_the_hour_opens_the_booking_of_that_appointment(kiosk):
    ticket = a_ticket(kiosk)
    presenter, _, stage = at_the_found(kiosk, ticket.number)

    presenter.press_more("move")

    place = stage.router.current
    assert place.route is Route.BOOKING
    assert place.params["moving"].number == ticket.number


def test_an_old_ticket_says_that_it_is_moved_and_to_when(kiosk):
    ticket = a_ticket(kiosk)
    new = kiosk.appointments.move(
        ticket.number, kiosk.appointments.hold("caf", another_slot(kiosk))
    )

    _, view, _ = at_the_found(kiosk, ticket.number)

    assert (view.last.chip, view.last.lead) == ("Déplacé", "Ce ticket ne compte plus.")
    assert view.last.next == (
        f"Nouvelle heure : Mercredi 25 novembre à 9\u00a0h. Nouveau ticket : {new.number}."
    )
    assert (view.last.main, view.last.more) == ("", ())


def test_what_the_centre_cancelled_says_so(kiosk):
    ticket = a_ticket(kiosk)
    kiosk.appointments.cancel_by_centre(ticket.number, CentreReason.MEDIATOR_AWAY)

    presenter, view, stage = at_the_found(kiosk, ticket.number)

    assert view.last.chip == "Annulé par le centre"
    assert view.last.next == "Prenez-en un autre, ou demandez à une personne."
    presenter.press_more("book")
    assert stage.router.current.route is Route.BOOKING


def test_offered_times_are_shown_and_one_is_chosen(post):
    ticket = post.appointments.request("caf", Wish())
    slots = (another_slot(post, 1), another_slot(post, 2))
    post.appointments.answer_request(ticket.number, ProposeTimes(slots))
    presenter, view, _ = at_the_found(post, ticket.number)
    offered = view.last

    presenter.press_more("take1")

    assert offered.chip == "Réponse reçue"
    assert [action.words for action in offered.more] == [
        "Mercredi 25 novembre à 9\u00a0h",
        "Jeudi 26 novembre à 9\u00a0h",
    ]
    assert view.last.title == "C’est noté."
    asked = post.appointments.find(ticket.number).request
    assert asked.chosen.start_utc == slots[1].start_utc


@pytest.mark.parametrize("reason", DeclineReason)
def test_a_declined_request_says_why_in_one_sentence(post, reason):
    ticket = post.appointments.request("caf", Wish())
    post.appointments.answer_request(ticket.number, DeclineRequest(reason))

    _, view, _ = at_the_found(post, ticket.number)

    assert view.last.chip == "Pas possible"
    assert view.last.lead.endswith(".")
    assert (view.last.main, view.last.next) == ("", "Demandez à une personne.")


def test_an_unknown_number_sends_to_a_person_for_the_rest(kiosk):
    _, view, _ = at_the_found(kiosk, "12345678")

    assert view.last.next == "Pour le reste, demandez à une personne."
