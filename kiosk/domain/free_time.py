# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which time of mediators may be taken: some cells, or all but some; told as stretches.

A machine names the cells that it may sell; the city names those that it may not. Both become
stretches in order, so that one sweep walks them beside the openings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Stretch = tuple[int, int]
_BEFORE_ALL: Final = -(1 << 40)
_AFTER_ALL: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Half-open stretches of 5-minute steps, by mediator, in order and apart.

    Attributes:
        stretches: Mediator -> the steps that are named.
        is_rest: Whether everything but the steps named is free.
    """

    stretches: Mapping[str, list[Stretch]] = field(default_factory=dict)
    is_rest: bool = False

    @classmethod
    def of_cells(cls, cells: Iterable[tuple[str, int]]) -> FreeTime:
        """Return the time of some cells, and no other."""
        return cls(stretches_of(cells))

    @classmethod
    def of_steps(cls, steps: Mapping[str, list[int]]) -> FreeTime:
        """Return the time of some steps of each mediator, and no other; none of them is empty."""
        return cls({mediator_id: _runs(sorted(found)) for mediator_id, found in steps.items()})

    @classmethod
    def all_but(cls, cells: Iterable[tuple[str, int]]) -> FreeTime:
        """Return all time but that of some cells."""
        return cls(stretches_of(cells), is_rest=True)

    @property
    def n_cells(self) -> int:
        """How many cells are named."""
        return sum(high - low for found in self.stretches.values() for low, high in found)

    def cells(self) -> Iterator[tuple[str, int]]:
        """Yield the cells that are named, by mediator, in order."""
        for mediator_id, found in self.stretches.items():
            yield from ((mediator_id, step) for low, high in found for step in range(low, high))

    def __contains__(self, cell: object) -> bool:
        """Say whether a cell, a pair (mediator, step), may be taken."""
        if not isinstance(cell, tuple):
            return False
        mediator_id, step = cell
        found = self.stretches.get(mediator_id, ())
        return any(low <= step < high for low, high in found) is not self.is_rest

    def busy(self, mediator_id: str, shared: list[Stretch]) -> list[Stretch]:
        """Return the steps of a mediator that may not be taken, in order.

        Args:
            mediator_id: Whose.
            shared: Steps that may be taken all the same, in order.
        """
        named = self.stretches.get(mediator_id, [])
        if self.is_rest:
            return without(named, shared)
        return without([(_BEFORE_ALL, _AFTER_ALL)], joined([*named, *shared]))


def stretches_of(cells: Iterable[tuple[str, int]]) -> dict[str, list[Stretch]]:
    """Return (mediator, step) pairs as stretches of neighbouring steps, by mediator."""
    steps: dict[str, list[int]] = {}
    for mediator_id, step in cells:
        steps.setdefault(mediator_id, []).append(step)
    return {mediator_id: _runs(sorted(found)) for mediator_id, found in steps.items()}


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap or touch made one."""
    found: list[Stretch] = []
    for low, high in sorted(stretches):
        if found and low <= found[-1][1]:
            if high > found[-1][1]:
                found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def without(stretches: list[Stretch], holes: list[Stretch]) -> list[Stretch]:
    """Return what is left of stretches once the holes are cut out; all are in order."""
    if not holes:
        return stretches
    left: list[Stretch] = []
    place = 0
    for low, high in stretches:
        start = low
        while place < len(holes) and holes[place][1] <= start:
            place += 1
        near = place
        while near < len(holes) and holes[near][0] < high:
            if holes[near][0] > start:
                left.append((start, holes[near][0]))
            start = max(start, holes[near][1])
            near += 1
        if start < high:
            left.append((start, high))
    return left


def _runs(steps: list[int]) -> list[Stretch]:
    runs: list[Stretch] = []
    first = last = steps[0]
    for step in steps:
        if step > last + 1:
            runs.append((first, last + 1))
            first = step
        last = step
    runs.append((first, last + 1))
    return runs
