# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda as a mediator's post reads it: who receives when, who is away, what it may give.

Nothing here changes anything: moves, absences and wishes for cells have their own services.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.lease_seats import is_seat
from kiosk.domain.open_times import open_times
from kiosk.domain.openings import instant_utc
from kiosk.domain.slots import CELL_MIN, Cell
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.free_time import FreeTime
    from kiosk.domain.openings import Agenda, Mediator
    from kiosk.domain.workshops import Workshop
    from kiosk.foundation.clock import Clock
    from kiosk.storage.engine import Database

_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, order=True)
class PersonTime:
    """A stretch of one mediator's time.

    Attributes:
        start_utc: From when.
        end_utc: Until when.
        mediator_id: Whose.
    """

    start_utc: datetime
    end_utc: datetime
    mediator_id: str


@dataclass(frozen=True, slots=True)
class PostDays:
    """Some days of the centre.

    Attributes:
        first_day: First of them, in Paris.
        n_days: How many.
        mediators: Those who receive, in the order of the agenda.
        open: When somebody receives.
        away: When somebody is away.
        held: What this machine may give to somebody, buffers included.
        shut: Days on which the centre is closed.
        heard_utc: When the city last sent the agenda; nothing when it never did.
        workshops: Workshops of these days, in order; cancelled ones too.
    """

    first_day: date
    n_days: int
    mediators: tuple[Mediator, ...]
    open: tuple[PersonTime, ...]
    away: tuple[PersonTime, ...]
    held: tuple[PersonTime, ...]
    shut: frozenset[date]
    heard_utc: datetime | None
    workshops: tuple[Workshop, ...] = ()


class PostAgenda:
    """Reads the agenda of the centre; one instance a machine."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Read in the database of one machine."""
        self._database = database
        self._clock = clock

    def mediators(self) -> tuple[Mediator, ...]:
        """Return those who receive in the centre."""
        with self._database.unit_of_work() as uow:
            return _active(uow.agenda.load())

    def days(self, first_day: date, n_days: int = _WEEK_DAYS) -> PostDays:
        """Return some days from one on."""
        last = first_day + timedelta(days=n_days - 1)
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            held = uow.leases.sellable(uow.device.get().incarnation, now_utc)
            heard_utc = uow.agenda.received_utc()
        every_day = [first_day + timedelta(days=n) for n in range(n_days)]
        return PostDays(
            first_day=first_day,
            n_days=n_days,
            mediators=_active(agenda),
            open=_open(agenda, (first_day, last)),
            away=tuple(
                sorted(
                    PersonTime(one.start_utc, one.end_utc, one.mediator_id)
                    for one in agenda.absences
                )
            ),
            held=_times_of_people(held),
            shut=frozenset(day for day in every_day if agenda.is_closed(day)),
            heard_utc=heard_utc,
            workshops=tuple(
                one for one in agenda.workshops if paris_day(one.start_utc) in every_day
            ),
        )


def _active(agenda: Agenda) -> tuple[Mediator, ...]:
    return tuple(one for one in agenda.mediators if one.is_active)


def _open(agenda: Agenda, days: tuple[date, date]) -> tuple[PersonTime, ...]:
    """Return when somebody receives for any need."""
    found = {
        PersonTime(instant_utc(one.start_min), instant_utc(one.end_min), mediator_id)
        for motif in agenda.motifs
        for mediator_id, times in open_times(agenda, motif.motif_id, days).items()
        for one in times
    }
    joined: list[PersonTime] = []
    for one in sorted(found, key=lambda time: (time.mediator_id, time.start_utc)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.mediator_id == one.mediator_id
            and one.start_utc <= last.end_utc
        ):
            end_utc = max(last.end_utc, one.end_utc)
            joined[-1] = PersonTime(last.start_utc, end_utc, last.mediator_id)
        else:
            joined.append(one)
    return tuple(sorted(joined))


def _times_of_people(time: FreeTime) -> tuple[PersonTime, ...]:
    """Return stretches of cells as times, seats of workshops left out."""
    return tuple(
        sorted(
            PersonTime(instant_utc(low * CELL_MIN), instant_utc(high * CELL_MIN), mediator_id)
            for mediator_id, stretches in time.stretches.items()
            for low, high in stretches
            if not is_seat(Cell(mediator_id, low))
        )
    )
