# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openings and absences as stretches of minutes since 1970: what slots are cut out of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.openings import HERE, Season, local_instant, minutes_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.openings import Agenda, Opening

_MIN: Final = timedelta(minutes=1)
_CELL_MIN: Final = 5
_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time, in whole minutes since 1970 (UTC)."""

    start_min: int
    end_min: int


def local_minutes(day: date, wall: time) -> int:
    """Return the whole minutes since 1970 of a wall time in Paris, as `local_instant` tells it.

    On a day without a change of hour this is arithmetic; a search asks it thousands of times.
    """
    midnight = _minutes_of_midnight(day)
    if midnight is None:
        return minutes_utc(local_instant(day, wall))
    return midnight + wall.hour * 60 + wall.minute


@lru_cache(maxsize=1024)
def _minutes_of_midnight(day: date) -> int | None:
    """Return when a day begins; nothing for a day on which the hour changes."""
    begin = minutes_utc(local_instant(day, time(0)))
    end = minutes_utc(local_instant(day + timedelta(days=1), time(0)))
    return begin if end - begin == _MINUTES_A_DAY else None


class OpenTime(NamedTuple):
    """A stretch in which a mediator receives.

    Attributes:
        start_min: First minute since 1970 (UTC).
        end_min: Minute after the last one.
        is_soft_before: Whether a buffer may lie before it.
        is_soft_after: Whether a buffer may lie after it.
    """

    start_min: int
    end_min: int
    is_soft_before: bool = False
    is_soft_after: bool = False


@lru_cache(maxsize=32)
def open_times(
    agenda: Agenda, motif_id: str, days: tuple[date, date], centre: str = HERE
) -> Mapping[str, tuple[OpenTime, ...]]:
    """Return when each mediator receives for a need, overlapping and touching openings joined.

    Absences are not taken out: a slot is cut on the grid of the opening first, so that an
    absence moves no other slot. Both ends of an opening are localised one by one, so that it
    keeps its wall time across the changes of hour and its real length on these days. An agenda
    never changes, so that what was worked out is kept.

    Args:
        agenda: What is known of the centre.
        motif_id: The need.
        days: First and last day in Paris, both included.
        centre: Where; `HERE` for the agenda's own centre.

    Returns:
        Mediator -> stretches in order, without overlap; mediators without any are left out.
    """
    active = {one.mediator_id for one in agenda.mediators if one.is_active}
    times: dict[str, list[OpenTime]] = {}
    seasons: dict[date, Season | None] = {}
    for opening in agenda.openings:
        is_here = opening.centre == centre and opening.mediator_id in active
        if not is_here or not opening.receives(motif_id):
            continue
        found = times.setdefault(opening.mediator_id, [])
        soft, wanted = opening.has_outer_buffers, opening.season
        for day in opening.days(*days):
            if day not in seasons:
                seasons[day] = None if agenda.is_closed(day, centre) else agenda.season_of(day)
            season = seasons[day]
            if season is None or wanted not in (Season.ALWAYS, season):
                continue
            start = -(-local_minutes(day, opening.start) // _CELL_MIN) * _CELL_MIN
            end = local_minutes(day, opening.end) // _CELL_MIN * _CELL_MIN
            if start < end:
                found.append(OpenTime(start, end, soft, soft))
    joined = {mediator_id: _joined_times(found) for mediator_id, found in times.items() if found}
    return MappingProxyType(joined)


class Clash(NamedTuple):
    """A person expected in two places at once."""

    mediator_id: str
    day: date
    one_id: str
    other_id: str


def clashes(agenda: Agenda, days: tuple[date, date]) -> tuple[Clash, ...]:
    """Return the first day on which two openings of a person in two centres overlap, by pair.

    Nobody is sold twice for it, as the cells are the person's; but somebody will wait in vain.
    """
    found: list[Clash] = []
    for place, one in enumerate(agenda.openings):
        for other in agenda.openings[place + 1 :]:
            is_pair = one.mediator_id == other.mediator_id and one.centre != other.centre
            if not is_pair or one.start >= other.end or other.start >= one.end:
                continue
            both = set(one.days(*days)).intersection(other.days(*days))
            both = {day for day in both if _takes_place(agenda, one, day)}
            both = {day for day in both if _takes_place(agenda, other, day)}
            if both:
                pair = (one.opening_id, other.opening_id)
                found.append(Clash(one.mediator_id, min(both), *pair))
    return tuple(found)


def _takes_place(agenda: Agenda, opening: Opening, day: date) -> bool:
    in_season = opening.season in (Season.ALWAYS, agenda.season_of(day))
    return in_season and not agenda.is_closed(day, opening.centre)


def away_spans(agenda: Agenda) -> dict[str, list[Span]]:
    """Return when each mediator is away, in whole minutes, rounded outwards."""
    spans: dict[str, list[Span]] = {}
    for absence in agenda.absences:
        start = minutes_utc(absence.start_utc)
        end = minutes_utc(absence.end_utc + _MIN - timedelta(microseconds=1))
        if start < end:
            spans.setdefault(absence.mediator_id, []).append(Span(start, end))
    return {mediator_id: _joined(found) for mediator_id, found in spans.items()}


def absent_spans(agenda: Agenda) -> dict[str, list[Span]]:
    """Return when each mediator is away or leads a workshop, in whole minutes, rounded outwards."""
    spans = away_spans(agenda)
    for workshop in agenda.workshops:
        if workshop.is_planned and workshop.mediator_id:
            led = Span(minutes_utc(workshop.start_utc), minutes_utc(workshop.end_utc))
            spans.setdefault(workshop.mediator_id, []).append(led)
    return {mediator_id: _joined(found) for mediator_id, found in spans.items()}


def _joined_times(times: list[OpenTime]) -> tuple[OpenTime, ...]:
    joined: list[OpenTime] = []
    for time_ in sorted(times, key=lambda one: one[:2]):
        if not joined or time_.start_min > joined[-1].end_min:
            joined.append(time_)
            continue
        last = joined[-1]
        late = max(last, time_, key=lambda one: (one.end_min, one.is_soft_after))
        is_early = last.is_soft_before or (
            time_.start_min == last.start_min and time_.is_soft_before
        )
        joined[-1] = OpenTime(last.start_min, late.end_min, is_early, late.is_soft_after)
    return tuple(joined)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start_min <= joined[-1].end_min:
            joined[-1] = Span(joined[-1].start_min, max(joined[-1].end_min, span.end_min))
        else:
            joined.append(span)
    return joined
