# SPDX-License-Identifier: AGPL-3.0-or-later
"""The eleven public holidays of France, and how far the school year is known.

Source: Code du travail, article L3133-1 (the eleven days); the date of Easter by the anonymous
Gregorian algorithm (Nature, 20 April 1876; J. Meeus, Astronomical Algorithms, chapter 8).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kiosk.domain.openings import EVERYWHERE, Agenda, Closure, ClosureKind, Season

_FIXED: Final = (
    (1, 1, "Jour de l’an"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice 1918"),
    (12, 25, "Noël"),
)
_AFTER_EASTER: Final = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))

SCHOOL_WARNING_DAYS: Final = 120


def easter(year: int) -> date:
    """Return the Sunday of Easter of a year of the Gregorian calendar."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - drift + 15) % 30
    quarter, odd = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quarter - epact - odd) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> dict[date, str]:
    """Return the public holidays of a year, in order, with their names."""
    sunday = easter(year)
    days = {date(year, month, day): name for month, day, name in _FIXED}
    # 1 and 8 May may be Ascension; the day has then both names.
    for after, name in _AFTER_EASTER:
        day = sunday + timedelta(days=after)
        days[day] = f"{days[day]}, {name}" if day in days else name
    return dict(sorted(days.items()))


def holiday_closures(years: range) -> tuple[Closure, ...]:
    """Return the closures of every centre on the public holidays of some years."""
    return tuple(
        Closure(
            closure_id=f"ferie-{day.isoformat()}",
            first_day=day,
            last_day=day,
            label=name,
            kind=ClosureKind.PUBLIC_HOLIDAY,
            centre=EVERYWHERE,
        )
        for year in years
        for day, name in public_holidays(year).items()
    )


def school_unknown_from(agenda: Agenda, today: date) -> date | None:
    """Return the first day from which openings fall back to term for want of a school calendar.

    Nothing while no opening depends on the school year, or while it is known for the next
    `SCHOOL_WARNING_DAYS` days: then nobody need care yet.
    """
    if all(one.season is Season.ALWAYS for one in agenda.openings):
        return None
    if agenda.knows_school(today + timedelta(days=SCHOOL_WARNING_DAYS)):
        return None
    known = agenda.school_known_until
    return max(today, known + timedelta(days=1)) if known else today
