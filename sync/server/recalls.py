# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back: who asks, what a reply tells the holder, for whom they are kept.

`kiosk.domain.lease_recall` decides; this module loads what it needs and stores what it answers.
Nothing is taken from a machine here: only its own report frees a cell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.appointment_status import GONE
from kiosk.domain.lease_events import cells_of
from kiosk.domain.lease_recall import (
    Holding,
    RecallState,
    after_report,
    asked_back,
    granted_to,
    to_ask,
)
from kiosk.domain.lease_seats import shared_among
from kiosk.domain.leases import Listed, RightState
from kiosk.domain.slots import step_of
from sync.right_rows import holdings_on_the_wire
from sync.server.projections import UNREADABLE, EventRefused
from sync.server.storage.recalls import Asked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kiosk.domain.lease_ledger import LedgerRow
    from kiosk.domain.lease_recall import Recall
    from kiosk.domain.outbox import Core
    from kiosk.domain.slots import Cell
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.wire_down import WireHolding


class Asker(NamedTuple):
    """Who wants cells back, and for what.

    Attributes:
        by: Who asks: a machine, or a person at the console.
        taker: Machine for which they are kept; empty for nobody.
        booking: Sale that waits for them; empty for none.
    """

    by: str
    taker: str = ""
    booking: str = ""


def ask_back(city: City, unit: CityUnit, cells: Collection[Cell], asker: Asker) -> int:
    """Ask for cells, kept for a machine, for a sale that waits, or for nobody.

    Args:
        city: The city.
        unit: The transaction.
        cells: What is asked; cells that have begun, that are sold or blocked, or that somebody
            asked before are left out.
        asker: Who wants them.

    Returns:
        How many cells are asked back or kept.
    """
    unit.state.lock_rights()
    first = step_of(city.clock.now_utc()) + 1
    before = {one.cell for one in unit.recalls.open_of(cells)}
    wanted = [cell for cell in cells if cell.step >= first and cell not in before]
    recalls = asked_back(unit.leases.of_cells(wanted).values(), asker.taker, booking=asker.booking)
    unit.recalls.ask(recalls, Asked(asker.by, city.now()))
    if recalls:
        unit.state.bump()
    return len(recalls)


def let_go(city: City, unit: CityUnit, cells: Collection[Cell]) -> int:
    """End the open recalls of some cells, so that others may have them again.

    Returns:
        How many recalls are ended.
    """
    unit.state.lock_rights()
    ended = [replace(one, state=RecallState.LEFT) for one in unit.recalls.open_of(cells)]
    unit.recalls.move(ended, city.now())
    if ended:
        unit.state.bump()
    return len(ended)


def note_cells_asked(city: City, unit: CityUnit, machine: Machine, facts: Core) -> None:
    """Make the wish of a post true: the holders are asked at their next exchange.

    Raises:
        EventRefused: If it cannot be read, or names a mediator or a workshop of another centre.
    """
    cells = _cells_of_centre(unit, machine, facts)
    ask_back(city, unit, cells, Asker(machine.device, taker=machine.device))


def note_cells_left(city: City, unit: CityUnit, machine: Machine, facts: Core) -> None:
    """End the recalls that a post needs no more.

    Raises:
        EventRefused: If it cannot be read.
    """
    cells = _cells_of_centre(unit, machine, facts)
    ended = [
        replace(one, state=RecallState.LEFT)
        for one in unit.recalls.open_of(cells)
        if one.taker == machine.device
    ]
    unit.recalls.move(ended, city.now())


def move_recalls(city: City, unit: CityUnit) -> None:
    """Move the open recalls on after a report was settled."""
    recalls = unit.recalls.open(step_of(city.clock.now_utc()))
    if not recalls:
        return
    waiting = [unit.bookings.get(name) for name in {one.booking for one in recalls} - {""}]
    sellers = {one.booking: one.device for one in waiting if one and one.status not in GONE}
    live = [one for one in recalls if not one.booking or one.booking in sellers]
    moved, changed = after_report(live, unit.leases.of_cells({one.cell for one in live}))
    moved += tuple(replace(one, state=RecallState.LEFT) for one in recalls if one not in live)
    unit.leases.store(replace(row, device=sellers[row.booking]) for row in changed)
    for one in moved:
        if one.booking and one.state is RecallState.SOLD:
            displace(unit, one.booking)
    if moved:
        unit.recalls.move(moved, city.now())
        unit.state.bump()


def displace(unit: CityUnit, booking: str) -> None:
    """Note that the time of an appointment is somebody else's; harmless when it is noted."""
    found = unit.bookings.get(booking)
    if found is not None:
        unit.bookings.put(replace(found, standing=found.standing.displaced()))


def recalls_for(
    city: City, unit: CityUnit, machine: Machine, stray: Collection[Cell]
) -> tuple[Listed, ...]:
    """Return what the reply to a machine asks back.

    Args:
        city: The city.
        unit: The transaction.
        machine: The machine that is answered.
        stray: Cells that no opening covers any more (an absence, a closure, an opening removed).
    """
    rows = {row.cell: row for row in unit.leases.leased_to(machine.device)}
    recalls = unit.recalls.open(step_of(city.clock.now_utc()))
    asked = to_ask(recalls, rows)
    told = {row.cell for row in asked}
    return asked + tuple(
        Listed(cell, rows[cell].epoch, RightState.HELD)
        for cell in sorted(stray)
        if cell in rows and cell not in told
    )


def withheld_from(recalls: Iterable[Recall], device: str) -> set[Cell]:
    """Return the cells of open recalls that a grant to a machine leaves out."""
    return {one.cell for one in recalls if one.taker != device or bool(one.booking)}


def take_kept(
    city: City, unit: CityUnit, recalls: Iterable[Recall], device: str
) -> tuple[LedgerRow, ...]:
    """Return the free rows that were kept for a machine, and close their recalls."""
    given = granted_to(recalls, device)
    unit.recalls.move(given, city.now())
    return tuple(unit.leases.of_cells({one.cell for one in given}).values())


def holdings_of(city: City, unit: CityUnit, machine: Machine) -> list[WireHolding]:
    """Return, for a post, the cells ahead that other machines of its centre hold, and its recalls.

    The post's own recalls stay in sight once they ended, until the cells begin: somebody waits
    to hear that a time was sold in between.
    """
    first = step_of(city.clock.now_utc())
    mates = {one.device for one in unit.fleet.machines(machine.centre)} - {machine.device}
    told = {
        row.cell: Holding(row.cell, row.device, None, "")
        for row in unit.leases.all_leased(first)
        if row.device in mates
    }
    for one in unit.recalls.ahead(first):
        if one.cell in told or one.taker == machine.device:
            device = told[one.cell].device if one.cell in told else ""
            told[one.cell] = Holding(one.cell, device, one.state, one.taker)
    return holdings_on_the_wire(told.values())


def _cells_of_centre(unit: CityUnit, machine: Machine, facts: Core) -> tuple[Cell, ...]:
    try:
        cells = cells_of(facts)
    except ValueError as error:
        raise EventRefused(UNREADABLE) from error
    names = {shared_among(cell) for cell in cells}
    if any(unit.agenda.centre_of(name) != machine.centre for name in names):
        raise EventRefused("other_centre")
    return cells
