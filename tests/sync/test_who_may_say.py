# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine of the city that says what is not for it to say: nothing changes, somebody is told."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import TicketState
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import RightState
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Cell
from sync.server.booking_requests import MAX_OPEN_REQUESTS
from sync.server.storage.cases import CaseKind
from sync.wire import LeaseRuns
from tests.support.raw_machine import event, lane, verdicts
from tests.support.strange_town import (
    MINUTE,
    Town,
    let_sell,
    ticket,
)


@pytest.fixture
def town(any_city):
    return Town(any_city)


# ---- requests --------------------------------------------------------------------------------


def test_a_request_is_answered_by_a_post_of_a_centre_that_it_concerns(town):
    asked = town.ask_for_time()
    answer = {**asked, "proposals": "", "reason": "no_time_free"}

    told = [
        town.tell(one, EventKind.REQUEST_ANSWERED, answer)
        for one in (town.seller, town.far_post, town.far)
    ]

    assert told == [
        ("refused", "not_a_post"),
        ("refused", "other_centre"),
        ("refused", "not_a_post"),
    ]
    assert town.request(asked).status is RequestStatus.REQUESTED
    town.tell(town.post, EventKind.REQUEST_ANSWERED, answer)
    assert town.request(asked).status is RequestStatus.DECLINED


def test_a_request_for_another_centre_is_answered_there(town):
    asked = town.ask_for_time(centre="SUD")

    answer = {**asked, "proposals": "", "reason": "no_time_free"}
    town.tell(town.far_post, EventKind.REQUEST_ANSWERED, answer)

    assert town.request(asked).status is RequestStatus.DECLINED


def test_an_answer_before_its_request_counts_if_the_request_concerns_that_centre(town):
    near, far = ({"number": one, "device": town.seller.device} for one in ("1" * 8, "2" * 8))
    for asked in (near, far):
        answer = {**asked, "proposals": "", "reason": "no_time_free"}
        town.tell(town.far_post, EventKind.REQUEST_ANSWERED, answer)

    town.ask_for_time(number="1" * 8)
    town.ask_for_time(number="2" * 8, centre="SUD")

    assert town.request(near).status is RequestStatus.REQUESTED
    assert town.request(far).status is RequestStatus.DECLINED


def test_nobody_gets_what_was_said_with_a_request_by_claiming_to_answer_it(town):
    asked = town.ask_for_time()
    let_sell(town, town.far_post)
    taken = {"mediator": "paul", "cells": [[1, 1, 1]]}

    away = town.sell(town.far_post, number="44444444", place=3, answers=asked, **taken)
    kiosk = town.sell(town.beside, number="55555555", place=4, answers=asked)

    assert (town.get(away).label, town.get(kiosk).label) == (None, None)
    assert town.request(asked).status is RequestStatus.REQUESTED
    assert town.cases().count(CaseKind.NOT_ALLOWED) == 2


def test_a_machine_that_floods_a_centre_with_requests_is_stopped_and_seen(town):
    core = {"motif": "caf", "wish": "", "reply_by": "number", "centre": "SUD"}
    numbers = [f"{10_000_000 + place}" for place in range(MAX_OPEN_REQUESTS + 5)]
    made = [
        event(place, EventKind.REQUEST_MADE, {**core, "number": number})
        for place, number in enumerate(numbers, start=1)
    ]

    reply = town.seller.ask(bookings=lane(*made))

    told = list(verdicts(reply, "bookings").values())
    assert (told.count("accepted"), told.count("refused")) == (MAX_OPEN_REQUESTS, 5)
    assert town.cases() == [CaseKind.REFUSED_EVENT]
    town.ask_for_time(town.beside)
    assert town.request({"device": town.beside.device, "number": "87654321"}) is not None


def test_a_request_is_withdrawn_at_its_centre_or_with_its_ticket(town):
    asked = town.ask_for_time()
    number = asked["number"]
    wrong = ticket(town.far, f".{number}", state=TicketState.REQUESTED)
    right = ticket(town.seller, f".{number}", state=TicketState.REQUESTED)

    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, asked)
    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, {**asked, "code": wrong})
    town.tell(town.beside, EventKind.REQUEST_WITHDRAWN, {**asked, "code": wrong})
    assert town.request(asked).status is RequestStatus.REQUESTED
    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, {**asked, "code": right})

    assert town.request(asked).status is RequestStatus.WITHDRAWN


def test_a_time_offered_is_chosen_at_the_centre_only(town):
    asked = town.ask_for_time()
    offered = f"{MINUTE}/samira/30"
    town.tell(town.post, EventKind.REQUEST_ANSWERED, {**asked, "proposals": offered, "reason": ""})

    town.tell(town.far, EventKind.REQUEST_CHOSEN, {**asked, "chosen": offered})
    assert town.request(asked).chosen == ""
    town.tell(town.beside, EventKind.REQUEST_CHOSEN, {**asked, "chosen": offered})

    assert town.request(asked).chosen == offered


# ---- numbers of the queue --------------------------------------------------------------------


def number_given(town, machine, number="1", **changes):
    core = {"day": "2026-11-23", "number": number, "place": 1, "reason": "help", **changes}
    core.setdefault("taken", town.city.city.now() // 60)
    return town.tell(machine, EventKind.QUEUE_TICKET_ISSUED, core)


def queue_of(town, centre="NORD"):
    with town.city.city.database.transaction() as unit:
        return {
            (one.device, one.number): one.state for one in unit.queue.of_day(centre, "2026-11-23")
        }


def test_only_a_post_of_the_centre_calls_the_numbers_of_others(town):
    number_given(town, town.seller)
    core = {
        "day": "2026-11-23",
        "device": town.seller.device,
        "number": "1",
        "state": "called",
        "calls": 1,
        "desk": "",
        "mediator": "",
        "line": 0,
    }

    told = [
        town.tell(one, EventKind.QUEUE_TICKET_MOVED, core)
        for one in (town.beside, town.far, town.far_post)
    ]

    assert told == [
        ("refused", "not_a_post"),
        ("refused", "not_a_post"),
        ("refused", "other_centre"),
    ]
    assert queue_of(town) == {(town.seller.device, "1"): "waiting"}
    town.tell(town.post, EventKind.QUEUE_TICKET_MOVED, core)
    assert queue_of(town) == {(town.seller.device, "1"): "called"}


def test_nobody_gives_a_number_in_the_name_of_another_machine(town):
    number_given(town, town.seller)

    told = number_given(town, town.far, device=town.seller.device)

    assert told == ("refused", "other_centre")
    assert list(queue_of(town)) == [(town.seller.device, "1")]
    assert queue_of(town, "SUD") == {}


def test_two_kiosks_of_a_centre_without_a_letter_are_told_to_the_console_once(town):
    number_given(town, town.seller)
    number_given(town, town.far)
    assert town.quiet()

    number_given(town, town.beside)
    number_given(town, town.beside, number="2")
    number_given(town, town.seller, number="2")

    assert town.quiet(CaseKind.QUEUE_LETTERS)


def test_kiosks_with_letters_of_their_own_are_no_case(town):
    number_given(town, town.seller, number="A1")
    number_given(town, town.beside, number="B1")

    assert town.quiet()


# ---- the report of rights --------------------------------------------------------------------


@pytest.mark.parametrize(
    "run",
    [
        LeaseRuns("samira", [0, 1 << 40], 1, RightState.HELD.value),
        LeaseRuns("samira", [1 << 70, 1], 1, RightState.HELD.value),
        LeaseRuns("samira", [MINUTE // 5, 1], 1, RightState.SOLD.value, "x" * 65),
        LeaseRuns("samira", [-1, 1], 1, RightState.HELD.value),
        LeaseRuns("samira", [MINUTE // 5, 1], -1, RightState.HELD.value),
        LeaseRuns("samira", [MINUTE // 5, 0], 1, RightState.HELD.value),
        LeaseRuns("samira", [MINUTE // 5], 1, RightState.HELD.value),
        LeaseRuns("samira", [], 1, RightState.HELD.value),
        LeaseRuns("samira", [MINUTE // 5, 1], 1, "mine"),
        LeaseRuns("sam\0ira", [MINUTE // 5, 1], 1, RightState.HELD.value),
        LeaseRuns("s" * 65, [MINUTE // 5, 1], 1, RightState.HELD.value),
    ],
)
def test_a_report_that_nobody_can_read_is_refused_alone(town, run):
    with town.city.city.database.transaction() as unit:
        cell = Cell("samira", MINUTE // 5)
        row = LedgerRow(cell, 1, CellState.LEASED, town.seller.device, town.seller.life, 0)
        unit.leases.store([row])
    core = {"number": "12345678", "motif": "caf", "wish": "", "reply_by": "number"}

    reply = town.seller.ask(
        leases=[run],
        can_hold_leases=True,
        bookings=lane(event(1, EventKind.REQUEST_MADE, core)),
    )

    assert verdicts(reply, "bookings") == {1: "accepted"}
    assert reply.rights_problem == "unreadable"
    assert (reply.grant, reply.lease_acks, reply.numbers) == (None, [], [])
    assert town.holder().state is CellState.LEASED, "nothing is freed by a report unread"
    assert town.cases() == [CaseKind.RIGHTS_UNREADABLE]
    assert town.seller.ask().rights_problem == ""
