# SPDX-License-Identifier: AGPL-3.0-or-later
"""The true counts of which a table is made, before anything of them is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.disclosure import NETWORK, PLACES_SEPARATOR, WITH, months_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Block: TypeAlias = "tuple[str, str]"
"""A month and a centre."""
Spot: TypeAlias = "tuple[str, str]"
"""A period and a place: where a figure stands in its topic."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Who had which theme, where a topic is crossed with themes; by block.

    A visit has one theme at least: a reader knows that these numbers, added over themes, are no
    less than the people.

    Attributes:
        people: People by code of the crossed topic; under `WHOLE` where none is.
        had: People by theme and then by code of the crossed topic.
        apart: Blocks counted by a program that crossed nothing: nothing of a crossing is told of
            a period that holds one. Their people stand under `WHOLE`, but for the crossed topic
            itself.
    """

    people: Mapping[Block, Mapping[str, int]]
    had: Mapping[Block, Mapping[str, Mapping[str, int]]]
    apart: frozenset[Block] = frozenset()


@dataclass(frozen=True, slots=True)
class Cube:
    """The true counts of one topic in one year.

    Attributes:
        codes: Its codes.
        cells: People by code, a month and a centre.
        shut: Months and centres in which everybody knows that nobody came.
        joint: For a theme, a topic crossed with themes, and one theme by such a topic.
        theme: For a theme, alone or by a topic: its name.
    """

    codes: tuple[str, ...]
    cells: Mapping[Block, Mapping[str, int]]
    shut: frozenset[Block] = frozenset()
    joint: Joint | None = None
    theme: str = ""

    @property
    def is_by_theme(self) -> bool:
        """Whether it is one theme by a topic, not a theme alone."""
        return bool(self.theme) and WITH not in self.codes

    def value(self, code: str, spot: Spot) -> int:
        """Return the true figure of a code at a spot."""
        return _sum(self.cells, code, spot)

    def rest(self, code: str, spot: Spot) -> int:
        """Return, for one theme by a topic, the people of a code who did not have the theme."""
        if self.joint is None or not self.is_by_theme:
            return 0
        return _sum(self.joint.people, code, spot) - self.value(code, spot)


def _sum(cells: Mapping[Block, Mapping[str, int]], code: str, spot: Spot) -> int:
    months, (_, place) = set(months_of(spot[0])), spot
    centres = None if place == NETWORK else set(place.split(PLACES_SEPARATOR))
    return sum(
        cell.get(code, 0)
        for (month, centre), cell in cells.items()
        if month in months and (centres is None or centre in centres)
    )
