# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the time the machines of a centre were used, or that nobody can say.

The time that machines could have been used is taken from the opening hours as the centre's card
writes them; where one of them cannot be read, there is no share at all rather than a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.domain.sections import Told

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

    from kiosk.domain.periods import OpeningDays, Period

SHUT_WORDS = frozenset({"", "-", "fermé", "fermée", "ferme"})
_TIME = r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?"
_SPAN = re.compile(rf"{_TIME}\s*(?:–|-|à|—)\s*{_TIME}")
_BETWEEN = re.compile(r"[\s,;/et]*")
HOUR_MIN = 60
_DAY_MIN = 24 * HOUR_MIN


def open_minutes_of(text: str) -> int | None:
    """Return the minutes of opening that the words of a day tell, such as « 9 h – 12 h 30 ».

    Returns:
        0 for a day of closure; nothing when the words cannot be read.
    """
    words = text.strip().casefold()
    if words in SHUT_WORDS:
        return 0
    if _BETWEEN.fullmatch(_SPAN.sub("", words)) is None:
        return None
    total = reached = 0
    for found in _SPAN.finditer(words):
        first_h, first_min, last_h, last_min = (int(part or 0) for part in found.groups())
        first, last = first_h * 60 + first_min, last_h * 60 + last_min
        if not reached <= first < last <= _DAY_MIN or max(first_min, last_min) >= 60:  # noqa: PLR2004
            return None
        total, reached = total + last - first, last
    return total or None


def machine_minutes(
    hours: Iterable[tuple[int, str]], opening: OpeningDays, period: Period, *, today: date
) -> int | None:
    """Return for how many minutes of a period one machine stood open to residents.

    Args:
        hours: (weekday, words) of the card of its centre.
        opening: On which days the machine was to count.
        period: The days asked about.
        today: The last day counted, as a whole: what is left of it is not known.

    Returns:
        Nothing when the words of an opening day cannot be read.
    """
    by_weekday: Mapping[int, int | None] = {day: open_minutes_of(text) for day, text in hours}
    total = 0
    for day in period.days():
        if day > today or not opening.is_open(day):
            continue
        minutes = by_weekday.get(day.weekday())
        if minutes is None:
            return None
        total += minutes
    return total


def door_hours(
    hours: Iterable[tuple[int, str]], closed: Container[date], period: Period
) -> int | None:
    """Return for how many whole hours of a period the door of a centre was open.

    Args:
        hours: (weekday, words) of its card.
        closed: Days of closure.
        period: The days asked about, all over.

    Returns:
        Nothing when the card tells no hours, or when the words of a day cannot be read.
    """
    by_weekday = {day: open_minutes_of(text) for day, text in hours}
    if not any(by_weekday.values()) or None in by_weekday.values():
        return None
    days = (day for day in period.days() if day not in closed)
    return sum(by_weekday.get(day.weekday()) or 0 for day in days) // HOUR_MIN


def occupation_note(used_min: int, open_min: int | None) -> Told:
    """Return what the minutes of sessions stand against, in words.

    Tables for funders tell the hours of the door (`door_hours`): a share that is of what machines
    could give, since they are in service, says so.
    """
    start = Told("Minutes des passages, à l’heure où ils commencent.")
    if open_min is None:
        return Told.together(start, Told("Horaires non connus à la minute : pas de taux."))
    if not open_min:
        none = Told("Aucune borne ouverte dans ces chiffres : pas de taux.")
        return Told.together(start, none)
    share = round(100 * used_min / open_min)
    return Told.together(
        start,
        Told("{share} % des {n} minutes d’ouverture des machines.", share=share, n=open_min),
        Told("Une borne compte depuis sa mise en service."),
        Told("Pour les financeurs : les heures de la porte, mois entiers."),
    )
