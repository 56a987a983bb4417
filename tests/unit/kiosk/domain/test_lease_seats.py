# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seat is a cell: every rule of rights serves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.domain.lease_ledger import CellState, LedgerRow, settle
from kiosk.domain.lease_seats import (
    MAX_SEATS,
    is_seat,
    seat_cells,
    seat_resource,
    shared_among,
    workshop_of,
)
from kiosk.domain.leases import LeaseReport, Right, RightState, hand_back, sale
from kiosk.domain.slots import Cell, step_of

START = datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
SEATS = seat_cells("tablette", 3, START)
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_workshop_of_three_has_three_cells_at_its_first_step():
    assert tuple(Cell(f"atelier:tablette:{seat}", step_of(START)) for seat in (1, 2, 3)) == SEATS
    assert all(map(is_seat, SEATS))
    assert {workshop_of(seat) for seat in SEATS} == {"tablette"}


def test_a_share_is_counted_over_the_seats_of_one_workshop():
    assert {shared_among(seat) for seat in SEATS} == {"atelier:tablette"}
    assert shared_among(Cell("samira", 1)) == "samira"
    assert workshop_of(Cell("samira", 1)) == ""


@pytest.mark.parametrize(("name", "seat"), [("", 1), ("x" * 49, 1), ("a", 0), ("a", MAX_SEATS + 1)])
def test_no_seat_lies_out_of_bounds(name, seat):
    with pytest.raises(ValueError, match="seat"):
        seat_resource(name, seat)


def test_the_last_seat_sold_from_two_leases_is_sold_once_or_a_case():
    """Cas 37 : la dernière place, de deux baux : personne ne vend la quatrième."""
    mine = {cell: Right(cell, 1, RightState.HELD, "a", UNTIL) for cell in SEATS[:2]}
    sold = sale(mine, SEATS[:2], "a.1", incarnation="a", now_utc=NOW)
    rows = {
        cell: LedgerRow(cell, 1, CellState.LEASED, device, device, 1)
        for cell, device in zip(SEATS, ("a", "a", "b"), strict=True)
    }
    for device, listed in (
        ("a", tuple(one.listed for one in sold)),
        ("b", (Right(SEATS[2], 1, RightState.SOLD, "b", UNTIL, "b.1").listed,)),
    ):
        done = settle(
            rows, LeaseReport(device, 2, "", listed), device=device, is_current=True, known=()
        )
        assert done.cases == ()
        rows |= {row.cell: row for row in done.changes}

    assert {row.state for row in rows.values()} == {CellState.SOLD}
    extra = replace(sold[0], booking="a.2").listed
    again = settle(rows, LeaseReport("a", 3, "", (extra,)), device="a", is_current=True, known=())
    assert [case.against for case in again.cases] == [("a.1",)]


def test_a_seat_is_handed_back_like_any_cell():
    held = [Right(cell, 1, RightState.HELD, "a", UNTIL) for cell in SEATS]

    changed = hand_back(held, set(SEATS), on_hold={SEATS[0]})

    assert [one.cell for one in changed] == list(SEATS[1:])
