# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops at the city: cancelled as a whole, counted, looked at by a person.

An enrolment is an appointment and a place on the waiting list is a request: what is done to one
of them is done there. Here is what concerns all of a workshop at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.appointment_status import GONE, AppointmentStatus
from kiosk.domain.displacement import why_not_held
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.openings import local_instant
from kiosk.domain.workshops import WorkshopStatus
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.server.centre_agenda import agenda_for_search
from sync.server.city_promises import fact_of_cancelled
from sync.server.city_sales import free_seats
from sync.server.displacing import review_after_change
from sync.server.ledger import LedgerKind
from sync.server.storage.waiting import WaitingCount
from sync.server.waiting_list import allot
from sync.server.workshop_file import enter_workshop
from sync.translation import seconds, workshop_of

if TYPE_CHECKING:
    from kiosk.domain.displacement import Displaced
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop
    from sync.server.workshop_file import WorkshopEntry

_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class WorkshopCount:
    """A workshop and how many it concerns; people, not tickets, and never who they are.

    Attributes:
        placed: The workshop and its centre.
        n_enrolled: People who have a seat, or who came.
        n_displaced: People whose seat or hour is gone, and whom somebody must call.
        n_waiting: People on the waiting list, those with an offer too.
        n_offered: Those of them for whom a seat is kept until they answer.
        n_walk_ins: People who came without a ticket.
        n_free: Seats that nobody has, holds or is offered.
        n_held: Seats that machines hold the right to sell.
    """

    placed: PlacedWorkshop
    n_enrolled: int
    n_displaced: int
    n_waiting: int
    n_offered: int
    n_walk_ins: int
    n_free: int
    n_held: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom the cancellation of a workshop concerns.

    Attributes:
        n_enrolments: Tickets for a seat.
        n_waiting: Entries of the waiting list.
    """

    n_enrolments: int
    n_waiting: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a workshop that is entered cannot take place as it stands.

    Attributes:
        placed: The workshop.
        other: A workshop that the same person leads meanwhile; empty for none.
        why: Why not, where it is the agenda; nothing for another workshop.
    """

    placed: PlacedWorkshop
    other: str = ""
    why: Displaced | None = None


def doubtful_workshops(city: City, unit: CityUnit) -> tuple[Doubt, ...]:
    """Return the workshops that cannot take place: nobody to lead them, or a shut centre."""
    found: list[Doubt] = []
    ends: dict[str, tuple[int, str]] = {}
    for placed in unit.workshops.since(city.now()):
        one = placed.workshop
        if not placed.is_planned:
            continue
        agenda = agenda_for_search(city, unit, placed.centre)
        why = why_not_held(agenda, workshop_of(one))
        if why is not None:
            found.append(Doubt(placed, why=why))
        end, other = ends.get(one.mediator_id, (0, ""))
        if one.mediator_id and one.start < end:
            found.append(Doubt(placed, other=other))
        last = max((end, other), (one.start + one.duration_min * _MINUTE_S, one.workshop_id))
        ends[one.mediator_id] = last
    return tuple(found)


def coming_workshops(city: City, unit: CityUnit, centre: str) -> tuple[WorkshopCount, ...]:
    """Return the workshops of a centre from the present day on, in order of time."""
    today_utc = local_instant(paris_day(city.clock.now_utc()), time(0))
    return tuple(count_of(unit, one) for one in unit.workshops.since(seconds(today_utc), centre))


def count_of(unit: CityUnit, placed: PlacedWorkshop) -> WorkshopCount:
    """Return how many people a workshop concerns."""
    workshop = workshop_of(placed.workshop)
    enrolled = unit.bookings.of_need(workshop.resource)
    cells = workshop.seats()
    held = unit.leases.of_cells(cells).values()
    waiting = unit.waiting.counts().get(workshop.resource, WaitingCount())
    gone = {*GONE, AppointmentStatus.DISPLACED}
    return WorkshopCount(
        placed=placed,
        n_enrolled=sum(one.party_size for one in enrolled if one.status not in gone),
        n_displaced=sum(
            one.party_size for one in enrolled if one.status is AppointmentStatus.DISPLACED
        ),
        n_waiting=waiting.n_listed,
        n_offered=waiting.n_offered,
        n_walk_ins=sum(one.n for one in unit.workshops.walk_ins(workshop.workshop_id)),
        n_free=max(0, len(free_seats(unit, workshop)) - waiting.n_offered),
        n_held=sum(row.state is CellState.LEASED for row in held),
    )


def workshop_count(city: City, workshop_id: str) -> WorkshopCount:
    """Return a workshop and how many people it concerns.

    Raises:
        Refused: ``workshop_unknown``.
    """
    with city.database.transaction() as unit:
        placed = unit.workshops.get(workshop_id)
        if placed is None:
            raise Refused("workshop_unknown")
        return count_of(unit, placed)


def replace_workshop(city: City, entry: WorkshopEntry) -> WorkshopCount:
    """Enter a workshop or change it; who loses an hour or a seat by that is called at once.

    Raises:
        ContentUnreadable: If it is not possible; the sentence says what to do.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        enter_workshop(city, unit, entry)
        review_after_change(city, unit)
        allot(city, unit)
        unit.state.bump()
    return workshop_count(city, entry.id)


def remove_workshop(city: City, workshop_id: str) -> bool:
    """Take a workshop away that should never have been entered; say whether it was there.

    Whoever is enrolled is called: a workshop that does not take place is cancelled rather.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        was_there = unit.workshops.remove(workshop_id)
        review_after_change(city, unit)
        allot(city, unit)
        unit.state.bump()
    return was_there


def preview_cancellation(city: City, workshop_id: str) -> tuple[PlacedWorkshop, Concerned]:
    """Return whom a cancellation would concern, before anything is changed.

    Raises:
        Refused: ``workshop_unknown``, ``workshop_cancelled``, ``workshop_over``.
    """
    with city.database.transaction() as unit:
        placed = _may_cancel(city, unit, workshop_id)
        return placed, _concerned(unit, placed)


def cancel_workshop(city: City, workshop_id: str) -> Concerned:
    """Cancel a workshop: every enrolment ends, every wait too; all are told or called.

    Raises:
        Refused: See `preview_cancellation`.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        placed = _may_cancel(city, unit, workshop_id)
        concerned = _concerned(unit, placed)
        city.ledger.append(LedgerKind.WORKSHOP_CANCELLED, **fact_of_cancelled(placed))
        cancelled = msgspec.structs.replace(placed.workshop, status=WorkshopStatus.CANCELLED.value)
        unit.workshops.put(placed.centre, cancelled)
        review_after_change(city, unit)
        allot(city, unit)
        unit.state.bump()
    return concerned


def _may_cancel(city: City, unit: CityUnit, workshop_id: str) -> PlacedWorkshop:
    placed = unit.workshops.get(workshop_id)
    if placed is None:
        raise Refused("workshop_unknown")
    if not placed.is_planned:
        raise Refused("workshop_cancelled")
    if placed.workshop.start <= city.now():
        raise Refused("workshop_over")
    return placed


def _concerned(unit: CityUnit, placed: PlacedWorkshop) -> Concerned:
    name = workshop_of(placed.workshop).resource
    promised = (AppointmentStatus.CONFIRMED, AppointmentStatus.DISPLACED)
    return Concerned(
        n_enrolments=sum(one.status in promised for one in unit.bookings.of_need(name)),
        n_waiting=sum(one.motif_id == name and not one.chosen for one in unit.waiting.to_look_at()),
    )
