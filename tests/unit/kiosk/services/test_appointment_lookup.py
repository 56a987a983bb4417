# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tickets that come back to a machine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import AppointmentStatus, Attendance, Standing
from kiosk.domain.appointments import Appointment, CancelOutcome, Origin, TicketState
from kiosk.domain.leases import RightState
from kiosk.domain.outbox import EventKind
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import (
    NADIA,
    WEDNESDAY,
    a_machine,
    a_seller,
    at,
    booked,
    events,
    know_each_other,
)


@pytest.fixture
def two(tmp_path):
    """Return a seller and another machine of the centre."""
    seller, other = a_seller(tmp_path / "a"), a_machine(tmp_path / "b", "k-2")
    know_each_other(seller, other)
    return seller, other


def test_a_number_made_here_is_found_and_cancelled_at_once(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    found = machine.appointments.find(ticket.number)

    outcome = machine.appointments.cancel(found)

    assert (found.origin, found.status) == (Origin.HERE, AppointmentStatus.CONFIRMED)
    assert outcome is CancelOutcome.EFFECTIVE
    kind, core, _ = events(machine)[-1]
    assert (kind, core["proof"]) == (EventKind.APPOINTMENT_CANCELLED, "own")
    assert machine.appointments.find(ticket.number).status is AppointmentStatus.CANCELLED


def test_a_cancelled_slot_is_not_sold_again_here(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    machine.appointments.cancel(machine.appointments.find(ticket.number))

    starts = [slot.start_utc for slot in machine.appointments.slots("caf", WEDNESDAY)]

    assert at(9) not in starts
    with machine.database.unit_of_work() as uow:
        states = {right.state for right in uow.leases.rights() if right.booking}
    assert states == {RightState.CANCELLED}


def test_cancelling_twice_says_so_and_tells_once(tmp_path):
    machine = a_seller(tmp_path)
    found = machine.appointments.find(booked(machine).number)
    machine.appointments.cancel(found)

    assert machine.appointments.cancel(found) is CancelOutcome.ALREADY
    assert len(events(machine)) == 2


def test_a_person_who_was_received_is_not_cancelled(tmp_path):
    machine = a_seller(tmp_path)
    found = machine.appointments.find(booked(machine).number)
    machine.clock.pass_time(days=1, hours=23)
    machine.appointments.mark(found.number, Attendance.ATTENDED)

    assert machine.appointments.cancel(found) is CancelOutcome.TOO_LATE


def test_an_appointment_that_has_begun_is_not_cancelled(tmp_path):
    machine = a_seller(tmp_path)
    found = machine.appointments.find(booked(machine).number)
    machine.clock.pass_time(days=2)

    assert machine.appointments.cancel(found) is CancelOutcome.TOO_LATE


def test_another_machine_checks_the_code_without_network_and_keeps_the_wish(two):
    seller, other = two
    ticket = booked(seller)

    found = other.appointments.find_by_code(ticket.code_qr)
    outcome = other.appointments.cancel(found)

    assert (found.number, found.start_utc, found.origin) == (ticket.number, at(9), Origin.TICKET)
    assert found.is_checked
    assert found.motif_label == "CAF et logement"
    assert outcome is CancelOutcome.ONCE_SENT
    ((kind, core, _),) = events(other)
    assert (kind, core["proof"], core["device"]) == (
        EventKind.APPOINTMENT_CANCELLED,
        "ticket",
        "k-1",
    )
    assert other.appointments.cancel(found) is CancelOutcome.ALREADY


def test_a_machine_that_cannot_check_asks_a_person_and_cancels_nobody(tmp_path):
    seller, stranger = a_seller(tmp_path / "a"), a_machine(tmp_path / "b", "k-2")
    found = stranger.appointments.find_by_code(booked(seller).code_qr)

    outcome = stranger.appointments.cancel(found)

    assert not found.is_checked
    assert outcome is CancelOutcome.FOR_A_PERSON
    ((_, core, _),) = events(stranger)
    assert core["proof"] == "unchecked"
    assert core["code"].startswith("SXTB")
    assert stranger.appointments.find(found.number) is None


def test_a_forged_code_is_refused(two):
    seller, other = two
    real = booked(seller)
    seller.keys.set_signing_key(bytes(range(32)))
    seller.clock.pass_time(minutes=1)
    forged = booked(seller, at(9, 45))

    assert other.appointments.find_by_code(real.code_qr).is_checked
    with pytest.raises(Refused, match="code_not_genuine"):
        other.appointments.find_by_code(forged.code_qr)


def test_the_code_of_our_own_ticket_finds_our_own_appointment(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)

    found = machine.appointments.find_by_code(ticket.code_qr)

    assert (found.origin, found.is_checked) == (Origin.HERE, True)
    assert machine.appointments.cancel(found) is CancelOutcome.EFFECTIVE


@pytest.mark.parametrize("text", ["", "https://example.org", "SXTBXYZ"])
def test_a_text_that_is_no_ticket_is_refused(tmp_path, text):
    with pytest.raises(Refused, match="code_unreadable"):
        a_machine(tmp_path).appointments.find_by_code(text)


def test_a_synced_number_is_found_and_its_cancellation_is_kept(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced([a_synced()])
        uow.commit()

    found = machine.appointments.find("4829 1630")

    assert (found.origin, found.device) == (Origin.SYNCED, "k-9")
    assert machine.appointments.cancel(found) is CancelOutcome.ONCE_SENT
    assert events(machine)[0][1]["proof"] == "number"


def a_synced(**changes):
    row = Appointment(
        "k-9.48291630",
        "48291630",
        NADIA.mediator_id,
        "caf",
        at(9),
        45,
        device="k-9",
    )
    return replace(row, **changes)


def test_an_unknown_number_is_said_and_the_wish_to_cancel_is_kept(tmp_path):
    machine = a_machine(tmp_path)

    assert machine.appointments.find("4829 1630") is None
    assert machine.appointments.cancel_unknown("4829 1630") is CancelOutcome.ONCE_SENT
    ((kind, core, _),) = events(machine)
    assert kind is EventKind.APPOINTMENT_CANCELLED
    assert core == {"booking": "", "number": "48291630", "device": "", "proof": "typed"}


def test_five_wrong_numbers_make_a_pause(tmp_path):
    """Cas 35 : cinq numéros faux, une pause."""
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    for n in range(5):
        assert machine.appointments.find(f"1000 000{n}") is None

    with pytest.raises(Refused, match="numbers_paused") as refused:
        machine.appointments.find(ticket.number)
    assert refused.value.values["wait_s"] == pytest.approx(60)

    machine.clock.pass_time(seconds=60)
    assert machine.appointments.find(ticket.number) is not None


def test_an_incomplete_number_is_not_counted_as_wrong(tmp_path):
    machine = a_machine(tmp_path)
    for _ in range(6):
        with pytest.raises(Refused, match="number_incomplete"):
            machine.appointments.find("4829")


def test_a_request_is_found_and_withdrawn_by_its_number_and_by_its_code(tmp_path):
    machine = a_seller(tmp_path)
    ticket = machine.appointments.request("caf", Wish())

    found = machine.appointments.find_by_code(ticket.code_qr)

    assert (found.state, found.number) == (TicketState.REQUESTED, ticket.number)
    assert machine.appointments.cancel(found) is CancelOutcome.EFFECTIVE
    assert machine.appointments.requests_for_desk() == ()
    again = machine.appointments.find(ticket.number)
    assert machine.appointments.cancel(again) is CancelOutcome.ALREADY


def test_a_request_of_another_machine_is_withdrawn_once_sent(two):
    seller, other = two
    ticket = seller.appointments.request("caf", Wish())

    found = other.appointments.find_by_code(ticket.code_qr)

    assert other.appointments.cancel(found) is CancelOutcome.ONCE_SENT
    assert events(other)[0][0] is EventKind.REQUEST_WITHDRAWN


def test_a_ticket_says_what_its_codes_say(two):
    seller, _ = two
    ticket = booked(seller, label="SENTINELLE")

    assert "SENTINELLE" not in ticket.code_qr + ticket.event_qr
    assert f"UID:{ticket.number.replace(' ', '')}@6-nord" in ticket.event_qr
    assert "DTSTART:20261125T080000Z" in ticket.event_qr
    assert len(ticket.event_qr.encode()) == 346


def test_news_of_the_city_ends_our_own_sale(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    number = ticket.number.replace(" ", "")
    with machine.database.unit_of_work() as uow:
        row = a_synced(
            number=number, standing=Standing.of(AppointmentStatus.CANCELLED), device="k-1"
        )
        uow.appointments.replace_synced([row])
        live = uow.leases.report(
            incarnation="0" * 16, request=1, server_epoch="", with_acknowledged=True
        )
        uow.commit()

    found = machine.appointments.find(ticket.number)

    assert (found.origin, found.status) == (Origin.HERE, AppointmentStatus.CANCELLED)
    assert {row.state for row in live.rows} == {RightState.SOLD}


def test_what_was_asked_here_stays_asked_until_the_city_answers(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced([a_synced()])
        uow.commit()
    machine.appointments.cancel(machine.appointments.find("48291630"))
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced([a_synced()])
        uow.commit()

    assert machine.appointments.find("48291630").status is AppointmentStatus.CANCEL_ASKED


def test_the_post_opens_the_labels_of_its_centre(tmp_path):
    seller, post = a_seller(tmp_path / "a"), a_machine(tmp_path / "b", "k-2")
    post.keys.set_desk_key(seller.desk_key)
    ticket = booked(seller, label="Mme Amina")
    with seller.database.unit_of_work() as uow:
        ((one, _),) = uow.appointments.by_number(ticket.number.replace(" ", ""))
    with post.database.unit_of_work() as uow:
        uow.appointments.replace_synced(
            [a_synced(number=one.number, device="k-1", label_sealed=one.label_sealed)]
        )
        uow.commit()

    (line,) = post.appointments.day_for_desk(WEDNESDAY)
    assert post.appointments.open_label(line.number) == "Mme Amina"
    post.keys.set_desk_key(bytes(range(32)))
    assert post.appointments.open_label(line.number) is None


def test_labels_are_erased_a_day_after_the_start_and_appointments_later(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine, label="Mme Amina")
    with machine.database.unit_of_work() as uow:
        assert uow.appointments.erase_labels(at(9)) == 0
        assert uow.appointments.erase_labels(at(9) + timedelta(minutes=1)) == 1
        uow.commit()

    assert machine.appointments.open_label(ticket.number) is None
    with machine.database.unit_of_work() as uow:
        assert uow.appointments.erase(at(9) + timedelta(minutes=1)) == 1
        uow.commit()
    assert machine.appointments.find(ticket.number) is None
    assert json.dumps(machine.appointments.day_for_desk(WEDNESDAY)) == "[]"
