# SPDX-License-Identifier: AGPL-3.0-or-later
"""The waiting list and the offers of seats, as a machine knows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import (
    AppointmentRequest,
    ConfirmRequest,
    ProposedTime,
    RequestStatus,
    Wish,
)
from kiosk.domain.appointments import CancelOutcome, ReplyBy, TicketState, WhoComes
from kiosk.domain.outbox import EventKind
from kiosk.domain.workshops import WorkshopState, WorkshopStatus
from kiosk.foundation.errors import Refused
from kiosk.services.device import Role
from tests.support.booking_desk import NOW, a_machine, an_agenda, at, events, know_each_other
from tests.support.workshop_desk import MOUSE, a_seat_holder, a_workshop, hear

OFFER = ProposedTime(at(14), "atelier:souris", 90)
UNTIL = NOW + timedelta(hours=24)


def a_waiter(folder, **changes):
    """Return a machine that has no seat of the workshop."""
    agenda = an_agenda(workshops=(a_workshop(**changes),))
    return a_machine(folder, agenda=agenda)


def offered(machine, number, **changes):
    """Let the city offer a seat to the request of a number."""
    with machine.database.unit_of_work() as uow:
        known = uow.requests.by_number(number.replace(" ", ""))
        news = replace(
            known,
            status=RequestStatus.PROPOSED,
            device="k-1",
            chosen=None,
            proposals=(OFFER,),
            offer_until_utc=UNTIL,
        )
        uow.requests.replace_synced([replace(news, **changes)], machine.clock.now_utc())
        uow.commit()


def test_to_wait_is_a_request_for_the_workshop_with_no_wish_and_no_promise(tmp_path):
    machine = a_waiter(tmp_path)

    ticket = machine.workshops.wait(MOUSE, WhoComes(party_size=2))

    assert (ticket.state, ticket.start_utc) == (TicketState.REQUESTED, None)
    assert (ticket.motif_label, ticket.workshop_utc) == ("La souris", at(14))
    ((kind, core, _),) = events(machine)
    assert kind is EventKind.REQUEST_MADE
    assert (core["motif"], core["wish"], core["party"]) == ("atelier:souris", "", 2)
    found = machine.appointments.find(ticket.number)
    assert (found.workshop_utc, found.request.wish) == (at(14), Wish())


def test_the_square_of_who_waits_tells_the_day_at_another_machine(tmp_path):
    machine = a_waiter(tmp_path / "a")
    other = a_machine(tmp_path / "b", "k-2", agenda=an_agenda(workshops=(a_workshop(),)))
    know_each_other(machine, other)
    ticket = machine.workshops.wait(MOUSE)

    found = other.appointments.find_by_code(ticket.code_qr)

    assert (found.state, found.workshop_utc) == (TicketState.REQUESTED, at(14))


def test_the_list_fills_up_with_what_the_city_told_or_what_is_known_here(tmp_path):
    machine = a_waiter(tmp_path)
    machine.workshops.wait(MOUSE, WhoComes(party_size=2))

    assert machine.workshops.offers("fr")[0].state is WorkshopState.WAITING
    assert machine.workshops.offers("fr", party_size=2)[0].state is WorkshopState.FULL
    with pytest.raises(Refused, match="waiting_list_full"):
        machine.workshops.wait(MOUSE, WhoComes(party_size=2))
    hear(machine, a_workshop(n_waiting=3))
    with pytest.raises(Refused, match="waiting_list_full"):
        machine.workshops.wait(MOUSE)


def test_no_list_means_no_waiting(tmp_path):
    machine = a_waiter(tmp_path, waiting_capacity=0)

    assert machine.workshops.offers("fr")[0].state is WorkshopState.FULL
    with pytest.raises(Refused, match="waiting_list_full"):
        machine.workshops.wait(MOUSE)


def test_nobody_waits_for_more_seats_than_there_are(tmp_path):
    machine = a_waiter(tmp_path, capacity=2, waiting_capacity=6)

    assert machine.workshops.offers("fr", party_size=3)[0].state is WorkshopState.FULL
    with pytest.raises(Refused) as refused:
        machine.workshops.wait(MOUSE, WhoComes(party_size=3))
    assert (refused.value.reason, refused.value.values) == ("party_too_big", {"n_max": 2})


def test_who_wants_to_be_called_gives_a_telephone(tmp_path):
    with pytest.raises(Refused, match="contact_missing"):
        a_waiter(tmp_path).workshops.wait(MOUSE, WhoComes(reply_by=ReplyBy.PHONE))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": WorkshopStatus.CANCELLED},
        {"start_utc": NOW},
        {"notice_min": 4 * 24 * 60},
    ],
)
def test_nobody_waits_for_what_is_over(tmp_path, changes):
    with pytest.raises(Refused, match="workshop_over"):
        a_waiter(tmp_path, **changes).workshops.wait(MOUSE)


def test_one_waits_beyond_the_ten_days_of_other_requests_until_the_workshop(tmp_path):
    machine = a_waiter(tmp_path, start_utc=at(14) + timedelta(days=28))
    ticket = machine.workshops.wait(MOUSE)

    machine.clock.pass_time(days=20)
    assert machine.appointments.find(ticket.number).request.status is RequestStatus.REQUESTED
    assert len(machine.workshops.sheet(MOUSE).waiting) == 1
    machine.clock.set_wall(at(14) + timedelta(days=28))
    assert machine.appointments.find(ticket.number).request.status is RequestStatus.EXPIRED
    assert machine.workshops.sheet(MOUSE).waiting == ()
    assert machine.appointments.requests_for_desk() == ()


def test_an_offer_is_read_by_its_number_and_taken(tmp_path):
    machine = a_waiter(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    offered(machine, ticket.number)

    found = machine.appointments.find(ticket.number)
    assert found.request.offer_until_utc == UNTIL
    machine.appointments.choose(found, OFFER)

    kind, core, _ = events(machine)[-1]
    assert kind is EventKind.REQUEST_CHOSEN
    assert core["chosen"].split("/")[1:] == ["atelier:souris", "90"]
    assert machine.appointments.find(ticket.number).request.chosen == OFFER


def test_a_yes_to_an_hour_that_the_city_has_changed_is_asked_again(tmp_path):
    machine = a_waiter(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    offered(machine, ticket.number)
    machine.appointments.choose(machine.appointments.find(ticket.number), OFFER)
    offered(machine, ticket.number)  # the city has not heard the yes yet
    assert machine.appointments.find(ticket.number).request.chosen == OFFER
    later = replace(OFFER, start_utc=at(15))

    offered(machine, ticket.number, proposals=(later,))

    found = machine.appointments.find(ticket.number)
    assert found.request.chosen is None
    machine.appointments.choose(found, later)
    assert machine.appointments.find(ticket.number).request.chosen == later


@pytest.mark.parametrize("status", [RequestStatus.DECLINED, RequestStatus.CONFIRMED])
def test_a_page_left_open_says_no_yes_to_what_the_city_has_answered_since(tmp_path, status):
    machine = a_waiter(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    offered(machine, ticket.number)
    read_before = machine.appointments.find(ticket.number)
    offered(machine, ticket.number, status=status, booking="c.48291630")

    with pytest.raises(Refused, match="nothing_proposed"):
        machine.appointments.choose(read_before, OFFER)

    now = machine.appointments.find(ticket.number).request
    assert (now.status, now.booking) == (status, "c.48291630")


def test_a_mediator_says_yes_for_somebody_on_the_telephone(tmp_path):
    machine = a_waiter(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    with pytest.raises(Refused, match="nothing_proposed"):
        machine.appointments.accept_offer(ticket.number)
    offered(machine, ticket.number)
    (line,) = machine.appointments.requests_for_desk()
    assert (line.offer_until_utc, line.workshop_utc) == (UNTIL, at(14))

    machine.appointments.accept_offer(ticket.number)

    assert events(machine)[-1][0] is EventKind.REQUEST_CHOSEN
    assert machine.workshops.sheet(MOUSE).waiting[0].chosen == OFFER
    with pytest.raises(Refused, match="number_unknown"):
        machine.appointments.accept_offer("00000000")


def test_a_lapsed_offer_is_over_and_one_taken_in_time_is_not(tmp_path):
    machine = a_waiter(tmp_path)
    late, early = machine.workshops.wait(MOUSE), machine.workshops.wait(MOUSE)
    with machine.database.unit_of_work() as uow:
        for ticket in (late, early):
            known = uow.requests.by_number(ticket.number.replace(" ", ""))
            uow.requests.change(
                replace(
                    known,
                    status=RequestStatus.PROPOSED,
                    proposals=(OFFER,),
                    offer_until_utc=UNTIL,
                )
            )
        uow.commit()
    read_before = machine.appointments.find(late.number)
    machine.appointments.accept_offer(early.number)
    machine.clock.set_wall(UNTIL)

    assert machine.appointments.find(late.number).request.status is RequestStatus.EXPIRED
    assert machine.appointments.find(early.number).request.status is RequestStatus.PROPOSED
    for attempt in (
        lambda: machine.appointments.choose(read_before, OFFER),
        lambda: machine.appointments.choose(machine.appointments.find(late.number), OFFER),
        lambda: machine.appointments.accept_offer(late.number),
    ):
        with pytest.raises(Refused, match="offer_over"):
            attempt()


def test_a_post_hears_of_those_who_wait_elsewhere_and_of_their_offers(tmp_path):
    post = a_waiter(tmp_path)
    heard = AppointmentRequest(
        number="48291630",
        motif_id="atelier:souris",
        wish=Wish(),
        status=RequestStatus.PROPOSED,
        device="k-9",
        party_size=2,
        proposals=(OFFER,),
        offer_until_utc=UNTIL,
    )
    with post.database.unit_of_work() as uow:
        uow.requests.replace_synced([heard], NOW)
        uow.commit()

    (line,) = post.workshops.sheet(MOUSE).waiting
    assert (line.number, line.party_size, line.motif_label) == ("4829 1630", 2, "La souris")
    assert post.workshops.offers("fr", party_size=2)[0].state is WorkshopState.FULL
    post.appointments.accept_offer("4829 1630")
    assert events(post)[-1][1]["device"] == "k-9"


def test_a_seat_kept_for_an_offer_is_not_given_to_who_walks_in(tmp_path):
    agenda = an_agenda(workshops=(a_workshop(capacity=2),))
    machine = a_machine(tmp_path, agenda=agenda, role=Role.POSTE)
    ticket = machine.workshops.wait(MOUSE)
    machine.clock.set_wall(at(9))
    offered(machine, ticket.number, offer_until_utc=at(13))

    assert machine.workshops.sheet(MOUSE).n_seats_left == 1
    with pytest.raises(Refused, match="seats_missing"):
        machine.workshops.note_walk_ins(MOUSE, 2)
    machine.clock.set_wall(at(13))
    assert machine.workshops.note_walk_ins(MOUSE, 2).n_seats_left == 0


@pytest.mark.parametrize("is_offered", [False, True])
def test_who_waits_leaves_the_list_by_the_ticket(tmp_path, is_offered):
    machine = a_waiter(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    if is_offered:
        offered(machine, ticket.number)

    outcome = machine.appointments.cancel(machine.appointments.find(ticket.number))

    assert outcome is CancelOutcome.EFFECTIVE
    assert events(machine)[-1][0] is EventKind.REQUEST_WITHDRAWN
    assert machine.workshops.sheet(MOUSE).waiting == ()
    with pytest.raises(Refused, match="nothing_proposed"):
        machine.appointments.accept_offer(ticket.number)


def test_a_seat_given_by_the_post_answers_a_request(tmp_path):
    post = a_seat_holder(tmp_path, seats=(1, 2))
    ticket = post.workshops.wait(MOUSE, WhoComes(party_size=2))
    too_few = post.workshops.hold(MOUSE, 1)
    with pytest.raises(Refused, match="party_needs_seats"):
        post.appointments.answer_request(ticket.number, ConfirmRequest(too_few))

    given = post.appointments.answer_request(
        ticket.number, ConfirmRequest(post.workshops.hold(MOUSE, 2))
    )

    assert given.start_utc == at(14)
    core = events(post)[-1][1]
    assert core["answers"]["number"] == ticket.number.replace(" ", "")
    assert len(core["seats"]) == 2
    assert post.workshops.sheet(MOUSE).waiting == ()
