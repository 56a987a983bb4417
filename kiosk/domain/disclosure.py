# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is given to people outside the city: who they are, from which number on, of which periods.

A small number may point at a person: a table that leaves the city hides it and whatever would
give it away. This module has the words of it; `disclosure_rules` decides what is hidden,
`disclosure_worlds` proves that what is hidden cannot be known, `disclosure_tally` counts.

Counts go by whole calendar months, quarters and years that are over. The larger ones are sums of
months, and months are counted once, at their first publication: no later one can be compared
with it to learn what a late record said.

Source: InseeFrLab/manuel-protection-tableaux, chapters/annexes/regles.qmd (cells of persons below
11 are not given out); server-side default of 5 for those who pay for the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kiosk.domain.periods import Period, month_of
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import date

WHOLE = ""
"""The topic and the code of a total."""
NETWORK = "*"
"""The place of a figure that is of every centre together."""
SECRET = "s"  # noqa: S105 - the sign of a hidden number
"""How a hidden cell is written; never 0, never empty."""
PLACES_SEPARATOR = "+"
"""Between centres counted together."""
THEME_PREFIX = "theme."
"""Before the code of a theme: each theme is a topic of two codes, since a visit has several."""
WITH, WITHOUT = "avec", "sans"
"""The two codes of a theme: the visits that had it, and all others."""
BY = "×"
"""Between a theme and the topic it is crossed with, in the name of such a topic."""
HOURS_OPEN = "heures_ouverture"
"""What stands among populations for the hours of opening of a centre: nobody’s, so never hidden."""
HOURS_USED = "heures_occupation"
"""What stands among populations for the hours of use of machines: told where their users are."""
UNSERVED = "sans_service"
"""What stands among populations for centres that were not in service yet, in a month."""
USERS = "passages_bornes"
"""The population that uses the machines."""
_QUARTERS = 4
_MONTHS_OF_QUARTER = 3
_YEAR_LENGTH = 4
_MONTH_LENGTH = 7


class Audience(StrEnum):
    """To whom tables are given: FUNDERS also have what is given to the PUBLIC."""

    FUNDERS = "financeurs"
    PUBLIC = "public"

    @property
    def least(self) -> int:
        """The smallest number above 0 that is told."""
        return 5 if self is Audience.FUNDERS else 11


class FigureKey(NamedTuple):
    """Which figure.

    Attributes:
        population: What is counted (`disclosure_tally.Population`).
        topic: By what it is divided, such as ``age``; `WHOLE` for a total.
        code: Under which code; `WHOLE` for a total.
        period: ``2026-03``, ``2026-T1`` or ``2026``.
        place: Code of a centre, several joined by ``+`` when counted together, or `NETWORK`.
    """

    population: str
    topic: str
    code: str
    period: str
    place: str = NETWORK


Told: TypeAlias = Mapping[FigureKey, "int | None"]
"""Figures as an audience has them; nothing for a hidden one."""
MonthCounts: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]]
"""Population, centre, topic, code -> how many, of one month; under `WHOLE` the total."""
Catalogue: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Population, topic -> codes: every table that may be given out, whatever the counts."""


def period_name(period: Period, *, today: date) -> str:
    """Return the name of a whole calendar month, quarter or year that is over.

    Raises:
        Refused: ``period_not_calendar`` if it is none, ``period_not_closed`` if it is not over.
    """
    first, year = period.first, period.first.year
    names = [f"{year}-{first.month:02d}", quarter_of(f"{year}-{first.month:02d}"), f"{year}"]
    found = next((name for name in names if days_of(name) == period), "")
    if not found:
        raise Refused("period_not_calendar")
    if period.last >= today:
        raise Refused("period_not_closed", last=period.last)
    return found


def days_of(name: str) -> Period:
    """Return the days of a named period."""
    months = months_of(name)
    return Period(_month(months[0]).first, _month(months[-1]).last)


def quarter_of(month: str) -> str:
    """Return the quarter of a month, both by name."""
    number = (int(month[5:]) - 1) // _MONTHS_OF_QUARTER + 1
    return f"{month[:4]}-T{number}"


def children_of(name: str) -> tuple[str, ...]:
    """Return the periods of which a period is the sum: quarters, months or nothing."""
    if len(name) == _YEAR_LENGTH:
        return tuple(f"{name}-T{n}" for n in range(1, _QUARTERS + 1))
    if name[5] != "T":
        return ()
    last = int(name[6:]) * _MONTHS_OF_QUARTER
    return tuple(f"{name[:4]}-{n:02d}" for n in range(last - _MONTHS_OF_QUARTER + 1, last + 1))


def months_of(name: str) -> tuple[str, ...]:
    """Return the months of a period; a month is its own."""
    below = children_of(name)
    return tuple(month for child in below for month in months_of(child)) if below else (name,)


def steps_to(name: str) -> tuple[str, ...]:
    """Return a period after all those of which it is made: the order in which they are decided."""
    return (*(step for child in children_of(name) for step in steps_to(child)), name)


def period_title(name: str) -> str:
    """Return a period in French: "mars 2026", "1er trimestre 2026", "année 2026"."""
    if len(name) == _YEAR_LENGTH:
        return f"année {name}"
    if len(name) == _MONTH_LENGTH and name[5] != "T":
        return _month(name).title()
    number = int(name[6:])
    return f"{number}{'er' if number == 1 else 'e'} trimestre {name[:4]}"


def _month(name: str) -> Period:
    from datetime import date

    return month_of(date(int(name[:4]), int(name[5:]), 1))
