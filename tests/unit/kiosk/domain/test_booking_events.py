# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city is told of appointments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.appointments import Appointment
from kiosk.domain.booking_events import (
    annex_bytes,
    annex_parts,
    appointment_sold,
    desk_label,
    listed_of_sale,
    made_hour,
    split_desk_label,
)
from kiosk.domain.leases import Right, RightState
from kiosk.domain.slots import Cell

NOW = datetime(2026, 11, 23, 9, 41, 7, tzinfo=UTC)
SOLD = Appointment(
    "00112233445566aa.48291630",
    "48291630",
    "m",
    "caf",
    datetime(2026, 11, 25, 13, tzinfo=UTC),
    45,
)


def rights(*epochs):
    return [
        Right(Cell("m", 100 + n), epoch, RightState.SOLD, "0" * 16, NOW, SOLD.booking)
        for n, epoch in enumerate(epochs)
    ]


def test_cells_are_told_in_runs_of_one_epoch():
    event = appointment_sold(SOLD, rights(1, 1, 2, 1), None)

    assert event.core["cells"] == [[100, 2, 1], [102, 1, 2], [103, 1, 1]]


def test_the_event_of_a_sale_stands_for_its_rows_of_the_report():
    sold = rights(1, 1, 2)

    assert listed_of_sale(appointment_sold(SOLD, sold, None).core) == tuple(
        right.listed for right in sold
    )


@pytest.mark.parametrize(
    "change",
    [
        {"cells": "x"},
        {"cells": [[1, 2]]},
        {"cells": [[1, 10**9, 1]]},
        {"mediator": 3},
        {"booking": None},
    ],
)
def test_the_core_of_something_else_is_refused(change):
    core = appointment_sold(SOLD, rights(1), None).core | change

    with pytest.raises(ValueError):
        listed_of_sale(core)


def seats(*numbers, epoch=1):
    return [
        Right(Cell(f"atelier:a:{n}", 200), epoch, RightState.SOLD, "0" * 16, NOW, SOLD.booking)
        for n in numbers
    ]


def test_an_enrolment_tells_its_seats_by_number_and_no_cells():
    enrolment = replace(SOLD, mediator_id="atelier:a", motif_id="atelier:a", party_size=3)
    core = appointment_sold(enrolment, seats(10, 2, 1), None).core

    assert core["cells"] == []
    assert core["seats"] == [[200, 1, 1], [200, 2, 1], [200, 10, 1]]
    assert listed_of_sale(core) == tuple(right.listed for right in seats(1, 2, 10))


def test_a_sale_of_a_mediators_time_has_no_seats():
    assert "seats" not in appointment_sold(SOLD, rights(1), None).core


@pytest.mark.parametrize(
    "change",
    [
        {"seats": "x"},
        {"seats": [[200, 1]]},
        {"seats": [[200, 0, 1]]},
        {"seats": [[200, 201, 1]]},
        {"seats": [[200, 1, 1], [200, 1, 2]]},
        {"seats": [[200, n, 1] for n in range(1, 8)]},
        {"mediator": "m"},
        {"mediator": "atelier:"},
    ],
)
def test_absurd_seats_are_refused(change):
    enrolment = replace(SOLD, mediator_id="atelier:a", motif_id="atelier:a")
    core = appointment_sold(enrolment, seats(1), None).core | change

    with pytest.raises(ValueError):
        listed_of_sale(core)


def test_an_annex_gives_back_its_parts_and_is_nothing_without_any():
    assert annex_parts(annex_bytes({"label": b"\0\1"})) == {"label": b"\0\1"}
    assert annex_bytes({}) is None


def test_a_label_for_the_desk_tells_the_life_that_sealed_it():
    assert split_desk_label(desk_label("00112233445566aa", b"sealed")) == (
        "00112233445566aa",
        b"sealed",
    )


def test_nothing_finer_than_the_hour_is_kept_of_a_sale():
    assert made_hour(NOW) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert NOW - made_hour(NOW) < timedelta(hours=1)
