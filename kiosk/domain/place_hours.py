# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours of a place, written in the syntax of OpenStreetMap and read by a library.

What cannot be read is told as "to be checked", never guessed. Only the coming fortnight is ever
asked: a rule that never opens again is answered as fast as any other.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification; public holidays of
France as the library `opening-hours-py` knows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.holidays import public_holidays
from kiosk.foundation.clock import PARIS
from kiosk.foundation.plain_text import one_line

if TYPE_CHECKING:
    from opening_hours import OpeningHours

MAX_HOURS = 400
MAX_NOTE = 60
_COUNTRY = "FR"
_HOLIDAY = "PH"
_SUN = re.compile(r"sunrise|sunset|dawn|dusk", re.IGNORECASE)
_SEEN_AHEAD = timedelta(days=14)
_WEEK = 7
_KEPT = 1024


class OpenKind(StrEnum):
    """Whether a place is open: nothing is said where the hours are not known."""

    OPEN = "open"
    SHUT = "shut"
    UNKNOWN = "unknown"


class Standing(NamedTuple):
    """How a place stands at an instant.

    Attributes:
        kind: Open, shut or not known.
        change_utc: When it shuts or opens next, aware; nothing within a fortnight.
    """

    kind: OpenKind
    change_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one day.

    Attributes:
        day: The day, in Paris.
        spans: Pairs (begin, end) as wall times; an end of midnight is ``00:00``.
        note: What the place says of them, such as "sur rendez-vous"; empty for nothing.
    """

    day: date
    spans: tuple[tuple[time, time], ...]
    note: str = ""


def is_readable(text: str) -> bool:
    """Say whether hours can be read; empty ones cannot."""
    return _parsed(text) is not None


def standing(text: str, now_utc: datetime) -> Standing:
    """Return whether a place is open at `now_utc`, and until or from when."""
    rules = _parsed(text)
    if rules is None:
        return Standing(OpenKind.UNKNOWN)
    wall = now_utc.astimezone(PARIS).replace(tzinfo=None)
    if is_untold_holiday(text, wall.date()):
        return Standing(OpenKind.UNKNOWN)
    spans = _spans(rules, wall, wall + _SEEN_AHEAD)
    if any(one.is_vague for one in spans if one.begin <= wall < one.end):
        return Standing(OpenKind.UNKNOWN)
    inside = next((one for one in spans if one.begin <= wall < one.end), None)
    if inside is not None:
        last = wall + _SEEN_AHEAD
        return Standing(OpenKind.OPEN, _utc(inside.end) if inside.end < last else None)
    sure = (one for one in spans if one.begin > wall and not one.is_vague)
    coming = next((one for one in sure if not is_untold_holiday(text, one.begin.date())), None)
    return Standing(OpenKind.SHUT, None if coming is None else _utc(coming.begin))


def is_untold_holiday(text: str, day: date) -> bool:
    """Say whether `day` is a public holiday of which the hours say nothing."""
    return _HOLIDAY not in text and day in _holidays(day.year)


def week_hours(text: str, first_day: date) -> tuple[DayHours, ...]:
    """Return the hours of seven days from `first_day`; nothing when they cannot be read."""
    rules = _parsed(text)
    if rules is None:
        return ()
    begin = datetime.combine(first_day, time())
    spans = _spans(rules, begin, begin + timedelta(days=_WEEK))
    return tuple(_day(spans, begin + timedelta(days=n)) for n in range(_WEEK))


@lru_cache(maxsize=4)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(public_holidays(year))


class _Span(NamedTuple):
    begin: datetime
    end: datetime
    note: str
    is_vague: bool


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> OpeningHours | None:
    from opening_hours import OpeningHours, validate

    # Without a place on the globe the library takes the sun to rise at 7 and to set at 19 h.
    if len(text) > MAX_HOURS or _SUN.search(text) or not validate(text):
        return None
    return OpeningHours(text, country=_COUNTRY)


def _spans(rules: OpeningHours, begin: datetime, end: datetime) -> list[_Span]:
    """Return what is open, or perhaps open, between two wall times."""
    from opening_hours import State

    found: list[_Span] = []
    for start, stop, state, note in rules.intervals(begin, end):
        if state == State.CLOSED:
            continue
        limit = end if stop is None else min(stop, end)
        found.append(_Span(start, limit, one_line(note)[:MAX_NOTE], state == State.UNKNOWN))
    return found


def _day(spans: list[_Span], begin: datetime) -> DayHours:
    end = begin + timedelta(days=1)
    # hours past midnight belong to the evening on which they begin
    own = [one for one in spans if begin <= one.begin < end]
    own += [one for one in spans if one.begin < begin and one.end >= end]
    notes = dict.fromkeys(one.note for one in own if one.note)
    return DayHours(
        begin.date(),
        tuple((max(one.begin, begin).time(), one.end.time()) for one in own),
        ", ".join(notes)[:MAX_NOTE],
    )


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=PARIS).astimezone(UTC)
