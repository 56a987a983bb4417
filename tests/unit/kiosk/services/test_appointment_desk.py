# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests at the mediator's post."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime
from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import TicketState, WhoComes
from kiosk.domain.booking_events import annex_parts
from kiosk.domain.outbox import EventKind
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import (
    TUESDAY,
    WEDNESDAY,
    a_seller,
    at,
    booked,
    events,
)


def test_the_desk_sees_the_day_in_order_and_says_who_came(tmp_path):
    machine = a_seller(tmp_path)
    late, early = booked(machine, at(10, 30)), booked(machine)
    machine.clock.pass_time(days=2)

    machine.appointments.mark(early.number, Attendance.ATTENDED)
    machine.appointments.mark(late.number, Attendance.ABSENT)

    day = machine.appointments.day_for_desk(WEDNESDAY)
    assert [(one.number, one.status) for one in day] == [
        (early.number, AppointmentStatus.ATTENDED),
        (late.number, AppointmentStatus.ABSENT),
    ]
    kinds = [kind for kind, _, _ in events(machine)]
    assert kinds[2:] == [EventKind.APPOINTMENT_ATTENDED] * 2


def test_marking_an_unknown_number_is_refused(tmp_path):
    machine = a_seller(tmp_path)

    with pytest.raises(Refused, match="number_unknown"):
        machine.appointments.mark("1234 5678", Attendance.ATTENDED)


def test_a_request_keeps_the_wish_and_tells_it(tmp_path):
    machine = a_seller(tmp_path)
    wish = Wish((WishedTime(WEDNESDAY, HalfDay.MORNING), WishedTime(TUESDAY)))

    ticket = machine.appointments.request("sejour", wish, who=WhoComes(label="Ali"))

    assert (ticket.state, ticket.start_utc, ticket.event_qr) == (TicketState.REQUESTED, None, None)
    ((kind, core, annex),) = events(machine)
    assert kind is EventKind.REQUEST_MADE
    assert core["wish"] == "2026-11-25:morning,2026-11-24:any"
    assert set(annex_parts(annex)) == {"label", "label_desk"}
    (waiting,) = machine.appointments.requests_for_desk()
    assert (waiting.number, waiting.wish) == (ticket.number, wish)
    assert machine.appointments.open_label(ticket.number) == "Ali"
