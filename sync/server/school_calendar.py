# SPDX-License-Identifier: AGPL-3.0-or-later
"""School holidays of the city's zone, as far as the ministry has published them.

Source: « Le calendrier scolaire », ministère de l'Éducation nationale (data.education.gouv.fr),
in the package ``vacances-scolaires-france``. Only the server knows them: what goes down to a
machine is days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

ZONE: Final = "B"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """What is known of the holidays of a zone.

    Attributes:
        spans: Pairs (first day, last day) without lessons, in order and apart.
        known_until: Last day of which anything is known; nothing when no year is.
    """

    spans: tuple[tuple[date, date], ...]
    known_until: date | None


@lru_cache(maxsize=4)
def school_calendar(first_year: int, zone: str = ZONE) -> SchoolCalendar:
    """Return the holidays from the first of January of a year to the end of what is known."""
    from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

    source = SchoolHolidayDates()
    days: list[date] = []
    year = first_year
    while True:
        try:
            days.extend(source.holidays_for_year_and_zone(year, zone))
        except UnsupportedYearException:
            break
        year += 1
    return calendar_of(days)


def calendar_of(days: list[date]) -> SchoolCalendar:
    """Return the calendar of some days without lessons.

    The list of a year that is not published to its end stops at the last holiday known: from
    there on nothing is known, rather than term.
    """
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] <= _DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return SchoolCalendar(tuple(spans), spans[-1][1] if spans else None)
