# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another time in the place of an appointment: the new one first, then the old one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_status import AppointmentStatus, Standing
from kiosk.domain.appointments import (
    AccessNeed,
    IntentKind,
)
from kiosk.domain.outbox import EventKind
from kiosk.foundation.errors import Refused
from tests.support.appointment_life import a_hold, acknowledge, status, two_machines
from tests.support.booking_desk import (
    WEDNESDAY,
    a_seller,
    at,
    booked,
    events,
)

S = AppointmentStatus


@pytest.fixture
def two(tmp_path):
    return two_machines(tmp_path)


def test_a_move_is_one_event_that_names_both_and_gives_a_new_number(tmp_path):
    machine = a_seller(tmp_path)
    old = booked(machine, label="Amina", needs=frozenset({AccessNeed.WHEELCHAIR}))

    new = machine.appointments.move(old.number, a_hold(machine, at(10, 30)))

    assert new.number != old.number
    assert (new.start_utc, new.replaces) == (at(10, 30), old.number)
    ((_, first, _), (kind, core, _)) = events(machine)
    assert kind is EventKind.APPOINTMENT_SOLD
    assert core["moved_from"]["booking"] == first["booking"]
    assert core["moved_from"]["proof"] == "own"
    found = machine.appointments.find(old.number)
    assert (found.status, found.moved_to, found.moved_to_utc) == (S.MOVED, new.number, at(10, 30))
    assert status(machine, new) is S.CONFIRMED
    (line,) = [
        one for one in machine.appointments.day_for_desk(WEDNESDAY) if one.number == new.number
    ]
    assert line.needs == {AccessNeed.WHEELCHAIR}


def test_the_label_goes_with_a_move_and_is_still_opened(tmp_path):
    machine = a_seller(tmp_path)
    old = booked(machine, label="Amina")

    new = machine.appointments.move(old.number, a_hold(machine, at(10, 30)))
    again = machine.appointments.move(new.number, a_hold(machine, at(9, 45)))

    assert machine.appointments.open_label(again.number) == "Amina"


def test_the_calendar_of_a_telephone_takes_a_move_as_a_change_of_the_same_event(tmp_path):
    machine = a_seller(tmp_path)
    old = booked(machine)
    new = machine.appointments.move(old.number, a_hold(machine, at(10, 30)))
    again = machine.appointments.move(new.number, a_hold(machine, at(9, 45)))

    def line(ticket, name):
        return next(one for one in ticket.event_qr.split("\r\n") if one.startswith(name))

    assert line(old, "UID") == line(new, "UID") == line(again, "UID")
    assert [line(one, "SEQUENCE") for one in (old, new, again)] == [
        "SEQUENCE:0",
        "SEQUENCE:1",
        "SEQUENCE:2",
    ]


def test_when_the_new_time_fails_the_old_appointment_is_intact(tmp_path):
    """Cas 33 : le nouveau créneau échoue, l’ancien reste."""
    machine = a_seller(tmp_path)
    old = booked(machine)
    hold = a_hold(machine, at(10, 30))
    machine.clock.pass_time(minutes=6)

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.move(old.number, hold)

    assert status(machine, old) is S.CONFIRMED
    assert len(events(machine)) == 1


def test_a_move_at_another_machine_sells_first_and_waits_for_the_city_to_free(two):
    seller, other = two
    old = booked(seller)
    found = other.appointments.find_by_code(old.code_qr)
    thursday = at(9, day=WEDNESDAY + timedelta(days=1))

    new = other.appointments.move(found, a_hold(other, thursday))

    ((_, core, _),) = events(other)
    assert core["moved_from"] == {
        "booking": found.booking,
        "number": old.number.replace(" ", ""),
        "device": "k-1",
        "proof": "ticket",
        "code": old.code_qr,
    }
    (intent,) = other.appointments.intents()
    assert (intent.kind, intent.number) == (IntentKind.MOVE, old.number)
    assert other.appointments.find_by_code(old.code_qr).status is S.MOVED
    assert status(other, new) is S.CONFIRMED
    acknowledge(other)
    assert other.appointments.intents() == ()


def test_an_unchecked_ticket_moves_nobody(tmp_path):
    seller, stranger = a_seller(tmp_path / "a"), a_seller(tmp_path / "b", "k-2")
    found = stranger.appointments.find_by_code(booked(seller).code_qr)

    with pytest.raises(Refused, match="ticket_unchecked"):
        stranger.appointments.move(found, a_hold(stranger, at(10, 30)))

    assert events(stranger) == []


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda m, t: m.appointments.cancel(m.appointments.find(t.number)), "already_cancelled"),
        (lambda m, t: m.appointments.move(t.number, a_hold(m, at(9, 45))), "already_moved"),
    ],
)
def test_what_is_over_is_not_moved(tmp_path, end, reason):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    end(machine, ticket)

    with pytest.raises(Refused, match=reason):
        machine.appointments.move(ticket.number, a_hold(machine, at(10, 30)))


def test_a_city_that_lost_the_new_sale_makes_the_old_one_true_again(tmp_path):
    machine = a_seller(tmp_path)
    old = booked(machine)
    new = machine.appointments.move(old.number, a_hold(machine, at(10, 30)))
    with machine.database.unit_of_work() as uow:
        ours = {
            number: uow.appointments.by_number(number.replace(" ", ""))[0][0]
            for number in (old.number, new.number)
        }
        lost = replace(ours[new.number], device="k-1", standing=Standing(n_displaced=1))
        kept = replace(ours[old.number], device="k-1", standing=Standing(), moved_to="")
        uow.appointments.replace_synced([kept, lost])
        uow.commit()

    assert status(machine, old) is S.CONFIRMED
    assert status(machine, new) is S.DISPLACED
