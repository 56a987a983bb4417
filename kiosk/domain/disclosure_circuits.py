# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other hours of use: the proof that hidden ones cannot be known, and what it costs.

Hours are a flow: those of a centre go to its quarter and on to its place of the year; those of a
month to its quarter and its year; both ends meet in the ground. Each figure is an edge of it, shut
where it was given out. In a month and a centre, hours go from none to the longest that the people
there can have used; these are the true ones. A way round in what is left of the flow is another
world: an hour more here is an hour less there, and whatever was given out stays. Both kinds of sums
(of months, of centres) are nested, so that each figure of such a world is a whole number.

Nobody uses an hour where nobody came. Where the number of people itself is hidden and is none, one
more came there in another world (`disclosure_centres`), out of other centres, where as many people
stay as hours were used, if there are so many. A way round from there takes as granted of others
these people alone.

For each hidden figure the cheapest way round is taken, and what it goes through is hidden too: all
of it is proved at once. Hiding shuts nothing: what was proved stays so. Nothing stands in the way
but what was given out before, and by itself that leaves a way: a month of a city with no hour, or
as many as can be, is not told (`disclosure_hours`), and a period shows no hours rather than those
without a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.disclosure import NETWORK, PLACES_SEPARATOR, months_of, quarter_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kiosk.domain.disclosure_cube import Block, Spot

LONGEST_USE_H = 12
"""A reader knows that nobody uses a machine for longer at a time."""
_GROUND = ("", "")
_PRICE_OF_NETWORK = 10
"""How many figures of a centre are worth one of all centres together."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The people who used machines in a year, and their hours, by month and centre.

    Attributes:
        users: How many people.
        hours: How many hours; the months that are not there take no part.
        rows: Places of the year, where it has a table by centre.
    """

    users: Mapping[Block, int]
    hours: Mapping[Block, int]
    rows: tuple[str, ...] = ()


class _Edge(NamedTuple):
    """One figure: from where to where its hours flow, and whether more or fewer may."""

    tail: Spot
    head: Spot
    may_rise: bool = True
    may_fall: bool = True


def with_proof(
    uses: Uses, fresh: Mapping[Spot, int | None], known: Mapping[Spot, int | None]
) -> dict[Spot, int | None]:
    """Return fresh figures with more of them hidden, until each hidden one is proved.

    Args:
        uses: The true numbers.
        fresh: Figures that are being decided; nothing for a hidden one.
        known: Figures of the year that were decided before.

    Returns:
        No figure at all where that is not enough.
    """
    flow = _Flow(uses, dict(fresh), known)
    unproved = flow.prove()
    # what a program of before gave away cannot be taken back, nor told a second time
    return {} if unproved & fresh.keys() else flow.fresh


class _Flow:
    """The hours of a year, with what was told of them."""

    def __init__(
        self, uses: Uses, fresh: dict[Spot, int | None], known: Mapping[Spot, int | None]
    ) -> None:
        self._uses, self.fresh, self._known = uses, fresh, known
        self._edges = dict(_edges(uses))
        self._ends: dict[Spot, list[Spot]] = {}
        for spot, edge in self._edges.items():
            self._ends.setdefault(edge.tail, []).append(spot)
            self._ends.setdefault(edge.head, []).append(spot)

    def prove(self) -> set[Spot]:
        """Hide what proofs need; return the hidden figures that have none."""
        hidden = sorted(spot for spot, n in {**self._known, **self.fresh}.items() if n is None)
        unproved = set(hidden)
        edges = self._edges
        self._edges = {spot: self._with_few(spot, edge) for spot, edge in edges.items()}
        for spot in hidden:
            if spot in self._uses.users and not self._uses.users[spot]:
                edge = self._edges[spot]
                unproved -= self._hide(self._way_round(spot, (edge.head, edge.tail)))
        self._edges = edges
        for spot in hidden:
            if spot in unproved and spot in edges:
                edge = edges[spot]
                more = self._way_round(spot, (edge.head, edge.tail)) if edge.may_rise else None
                less = self._way_round(spot, (edge.tail, edge.head)) if edge.may_fall else None
                found = [way for way in (more, less) if way is not None]
                unproved -= self._hide(min(found, key=self._price_of, default=None))
        return unproved

    def _with_few(self, spot: Spot, edge: _Edge) -> _Edge:
        """Return an edge for a world in which some people went to another centre."""
        users = self._uses.users.get(spot)
        if users is None:
            return edge
        hours = self._uses.hours[spot]
        return edge._replace(may_rise=hours < LONGEST_USE_H * min(users, hours))

    def _hide(self, way: tuple[Spot, ...] | None) -> set[Spot]:
        for spot in way or ():
            if spot in self.fresh:
                self.fresh[spot] = None
        return set(way or ())

    def _price(self, spot: Spot) -> int | None:
        """Return what it costs to hide a figure; nothing if it was given out."""
        if self._known.get(spot) is not None:
            return None
        if self.fresh.get(spot) is None:
            return 0
        period, place = spot
        return len(months_of(period)) * (_PRICE_OF_NETWORK if place == NETWORK else 1)

    def _price_of(self, way: tuple[Spot, ...]) -> int:
        return sum(self._price(spot) or 0 for spot in way)

    def _way_round(self, spot: Spot, ends: tuple[Spot, Spot]) -> tuple[Spot, ...] | None:
        """Return the cheapest way from an end of an edge to the other, that edge included."""
        start, end = ends
        came: dict[Spot, tuple[Spot, ...]] = {}
        waiting: list[tuple[int, int, Spot, tuple[Spot, ...]]] = [(0, 1, start, (spot,))]
        while waiting and end not in came:
            paid, n_steps, node, way = heappop(waiting)
            if node in came:
                continue
            came[node] = way
            for through, following in self._from(node):
                price = self._price(through)
                if through != spot and price is not None and following not in came:
                    heappush(waiting, (paid + price, n_steps + 1, following, (*way, through)))
        return came.get(end)

    def _from(self, node: Spot) -> Iterator[tuple[Spot, Spot]]:
        """Give the edges along which an hour may flow from a node, each with its other end."""
        for spot in self._ends[node]:
            edge = self._edges[spot]
            if edge.tail == node and edge.may_rise:
                yield spot, edge.head
            elif edge.head == node and edge.may_fall:
                yield spot, edge.tail


def _edges(uses: Uses) -> Iterator[tuple[Spot, _Edge]]:
    row_of = {centre: row for row in uses.rows for centre in row.split(PLACES_SEPARATOR)}
    for (month, centre), hours in uses.hours.items():
        quarter, year = quarter_of(month), month[:4]
        of_centre, of_month = (quarter, centre), (month, NETWORK)
        may_rise = hours < LONGEST_USE_H * uses.users[month, centre]
        yield (month, centre), _Edge(of_centre, of_month, may_rise, hours > 0)
        up = (of_month, (quarter, NETWORK), (year, NETWORK), _GROUND)
        yield from ((tail, _Edge(tail, head)) for tail, head in pairwise(up))
        row = [(year, row_of[centre])] if centre in row_of else []
        down = (_GROUND, *row, of_centre)
        yield from ((head, _Edge(tail, head)) for tail, head in pairwise(down))
