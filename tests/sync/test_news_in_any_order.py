# SPDX-License-Identifier: AGPL-3.0-or-later
"""News of an appointment by several machines, in any order, twice or late: the end is the same."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.appointment_status import GONE, RECEIVED, AppointmentStatus, Attendance
from kiosk.domain.booking_events import Proof
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.slots import Cell
from sync.columns import pack, unpack
from sync.server.booking_fields import Teller
from sync.server.bookings import apply_booking_event
from tests.support.raw_machine import RawMachine, event

NINE_MIN = 29_926_560  # Wednesday 25 November 2026, 9 h in Paris
FIRST, OTHER = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
LIFE = {FIRST: "a" * 16, OTHER: "b" * 16}
S = AppointmentStatus


def sold(device, number, *, minutes=0, moved_from=None):
    core = {
        "booking": f"{LIFE[device]}.{number}",
        "number": number,
        "mediator": "samira",
        "motif": "caf",
        "start": NINE_MIN + minutes,
        "duration_min": 30,
        "cells": [[(NINE_MIN + minutes) // 5, 6, 1]],
    }
    if moved_from:
        owner, old = moved_from
        core["moved_from"] = {
            "booking": f"{LIFE[owner]}.{old}",
            "number": old,
            "device": "" if owner == device else owner,
            "proof": (Proof.OWN if owner == device else Proof.TICKET).value,
            "code": "",
        }
    return device, EventKind.APPOINTMENT_SOLD, core


def cancelled(device, owner, number, reason=""):
    core = {
        "booking": f"{LIFE[owner]}.{number}",
        "number": number,
        "device": "" if owner == device else owner,
        "proof": (Proof.OWN if owner == device else Proof.TICKET).value,
    }
    return device, EventKind.APPOINTMENT_CANCELLED, core | ({"reason": reason} if reason else {})


def attended(device, owner, number, attendance, n_round=0):
    core = {
        "booking": f"{LIFE[owner]}.{number}",
        "number": number,
        "device": "" if owner == device else owner,
        "start": NINE_MIN,
        "attendance": attendance.value,
        "round": n_round,
    }
    return device, EventKind.APPOINTMENT_ATTENDED, core


OLD, NEW, NEWEST = "11111111", "22222222", "33333333"
SALES = [
    sold(FIRST, OLD),
    sold(OTHER, NEW, minutes=60, moved_from=(FIRST, OLD)),
    sold(OTHER, NEWEST, minutes=120, moved_from=(OTHER, NEW)),
]
WORDS = [
    cancelled(OTHER, FIRST, OLD),
    cancelled(FIRST, OTHER, NEWEST),
    cancelled(OTHER, OTHER, NEWEST, "mediator_away"),
    attended(FIRST, FIRST, OLD, Attendance.ARRIVED),
    attended(OTHER, OTHER, NEWEST, Attendance.ABSENT),
    attended(OTHER, OTHER, NEWEST, Attendance.ARRIVED),
    attended(OTHER, OTHER, NEWEST, Attendance.ABSENT, 1),
]


@contextmanager
def taken_back(city):
    """Give a transaction of which nothing stays."""
    with suppress(_TakenBack), city.database.transaction() as unit:
        yield unit
        _take_back()


class _TakenBack(Exception):
    """Ends a transaction without keeping anything."""


def _take_back():
    raise _TakenBack


def told(city, stories):
    """Return what the city knows after some news, and whether each sale holds its cells."""
    with taken_back(city.city) as unit:
        machines = {name: unit.fleet.machine(name) for name in (FIRST, OTHER)}
        steps = range(NINE_MIN // 5, NINE_MIN // 5 + 30)
        owners = [FIRST] * 12 + [OTHER] * 18
        unit.leases.store(
            LedgerRow(Cell("samira", step), 1, CellState.LEASED, owner, LIFE[owner], 1, "")
            for step, owner in zip(steps, owners, strict=True)
        )
        for device, kind, core in stories:
            (one,) = unpack(pack([event(1, kind, core)], ()))
            teller = Teller(machines[device], LIFE[device])
            apply_booking_event(city.city, unit, teller, kind, one)
        known = [
            unit.bookings.get(f"{LIFE[owner]}.{number}")
            for owner, number in ((FIRST, OLD), (OTHER, NEW), (OTHER, NEWEST))
        ]
        # the day's cells are given to nobody: those of a person who is there do not matter
        held = {
            one.booking: len(unit.leases.of_booking(one.booking))
            for one in known
            if one and one.status not in RECEIVED
        }
    return known, held


@pytest.fixture
def machines(city):
    for name, role in ((FIRST, "borne"), (OTHER, "poste")):
        RawMachine(city.city, device=name, life=LIFE[name], role=role)
    city.clock.pass_time(seconds=NINE_MIN * 60 - 20 * 60 - city.city.now())
    return city


@given(data=st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_news_in_any_order_doubled_or_repeated_give_the_same_end(machines, data):
    words = data.draw(st.lists(st.sampled_from(WORDS), max_size=4))
    news = SALES + words
    again = data.draw(st.lists(st.sampled_from(news), max_size=4))
    other = data.draw(st.permutations(news + again))

    first, first_held = told(machines, news)
    second, second_held = told(machines, other)

    assert [replace(one, sequence=0) for one in second] == [
        replace(one, sequence=0) for one in first
    ]
    assert second_held == first_held


@given(data=st.data())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_move_never_leaves_a_person_with_nothing(machines, data):
    """Whatever part of the news has come: nobody cancelled, so one appointment stands."""
    news = data.draw(st.permutations([*SALES, *SALES]))
    n_heard = data.draw(st.integers(1, len(news)))

    known, _ = told(machines, news[:n_heard])

    sold_ones = {core["number"] for _, _, core in news[:n_heard]}
    live = [one for one in known if one and one.status not in GONE and not one.incomplete]
    assert {one.number for one in live} & sold_ones
    assert len([one for one in live if one.status is S.CONFIRMED]) >= 1


def test_the_old_time_is_free_and_the_new_one_is_sold_once_a_move_is_known(machines):
    known, held = told(machines, SALES[:2])

    assert [one and one.status for one in known] == [S.MOVED, S.CONFIRMED, None]
    assert held == {known[0].booking: 0, known[1].booking: 6}
    assert known[1].moved_from == known[0].booking
    assert known[0].moved_to == known[1].booking


def test_a_check_in_beats_a_cancellation_that_comes_later_or_earlier(machines):
    arrived = attended(FIRST, FIRST, OLD, Attendance.ARRIVED)
    cancel = cancelled(OTHER, FIRST, OLD)

    for order in ([SALES[0], cancel, arrived], [cancel, arrived, SALES[0]]):
        known, _ = told(machines, order)

        assert known[0].status is S.ARRIVED


def test_an_arrival_noted_by_mistake_hides_a_cancellation_and_gives_the_time_back_after(machines):
    arrived = attended(FIRST, FIRST, OLD, Attendance.ARRIVED)
    absent = attended(OTHER, FIRST, OLD, Attendance.ABSENT, 1)

    known, held = told(machines, [SALES[0], arrived, cancelled(OTHER, FIRST, OLD), absent])

    assert (known[0].status, held[known[0].booking]) == (S.CANCELLED, 0)


def test_no_lane_is_left_out():
    assert all(kind.lane is OutboxLane.BOOKINGS for _, kind, _ in SALES + WORDS)
