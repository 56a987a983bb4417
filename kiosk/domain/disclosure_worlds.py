# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other worlds: the proof that a hidden figure cannot be known.

A hidden figure is safe if somebody who has every figure given out could just as well live in a
world in which it is another one. Such a world is made here out of the true counts: in some months
and centres, some people recorded under one code are recorded under another one instead. The
number of people of each month and centre stays, so that no other topic notices; and every figure
of the topic that was given out stays. Months whose total is hidden are wholly hidden: there, people
may also have come in another such month of the same total that was given out, or not at all if
there is none. Whoever finds such a world has proved that the figure is not known; that the search
sees only some of the worlds can cost a figure, never a secret.

For two codes the exchanges are a flow. Months and centres are nodes; an exchange in a month and a
centre is flow between them, bounded by the people there; a month leads to its quarter, the quarter
to the year, the year and each centre to the ground. An edge is shut where a figure of one of the
two codes was given out. A figure changes by what flows through its edge, and the largest flow in
the rest of the network says by how much it can. Worlds follow one another: after one code, the
next is exchanged in the world so far.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.disclosure import NETWORK, PLACES_SEPARATOR, children_of, months_of, quarter_of
from kiosk.domain.disclosure_exchanges import world_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kiosk.domain.disclosure_cube import Block, Cube, Spot
    from kiosk.domain.disclosure_exchanges import World

Graph: TypeAlias = "dict[str, dict[str, int]]"
"""A node -> the nodes beside it -> how much may still flow there."""
GROUND = "ground"
"""The node to which everything that is not told leads."""
OPEN = 1 << 60
"""As much as one likes."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a reader has of one topic in one year.

    Attributes:
        told: Codes and spots with a number.
        hidden: Codes and spots written as secret.
        rows: Places of the table by centre; empty while there is none.
        loose: Months whose total is hidden -> the smallest period around with a total that is
            told; empty if there is none.
    """

    told: frozenset[tuple[str, Spot]]
    hidden: frozenset[tuple[str, Spot]]
    rows: tuple[str, ...] = ()
    loose: Mapping[str, str] = field(default_factory=dict)

    def is_shut(self, pair: tuple[str, str], spot: Spot) -> bool:
        """Say whether a figure of one of two codes was given out at a spot."""
        return any((code, spot) in self.told for code in pair)


def unproved(cube: Cube, knowledge: Knowledge, least: int) -> Iterator[tuple[str, Spot]]:
    """Give the hidden figures for which no other world was found.

    Args:
        cube: The true counts.
        knowledge: What a reader has.
        least: The smallest number above 0 that is told.
    """
    for code, spot in sorted(knowledge.hidden):
        n = cube.value(code, spot)
        needs = [changes(n, least)]
        if 0 < (rest := cube.rest(code, spot)) < least:
            needs.append(tuple(-change for change in changes(rest, least)))
        for need in needs:
            if not any(_reaches(cube, knowledge, (code, spot), change) for change in need):
                yield code, spot


def changes(n: int, least: int) -> tuple[int, ...]:
    """Return the changes of which one must be possible for a hidden number to be safe.

    For a small number another one is not enough: it may be none, or no small one.
    """
    if 0 < n < least:
        return (-n, least - n)
    return (1, -1) if n else (1,)


def _reaches(cube: Cube, knowledge: Knowledge, figure: tuple[str, Spot], change: int) -> bool:
    """Say whether a world was found in which a hidden figure differs by `change`."""
    code, spot = figure
    world, missing = world_of(cube), abs(change)
    if spot[1] == NETWORK:
        inside = knowledge.loose.keys() & set(months_of(spot[0]))
        if change > 0 and any(not knowledge.loose[month] for month in inside):
            return True  # nothing that was told bounds how many came in that month
        for month, other in _exits(knowledge.loose, inside):
            way = (month, other) if change < 0 else (other, month)
            missing -= world.carry(code, way, missing)
        if not missing:
            return True
    for other in cube.codes:
        pair = (code, other)
        if other == code or knowledge.is_shut(pair, spot):
            continue
        for layer in world.layers:
            network = _Network(world, knowledge, (code, other, layer))
            missing -= network.exchange(spot, missing if change < 0 else -missing)
            if not missing:
                return True
    return False


def _exits(loose: Mapping[str, str], inside: set[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of wholly hidden months, one inside and one outside, of the same total."""
    for month in sorted(inside):
        for other in sorted(loose.keys() - inside):
            if loose[month] and loose[month] == loose[other]:
                yield month, other


class _Network:
    """The network of two codes in a layer of a world."""

    def __init__(self, world: World, knowledge: Knowledge, codes: tuple[str, str, str]) -> None:
        self._world, self._knowledge = world, knowledge
        self._pair, self._layer = codes[:2], codes[2]
        self._row_of = {
            centre: row for row in knowledge.rows for centre in row.split(PLACES_SEPARATOR)
        }
        self._year = ""
        self._graph: Graph = {}
        self._blocks: dict[tuple[str, str], list[Block]] = {}
        for block in world.blocks:
            self._add_block(block)
        for row in knowledge.rows:
            self._lead(GROUND, row, (self._year, row))

    def exchange(self, spot: Spot, wanted: int) -> int:
        """Exchange people so that a figure changes; return by how much, at most as wanted.

        Args:
            spot: Where the figure of the first code stands.
            wanted: How many shall leave the code there; below 0, how many shall join it.
        """
        period, place = spot
        tail, head = (period, _above(period)) if place == NETWORK else (GROUND, place)
        if head not in self._graph.get(tail, {}):
            return 0
        # what flows through the edge of the figure comes back through the rest of the network
        del self._graph[tail][head], self._graph[head][tail]
        before = {node: dict(edges) for node, edges in self._graph.items()}
        ends = (head, tail) if wanted > 0 else (tail, head)
        moved = flow(self._graph, ends, abs(wanted))
        for (row, month), blocks in self._blocks.items():
            self._apply(blocks, before[row][month] - self._graph[row][month])
        return moved

    def _add_block(self, block: Block) -> None:
        month, centre = block
        code, other = self._pair
        leave = self._world.room(block, (code, other), self._layer)
        join = self._world.room(block, (other, code), self._layer)
        if month not in self._graph:
            quarter, self._year = quarter_of(month), month[:4]
            self._lead(month, quarter, (month, NETWORK))
            self._lead(quarter, self._year, (quarter, NETWORK))
            self._lead(self._year, GROUND, (self._year, NETWORK))
        row = self._row_of.get(centre, GROUND)
        self._blocks.setdefault((row, month), []).append(block)
        self._edge(row, month, leave, join)

    def _lead(self, tail: str, head: str, spot: Spot) -> None:
        """Add the edge of a figure: open, or shut where it was given out."""
        if head not in self._graph.get(tail, {}):
            capacity = 0 if self._knowledge.is_shut(self._pair, spot) else OPEN
            self._edge(tail, head, capacity, capacity)

    def _edge(self, tail: str, head: str, forth: int, back: int) -> None:
        ahead = self._graph.setdefault(tail, {})
        behind = self._graph.setdefault(head, {})
        ahead[head] = ahead.get(head, 0) + forth
        behind[tail] = behind.get(tail, 0) + back

    def _apply(self, blocks: list[Block], n: int) -> None:
        code, other = self._pair
        way = (code, other) if n > 0 else (other, code)
        left = abs(n)
        for block in blocks:
            moved = min(left, self._world.room(block, way, self._layer))
            self._world.move(block, way, self._layer, moved)
            left -= moved


def _above(period: str) -> str:
    if not children_of(period):
        return quarter_of(period)
    return period[:4] if len(period) > len(period[:4]) else GROUND


def flow(graph: Graph, ends: tuple[str, str], wanted: int) -> int:
    """Push flow along shortest ways until `wanted` or the most; `graph` keeps what is left."""
    moved = 0
    while moved < wanted and (way := _way(graph, ends)):
        n = min(wanted - moved, *(graph[a][b] for a, b in way))
        for a, b in way:
            graph[a][b] -= n
            graph[b][a] += n
        moved += n
    return moved


def _way(graph: Graph, ends: tuple[str, str]) -> list[tuple[str, str]]:
    start, end = ends
    came: dict[str, str] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        node = waiting.popleft()
        for following, capacity in graph[node].items():
            if capacity > 0 and following not in came:
                came[following] = node
                waiting.append(following)
    if end not in came:
        return []
    way: list[tuple[str, str]] = []
    while end != start:
        way.append((came[end], end))
        end = came[end]
    return way
