# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report of rights as it comes: read within its bounds, and only what is its machine's to say.

A report that nobody can read is refused alone: it frees nothing and is given nothing, a person
looks at it, and the events of the same request are taken all the same. Rows about a sale of
another machine, or about the time of another centre that this machine never held, settle nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_ledger import CellState
from kiosk.domain.lease_seats import shared_among
from kiosk.domain.leases import LeaseReport, Listed, RightState
from sync.right_rows import listed_rows
from sync.server.storage.cases import CaseKind
from sync.translation import NotTranslatable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.wire import SyncRequest

MAX_CELLS: Final = 40_000


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that can be read.

    Attributes:
        report: What settles.
        strange: Rows that are not this machine's to say, which it need not list any more.
    """

    report: LeaseReport
    strange: tuple[Listed, ...]


def read_report(
    city: City, unit: CityUnit, machine: Machine, request: SyncRequest
) -> Reported | None:
    """Return the report of a request; nothing, and a case, where it cannot be read."""
    try:
        rows = listed_rows(request.leases, MAX_CELLS)
    except NotTranslatable as error:
        unit.cases.open(
            CaseKind.RIGHTS_UNREADABLE,
            device=machine.device,
            subject=request.incarnation,
            detail={"why": str(error)},
            now=city.now(),
        )
        return None
    strange = _strange(unit, machine, rows)
    if strange:
        unit.cases.open(
            CaseKind.NOT_ALLOWED,
            device=machine.device,
            subject=f"rights {request.incarnation}",
            detail={"number": "", "n_cells": len(strange)},
            now=city.now(),
        )
    held = _still_held(unit, machine, strange)
    whole = tuple(row for row in rows if row not in strange) if strange else rows
    return Reported(
        LeaseReport(request.incarnation, request.request, request.epoch, whole + held),
        tuple(sorted(strange)),
    )


def is_elsewhere(unit: CityUnit, machine: Machine, resource: str) -> bool:
    """Say whether a mediator, or a workshop, is known as another centre's."""
    return unit.agenda.centre_of(resource) not in ("", machine.centre)


def _strange(unit: CityUnit, machine: Machine, rows: Iterable[Listed]) -> frozenset[Listed]:
    """Return the rows about sales of other machines, or about rights of other centres."""
    rows = tuple(rows)
    sellers = unit.bookings.sellers({row.booking for row in rows if row.booking})
    away = {
        name
        for name in {shared_among(row.cell) for row in rows}
        if is_elsewhere(unit, machine, name)
    }
    known = unit.leases.of_cells({row.cell for row in rows if shared_among(row.cell) in away})
    return frozenset(
        row
        for row in rows
        if sellers.get(row.booking, machine.device) != machine.device
        or (shared_among(row.cell) in away and known[row.cell].device != machine.device)
    )


def _still_held(unit: CityUnit, machine: Machine, strange: Iterable[Listed]) -> tuple[Listed, ...]:
    """Return strange rows whose cell is the machine's as rights merely held: none is freed."""
    asked = tuple(strange)
    known = unit.leases.of_cells({row.cell for row in asked})
    return tuple(
        Listed(row.cell, row.epoch, RightState.HELD)
        for row in asked
        if (known[row.cell].state, known[row.cell].device) == (CellState.LEASED, machine.device)
    )
