# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exhaustive check of the protocol of rights: `python -m tests.model.leases [--deep]`.

Visits every state within bounds, breadth first, and prints the shortest story of a violation.
Exits 0 when the right protocol holds and every wrong one is caught, 1 otherwise.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

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
    Bounds(n_machines=1, n_cells=2, n_faults=0, n_lives=0, n_bookings=1, with_seats=True),
)
DEEP = (
    Bounds(n_machines=1),
    Bounds(n_cells=2, n_faults=0, n_lives=0, n_bookings=1),
    Bounds(n_faults=0, n_lives=0, n_bookings=1, n_recalls=1, with_holds=True),
    Bounds(
        n_machines=1, n_cells=2, n_faults=0, n_lives=0, n_bookings=1, n_recalls=1, with_seats=True
    ),
    Bounds(n_machines=1, n_recalls=1, faults=frozenset({Fault.NEW_LIFE, Fault.DECLARED_LOST})),
)


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
    first = first_world(bounds)
    came_from: dict[World, tuple[World, str] | None] = {first: None}
    layer = [first]
    while layer:
        following: list[World] = []
        for world in layer:
            for name, after in moves(world, variant, bounds):
                if after in came_from:
                    continue
                came_from[after] = (world, name)
                fault = fault_of(after)
                if fault is not None:
                    return Verdict(len(came_from), fault, _story(came_from, after), is_whole=False)
                following.append(after)
            if len(came_from) > max_states:
                return Verdict(len(came_from), None, (), is_whole=False)
        layer = following
    return Verdict(len(came_from), None, (), is_whole=True)


def _story(came_from: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    names: list[str] = []
    step = came_from[world]
    while step is not None:
        world, name = step
        names.append(name)
        step = came_from[world]
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
