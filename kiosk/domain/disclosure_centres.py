# SPDX-License-Identifier: AGPL-3.0-or-later
"""People by centre and month of a quarter: which of these totals are told.

A centre is told in one of three ways: its months and its quarter, its quarter alone, or nothing.
That is decided once, with the quarter, next to the totals of all centres, which are told. A
reader can add up the centres of a month, those of the quarter and the months of a centre: in each
of these lines the hidden numbers are none, or two at least that make no small number together.
Every hidden number is then proved: people who came to one centre may have come to another one
that hides the same months. Later tables keep such centres together (`disclosure_rules`), so that
no table divided by anything else notices these exchanges, and the proof holds for good.

What everybody knows is told: nobody in a month in which nobody came anywhere, and nobody where
the centre was shut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from kiosk.domain.disclosure_lines import FEWEST_HIDDEN, gives_away
from kiosk.domain.disclosure_worlds import GROUND, OPEN, changes, flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kiosk.domain.disclosure_cube import Block, Spot
    from kiosk.domain.disclosure_worlds import Graph


class Told(IntEnum):
    """What is told of a centre in a quarter; each way hides more than the one before."""

    MONTHS = 0
    QUARTER = 1
    NOTHING = 2


@dataclass(frozen=True, slots=True)
class QuarterOfCentres:
    """The people of a quarter by month and centre.

    Attributes:
        quarter: Its name.
        months: Names of its months.
        centres: Every centre, also where nobody came.
        people: How many by month and centre.
        sure: Blocks of which everybody knows that nobody came.
        kept: By block, how many must have been there, whatever the world: those who used the
            hours that are told elsewhere.
    """

    quarter: str
    months: tuple[str, ...]
    centres: tuple[str, ...]
    people: Mapping[Block, int]
    sure: frozenset[Block] = frozenset()
    kept: Mapping[Block, int] = field(default_factory=dict)

    def n(self, period: str, centre: str) -> int:
        """Return the people of a centre in the quarter or in one of its months."""
        months = self.months if period == self.quarter else (period,)
        return sum(self.people.get((month, centre), 0) for month in months)

    def unsure(self, centre: str) -> list[str]:
        """Return the months of a centre that a reader does not know beforehand."""
        shut = {month for month in self.months if not sum(self.n(month, c) for c in self.centres)}
        return [m for m in self.months if m not in shut and (m, centre) not in self.sure]


def told_by_centre(counts: QuarterOfCentres, least: int) -> dict[Spot, int | None]:
    """Return the totals by centre and month, and by centre; hidden ones without a number.

    Nothing at all where no table can be given.
    """
    if len(counts.centres) < FEWEST_HIDDEN:
        return {}
    table = _Table(counts, least)
    while (failed := table.given_away()) is not None:
        if not table.hide_more(failed):
            return {}
    return dict(table.figures())


class _Table:
    """A table on its way: how each centre is told."""

    def __init__(self, counts: QuarterOfCentres, least: int) -> None:
        self._counts, self._least = counts, least
        self._unsure = {centre: counts.unsure(centre) for centre in counts.centres}
        self._told = {centre: self._first(centre) for centre in counts.centres}

    def figures(self) -> Iterator[tuple[Spot, int | None]]:
        """Give every figure of the table."""
        counts = self._counts
        for centre, told in self._told.items():
            for month in counts.months:
                is_told = told is Told.MONTHS or month not in self._unsure[centre]
                yield (month, centre), counts.n(month, centre) if is_told else None
            n = counts.n(counts.quarter, centre)
            yield (counts.quarter, centre), None if told is Told.NOTHING else n

    def given_away(self) -> list[str] | None:
        """Return the centres of which more may have to be hidden; nothing if all is safe."""
        for line in self._lines():
            if gives_away(line.values(), self._least):
                return [centre for centre in self._told if centre not in line]
        graph = self._graph()
        for (period, centre), told in self.figures():
            if told is None and not self._is_proved(graph, (period, centre)):
                return [centre]
        return None

    def hide_more(self, wanted: list[str]) -> bool:
        """Hide more of one of these centres, else of any; say whether it was possible.

        Centres with few people come first, those without any last.
        """
        left = [centre for centre, told in self._told.items() if told is not Told.NOTHING]
        if not left:
            return False
        sizes = {centre: self._counts.n(self._counts.quarter, centre) for centre in left}
        centre = min(
            [one for one in wanted if one in sizes] or left,
            key=lambda one: (not sizes[one], -self._told[one], sizes[one], one),
        )
        can_sum = sizes[centre] >= self._least and self._told[centre] is Told.MONTHS
        self._told[centre] = Told.QUARTER if can_sum else Told.NOTHING
        return True

    def _first(self, centre: str) -> Told:
        counts, least = self._counts, self._least
        if not any(0 < counts.n(month, centre) < least for month in counts.months):
            return Told.MONTHS
        return Told.QUARTER if counts.n(counts.quarter, centre) >= least else Told.NOTHING

    def _hides(self, month: str, centre: str) -> bool:
        return self._told[centre] is not Told.MONTHS and month in self._unsure[centre]

    def _lines(self) -> Iterator[dict[str, int]]:
        """Give the hidden numbers by centre of each line that ends in a told total."""
        counts = self._counts
        for month in counts.months:
            yield {c: counts.n(month, c) for c in counts.centres if self._hides(month, c)}
        nothing = [c for c, told in self._told.items() if told is Told.NOTHING]
        yield {c: counts.n(counts.quarter, c) for c in nothing}

    def _graph(self) -> Graph:
        """Return the exchanges that no told number notices: a flow of people between centres."""
        graph: Graph = {GROUND: {}}
        for centre in self._counts.centres:
            for month in filter(lambda one: self._hides(one, centre), self._unsure[centre]):
                block = (month, centre)
                n = self._counts.n(month, centre) - self._counts.kept.get(block, 0)
                graph.setdefault(centre, {})[month] = max(0, n)
                graph.setdefault(month, {})[centre] = OPEN
            if self._told[centre] is Told.NOTHING:
                graph.setdefault(centre, {})[GROUND] = OPEN
                graph[GROUND][centre] = OPEN
        return graph

    def _is_proved(self, graph: Graph, spot: Spot) -> bool:
        period, centre = spot
        end = GROUND if period == self._counts.quarter else period
        for change in changes(self._counts.n(*spot), self._least):
            world = {node: dict(edges) for node, edges in graph.items()}
            room = world[centre].pop(end)
            del world[end][centre]
            if change < 0 and room < -change:
                continue
            ends = (end, centre) if change < 0 else (centre, end)
            if end == GROUND:
                ends = ends[::-1]
            if flow(world, ends, abs(change)) == abs(change):
                return True
        return False
