# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where the city itself sells: cells of the ledger that are free, under a number.

A time of the agenda and the seats of a workshop are sold alike. Who calls decides about rights
alone (`lock_rights`), and has looked whether the city is frozen.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.appointments import booking_of
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.numbers import issue_pool
from sync.server.reminders_wanted import POST, SOLD_ONLINE
from sync.server.storage.bookings import BookedAppointment
from sync.server.storage.state import EPOCH
from sync.server.storage.waiting import WaitingCount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.workshops import Workshop
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised to somebody by the city.

    Attributes:
        centre: Where.
        motif_id: For what; a workshop's name as a need.
        mediator_id: With whom; the same for a workshop.
        start: When, seconds since 1970.
        duration_min: How long.
        party_size: How many come together.
    """

    centre: str
    motif_id: str
    mediator_id: str
    start: int
    duration_min: int
    party_size: int = 1


def take(
    city: City, unit: CityUnit, promise: Promise, rows: Iterable[LedgerRow]
) -> BookedAppointment:
    """Take free cells in the ledger for a promise; return the appointment, not yet stored."""
    life = unit.state.get(EPOCH)
    (number,) = issue_pool(_Issued(unit), 1, _draw)
    city.ledger.note_numbers([number], SOLD_ONLINE, life, city.now())
    unit.numbers.issue([number], SOLD_ONLINE, life, city.now())
    booking = booking_of(life, number)
    unit.leases.store(
        replace(row, state=CellState.SOLD, device=SOLD_ONLINE, incarnation=life, booking=booking)
        for row in rows
    )
    return BookedAppointment(
        booking=booking,
        number=number,
        device=SOLD_ONLINE,
        centre=promise.centre,
        mediator_id=promise.mediator_id,
        motif_id=promise.motif_id,
        start=promise.start,
        duration_min=promise.duration_min,
        party_size=promise.party_size,
    )


def free_seats(unit: CityUnit, workshop: Workshop) -> tuple[LedgerRow, ...]:
    """Return the seats that are nobody's and that nobody has asked back, the first one first.

    Who walked in has a seat without a number: the last ones are theirs.
    """
    cells = workshop.seats()
    away = {one.cell for one in unit.recalls.open_of(cells)}
    step = cells[0].step
    known = unit.leases.between([cell.mediator_id for cell in cells], step, step)
    rows = (known.get(cell) or LedgerRow(cell) for cell in cells if cell not in away)
    free = tuple(row for row in rows if row.state is CellState.FREE)
    n_walked_in = sum(one.n for one in unit.workshops.walk_ins(workshop.workshop_id))
    return free[: max(0, len(free) - n_walked_in)]


def seats_to_give(unit: CityUnit, workshop: Workshop) -> tuple[LedgerRow, ...]:
    """Return the free seats that are under no open offer, and that nobody must get back.

    The city sells these and no others: an offer keeps seats for who was told of it, and who held
    a ticket for a seat that is gone comes before everybody. While people wait, it sells none.
    """
    waiting = unit.waiting.counts().get(workshop.resource, WaitingCount())
    if waiting.n_waiting:
        return ()
    free = free_seats(unit, workshop)
    return free[: max(0, len(free) - waiting.n_offered - n_to_place(unit, workshop))]


def n_to_place(unit: CityUnit, workshop: Workshop) -> int:
    """Return how many free seats are kept for people whose own are gone.

    Those that a post holds already are kept for them there.
    """
    n_people = unit.workshops.people_displaced([workshop.resource]).get(workshop.resource, 0)
    if not n_people:
        return 0
    cells = workshop.seats()
    step = cells[0].step
    known = unit.leases.between([cell.mediator_id for cell in cells], step, step)
    posts = {one.device for one in unit.fleet.machines() if one.role == POST}
    rows = (known[cell] for cell in cells if cell in known)
    n_held = sum(row.state is CellState.LEASED and row.device in posts for row in rows)
    return max(0, n_people - n_held)


def _draw(low: int, high: int) -> int:
    return low + secrets.randbelow(high - low + 1)


class _Issued:
    """The numbers given out, asked one by one."""

    def __init__(self, unit: CityUnit) -> None:
        self._unit = unit

    def __contains__(self, number: object) -> bool:
        return bool(self._unit.numbers.among([str(number)]))
