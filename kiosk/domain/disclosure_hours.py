# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours in the tables for outsiders: of opening, and of use of the machines.

Hours of opening are on the door of a centre: they are told, and with them that nobody came where
it was shut. Hours of use are those of people: they are hidden where the number of these people is
hidden, so that whatever is left of hours after a subtraction belongs to as many people as is left
of them. They are told where these people are told, unless a reader could then work out hidden
hours (`disclosure_circuits`). They are cut to whole hours by month and centre, once, and added up:
sums agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.disclosure import (
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    PLACES_SEPARATOR,
    UNSERVED,
    USERS,
    WHOLE,
    FigureKey,
    children_of,
    months_of,
)
from kiosk.domain.disclosure_circuits import LONGEST_USE_H, Uses, with_proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.disclosure import MonthCounts
    from kiosk.domain.disclosure_cube import Block, Spot


def hours_told(
    months: Mapping[str, MonthCounts],
    period: str,
    told: Mapping[FigureKey, int | None],
    known: Mapping[FigureKey, int | None],
    wider: Mapping[FigureKey, int | None] | None,
) -> dict[FigureKey, int | None]:
    """Return the hours of a period: open ones as they are, used ones as far as is safe.

    Nothing of hours that a month of the period was counted without: a part is not the whole.

    Args:
        months: The months of the year that were counted, at least those of the period.
        period: Its name.
        told: What was just decided about people.
        known: What the audience had of the year before.
        wider: What those have who get more, this period included; nothing if nobody does.
    """
    figures = _hours_used(months, period, told, known, wider)
    every = [set(months[month].get(HOURS_OPEN, {})) for month in months_of(period)]
    centres = set.intersection(*every)
    for centre in centres:
        key = FigureKey(HOURS_OPEN, WHOLE, WHOLE, period, centre)
        figures[key] = _hours(months, key)
    if centres and all(one == centres for one in every):
        key = FigureKey(HOURS_OPEN, WHOLE, WHOLE, period)
        figures[key] = _hours(months, key)
    return figures


def _hours_used(
    months: Mapping[str, MonthCounts],
    period: str,
    told: Mapping[FigureKey, int | None],
    known: Mapping[FigureKey, int | None],
    wider: Mapping[FigureKey, int | None] | None,
) -> dict[FigureKey, int | None]:
    if not all(HOURS_USED in months[month] for month in months_of(period)):
        return {}
    fresh: dict[Spot, int | None] = {}
    for key, n_users in told.items():
        if key.population == USERS:
            used = key._replace(population=HOURS_USED)
            n = _hours(months, used)
            secret = n_users is None or _is_kept_from(wider, used)
            secret |= not children_of(period) and _says_all(months[period], n, n_users or 0)
            fresh[key.period, key.place] = None if secret else n
    is_year = period == period[:4]
    uses = _uses(months, tuple(place for _, place in fresh if is_year and place != NETWORK))
    before = {(k.period, k.place): n for k, n in known.items() if k.population == HOURS_USED}
    proved = with_proof(uses, fresh, before)
    return {FigureKey(HOURS_USED, WHOLE, WHOLE, *spot): n for spot, n in proved.items()}


def _uses(months: Mapping[str, MonthCounts], places: tuple[str, ...]) -> Uses:
    hours = {
        (month, centre): topics[WHOLE][WHOLE]
        for month, counts in months.items()
        for centre, topics in counts.get(HOURS_USED, {}).items()
    }
    users = {(month, centre): _people(months[month], USERS, centre) for month, centre in hours}
    return Uses(users, hours, places)


def _is_kept_from(wider: Mapping[FigureKey, int | None] | None, key: FigureKey) -> bool:
    """Say whether those who get more have not these hours, whole or in their parts."""
    if wider is None:
        return False
    wanted = set(key.place.split(PLACES_SEPARATOR))
    parts = [
        n
        for one, n in wider.items()
        if one._replace(place=key.place) == key
        and wanted.issuperset(one.place.split(PLACES_SEPARATOR))
    ]
    return not parts or None in parts


def _says_all(counts: MonthCounts, n: int, n_users: int) -> bool:
    """Say whether the hours of a month, all centres together, would tell those of each centre."""
    is_full = not 0 < n < LONGEST_USE_H * n_users
    return is_full and n_users > 0 and len(counts[HOURS_USED]) > 1


def shut_blocks(months: Mapping[str, MonthCounts], population: str) -> frozenset[Block]:
    """Return the months and centres of which everybody knows that nobody came, as is true.

    There was no hour of opening, or no service yet.
    """
    return frozenset(
        (month, centre)
        for month, counts in months.items()
        for centre in _shut_centres(counts)
        if not _people(counts, population, centre)
    )


def _shut_centres(counts: MonthCounts) -> set[str]:
    doors = counts.get(HOURS_OPEN, {}).items()
    shut = {centre for centre, hours in doors if not hours[WHOLE][WHOLE]}
    return shut.union(counts.get(UNSERVED, {}))


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
