# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours in the tables for outsiders: of opening, and of use of the machines.

Hours of opening are on the door of a centre: they are told, and with them that nobody came where
it was shut. Hours of use are those of people: they are told where the number of these people is
told, and hidden where it is hidden, so that whatever is left of hours after a subtraction belongs
to as many people as is left of them. They are cut to whole hours by month and centre, once, and
added up: sums agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.disclosure import (
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    PLACES_SEPARATOR,
    USERS,
    WHOLE,
    FigureKey,
    months_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.disclosure import MonthCounts
    from kiosk.domain.disclosure_cube import Block


def hours_told(
    months: Mapping[str, MonthCounts], period: str, told: Mapping[FigureKey, int | None]
) -> dict[FigureKey, int | None]:
    """Return the hours of a period: open ones as they are, used ones as their users are told.

    Nothing of hours that a month of the period was counted without: a part is not the whole.

    Args:
        months: The months of the year that were counted, at least those of the period.
        period: Its name.
        told: What was just decided about people.
    """
    figures: dict[FigureKey, int | None] = {}
    has_used = all(HOURS_USED in months[month] for month in months_of(period))
    for key, n in told.items():
        if key.population == USERS and has_used:
            used = key._replace(population=HOURS_USED)
            figures[used] = None if n is None else _hours(months, used)
    every = [set(months[month].get(HOURS_OPEN, {})) for month in months_of(period)]
    centres = set.intersection(*every)
    for centre in centres:
        key = FigureKey(HOURS_OPEN, WHOLE, WHOLE, period, centre)
        figures[key] = _hours(months, key)
    if centres and all(known == centres for known in every):
        key = FigureKey(HOURS_OPEN, WHOLE, WHOLE, period)
        figures[key] = _hours(months, key)
    return figures


def shut_blocks(months: Mapping[str, MonthCounts], population: str) -> frozenset[Block]:
    """Return the months and centres without an hour of opening in which indeed nobody came."""
    return frozenset(
        (month, centre)
        for month, counts in months.items()
        for centre, hours in counts.get(HOURS_OPEN, {}).items()
        if not hours[WHOLE][WHOLE] and not _people(counts, population, centre)
    )


def kept_by_hours(months: Mapping[str, MonthCounts], population: str) -> dict[Block, int]:
    """Return by month and centre how many people the hours of use must belong to, at least.

    A reader knows that nobody stays for ever; no world is made in which people stay for more than
    an hour each, beyond those who did.
    """
    if population != USERS:
        return {}
    return {
        (month, centre): hours[WHOLE][WHOLE]
        for month, counts in months.items()
        for centre, hours in counts.get(HOURS_USED, {}).items()
    }


def _people(counts: MonthCounts, population: str, centre: str) -> int:
    topics = counts.get(population, {}).get(centre)
    return topics[WHOLE][WHOLE] if topics else 0


def _hours(months: Mapping[str, MonthCounts], key: FigureKey) -> int:
    wanted = None if key.place == NETWORK else set(key.place.split(PLACES_SEPARATOR))
    return sum(
        hours[WHOLE][WHOLE]
        for month in months_of(key.period)
        for centre, hours in months[month].get(key.population, {}).items()
        if wanted is None or centre in wanted
    )
