# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods of days as people count them in Roubaix, their words, and the days without data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.foundation.clock import PARIS
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_LONGEST_DAYS = 3660
_QUARTER_MONTHS = 3
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def is_in_calendar(day: date) -> bool:
    """Say whether figures can be made of a day: the calendar ends near 9999, and sums with it."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, the last one included.

    Attributes:
        first: First day.
        last: Last day, not before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins, lasts over ten years or lies far away.

        Raises:
            Refused: ``period_reversed``, ``period_too_long`` or ``period_out_of_calendar``.
        """
        if self.last < self.first:
            raise Refused("period_reversed", first=self.first, last=self.last)
        if self.n_days > _LONGEST_DAYS:
            raise Refused("period_too_long", first=self.first, last=self.last)
        if not (is_in_calendar(self.first) and is_in_calendar(self.last)):
            raise Refused("period_out_of_calendar", first=self.first, last=self.last)

    @property
    def n_days(self) -> int:
        """How many days, at least 1."""
        return (self.last - self.first).days + 1

    def days(self) -> tuple[date, ...]:
        """Return each day in order."""
        return tuple(self.first + timedelta(days=n) for n in range(self.n_days))

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of the period."""
        return self.first <= day <= self.last

    def is_over(self, today: date) -> bool:
        """Say whether its last day is past; until then it is compared with nothing."""
        return self.last < today

    def bounds_utc(self) -> tuple[datetime, datetime]:
        """Return the first instant in Paris and the first instant after the last day, in UTC."""
        return day_bounds_utc(self.first)[0], day_bounds_utc(self.last)[1]

    def previous(self) -> Period:
        """Return the period to compare with.

        The month, quarter or year before a whole one; else as many days just before.
        """
        last = self.first - timedelta(days=1)
        for whole in (month_of, quarter_of, year_of):
            if self == whole(self.first):
                return whole(last)
        return Period(last - timedelta(days=self.n_days - 1), last)

    def title(self) -> str:
        """Return the period in French: "octobre 2026" or "du 1er au 15 octobre 2026"."""
        if self == month_of(self.first):
            return f"{_MONTHS[self.first.month - 1]} {self.first.year}"
        if self.first == self.last:
            return french_day(self.first)
        first = french_day(self.first)
        if self.first.year == self.last.year:
            same_month = self.first.month == self.last.month
            parts = first.split(" ")
            first = parts[0] if same_month else " ".join(parts[:2])
        return f"du {first} au {french_day(self.last)}"


def month_of(day: date) -> Period:
    """Return the whole calendar month in which `day` lies."""
    first = day.replace(day=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    return Period(first, next_month - timedelta(days=1))


def quarter_of(day: date) -> Period:
    """Return the whole calendar quarter in which `day` lies."""
    first = day.replace(month=(day.month - 1) // _QUARTER_MONTHS * _QUARTER_MONTHS + 1, day=1)
    last_month = first.replace(month=first.month + _QUARTER_MONTHS - 1)
    return Period(first, month_of(last_month).last)


def year_of(day: date) -> Period:
    """Return the whole calendar year in which `day` lies."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def day_bounds_utc(day: date) -> tuple[datetime, datetime]:
    """Return the first instant of a day in Paris and that of the next day, in UTC."""
    return _midnight_utc(day), _midnight_utc(day + timedelta(days=1))


def parse_day(text: str) -> date:
    """Return the day written ``2026-10-14`` or ``14/10/2026``.

    Raises:
        Refused: ``day_unreadable`` when it is neither or no day, ``period_out_of_calendar``
            where it is not `is_in_calendar`.
    """
    try:
        found = _written_day(text.strip())
    except ValueError as error:
        raise Refused("day_unreadable") from error
    if found is None:
        raise Refused("day_unreadable")
    if not is_in_calendar(found):
        raise Refused("period_out_of_calendar")
    return found


def _written_day(written: str) -> date | None:
    if _ISO_DAY.fullmatch(written):
        return date.fromisoformat(written)
    if found := _FRENCH_DAY.fullmatch(written):
        day, month, year = (int(part) for part in found.groups())
        return date(year, month, day)
    return None


def french_day(day: date, *, with_weekday: bool = False) -> str:
    """Return a day in French words, such as "1er octobre 2026"."""
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{number} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {words}" if with_weekday else words


def french_month(day: date) -> str:
    """Return the month of a day in French words, such as "octobre 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def french_weekday(weekday: int) -> str:
    """Return the French name of a weekday, Monday being 0."""
    return _WEEKDAYS[weekday]


def french_time(instant_utc: datetime) -> str:
    """Return the time of day in Paris as "14 h 45"; whole hours as "14 h"."""
    local = instant_utc.astimezone(PARIS)
    return f"{local.hour} h" if local.minute == 0 else f"{local.hour} h {local.minute:02d}"


def french_days(days: Iterable[date]) -> str:
    """Return days in French, the month told once a group: "14 et 15 octobre 2026"."""
    groups: dict[tuple[int, int], list[str]] = {}
    for day in sorted(set(days)):
        number = "1er" if day.day == 1 else str(day.day)
        groups.setdefault((day.year, day.month), []).append(number)
    texts = [
        f"{_listed(numbers)} {_MONTHS[month - 1]} {year}"
        for (year, month), numbers in groups.items()
    ]
    return " ; ".join(texts)


@dataclass(frozen=True, slots=True)
class OpeningDays:
    """On which days a centre is open, as far as its figures need to know.

    Attributes:
        weekdays: Weekdays of opening, Monday being 0.
        closed_days: Days of closure (holidays, works).
        in_service_since: First day on which this machine or network counted; nothing if unknown.
    """

    weekdays: frozenset[int]
    closed_days: frozenset[date] = frozenset()
    in_service_since: date | None = None

    def is_open(self, day: date) -> bool:
        """Say whether the centre was to be open and counted on `day`."""
        if self.in_service_since is not None and day < self.in_service_since:
            return False
        return day.weekday() in self.weekdays and day not in self.closed_days


def missing_days(
    period: Period, opening: OpeningDays, *, with_data: Iterable[date], today: date
) -> tuple[date, ...]:
    """Return the opening days of the period that have no row at all, before today.

    The current day is never missing: it is not over.
    """
    present = set(with_data)
    return tuple(
        day for day in period.days() if day < today and opening.is_open(day) and day not in present
    )


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} et {texts[-1]}"


def _midnight_utc(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)
