# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slots: computed times at which one person can be received, never stored.

One function, `free_slots`, serves what is displayed and what is confirmed, so that a slot shown
is a slot that can be kept. The unit of an agenda is the 5-minute cell.

Whatever stands in the way of a mediator's time (an absence, an appointment and its pauses, cells
that may not be sold) becomes a wall: a stretch of starts that are not possible. One sweep walks
the grid of the openings beside the walls.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache, partial
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, cast

from kiosk.domain.free_time import FreeTime, joined, without
from kiosk.domain.open_times import OpenTime, absent_spans, open_times
from kiosk.domain.openings import HERE, Agenda, Motif, instant_utc, minutes_utc
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from kiosk.domain.free_time import Stretch

CELL_MIN = 5
_Starts = dict[int, list[str]]  # first minute -> mediators, in order
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


class Slot(NamedTuple):
    """A time at which a mediator can receive; buffers are not part of it."""

    start_utc: datetime
    mediator_id: str
    duration_min: int


class Taken(NamedTuple):
    """An appointment that is known, of this machine or of another one; buffers left aside.

    Attributes:
        mediator_id: With whom.
        motif_id: For what; its buffers are those of the agenda's need, none if it is unknown.
        start_min: First minute since 1970 (UTC).
        end_min: Minute after the last one.
    """

    mediator_id: str
    motif_id: str
    start_min: int
    end_min: int


# a search makes them by the ten thousand: without the steps in Python of a named tuple
_new_slot = cast("Callable[[tuple[datetime, str, int]], Slot]", partial(tuple.__new__, Slot))
new_taken = cast("Callable[[tuple[str, str, int, int]], Taken]", partial(tuple.__new__, Taken))


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


def slot_cells(slot: Slot, motif: Motif, shared: Container[Cell] = ()) -> tuple[Cell, ...]:
    """Return the cells that a slot takes for a need, its buffers included.

    Args:
        slot: The time.
        motif: The need.
        shared: Cells that are a neighbour's buffer already (`buffer_cells`): one pause between
            two appointments serves both, so that they are not taken twice.
    """
    start = minutes_utc(slot.start_utc)
    end = start + slot.duration_min
    body = range(start // CELL_MIN, -(-end // CELL_MIN))
    whole = range((start - motif.before_min) // CELL_MIN, -(-(end + motif.after_min) // CELL_MIN))
    cells = (Cell(slot.mediator_id, step) for step in whole)
    return tuple(cell for cell in cells if cell.step in body or cell not in shared)


def buffer_cells(agenda: Agenda, taken: Iterable[Taken]) -> frozenset[Cell]:
    """Return the cells before and after known appointments that are nothing but a pause."""
    return frozenset(
        Cell(mediator_id, step)
        for mediator_id, stretches in _pauses(agenda, taken).items()
        for low, high in stretches
        for step in range(low, high)
    )


def all_slots(
    agenda: Agenda, motif: Motif, first_day: date, last_day: date, centre: str = HERE
) -> tuple[Slot, ...]:
    """Return every slot of the openings for a need, free or not, in order.

    The grid is anchored at the start of each opening; slots that an absence touches are left
    out. Notice, horizon and limits are those of a booking, not of the openings.
    """
    everything = FreeTime(is_rest=True)
    starts = _possible(agenda, motif, (first_day, last_day), ((), everything), centre)
    return _built(starts, motif)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when somebody looks for slots.

    Attributes:
        now_utc: The moment; notice and horizon of a need count from it.
        free_cells: Cells that may be taken; on a kiosk, those that it holds the right to sell.
        taken: Appointments in force that are known, from now to the horizon: between two
            neighbours lies the longer of their two pauses, and limits count them.
        centre: Where; `HERE` for the agenda's own centre.
    """

    now_utc: datetime
    free_cells: Iterable[Cell] | FreeTime
    taken: Sequence[Taken] = ()
    centre: str = HERE

    def free_time(self) -> FreeTime:
        """Return the cells that may be taken as stretches."""
        free = self.free_cells
        return free if isinstance(free, FreeTime) else FreeTime.of_cells(free)


def free_slots(
    agenda: Agenda, motif: Motif, days: tuple[date, date], moment: Moment
) -> tuple[Slot, ...]:
    """Return the slots that may be booked now, in order.

    Args:
        agenda: What is known of the centre.
        motif: The need.
        days: First and last day in Paris, both included.
        moment: When, where, and what is free.
    """
    return _built(_free_starts(agenda, motif, days, moment), motif)


def _free_starts(agenda: Agenda, motif: Motif, days: tuple[date, date], moment: Moment) -> _Starts:
    """Return the starts of the slots that may be booked now."""
    now_utc, taken = moment.now_utc, moment.taken
    window = (days[0], min(days[1], paris_day(now_utc) + timedelta(days=motif.horizon_days)))
    earliest = -int(-now_utc.timestamp() // 60) + motif.notice_min
    known = (taken, moment.free_time())
    starts = _possible(agenda, motif, window, known, moment.centre)
    later = {start: who for start, who in starts.items() if start >= earliest}
    return _within_limits(later, agenda, motif, taken, now_utc)


def _possible(
    agenda: Agenda,
    motif: Motif,
    days: tuple[date, date],
    known: tuple[Sequence[Taken], FreeTime],
    centre: str,
) -> _Starts:
    """Return the starts of the grid on which nothing lies."""
    taken, free = known
    walls = _walls(agenda, motif, taken)
    pauses = _pauses(agenda, taken)
    found: _Starts = {}
    for mediator_id, times in sorted(open_times(agenda, motif.motif_id, days, centre).items()):
        busy = free.busy(mediator_id, pauses.get(mediator_id, []))
        mine = walls.get(mediator_id, [])
        mine.extend(
            (
                low * CELL_MIN - motif.duration_min - motif.after_min,
                high * CELL_MIN + motif.before_min,
            )
            for low, high in busy
        )
        for start in _swept(times, motif, _merged(mine)):
            found.setdefault(start, []).append(mediator_id)
    return found


def _swept(times: Iterable[OpenTime], motif: Motif, walls: list[Stretch]) -> list[int]:
    """Return the starts of the grid outside all walls; both lists are in order, walked once."""
    found: list[int] = []
    place, n_walls, grid = 0, len(walls), motif.grid_min
    for time in times:
        start = time.start_min + (0 if time.is_soft_before else motif.before_min)
        last = time.end_min - motif.duration_min - (0 if time.is_soft_after else motif.after_min)
        while start <= last:
            while place < n_walls and walls[place][1] <= start:
                place += 1
            if place == n_walls or walls[place][0] >= last:
                found.extend(range(start, last + 1, grid))
                break
            low, high = walls[place]
            found.extend(range(start, low + 1, grid))
            # the first start of the grid on the wall's other end, or beyond
            start += -((start - high) // grid) * grid
    return found


def _walls(agenda: Agenda, motif: Motif, taken: Iterable[Taken]) -> dict[str, list[Stretch]]:
    """Return mediator -> stretches between whose ends, both left out, no start is possible."""
    walls: dict[str, list[Stretch]] = {}
    before, length, after = motif.before_min, motif.duration_min, motif.after_min
    for mediator_id, spans in absent_spans(agenda).items():
        walls[mediator_id] = [
            (span.start_min - length - after, span.end_min + before) for span in spans
        ]
    margins = {
        one.motif_id: (max(one.before_min, after) + length, max(one.after_min, before))
        for one in agenda.motifs
    }
    unknown = (after + length, before)
    for mediator_id, motif_id, start, end in taken:
        sooner, later = margins.get(motif_id, unknown)
        walls.setdefault(mediator_id, []).append((start - sooner, end + later))
    return walls


def _merged(walls: list[Stretch]) -> list[Stretch]:
    """Join the walls that overlap; the border of two that only touch is possible."""
    walls.sort()
    merged: list[Stretch] = []
    end = None
    for low, high in walls:
        if end is not None and low < end:
            if high > end:
                merged[-1] = (merged[-1][0], high)
                end = high
        else:
            merged.append((low, high))
            end = high
    return merged


def _pauses(agenda: Agenda, taken: Iterable[Taken]) -> dict[str, list[Stretch]]:
    """Return mediator -> steps that are nothing but a pause beside a known appointment."""
    buffers = {
        one.motif_id: (one.before_min, one.after_min)
        for one in agenda.motifs
        if one.before_min or one.after_min
    }
    if not buffers:
        return {}
    pauses: dict[str, list[Stretch]] = {}
    bodies: dict[str, list[Stretch]] = {}
    for one in taken:
        before, after = buffers.get(one.motif_id, (0, 0))
        first, last = one.start_min // CELL_MIN, -(-one.end_min // CELL_MIN)
        low, high = (one.start_min - before) // CELL_MIN, -(-(one.end_min + after) // CELL_MIN)
        bodies.setdefault(one.mediator_id, []).append((first, last))
        pauses.setdefault(one.mediator_id, []).extend([(low, first), (last, high)])
    return {
        mediator_id: without(joined(found), joined(bodies[mediator_id]))
        for mediator_id, found in pauses.items()
    }


def _within_limits(
    possible: _Starts,
    agenda: Agenda,
    motif: Motif,
    taken: Sequence[Taken],
    now_utc: datetime,
) -> _Starts:
    """Leave out the starts on days that are full for a mediator or for the need."""
    limits = {one.mediator_id: one.max_a_day for one in agenda.mediators if one.max_a_day}
    if not limits and not motif.max_a_day and not motif.max_active:
        return possible
    mine = [one for one in taken if one.motif_id == motif.motif_id]
    now_min = minutes_utc(now_utc)
    if motif.max_active and sum(one.end_min > now_min for one in mine) >= motif.max_active:
        return {}
    of_need = Counter(_day_of(one.start_min) for one in mine)
    of_person = Counter((one.mediator_id, _day_of(one.start_min)) for one in taken)
    found: _Starts = {}
    for start, who in possible.items():
        day = _day_of(start)
        if not motif.max_a_day or of_need[day] < motif.max_a_day:
            found[start] = [
                one for one in who if one not in limits or of_person[one, day] < limits[one]
            ]
    return {start: who for start, who in found.items() if who}


def _built(starts: _Starts, motif: Motif) -> tuple[Slot, ...]:
    found: list[Slot] = []
    for start in sorted(starts):
        fields = zip(repeat(instant_utc(start)), starts[start], repeat(motif.duration_min))
        found.extend(map(_new_slot, fields))
    return tuple(found)


@lru_cache(maxsize=4096)
def _day_of(minutes: int) -> date:
    return paris_day(instant_utc(minutes))


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
    agenda: Agenda, motif: Motif, days: tuple[date, date], moment: Moment
) -> tuple[DayOffer, ...]:
    """Return what each day offers for a need, from the same search as the choice of times."""
    everything = _possible(agenda, motif, days, ((), FreeTime(is_rest=True)), moment.centre)
    received = set(map(_day_of, everything))
    starts = Counter(map(_day_of, _free_starts(agenda, motif, days, moment)))
    offers: list[DayOffer] = []
    day = days[0]
    while day <= days[1]:
        n_free = starts[day]
        state = DayState.FREE if n_free else DayState.FULL
        offers.append(DayOffer(day, n_free, state if day in received else DayState.CLOSED))
        day += timedelta(days=1)
    return tuple(offers)
