# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city sold or ended by itself survives the restoration of an older database."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_ledger import CellState
from tests.support.console import Inside
from tests.sync.test_agenda_api import bought, cells_of, free
from tests.sync.test_enrolment import restore, snapshot
from tests.sync.test_rights import held


def states_of(city, slot):
    with city.city.database.transaction() as unit:
        return {row.state for row in unit.leases.of_cells(cells_of(slot)).values()}


def booked(city, number):
    with city.city.database.transaction() as unit:
        (found,) = unit.bookings.of_number(number)
    return found


def test_a_time_sold_online_is_still_sold_in_a_restored_database(city):
    older = snapshot(city)
    inside = Inside(city)
    slot = free(inside)[0]
    number = bought(inside, slot).json()["number"]

    restore(city, older)

    assert booked(city, number).status is AppointmentStatus.CONFIRMED
    assert states_of(city, slot) == {CellState.SOLD}
    kiosk = city.machine("borne")
    city.client(kiosk).exchange()
    assert not held(kiosk) & cells_of(slot)


def test_an_end_at_the_console_is_still_an_end_in_a_restored_database(city):
    inside = Inside(city)
    slot = free(inside)[0]
    sold = bought(inside, slot).json()
    older = snapshot(city)
    inside = Inside(city)
    answer = inside.post(f"appointments/{sold['booking']}/cancel", {"reason": ""})
    assert answer.status_code < 300, answer.text

    restore(city, older)

    assert booked(city, sold["number"]).status is AppointmentStatus.CANCELLED
    assert states_of(city, slot) == {CellState.FREE}


def test_a_sale_is_told_once_however_often_the_city_opens(city):
    inside = Inside(city)
    number = bought(inside, free(inside)[0]).json()["number"]
    older = snapshot(city)

    restore(city, older)
    restore(city, older)

    assert booked(city, number).number == number


def test_a_time_that_is_past_is_not_brought_back(city):
    older = snapshot(city)
    inside = Inside(city)
    slot = free(inside)[0]
    number = bought(inside, slot).json()["number"]
    city.clock.pass_time(seconds=timedelta(days=40).total_seconds())

    restore(city, older)

    with city.city.database.transaction() as unit:
        assert unit.bookings.of_number(number) == ()


def test_nothing_of_who_comes_is_in_the_ledger(city):
    city.machine("poste", role="poste")
    inside = Inside(city)
    bought(inside, free(inside)[0], label="SENTINELLE", contact="06 12 34 56 78")

    written = (city.folder / "city" / "ledger.jsonl").read_bytes()

    assert b"city_sold" in written
    assert b"SENTINELLE" not in written
    assert b"12 34 56" not in written


def test_the_number_of_a_time_sold_online_is_given_to_nobody_else_after_a_restoration(city):
    older = snapshot(city)
    inside = Inside(city)
    number = bought(inside, free(inside)[0]).json()["number"]

    restore(city, older)

    with city.city.database.transaction() as unit:
        assert unit.numbers.among([number]) == {number}
