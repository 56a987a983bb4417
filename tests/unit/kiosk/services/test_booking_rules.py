# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits and numbers of a machine that sells."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import StopReason, TicketState
from kiosk.domain.sessions import OpenSession
from kiosk.foundation.errors import Refused
from kiosk.services.booking_rules import BookingRules
from tests.support.booking_desk import (
    NOW,
    a_seller,
    at,
    booked,
)


def test_one_session_books_once(tmp_path):
    machine = a_seller(tmp_path)
    with machine.database.unit_of_work() as uow:
        session_id = uow.sessions.open(an_open_session())
        uow.commit()
    booked(machine)

    with pytest.raises(Refused, match="one_a_session"):
        booked(machine, at(9, 45))
    with pytest.raises(Refused, match="one_a_session"):
        machine.appointments.request("caf", Wish())

    with machine.database.unit_of_work() as uow:
        uow.sessions.forget_open(session_id)
        uow.sessions.open(an_open_session())
        uow.commit()
    assert booked(machine, at(9, 45)).state is TicketState.CONFIRMED


def an_open_session():
    return OpenSession(
        session_id=0,
        opened_utc=NOW,
        opened_monotonic_s=1000.0,
        boot_id="boot-1",
        language="fr",
        lasted_s=0.0,
        traces=(),
    )


def test_a_machine_sells_a_set_number_an_hour(tmp_path):
    machine = a_seller(tmp_path, rules=BookingRules(max_an_hour=1))
    booked(machine)

    assert machine.appointments.selling().reason is StopReason.TOO_MANY
    machine.clock.pass_time(hours=1)
    assert machine.appointments.selling().allowed


def test_the_number_comes_from_the_pool_then_from_the_machines_own_space(tmp_path):
    machine = a_seller(tmp_path)
    incarnation = machine.incarnation()
    with machine.database.unit_of_work() as uow:
        uow.leases.add_numbers(["48291630"], incarnation)
        uow.leases.add_numbers(["55555555"], "f" * 16)
        uow.commit()

    first, second = booked(machine), booked(machine, at(9, 45))

    assert first.number == "4829 1630"
    assert second.number.startswith("9")


def test_rights_stop_selling_once_sell_until_has_passed(tmp_path):
    machine = a_seller(tmp_path)
    machine.clock.pass_time(days=7)
    machine.device.note_instant()

    assert machine.appointments.selling().reason is StopReason.NO_RIGHTS
