# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments on the disk, sold here or told by the city."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.appointment_status import AppointmentStatus, Standing
from kiosk.domain.appointments import Appointment, Origin
from tests.support.booking_desk import NADIA, SAMIR, a_machine, a_seller, at, booked

SYNCED = Appointment(
    "k-9.48291630", "48291630", NADIA.mediator_id, "caf", at(9), 45, "k-9", b"sealed"
)
S = AppointmentStatus


def told(number, **changes):
    """Return the synced appointment under another number."""
    return replace(SYNCED, booking=f"k-9.{number}", number=number, **changes)


def test_what_the_city_no_longer_tells_is_forgotten_and_our_own_stays(tmp_path):
    machine = a_seller(tmp_path)
    number = booked(machine).number.replace(" ", "")
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced([SYNCED])
        uow.appointments.replace_synced([told("11111111")])

        assert not uow.appointments.knows("48291630")
        assert uow.appointments.knows("11111111")
        assert uow.appointments.knows(number)


def test_the_citys_word_on_who_came_reaches_our_own_sale(tmp_path):
    machine = a_seller(tmp_path)
    number = booked(machine).number.replace(" ", "")
    news = told(number, standing=Standing.of(S.ATTENDED))
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced([news])
        ((one, origin),) = uow.appointments.by_number(number)

    assert (one.status, origin) == (AppointmentStatus.ATTENDED, Origin.HERE)


def test_the_load_of_a_day_counts_live_appointments_by_mediator(tmp_path):
    machine = a_machine(tmp_path)
    rows = [
        SYNCED,
        told("1" * 8, start_utc=at(9, 45)),
        told("2" * 8, mediator_id=SAMIR.mediator_id),
        told("3" * 8, standing=Standing.of(S.CANCELLED)),
    ]
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced(rows)

        assert uow.appointments.load(at(9), at(12)) == {"m-nadia": 2, "m-samir": 1}
        assert uow.appointments.load(at(10), at(12)) == {}


def test_news_of_an_appointment_that_is_unknown_here_is_nothing(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        assert uow.appointments.note("nobody", Standing.of(S.ATTENDED)) is None
        assert uow.appointments.by_booking("nobody") is None
