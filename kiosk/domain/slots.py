# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slots: computed times at which one person can be received, never stored.

One function, `free_slots`, serves what is displayed and what is confirmed, so that a slot shown
is a slot that can be kept. The unit of an agenda is the 5-minute cell.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.openings import (
    Agenda,
    Motif,
    Span,
    absent_spans,
    instant_utc,
    minutes_utc,
    open_spans,
)
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date, datetime

CELL_MIN = 5
HORIZON_FIRST_DAY = 1
HORIZON_LAST_DAY = 14


class Cell(NamedTuple):
    """Five minutes of one mediator's agenda: the unit of every right and of every sale.

    Attributes:
        mediator_id: Whose five minutes.
        step: Count of 5-minute steps since 1970 (UTC).
    """

    mediator_id: str
    step: int

    @property
    def start_utc(self) -> datetime:
        """When the five minutes begin."""
        return instant_utc(self.step * CELL_MIN)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time at which a mediator can receive; buffers are not part of it."""

    start_utc: datetime
    mediator_id: str
    duration_min: int


class DayState(StrEnum):
    """What a day offers on the screen."""

    FREE = "free"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DayOffer:
    """A day of the choice of days.

    Attributes:
        day: Day in Paris.
        n_free: Start times that can be confirmed at once.
        state: CLOSED when nobody receives for the need that day, FULL when this machine has
            nothing left to confirm.
    """

    day: date
    n_free: int
    state: DayState


def step_of(instant: datetime) -> int:
    """Return the step of the cell in which an aware instant lies."""
    return minutes_utc(instant) // CELL_MIN


def slot_cells(slot: Slot, motif: Motif) -> tuple[Cell, ...]:
    """Return the cells that a slot takes for a need, buffers included."""
    start = minutes_utc(slot.start_utc) - motif.before_min
    end = minutes_utc(slot.start_utc) + slot.duration_min + motif.after_min
    return tuple(
        Cell(slot.mediator_id, step) for step in range(start // CELL_MIN, -(-end // CELL_MIN))
    )


def all_slots(agenda: Agenda, motif: Motif, first_day: date, last_day: date) -> tuple[Slot, ...]:
    """Return every slot of the openings for a need, free or not, in order.

    The grid is anchored at the start of each opening and steps by the whole length, buffers
    included; slots that an absence touches are left out.
    """
    away = absent_spans(agenda)
    slots: list[Slot] = []
    for mediator_id, spans in open_spans(agenda, motif.motif_id, first_day, last_day).items():
        absences = away.get(mediator_id, [])
        for span in spans:
            for start in range(span.start_min, span.end_min - motif.whole_min + 1, motif.whole_min):
                if not _touches(absences, Span(start, start + motif.whole_min)):
                    begin = instant_utc(start + motif.before_min)
                    slots.append(Slot(begin, mediator_id, motif.duration_min))
    return tuple(sorted(slots))


def free_slots(
    agenda: Agenda,
    motif: Motif,
    days: tuple[date, date],
    *,
    free_cells: Container[Cell],
) -> tuple[Slot, ...]:
    """Return the slots whose cells are all free, in order.

    Args:
        agenda: What is known of the centre.
        motif: The need.
        days: First and last day in Paris, both included.
        free_cells: Cells that may be taken; on a kiosk, those that it holds the right to sell.
    """
    return tuple(
        slot for slot in all_slots(agenda, motif, *days) if _is_free(slot, motif, free_cells)
    )


def one_a_start(slots: Iterable[Slot], load: Mapping[str, int]) -> tuple[Slot, ...]:
    """Return one slot a start time: of the least busy mediator, then by identifier.

    Args:
        slots: Free slots.
        load: Mediator -> appointments already taken; absent means none.
    """
    best: dict[datetime, Slot] = {}
    for slot in slots:
        other = best.get(slot.start_utc)
        rank = (load.get(slot.mediator_id, 0), slot.mediator_id)
        if other is None or rank < (load.get(other.mediator_id, 0), other.mediator_id):
            best[slot.start_utc] = slot
    return tuple(best[start] for start in sorted(best))


def horizon(now_utc: datetime) -> tuple[date, date]:
    """Return the first and last day on which a right may lie: tomorrow and two weeks on.

    The present day is served by the walk-in queue.
    """
    today = paris_day(now_utc)
    return (
        today + timedelta(days=HORIZON_FIRST_DAY),
        today + timedelta(days=HORIZON_LAST_DAY),
    )


def day_offers(
    agenda: Agenda, motif: Motif, days: tuple[date, date], *, free_cells: Container[Cell]
) -> tuple[DayOffer, ...]:
    """Return what each day offers for a need, from the same slots as the choice of times."""
    starts: dict[date, set[datetime]] = {}
    for slot in all_slots(agenda, motif, *days):
        free = starts.setdefault(paris_day(slot.start_utc), set())
        if _is_free(slot, motif, free_cells):
            free.add(slot.start_utc)
    offers: list[DayOffer] = []
    day = days[0]
    while day <= days[1]:
        n_free = len(starts.get(day, ()))
        state = DayState.FREE if n_free else DayState.FULL
        offers.append(DayOffer(day, n_free, state if day in starts else DayState.CLOSED))
        day += timedelta(days=1)
    return tuple(offers)


def _is_free(slot: Slot, motif: Motif, free_cells: Container[Cell]) -> bool:
    return all(cell in free_cells for cell in slot_cells(slot, motif))


def _touches(spans: list[Span], span: Span) -> bool:
    place = bisect_right(spans, span.start_min, key=lambda one: one.start_min)
    before = spans[place - 1] if place else None
    after = spans[place] if place < len(spans) else None
    return (before is not None and before.end_min > span.start_min) or (
        after is not None and after.start_min < span.end_min
    )
