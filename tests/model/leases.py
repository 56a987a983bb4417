# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exhaustive check of the protocol of rights: `python -m tests.model.leases [--deep]`.

Visits every state within bounds, breadth first, and prints the shortest story of a violation.
Exits 0 when the right protocol holds and every wrong one is caught, 1 otherwise.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from tests.support.lease_model import moves
from tests.support.lease_world import Bounds, Fault, Variant, World, fault_of, first_world

SMALL = {
    Variant.RIGHT: Bounds(n_faults=0, n_lives=0),
    Variant.RECLAIM_ON_TIME_OUT: Bounds(n_faults=0, n_lives=0),
    Variant.GRANT_FOR_ANY_REQUEST: Bounds(n_faults=0, n_lives=0),
    Variant.LOCAL_RESALE: Bounds(n_faults=0, n_lives=0),
    Variant.ABSENT_FREES_OLDER_LIVES: Bounds(n_machines=1),
    Variant.ACK_BY_CELL_ALONE: Bounds(n_machines=1, n_faults=0, n_lives=0, n_syncs=4),
    Variant.SHRUNK_BY_SERVER: Bounds(n_faults=0, n_lives=0),
    Variant.ROLL_BACK: Bounds(n_machines=1),
    Variant.CLONE: Bounds(n_machines=1),
    Variant.SERVER_RESTORE: Bounds(n_machines=2),
    Variant.CONFIRM_WITHOUT_LOOKING: Bounds(
        n_faults=0, n_lives=0, n_syncs=3, n_recalls=1, with_holds=True
    ),
    Variant.RECALL_GIVES_AT_ONCE: Bounds(n_faults=0, n_lives=0, n_recalls=1),
    Variant.LOST_LIFE_GOES_ON: Bounds(
        n_machines=1, n_lives=0, faults=frozenset({Fault.DECLARED_LOST})
    ),
    Variant.KEPT_FOR_NOBODY: Bounds(n_faults=0, n_lives=0, n_syncs=3, n_bookings=0, n_recalls=1),
}
FAULTY = tuple(Bounds(n_machines=1, faults=frozenset({fault})) for fault in Fault)
RECALLED = (
    Bounds(n_faults=0, n_lives=0, n_bookings=1, n_recalls=1),
    Bounds(
        n_machines=1, n_faults=0, n_lives=0, n_syncs=3, n_bookings=1, n_recalls=1, with_holds=True
    ),
    Bounds(n_machines=1, n_seats=1, n_faults=0, n_lives=0, n_bookings=1),
)
DEEP = (
    Bounds(n_machines=1),
    Bounds(n_cells=2, n_faults=0, n_lives=0, n_bookings=1),
    Bounds(n_faults=0, n_lives=0, n_bookings=1, n_recalls=1, with_holds=True),
    Bounds(n_machines=1, n_cells=0, n_seats=2, n_faults=0, n_lives=0, n_bookings=1, n_recalls=1),
    Bounds(n_machines=1, n_recalls=1, faults=frozenset({Fault.NEW_LIFE, Fault.DECLARED_LOST})),
)


_Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Attributes:
        n_states: States visited.
        fault: Rule broken; nothing when all hold.
        story: Moves that lead to it, first first.
        is_whole: Whether every state within the bounds was visited.
    """

    n_states: int
    fault: str | None
    story: tuple[str, ...]
    is_whole: bool


def check(variant: Variant, bounds: Bounds, *, max_states: int = 2_000_000) -> Verdict:
    """Visit every state within bounds until one breaks a rule."""
    was_collecting = gc.isenabled()
    gc.disable()  # nothing that is met is let go before the end, so that there is nothing to find
    try:
        return _visited(variant, bounds, max_states)
    finally:
        if was_collecting:
            gc.enable()


def _visited(variant: Variant, bounds: Bounds, max_states: int) -> Verdict:
    first = first_world(bounds)
    parts = _Parts()
    came_from: dict[_Key, tuple[_Key, str] | None] = {parts.key(first): None}
    layer = [first]
    while layer:
        following: list[World] = []
        for world in layer:
            known_as = parts.key(world)
            for name, after in moves(world, variant, bounds):
                key = parts.key(after)
                if key in came_from:
                    continue
                came_from[key] = (known_as, name)
                fault = fault_of(after)
                if fault is not None:
                    return Verdict(len(came_from), fault, _story(came_from, key), is_whole=False)
                following.append(parts.shared(after))
            if len(came_from) > max_states:
                return Verdict(len(came_from), None, (), is_whole=False)
        layer = following
    return Verdict(len(came_from), None, (), is_whole=True)


class _Parts:
    """Numbers of the parts that worlds are made of.

    Hundreds of thousands of worlds are put together out of some thousands of cities, machines
    and networks. Equal parts have one number, so that a world is known by a row of numbers, and
    one object, whose hash is worked out once.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._parts: list[Any] = []

    def key(self, world: World) -> _Key:
        """Return the numbers of a world's parts: equal for equal worlds, and for no others."""
        number = self._number
        return (
            number(world.city),
            *[number(machine) for machine in world.machines],
            number(world.net),
            number(world.promises),
            number(world.lost),
            number(world.saved_city),
            number(world.saved_machine),
            world.n_bookings,
            world.n_lives,
            world.n_faults,
            world.n_recalls,
        )

    def shared(self, world: World) -> World:
        """Return an equal world whose parts are those of the worlds met before."""
        one = self._one
        return world._replace(
            city=one(world.city),
            machines=tuple([one(machine) for machine in world.machines]),
            net=one(world.net),
            promises=one(world.promises),
            lost=one(world.lost),
            saved_city=one(world.saved_city),
            saved_machine=one(world.saved_machine),
        )

    def _number(self, part: Hashable) -> int:
        number = self._numbers.get(part)
        if number is None:
            number = self._numbers[part] = len(self._parts)
            self._parts.append(part)
        return number

    def _one(self, part: Hashable) -> Any:
        return self._parts[self._number(part)]


def _story(came_from: dict[_Key, tuple[_Key, str] | None], key: _Key) -> tuple[str, ...]:
    names: list[str] = []
    step = came_from[key]
    while step is not None:
        key, name = step
        names.append(name)
        step = came_from[key]
    return tuple(reversed(names))


def main(arguments: list[str] | None = None) -> int:
    """Check every variant and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deep", action="store_true", help="larger bounds for the right protocol")
    options = parser.parse_args(arguments)
    plan = [*SMALL.items(), *((Variant.RIGHT, bounds) for bounds in (*FAULTY, *RECALLED))]
    if options.deep:
        plan += [(Variant.RIGHT, bounds) for bounds in DEEP]
    is_good = True
    for variant, bounds in plan:
        begun = time.perf_counter()
        verdict = check(variant, bounds)
        wanted = verdict.fault is None and verdict.is_whole
        if variant is not Variant.RIGHT:
            wanted = verdict.fault is not None
        is_good = is_good and wanted
        took = time.perf_counter() - begun
        print(
            f"{'ok  ' if wanted else 'FAIL'} {variant.name.lower():26} {verdict.n_states:8} states "
            f"{took:6.1f} s  {verdict.fault or ('all hold' if verdict.is_whole else 'cut short')}"
        )
        if verdict.story and (not wanted or options.deep):
            print("      " + " > ".join(verdict.story))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
