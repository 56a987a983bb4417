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

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Block: TypeAlias = "tuple[str, str]"
"""A month and a centre."""
Spot: TypeAlias = "tuple[str, str]"
"""A period and a place: where a figure stands in its topic."""
_Graph: TypeAlias = "dict[str, dict[str, int]]"
_GROUND = "ground"
_OPEN = 1 << 60


@dataclass(frozen=True, slots=True)
class Cube:
    """The true counts of one topic in one year.

    Attributes:
        codes: Its codes.
        cells: People by code, a month and a centre.
        spare: By month and centre, how many may leave the first code; nothing without a limit.
            For one theme of several: a reader knows that each record keeps at least one.
    """

    codes: tuple[str, ...]
    cells: Mapping[Block, Mapping[str, int]]
    spare: Mapping[Block, int] | None = None

    def value(self, code: str, spot: Spot) -> int:
        """Return the true figure of a code at a spot."""
        months, (_, place) = set(months_of(spot[0])), spot
        centres = None if place == NETWORK else set(place.split(PLACES_SEPARATOR))
        return sum(
            cell.get(code, 0)
            for (month, centre), cell in self.cells.items()
            if month in months and (centres is None or centre in centres)
        )


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
        # for a small number another one is not enough: it may be none, or no small one
        changes = (-n, least - n) if 0 < n < least else ((1, -1) if n else (1,))
        if not any(_reaches(cube, knowledge, (code, spot), change) for change in changes):
            yield code, spot


def _reaches(cube: Cube, knowledge: Knowledge, figure: tuple[str, Spot], change: int) -> bool:
    """Say whether a world was found in which a hidden figure differs by `change`."""
    code, spot = figure
    world, missing = _World(cube), abs(change)
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
        network = _Network(world, knowledge, pair)
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


class _World:
    """The people of each month and centre by code, exchanged step by step."""

    def __init__(self, cube: Cube) -> None:
        self._first = cube.codes[0]
        self._spare = None if cube.spare is None else dict(cube.spare)
        self.cells = {block: dict(cell) for block, cell in cube.cells.items()}

    def room(self, block: Block, source: str) -> int:
        """Return how many people may leave a code in a month and a centre."""
        n = self.cells[block].get(source, 0)
        if self._spare is None or source != self._first:
            return n
        return max(0, min(n, self._spare.get(block, 0)))

    def move(self, block: Block, source: str, target: str, wanted: int) -> int:
        """Record people under another code; return how many, `wanted` at most."""
        n = min(wanted, self.room(block, source))
        cell = self.cells[block]
        cell[source] = cell.get(source, 0) - n
        cell[target] = cell.get(target, 0) + n
        if self._spare is not None:
            gain = n if target == self._first else -n
            self._spare[block] = self._spare.get(block, 0) + gain
        return n

    def carry(self, code: str, way: tuple[str, str], wanted: int) -> int:
        """Let people of a code come in another month, same centre; return how many."""
        source, target = way
        moved = 0
        for block in [block for block in self.cells if block[0] == source]:
            n = min(wanted - moved, self.cells[block].get(code, 0))
            if not n:
                continue
            there = self.cells.setdefault((target, block[1]), {})
            self.cells[block][code] -= n
            there[code] = there.get(code, 0) + n
            if self._spare is not None:
                # which themes went along is left open: none may be taken off these people
                self._spare[block] = self._spare[target, block[1]] = 0
            moved += n
        return moved


class _Network:
    """The network of two codes in a world."""

    def __init__(self, world: _World, knowledge: Knowledge, pair: tuple[str, str]) -> None:
        self._world, self._knowledge, self._pair = world, knowledge, pair
        self._row_of = {
            centre: row for row in knowledge.rows for centre in row.split(PLACES_SEPARATOR)
        }
        self._year = ""
        self._graph: _Graph = {}
        self._blocks: dict[tuple[str, str], list[Block]] = {}
        for block in world.cells:
            self._add_block(block)
        for row in knowledge.rows:
            self._lead(_GROUND, row, (self._year, row))

    def exchange(self, spot: Spot, wanted: int) -> int:
        """Exchange people so that a figure changes; return by how much, at most as wanted.

        Args:
            spot: Where the figure of the first code stands.
            wanted: How many shall leave the code there; below 0, how many shall join it.
        """
        period, place = spot
        tail, head = (period, _above(period)) if place == NETWORK else (_GROUND, place)
        if head not in self._graph.get(tail, {}):
            return 0
        # what flows through the edge of the figure comes back through the rest of the network
        del self._graph[tail][head], self._graph[head][tail]
        before = {node: dict(edges) for node, edges in self._graph.items()}
        ends = (head, tail) if wanted > 0 else (tail, head)
        moved = _flow(self._graph, ends, abs(wanted))
        for (row, month), blocks in self._blocks.items():
            self._apply(blocks, before[row][month] - self._graph[row][month])
        return moved

    def _add_block(self, block: Block) -> None:
        month, centre = block
        code, other = self._pair
        leave, join = self._world.room(block, code), self._world.room(block, other)
        if month not in self._graph:
            quarter, self._year = quarter_of(month), month[:4]
            self._lead(month, quarter, (month, NETWORK))
            self._lead(quarter, self._year, (quarter, NETWORK))
            self._lead(self._year, _GROUND, (self._year, NETWORK))
        row = self._row_of.get(centre, _GROUND)
        self._blocks.setdefault((row, month), []).append(block)
        self._edge(row, month, leave, join)

    def _lead(self, tail: str, head: str, spot: Spot) -> None:
        """Add the edge of a figure: open, or shut where it was given out."""
        if head not in self._graph.get(tail, {}):
            capacity = 0 if self._knowledge.is_shut(self._pair, spot) else _OPEN
            self._edge(tail, head, capacity, capacity)

    def _edge(self, tail: str, head: str, forth: int, back: int) -> None:
        ahead = self._graph.setdefault(tail, {})
        behind = self._graph.setdefault(head, {})
        ahead[head] = ahead.get(head, 0) + forth
        behind[tail] = behind.get(tail, 0) + back

    def _apply(self, blocks: list[Block], n: int) -> None:
        code, other = self._pair
        source, target = (code, other) if n > 0 else (other, code)
        left = abs(n)
        for block in blocks:
            left -= self._world.move(block, source, target, left)


def _above(period: str) -> str:
    if not children_of(period):
        return quarter_of(period)
    return period[:4] if len(period) > len(period[:4]) else _GROUND


def _flow(graph: _Graph, ends: tuple[str, str], wanted: int) -> int:
    """Push flow along shortest ways until `wanted` or the most; `graph` keeps what is left."""
    moved = 0
    while moved < wanted and (way := _way(graph, ends)):
        n = min(wanted - moved, *(graph[a][b] for a, b in way))
        for a, b in way:
            graph[a][b] -= n
            graph[b][a] += n
        moved += n
    return moved


def _way(graph: _Graph, ends: tuple[str, str]) -> list[tuple[str, str]]:
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
