# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats of workshops as cells, so that every rule of rights serves them too.

A workshop of twelve has twelve resources of one cell each, at its first step: a seat is leased,
sold, handed back, recalled and declared lost like five minutes of a mediator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.slots import Cell, step_of

if TYPE_CHECKING:
    from datetime import datetime

SEAT_PREFIX: Final = "atelier:"
MAX_SEATS: Final = 200
MAX_WORKSHOP_ID: Final = 48


def seat_resource(workshop_id: str, seat: int) -> str:
    """Return the name of a seat, counted from 1.

    Raises:
        ValueError: If the workshop's name or the seat is out of bounds.
    """
    if not workshop_id or len(workshop_id) > MAX_WORKSHOP_ID or not 1 <= seat <= MAX_SEATS:
        raise ValueError("no such seat")
    return f"{SEAT_PREFIX}{workshop_id}:{seat}"


def seat_cells(workshop_id: str, capacity: int, start_utc: datetime) -> tuple[Cell, ...]:
    """Return the cells of a workshop, one a seat, all at its first step.

    Raises:
        ValueError: If the workshop's name or the capacity is out of bounds.
    """
    step = step_of(start_utc)
    return tuple(Cell(seat_resource(workshop_id, seat), step) for seat in range(1, capacity + 1))


def is_seat(cell: Cell) -> bool:
    """Say whether a cell is a seat rather than five minutes of a mediator."""
    return cell.mediator_id.startswith(SEAT_PREFIX)


def seat_of(cell: Cell) -> int:
    """Return the number of a seat, counted from 1.

    Raises:
        ValueError: If the cell is no seat.
    """
    seat = cell.mediator_id.rpartition(":")[2]
    if not is_seat(cell) or not seat.isdecimal():
        raise ValueError("no seat")
    return int(seat)


def shared_among(cell: Cell) -> str:
    """Return of what a machine's share is counted: a mediator's time, or a workshop's seats."""
    return cell.mediator_id.rpartition(":")[0] if is_seat(cell) else cell.mediator_id


def workshop_of(cell: Cell) -> str:
    """Return the workshop of a seat; empty for a cell that is no seat."""
    return shared_among(cell)[len(SEAT_PREFIX) :] if is_seat(cell) else ""
