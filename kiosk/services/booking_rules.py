# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine may sell now, looked at inside the transaction of the caller.

One search stands behind what is shown, what is put on hold and what is confirmed: `free_of_day`
asks it for a day, `is_free` for one slot.
"""

from __future__ import annotations

import secrets as randomness
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointments import StopReason
from kiosk.domain.booking_events import made_hour
from kiosk.domain.numbers import local_number
from kiosk.domain.openings import local_instant
from kiosk.domain.slots import Moment, free_slots, horizon, step_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.openings import Agenda, Motif
    from kiosk.domain.slots import Slot, Taken
    from kiosk.storage.unit_of_work import UnitOfWork

_BUFFERS = timedelta(hours=2)  # more than any buffer before or after a slot


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Limits set for a machine.

    Attributes:
        max_an_hour: Sales of this machine in one clock hour; 0 means no limit, as at a post,
            where nobody sits down to book what nobody stands behind.
    """

    max_an_hour: int = 12


def free_of_day(
    uow: UnitOfWork, now_utc: datetime, motif_id: str, day: date, *, party_size: int = 1
) -> tuple[Slot, ...]:
    """Return the slots of a day in Paris that this machine may sell, of every mediator.

    Raises:
        Refused: ``motif_unknown``.
    """
    agenda = uow.agenda.load()
    motif = known_motif(agenda.motif(motif_id)).for_party(party_size)
    return _free(uow, now_utc, (agenda, motif), day)


def is_free(uow: UnitOfWork, agenda: Agenda, now_utc: datetime, motif_id: str, slot: Slot) -> bool:
    """Say whether this machine may sell a slot; looks at its mediator and its hours only.

    Args:
        uow: The transaction.
        agenda: What it knows of the centre, read once.
        now_utc: The moment.
        motif_id: The need.
        slot: The slot.

    Raises:
        Refused: ``motif_unknown``.
    """
    motif = known_motif(agenda.motif(motif_id))
    # a slot chosen for several is longer, where each takes the whole length
    of_party = motif.for_party(max(1, slot.duration_min // motif.duration_min))
    mine = tuple(one for one in agenda.openings if one.mediator_id == slot.mediator_id)
    of_mediator = (replace(agenda, openings=mine), of_party)
    return slot in _free(uow, now_utc, of_mediator, paris_day(slot.start_utc), slot)


def _free(
    uow: UnitOfWork,
    now_utc: datetime,
    wanted: tuple[Agenda, Motif],
    day: date,
    slot: Slot | None = None,
) -> tuple[Slot, ...]:
    """Return what may be sold of a day, or of what lies round one slot of it."""
    agenda, motif = wanted
    first, last = horizon(now_utc)
    if not first <= day <= last:
        return ()
    begin, end = day_bounds(day)
    if slot is not None:
        begin, end = slot.start_utc, slot.start_utc + timedelta(minutes=slot.duration_min)
    steps = (step_of(begin - _BUFFERS), step_of(end + _BUFFERS))
    cells = uow.leases.sellable(uow.device.get().incarnation, now_utc, steps)
    moment = Moment(now_utc, cells, known_taken(uow, now_utc))
    return free_slots(agenda, motif, (day, day), moment)


def known_taken(uow: UnitOfWork, now_utc: datetime) -> tuple[Taken, ...]:
    """Return the appointments in force that are known here, for pauses and limits."""
    return uow.appointments.taken(now_utc - _BUFFERS)


def why_not(
    uow: UnitOfWork, rules: BookingRules, now_utc: datetime, *, is_trusted: bool
) -> StopReason | None:
    """Return why this machine confirms nothing now; nothing when it may.

    Args:
        uow: The transaction.
        rules: Limits of the machine.
        now_utc: The moment.
        is_trusted: Whether the wall clock is to be believed.
    """
    row = uow.device.get()
    if row.device_id is None:
        return StopReason.NOT_ENROLLED
    if not is_trusted:
        return StopReason.CLOCK_NOT_TRUSTED
    limit = rules.max_an_hour
    if limit and uow.appointments.n_sold_since(made_hour(now_utc)) >= limit:
        return StopReason.TOO_MANY
    if not uow.leases.has_sellable(row.incarnation, now_utc):
        return StopReason.NO_RIGHTS
    return None


def draw_number(uow: UnitOfWork, incarnation: str) -> str:
    """Take a number of the city's pool, or one of the machine's own space when it is empty."""
    known = _KnownNumbers(uow)
    number = uow.leases.draw_number(incarnation)
    while number is not None and number in known:
        number = uow.leases.draw_number(incarnation)
    if number is not None:
        return number
    return local_number(known, lambda low, high: low + randomness.randbelow(high - low + 1))


class _KnownNumbers:
    """The numbers known here, asked one by one."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def __contains__(self, number: object) -> bool:
        text = str(number)
        return self._uow.appointments.knows(text) or self._uow.requests.knows(text)


def known_motif(motif: Motif | None) -> Motif:
    """Return a need that is known.

    Raises:
        Refused: ``motif_unknown``.
    """
    if motif is None:
        raise Refused("motif_unknown")
    return motif


def load_of_day(uow: UnitOfWork, day: date) -> dict[str, int]:
    """Return mediator -> appointments of a day in Paris."""
    return uow.appointments.load(*day_bounds(day))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the instants at which a day in Paris begins and the next one does."""
    return local_instant(day, time(0)), local_instant(day + timedelta(days=1), time(0))
