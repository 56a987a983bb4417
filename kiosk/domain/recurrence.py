# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which days something comes back: a subset of the recurrence rules of calendars.

Days are naive: an opening is written in the wall time of Paris, so its days know no zone.

Source: RFC 5545 sections 3.3.10 (RRULE), 3.8.5.1 (EXDATE) and 3.8.5.2 (RDATE).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WEEKDAY_NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY: Final = 0
_N_WEEKDAYS: Final = 7
_MAX_INTERVAL: Final = 52
_MAX_NTH: Final = 5
_MAX_TEXT: Final = 200
_MONTHS: Final = 12
_WEEK: Final = timedelta(days=7)
_UNTIL_LENGTH: Final = 8


class Frequency(StrEnum):
    """How often a rule counts: by weeks that begin on Monday, or by months."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class NthDay(NamedTuple):
    """A day of a rule.

    Attributes:
        nth: Which one of the month, from its end when negative; `EVERY` for each of them.
        weekday: Monday is 0.
    """

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule, the days taken from it and the days added to it.

    Attributes:
        frequency: By weeks or by months.
        interval: Every how many of them, counted from that of the first day; at least 1.
        by_day: Pairs (nth, weekday); a weekly rule has only `EVERY`, and without any day it is
            the weekday of the first day.
        until: Last day, included; nothing means no end.
        exdates: Days on which it does not happen.
        rdates: Days on which it happens besides, from the first day on.
    """

    frequency: Frequency = Frequency.WEEKLY
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()
    until: date | None = None
    exdates: tuple[date, ...] = ()
    rdates: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rule that means nothing.

        Raises:
            ValueError: If a number is out of range; the message names the part of the rule.
        """
        is_weekly = self.frequency is Frequency.WEEKLY
        if not 1 <= self.interval <= _MAX_INTERVAL:
            raise ValueError("INTERVAL")
        if not is_weekly and not self.by_day:
            raise ValueError("BYDAY")
        for nth, weekday in self.by_day:
            most = 0 if is_weekly else _MAX_NTH
            if not (0 <= weekday < _N_WEEKDAYS and -most <= nth <= most):
                raise ValueError("BYDAY")

    def days(self, first_day: date, start: date, end: date) -> tuple[date, ...]:
        """Return the days on which it happens, in order.

        Args:
            first_day: First day on which it may happen; weeks and months count from it.
            start: First day looked at.
            end: Last day looked at, included.
        """
        low = max(first_day, start)
        high = end if self.until is None else min(end, self.until)
        found = {day for day in self._of_rule(first_day, low, high) if low <= day <= high}
        found.update(day for day in self.rdates if low <= day <= end)
        found.difference_update(self.exdates)
        return tuple(sorted(found))

    def text(self) -> str:
        """Return the rule as calendars write it; the days taken and added are apart."""
        parts = [f"FREQ={self.frequency.value}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.by_day:
            days = (f"{nth or ''}{WEEKDAY_NAMES[weekday]}" for nth, weekday in self.by_day)
            parts.append(f"BYDAY={','.join(days)}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    @property
    def weekdays(self) -> frozenset[int]:
        """Weekdays named by the rule; none when it takes that of the first day."""
        return frozenset(weekday for _, weekday in self.by_day)

    def _of_rule(self, first_day: date, low: date, high: date) -> Iterator[date]:
        if low > high:
            return
        if self.frequency is Frequency.WEEKLY:
            yield from self._of_weeks(first_day, low, high)
        else:
            yield from self._of_months(first_day, low, high)

    def _of_weeks(self, first_day: date, low: date, high: date) -> Iterator[date]:
        weekdays = self.weekdays or {first_day.weekday()}
        anchor = first_day - timedelta(days=first_day.weekday())
        n_weeks = (low - anchor).days // _N_WEEKDAYS
        week = anchor + n_weeks // self.interval * self.interval * _WEEK
        last = high.toordinal()  # by numbers: after the week of the last year no date is left
        for monday in range(week.toordinal(), last + 1, self.interval * _N_WEEKDAYS):
            yield from (date.fromordinal(monday + n) for n in weekdays if monday + n <= last)

    def _of_months(self, first_day: date, low: date, high: date) -> Iterator[date]:
        anchor = _month_number(first_day)
        past = (_month_number(low) - anchor) // self.interval * self.interval
        for month in range(anchor + past, _month_number(high) + 1, self.interval):
            for nth, weekday in self.by_day:
                yield from _nth_of_month(month, nth, weekday)


def recurrence_of(
    text: str, exdates: Iterable[date] = (), rdates: Iterable[date] = ()
) -> Recurrence:
    """Return the rule written in a text.

    Raises:
        ValueError: If it is no rule of the subset; the message names the part that is wrong.
    """
    if len(text) > _MAX_TEXT:
        raise ValueError("RRULE")
    parts: dict[str, str] = {}
    for part in text.removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name in parts or not value:
            raise ValueError(name or "RRULE")
        parts[name] = value
    unknown = parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"}
    if unknown:
        raise ValueError(min(unknown))
    if parts.get("FREQ") not in set(Frequency) or parts.get("WKST", "MO") != "MO":
        raise ValueError("FREQ" if parts.get("WKST", "MO") == "MO" else "WKST")
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdecimal()):
        raise ValueError("INTERVAL")
    return Recurrence(
        frequency=Frequency(parts["FREQ"]),
        interval=int(interval),
        by_day=tuple(_nth_day(one) for one in parts.get("BYDAY", "").split(",") if one),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        exdates=tuple(exdates),
        rdates=tuple(rdates),
    )


def weekly(*weekdays: int, until: date | None = None) -> Recurrence:
    """Return the rule of each week on some weekdays; Monday is 0."""
    days = tuple((EVERY, weekday) for weekday in sorted(set(weekdays)))
    return Recurrence(by_day=days, until=until)


def once(day: date) -> Recurrence:
    """Return the rule of one single day, which is also the first day."""
    return Recurrence(until=day)


def _nth_day(text: str) -> NthDay:
    number, name = text[:-2], text[-2:]
    digits = number.removeprefix("+").removeprefix("-")
    if name not in WEEKDAY_NAMES or (number and not (digits.isascii() and digits.isdecimal())):
        raise ValueError("BYDAY")
    nth = int(number) if number else EVERY
    if number and nth == EVERY:
        raise ValueError("BYDAY")
    return NthDay(nth, WEEKDAY_NAMES.index(name))


def _until(text: str) -> date:
    if len(text) != _UNTIL_LENGTH or not (text.isascii() and text.isdecimal()):
        raise ValueError("UNTIL")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise ValueError("UNTIL") from error


def _month_number(day: date) -> int:
    return day.year * _MONTHS + day.month - 1


def _nth_of_month(month: int, nth: int, weekday: int) -> list[date]:
    """Return the days of a month on a weekday: all of them, or the nth where there is one."""
    year, place = divmod(month, _MONTHS)
    first = date(year, place + 1, 1)
    n_days = monthrange(year, place + 1)[1]
    earliest = (weekday - first.weekday()) % _N_WEEKDAYS
    found = [first + timedelta(days=n) for n in range(earliest, n_days, _N_WEEKDAYS)]
    if nth == EVERY:
        return found
    index = nth - 1 if nth > 0 else nth
    return [found[index]] if -len(found) <= index < len(found) else []
