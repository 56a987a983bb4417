# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people are exchanged between codes so that nothing else that was told is touched.

Where themes are crossed with a topic, each exchange stays in a layer: a theme is exchanged among
people of one code of the crossed topic, and codes of that topic among people with one theme alone.
What was told of a theme by that topic then stays, because it is told only where the theme and the
code are told in every month: there, what leaves a layer in one centre enters it in another.
Months that were counted before anything was crossed have one layer, which goes along with every
other: no crossing notices.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.disclosure import WHOLE, WITH

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kiosk.domain.disclosure_cube import Block, Cube, Joint

NO_LAYER = ("",)
"""The layers of a topic that is not crossed."""


class World(Protocol):
    """People by month, centre and code, exchanged step by step."""

    @property
    def layers(self) -> Sequence[str]:
        """Among whom people may be exchanged."""
        ...

    @property
    def blocks(self) -> Collection[Block]:
        """Its months and centres."""
        ...

    def room(self, block: Block, way: tuple[str, str], layer: str) -> int:
        """Return how many people of a layer may leave a code for another one."""
        ...

    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:
        """Record people of a layer under another code; `n` is within the room."""
        ...

    def carry(self, code: str, way: tuple[str, str], wanted: int) -> int:
        """Let people of a code come in another month, same centre; return how many."""
        ...


def world_of(cube: Cube) -> World:
    """Return the world as it is."""
    if cube.joint is None:
        return _PlainWorld(cube)
    if not cube.theme:
        return _CrossedWorld(cube, cube.joint)
    return _CellWorld(cube, cube.joint) if cube.is_by_theme else _ThemeWorld(cube, cube.joint)


class _PlainWorld:
    """Of a topic that is crossed with nothing."""

    layers: Sequence[str] = NO_LAYER

    def __init__(self, cube: Cube) -> None:
        self._shut = cube.shut
        self._cells = {block: dict(cell) for block, cell in cube.cells.items()}

    @property
    def blocks(self) -> Collection[Block]:
        return self._cells

    def room(self, block: Block, way: tuple[str, str], layer: str) -> int:  # noqa: ARG002
        return self._cells[block].get(way[0], 0)

    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:  # noqa: ARG002
        cell = self._cells[block]
        for code, change in zip(way, (-n, n), strict=True):
            cell[code] = cell.get(code, 0) + change

    def carry(self, code: str, way: tuple[str, str], wanted: int) -> int:
        source, target = way
        moved = 0
        for block in [block for block in self._cells if block[0] == source]:
            n = min(wanted - moved, self._cells[block].get(code, 0))
            if not n or (target, block[1]) in self._shut:
                continue
            there = self._cells.setdefault((target, block[1]), {})
            self._cells[block][code] -= n
            there[code] = there.get(code, 0) + n
            moved += n
        return moved


class _JointWorld(ABC):
    """Of themes, or of a topic crossed with them."""

    def __init__(self, cube: Cube, joint: Joint) -> None:
        self._cube, self._theme = cube, cube.theme
        self._people, self._had = dict(joint.people), dict(joint.had)
        self._apart = joint.apart
        self._carried: Counter[Block] = Counter()
        self._still: set[Block] = set()

    @property
    def blocks(self) -> Collection[Block]:
        return self._people

    def room(self, block: Block, way: tuple[str, str], layer: str) -> int:
        # which themes went along with people who came in another month is left open
        return 0 if block in self._still else max(0, self._free(block, way, layer))

    @abstractmethod
    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:
        """Record people of a layer under another code; `n` is within the room."""

    def carry(self, code: str, way: tuple[str, str], wanted: int) -> int:
        source, target = way
        moved = 0
        for block in [block for block in self._people if block[0] == source]:
            there = (target, block[1])
            held = self._cube.cells[block].get(code, 0) - self._carried[block]
            n = min(wanted - moved, held)
            if n <= 0 or there in self._cube.shut:
                continue
            self._carried[block] += n
            self._still |= {block, there}
            moved += n
        return moved

    @abstractmethod
    def _free(self, block: Block, way: tuple[str, str], layer: str) -> int:
        """Return the room of people all of whom are where they were."""

    def _spare(self, block: Block, code: str) -> int:
        """Return how many themes people of a code may lose: each keeps one."""
        themes = sum(had.get(code, 0) for had in self._had[block].values())
        return themes - self._people[block].get(code, 0)

    def _add(self, block: Block, theme: str, code: str, n: int) -> None:
        had = self._had[block]
        codes = {**had[theme], code: had[theme].get(code, 0) + n}
        self._had[block] = {**had, theme: codes}


class _ThemeWorld(_JointWorld):
    """Of one theme: people of one code of the crossed topic have it or have it not."""

    def __init__(self, cube: Cube, joint: Joint) -> None:
        super().__init__(cube, joint)
        sizes: Counter[str] = Counter()
        for had in joint.had.values():
            sizes.update(had[self._theme])
        self.layers = sorted(sizes, key=lambda code: (-sizes[code], code))

    def _free(self, block: Block, way: tuple[str, str], layer: str) -> int:
        code = self._code(block, layer)
        had = self._had[block][self._theme].get(code, 0)
        if way[0] == WITH:
            return min(had, self._spare(block, code))
        return self._people[block].get(code, 0) - had

    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:
        code = self._code(block, layer)
        self._add(block, self._theme, code, -n if way[0] == WITH else n)

    def _code(self, block: Block, layer: str) -> str:
        return WHOLE if block in self._apart else layer


class _CrossedWorld(_JointWorld):
    """Of the crossed topic: people with one theme alone change their code."""

    def __init__(self, cube: Cube, joint: Joint) -> None:
        super().__init__(cube, joint)
        sizes: Counter[str] = Counter()
        for had in joint.had.values():
            sizes.update({theme: sum(codes.values()) for theme, codes in had.items()})
        self.layers = sorted(sizes, key=lambda theme: (-sizes[theme], theme))

    def _free(self, block: Block, way: tuple[str, str], layer: str) -> int:
        code = way[0]
        people = self._people[block].get(code, 0)
        if block in self._apart:
            return people
        return min(
            had.get(code, 0) if theme == layer else people - had.get(code, 0)
            for theme, had in self._had[block].items()
        )

    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:
        for code, change in zip(way, (-n, n), strict=True):
            people = self._people[block]
            self._people[block] = {**people, code: people.get(code, 0) + change}
            if block not in self._apart:
                self._add(block, layer, code, change)


class _CellWorld(_JointWorld):
    """Of one theme by the crossed topic: somebody has the theme in place of somebody else."""

    layers: Sequence[str] = NO_LAYER

    def _free(self, block: Block, way: tuple[str, str], layer: str) -> int:  # noqa: ARG002
        (source, target), had = way, self._had[block][self._theme]
        without = self._people[block].get(target, 0) - had.get(target, 0)
        return min(had.get(source, 0), self._spare(block, source), without)

    def move(self, block: Block, way: tuple[str, str], layer: str, n: int) -> None:  # noqa: ARG002
        for code, change in zip(way, (-n, n), strict=True):
            self._add(block, self._theme, code, change)
