# SPDX-License-Identifier: AGPL-3.0-or-later
"""The protocol of rights, every state within larger bounds; one line a check.

Bounds are those of `tests.model.leases`: the small ones of the tests and the deep ones. A check
that is cut short is not met.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.model.leases import DEEP, FAULTY, RECALLED, SMALL, check
from tests.support.lease_world import Bounds, Variant


def figures() -> Iterator[Figure]:
    """Check every variant within its bounds."""
    for variant, bounds in SMALL.items():
        yield _figure(variant, bounds)
    for bounds in (*FAULTY, *RECALLED, *DEEP):
        yield _figure(Variant.RIGHT, bounds)


def _figure(variant: Variant, bounds: Bounds) -> Figure:
    verdict = check(variant, bounds)
    is_right = variant is Variant.RIGHT
    met = verdict.fault is None and verdict.is_whole if is_right else verdict.fault is not None
    said = verdict.fault or ("all hold" if verdict.is_whole else "cut short")
    story = "" if is_right and met else f", {' > '.join(verdict.story)}"
    faults = (
        "+".join(sorted(one.name.lower() for one in bounds.faults)) if bounds.n_faults else "none"
    )
    name = (
        f"model {variant.name.lower()}: {bounds.n_machines} machines, {bounds.n_cells} cells, "
        f"{bounds.n_syncs} requests, {bounds.n_bookings} sales, {bounds.n_recalls} recalls, "
        f"faults {faults}"
    )
    aim = "every state holds" if is_right else "caught"
    return Figure(name, verdict.n_states, "n", "", 0, aim, met, said + story)
