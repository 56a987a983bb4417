# SPDX-License-Identifier: AGPL-3.0-or-later
"""Double bookings in simulated histories of two to eight machines; seeds are printed.

A history is one city with its machines from the first grant until everything is told: 200 steps,
each of them one thing that one party does (a request, a message carried, lost or repeated, a
sale, a cancellation, a look, a hand-back, a line cut, a machine killed, a recall). What is counted
against the aim is confirmed appointments: each is one chance of a double booking. In the second
half disks are copied, machines and the server restored, machines declared lost. The third plays
a protocol with a known flaw: finding nothing there would mean that nothing can be found.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tests.bench.figure import Figure
from tests.support.lease_histories import Ending, play

N_STEPS = 200
N_APPOINTMENTS = 1_000_000
N_WITH_FAULTS = 100_000
N_FLAWED = 2_000
CHUNK = 200
FIRST_SEED = 20_261_123


@dataclass(slots=True)
class _Sum:
    """Histories added up.

    Attributes:
        n_histories: How many.
        n_steps: Steps in all.
        n_sales: Appointments confirmed.
        n_doubles: Of these, for a time that another one had.
        n_unseen: Doubles and lost sales of which no case tells.
        n_forgotten: Sales of which only the paper tells: their disk was restored.
        bad: Seeds to look at.
    """

    n_histories: int = 0
    n_steps: int = 0
    n_sales: int = 0
    n_doubles: int = 0
    n_unseen: int = 0
    n_forgotten: int = 0
    bad: tuple[int, ...] = ()

    def add(self, seed: int, ending: Ending, *, may_double: bool) -> None:
        self.n_histories += 1
        self.n_steps += ending.n_steps
        self.n_sales += ending.n_sales
        self.n_doubles += ending.n_doubles
        self.n_unseen += ending.n_unseen
        self.n_forgotten += ending.n_forgotten
        if ending.n_unseen or (ending.n_doubles and not may_double):
            self.bad += (seed,)


def figures() -> Iterator[Figure]:
    """Play histories until enough appointments were confirmed."""
    sound = _played(N_APPOINTMENTS, faults=False)
    yield _figure("double bookings, outages and kills", sound, "0", met=sound.n_doubles == 0)
    broken = _played(N_WITH_FAULTS, faults=True)
    yield _figure(
        "double bookings without a case, copies and restores",
        broken,
        "0, each double one case",
        met=broken.n_unseen == 0 and broken.n_doubles > 0,
    )
    flawed = _played(N_FLAWED, faults=False, flawed=True)
    yield _figure(
        "control: doubles when the city takes rights back by its clock",
        flawed,
        "some",
        met=flawed.n_doubles > 0,
    )


def _figure(name: str, total: _Sum, aim: str, *, met: bool) -> Figure:
    last = FIRST_SEED + total.n_histories - 1
    value = total.n_unseen if "without a case" in name else total.n_doubles
    note = (
        f"{total.n_sales} appointments in {total.n_histories} histories, {total.n_steps} steps, "
        f"{total.n_doubles} doubles, {total.n_unseen} unseen, "
        f"{total.n_forgotten} known by their paper alone, seeds {FIRST_SEED} to {last}"
    )
    if total.bad and met is False:
        note += f", look at {' '.join(map(str, total.bad[:20]))}"
    return Figure(name, value, "n", "", 0, aim, met and total.n_unseen == 0, note)


def _played(n_sales: int, *, faults: bool, flawed: bool = False) -> _Sum:
    total = _Sum()
    one = partial(_ending, faults=faults, flawed=flawed)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 2) as pool:
        seed = FIRST_SEED
        while total.n_sales < n_sales:
            seeds = range(seed, seed + CHUNK * 10)
            for at, ending in zip(seeds, pool.map(one, seeds, CHUNK), strict=True):
                total.add(at, ending, may_double=faults or flawed)
            seed = seeds.stop
    return total


def _ending(seed: int, *, faults: bool, flawed: bool) -> Ending:
    return play(seed, n_steps=N_STEPS, faults=faults, flawed=flawed)
