# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which seats of workshops a machine may hold, beside the share that counts for all rights.

Seats for which people wait are granted to nobody and asked back from all: they go by rank. Where
some have lost theirs (another hour, a smaller room), a post alone may hold seats, as many as must
be found: somebody places these people there, before anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.displacement import why_not_held
from kiosk.domain.lease_seats import is_seat
from kiosk.domain.slots import horizon
from kiosk.foundation.clock import paris_day
from sync.server.centre_agenda import agenda_for_search
from sync.server.city_sales import free_seats
from sync.server.reminders_wanted import POST

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date

    from kiosk.domain.lease_ledger import LedgerRow
    from kiosk.domain.slots import Cell
    from kiosk.domain.workshops import Workshop
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit


def seat_blocks(
    city: City, unit: CityUnit, machine: Machine, days: tuple[date, date]
) -> list[tuple[Cell, ...]]:
    """Return the seats of a machine's centre that may be granted, each a block of its own."""
    planned = _planned(city, unit, machine)
    away = _with_people_waiting(unit, planned) | set(_displaced(unit, planned))
    return [
        (cell,)
        for workshop in planned
        if workshop.resource not in away and days[0] <= paris_day(workshop.start_utc) <= days[1]
        for cell in workshop.seats()
    ]


def seats_to_place(
    city: City, unit: CityUnit, machine: Machine, listed: Container[Cell]
) -> list[LedgerRow]:
    """Return the free seats that a post gets for people who lost theirs.

    Args:
        city: The city.
        unit: The transaction.
        machine: Which machine; a kiosk gets none.
        listed: Cells that it lists in the request being answered; it would not accept them now.
    """
    if machine.role != POST:
        return []
    planned = _planned(city, unit, machine)
    displaced = _displaced(unit, planned)
    if not displaced:
        return []
    first_day, last_day = horizon(city.clock.now_utc())
    held = {row.cell for row in unit.leases.leased_to(machine.device)}
    found: list[LedgerRow] = []
    for workshop in planned:
        if not first_day <= paris_day(workshop.start_utc) <= last_day:
            continue
        n_people = displaced.get(workshop.resource, 0)
        n_wanted = max(0, n_people - len(held.intersection(workshop.seats())))
        free = [row for row in free_seats(unit, workshop) if row.cell not in listed]
        found += free[:n_wanted]
    return found


def stray_seats(
    city: City, unit: CityUnit, machine: Machine, leased: Iterable[LedgerRow]
) -> set[Cell]:
    """Return the seats of a machine that it must give back, those of today too."""
    now_utc = city.clock.now_utc()
    held = {row.cell for row in leased if is_seat(row.cell) and row.cell.start_utc > now_utc}
    if not held:
        return set()
    planned = _planned(city, unit, machine)
    displaced = set(_displaced(unit, planned))
    away = _with_people_waiting(unit, planned)
    away = away - displaced if machine.role == POST else away | displaced
    return held.difference(
        cell for one in planned if one.resource not in away for cell in one.seats()
    )


def _planned(city: City, unit: CityUnit, machine: Machine) -> list[Workshop]:
    """Return the workshops that take place: not on a day on which the centre is shut."""
    agenda = agenda_for_search(city, unit, machine.centre)
    return [one for one in agenda.workshops if why_not_held(agenda, one) is None]


def _with_people_waiting(unit: CityUnit, planned: list[Workshop]) -> set[str]:
    return set(unit.waiting.counts()) if planned else set()


def _displaced(unit: CityUnit, planned: list[Workshop]) -> dict[str, int]:
    return unit.workshops.people_displaced([one.resource for one in planned])
