# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which seats of a workshop this machine may sell now, inside the transaction of the caller.

What is shown, what is put on hold and what is confirmed ask the same functions on the same
rights: the rules of a slot (a trusted clock, the horizon, the notice, limits) hold for a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE
from kiosk.domain.displacement import why_not_held
from kiosk.domain.slots import horizon, step_of
from kiosk.domain.workshops import free_seats, workshop_resource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Container
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


def seats_here(
    uow: UnitOfWork, workshop: Workshop, now_utc: datetime, sellable: Container[Cell] | None = None
) -> SeatsHere:
    """Return the seats that this machine may sell now; none outside the horizon of rights.

    Args:
        uow: The transaction.
        workshop: A workshop for which one may enrol.
        now_utc: The moment.
        sellable: What this machine may sell, read once; left out, it is read.
    """
    first, last = horizon(now_utc)
    if not first <= paris_day(workshop.start_utc) <= last:
        return SeatsHere()
    if sellable is None:
        step = step_of(workshop.start_utc)
        sellable = uow.leases.sellable(uow.device.get().incarnation, now_utc, (step, step))
    return SeatsHere(free_seats(workshop, sellable), workshop.capacity - n_enrolled(uow, workshop))


def n_enrolled(uow: UnitOfWork, workshop: Workshop) -> int:
    """Return the people known here who are enrolled for a workshop at its present time."""
    return sum(
        one.party_size
        for one in uow.appointments.of_motif(workshop.resource)
        if one.status not in GONE and one.start_utc == workshop.start_utc
    )


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
    here = seats_here(uow, workshop, now_utc)
    if not is_same or not set(kept.cells) <= set(here.cells) or len(kept.cells) > here.n_room:
        raise Refused("slot_taken")


def n_waiting(uow: UnitOfWork, workshop: Workshop) -> int:
    """Return the people who wait for a seat: as the city told, or more if more is known here."""
    known = sum(
        one.party_size for one in uow.requests.waiting() if one.motif_id == workshop.resource
    )
    return max(workshop.n_waiting, known)
