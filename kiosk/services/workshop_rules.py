# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which seats of a workshop this machine may sell now, inside the transaction of the caller.

What is shown, what is put on hold and what is confirmed ask the same functions on the same
rights: the rules of a slot (a trusted clock, the horizon, the notice, limits) hold for a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.displacement import why_not_held
from kiosk.domain.slots import horizon
from kiosk.domain.workshops import free_seats, workshop_resource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import datetime

    from kiosk.domain.appointments import Hold
    from kiosk.domain.openings import Agenda
    from kiosk.domain.slots import Cell
    from kiosk.domain.workshops import Workshop
    from kiosk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SeatsHere:
    """Seats of a workshop that this machine may sell now.

    Attributes:
        cells: The seats, the first one first.
        n_room: People for whom the workshop has room at all; less than seats where its
            capacity was lowered after they were given.
    """

    cells: tuple[Cell, ...] = ()
    n_room: int = 0

    @property
    def n_free(self) -> int:
        """How many people can be confirmed at once."""
        return max(0, min(len(self.cells), self.n_room))


def known_workshop(agenda: Agenda, workshop_id: str) -> Workshop:
    """Return a workshop that is known.

    Raises:
        Refused: ``workshop_unknown``.
    """
    found = agenda.workshop(workshop_resource(workshop_id))
    if found is None:
        raise Refused("workshop_unknown")
    return found


def is_open(agenda: Agenda, workshop: Workshop, now_utc: datetime) -> bool:
    """Say whether one may still enrol, or wait: it takes place, and its notice is not over."""
    return workshop.takes_enrolments(now_utc) and why_not_held(agenda, workshop) is None


def open_workshop(agenda: Agenda, workshop_id: str, now_utc: datetime) -> Workshop:
    """Return a workshop for which one may still enrol.

    Raises:
        Refused: ``workshop_unknown``; ``workshop_over`` when it is cancelled, has begun, or its
            notice is over, when the centre is shut or nobody is there to lead it.
    """
    workshop = known_workshop(agenda, workshop_id)
    if not is_open(agenda, workshop, now_utc):
        raise Refused("workshop_over")
    return workshop


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What this machine knows of seats and lists, read once for all workshops.

    Attributes:
        now_utc: The moment.
        sellable: What it may sell now.
        enrolled: People enrolled, by the workshop's name as a need and its time.
        waiting: People who wait, by the workshop's name as a need.
    """

    now_utc: datetime
    sellable: Container[Cell]
    enrolled: Mapping[tuple[str, datetime], int]
    waiting: Mapping[str, int]

    def seats_of(self, workshop: Workshop) -> SeatsHere:
        """Return the seats that may be sold now; none outside the horizon of rights."""
        first, last = horizon(self.now_utc)
        if not first <= paris_day(workshop.start_utc) <= last:
            return SeatsHere()
        n_enrolled = self.enrolled.get((workshop.resource, workshop.start_utc), 0)
        return SeatsHere(free_seats(workshop, self.sellable), workshop.capacity - n_enrolled)

    def n_waiting(self, workshop: Workshop) -> int:
        """Return who waits for a seat: as the city told, or more if more is known here."""
        return max(workshop.n_waiting, self.waiting.get(workshop.resource, 0))


def what_is_known(uow: UnitOfWork, now_utc: datetime, *, may_sell: bool = True) -> Knowledge:
    """Read what this machine knows of seats and lists; a machine that may not sell has no seat."""
    sellable: Container[Cell] = ()
    if may_sell:
        sellable = uow.leases.sellable(uow.device.get().incarnation, now_utc)
    enrolled = uow.workshops.people_enrolled(now_utc)
    return Knowledge(now_utc, sellable, enrolled, uow.workshops.people_waiting())


def refuse_if_seats_gone(uow: UnitOfWork, agenda: Agenda, now_utc: datetime, kept: Hold) -> None:
    """Refuse to confirm seats on hold that may not be sold any more.

    Raises:
        Refused: ``workshop_unknown``, ``workshop_over``; ``slot_taken`` when the workshop has
            another time or length, or one of the seats is not this machine's any more.
    """
    workshop = agenda.workshop(kept.motif_id)
    if workshop is None:
        raise Refused("workshop_unknown")
    if not is_open(agenda, workshop, now_utc):
        raise Refused("workshop_over")
    is_same = kept.slot.start_utc == workshop.start_utc
    is_same = is_same and kept.slot.duration_min == workshop.duration_min
    here = what_is_known(uow, now_utc).seats_of(workshop)
    if not is_same or not set(kept.cells) <= set(here.cells) or len(kept.cells) > here.n_room:
        raise Refused("slot_taken")
