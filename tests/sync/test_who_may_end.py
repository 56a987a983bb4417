# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine ends, moves or marks a promise: only where that is its to say."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import RightState
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Cell
from kiosk.domain.who_may_say import NUMBERS_AN_HOUR
from sync.server.storage.cases import CaseKind
from sync.wire import LeaseRuns
from tests.support.strange_town import (
    CANCELLED,
    CONFIRMED,
    LABEL,
    MINUTE,
    Town,
    let_sell,
    ticket,
)


@pytest.fixture
def town(any_city):
    return Town(any_city)


# ---- the person ends a promise ---------------------------------------------------------------


@pytest.mark.parametrize("proof", ["number", "ticket", "own", "typed"])
def test_a_machine_of_another_centre_ends_no_promise_by_what_it_says(town, proof):
    booking = town.sell()

    verdict, _ = town.cancel(town.far, booking, proof)

    assert verdict == "accepted"
    assert town.get(booking).status is CONFIRMED
    assert CaseKind.CANCEL_UNPROVED in town.cases()
    assert town.holder().booking == booking


def test_a_ticket_signed_by_its_seller_ends_a_promise_in_any_centre(town):
    booking = town.sell()

    town.cancel(town.far, booking, "ticket", code=ticket(town.seller, booking))

    assert town.get(booking).status is CANCELLED


def test_a_machine_cannot_sign_the_ticket_of_another_one(town):
    booking = town.sell()

    town.cancel(town.far, booking, "ticket", code=ticket(town.seller, booking, signer=town.far))
    town.cancel(town.far, booking, "ticket", code=ticket(town.far, booking))

    assert town.get(booking).status is CONFIRMED


def test_a_ticket_of_one_appointment_ends_no_other_one(town):
    mine, other = town.sell(number="11111111"), town.sell(number="22222222", place=1)

    town.cancel(town.far, other, "ticket", code=ticket(town.seller, mine))

    assert town.get(other).status is CONFIRMED
    assert town.get(mine).status is CONFIRMED


def test_a_number_typed_at_another_kiosk_of_the_centre_ends_a_promise(town):
    booking = town.sell()

    town.cancel(town.beside, "", "typed", number="12345678", device="")

    assert town.get(booking).status is CANCELLED
    assert town.quiet()


def test_a_kiosk_that_ends_many_promises_by_their_numbers_is_looked_at_by_a_person(town):
    numbers = [f"{20_000_000 + place}" for place in range(NUMBERS_AN_HOUR + 2)]
    bookings = [town.sell(number=one, place=place) for place, one in enumerate(numbers)]

    for booking in bookings:
        town.cancel(town.beside, booking)

    ended = [town.get(booking).status is CANCELLED for booking in bookings]
    assert ended == [True] * NUMBERS_AN_HOUR + [False] * 2
    assert town.cases().count(CaseKind.CANCEL_UNPROVED) == 2
    town.city.clock.pass_time(minutes=60)
    town.cancel(town.beside, bookings[-1])
    assert town.get(bookings[-1]).status is CANCELLED


def test_a_post_and_the_seller_itself_are_not_counted(town):
    numbers = [f"{20_000_000 + place}" for place in range(NUMBERS_AN_HOUR + 2)]
    bookings = [town.sell(number=one, place=place) for place, one in enumerate(numbers)]
    for place, booking in enumerate(bookings):
        teller, proof = ((town.seller, "own"), (town.post, "number"))[place % 2]
        town.cancel(teller, booking, proof)

    assert {town.get(booking).status for booking in bookings} == {CANCELLED}


def test_an_end_heard_before_its_sale_counts_if_the_seller_is_of_the_centre(town):
    booking = f"{town.seller.life}.12345678"
    town.cancel(town.beside, booking)

    town.sell()

    assert town.get(booking).status is CANCELLED
    assert town.holder().state is not CellState.SOLD


def test_an_end_heard_before_its_sale_from_elsewhere_counts_for_nothing(town):
    booking = f"{town.seller.life}.12345678"
    town.cancel(town.far, booking)
    town.cancel(town.far, booking, device=town.far.device)

    town.sell()

    assert town.get(booking).status is CONFIRMED


def test_a_report_ends_no_sale_of_another_machine_and_frees_nothing(town):
    booking = town.sell()
    run = LeaseRuns("samira", [MINUTE // 5, 6], 1, RightState.CANCELLED.value, booking)

    reply = town.beside.ask(leases=[run])

    assert town.get(booking).status is CONFIRMED
    assert town.holder().booking == booking
    assert [ack.booking for ack in reply.lease_acks] == [booking]
    assert CaseKind.NOT_ALLOWED in town.cases()


def test_a_report_takes_no_time_of_another_centre(town):
    run = LeaseRuns("paul", [MINUTE // 5, 6], 9, RightState.SOLD.value, f"{town.seller.life}.1")
    held = LeaseRuns("paul", [MINUTE // 5 + 6, 6], 9, RightState.HELD.value)

    town.seller.ask(leases=[run, held])

    assert town.holder(0, "paul").state is CellState.FREE
    assert town.holder(1, "paul").state is CellState.FREE
    assert CaseKind.NOT_ALLOWED in town.cases()


def test_a_right_to_the_time_of_a_mediator_who_changed_centres_is_still_settled(town):
    with town.city.city.database.transaction() as unit:
        cell = Cell("paul", MINUTE // 5)
        row = LedgerRow(cell, 1, CellState.LEASED, town.seller.device, town.seller.life, 0)
        unit.leases.store([row])
    run = LeaseRuns("paul", [MINUTE // 5, 1], 1, RightState.RETURNED.value)

    reply = town.seller.ask(leases=[run])

    assert reply.lease_acks
    assert town.holder(0, "paul").state is CellState.FREE
    assert town.quiet()


def test_a_sale_of_the_time_of_another_centre_is_for_a_person_and_takes_nothing(town):
    booking = town.sell(mediator="paul")

    assert town.get(booking).incomplete
    assert town.holder(0, "paul").state is CellState.FREE
    assert CaseKind.INCOMPLETE_SALE in town.cases()


# ---- what the centre says --------------------------------------------------------------------


def test_only_a_post_of_the_centre_cancels_for_the_centre(town):
    booking = town.sell()

    told = [
        town.cancel(one, booking, reason="centre_closed") for one in (town.beside, town.far_post)
    ]

    assert told == [("refused", "not_a_post"), ("refused", "other_centre")]
    assert town.get(booking).status is CONFIRMED
    town.cancel(town.post, booking, reason="centre_closed")
    assert town.get(booking).status is AppointmentStatus.CANCELLED_BY_CENTRE


def test_a_kiosk_takes_back_what_it_sold_itself(town):
    booking = town.sell()

    town.cancel(town.seller, booking, "own", reason="misuse")

    assert town.get(booking).status is AppointmentStatus.CANCELLED_BY_CENTRE


@pytest.mark.parametrize("attendance", ["absent", "attended", "in_session"])
def test_only_a_post_of_the_centre_says_how_a_coming_went(town, attendance):
    booking = town.sell()

    assert town.attend(town.seller, booking, attendance) == ("refused", "not_a_post")
    assert town.attend(town.far_post, booking, attendance) == ("refused", "other_centre")
    assert town.get(booking).status is CONFIRMED
    town.attend(town.post, booking, attendance)
    assert town.get(booking).status.value == attendance


def test_a_kiosk_of_the_centre_checks_somebody_in_within_the_window(town):
    booking = town.sell()
    at = MINUTE * 60

    town.attend(town.beside, booking)
    assert town.get(booking).status is CONFIRMED, "days before"
    town.city.clock.pass_time(seconds=at - town.city.city.now() - 20 * 60)
    town.attend(town.far, booking)
    assert town.get(booking).status is CONFIRMED, "another centre"
    assert town.quiet(CaseKind.NOT_ALLOWED, CaseKind.NOT_ALLOWED)
    town.attend(town.beside, booking, round=9_999)

    assert town.get(booking).status is AppointmentStatus.ARRIVED
    assert town.get(booking).standing.presence_round == 0, "a kiosk corrects nobody"


def test_only_a_post_of_the_centre_keeps_a_displaced_appointment(town):
    booking = town.sell()
    core = {"booking": booking, "number": "12345678", "device": town.seller.device}

    told = [
        town.tell(one, EventKind.APPOINTMENT_KEPT, {**core, "displaced": 2})
        for one in (town.beside, town.far_post, town.post)
    ]

    assert [verdict for verdict, _ in told] == ["refused", "refused", "accepted"]


# ---- moves -----------------------------------------------------------------------------------


def move(town, machine, old, **changes):
    moved = {
        "booking": old,
        "number": old.rpartition(".")[2],
        "device": town.seller.device,
        "proof": "number",
        "code": "",
        **changes,
    }
    extra = {} if machine.centre == "NORD" else {"mediator": "paul", "cells": [[1, 1, 1]]}
    return town.sell(
        machine, number="33333333", place=2, moved_from=moved, sequence=1, calendar="", **extra
    )


def test_a_move_from_another_kiosk_of_the_centre_ends_the_old_appointment(town):
    old = town.sell(annex=LABEL)

    new = move(town, town.beside, old)

    assert town.get(old).status is AppointmentStatus.MOVED
    assert town.get(new).label == town.get(new).label is not None


def test_a_sale_elsewhere_moves_nothing_of_this_centre_and_gets_nothing_of_who_comes(town):
    old = town.sell(annex=LABEL)
    let_sell(town, town.far)

    new = move(town, town.far, old)

    assert town.get(old).status is CONFIRMED
    assert (town.get(new).label, town.get(new).moved_from) == (None, "")
    assert CaseKind.CANCEL_UNPROVED in town.cases()


def test_a_ticket_moves_an_appointment_to_another_centre(town):
    old = town.sell()
    let_sell(town, town.far)

    new = move(town, town.far, old, proof="ticket", code=ticket(town.seller, old))

    assert town.get(old).status is AppointmentStatus.MOVED
    assert town.get(new).moved_from == old
