# SPDX-License-Identifier: AGPL-3.0-or-later
"""What readers work out from tables that hide small numbers; seeds are printed.

A history is a town of one or three centres, some of them shut for a month or begun late, with a
year of records and of uses of machines, from six to ninety a month, that publishes four to eight
times for funders and for the public, months, quarters and years in any order, with late records
between. A funder reads everything, the public its own. For hidden cells drawn by chance, as many
of hours of use as of people, an exact solver looks for worlds in which they are nothing, large, or
another number. A deduction is a hidden cell that can be one number alone, or, of people, small
ones above 0 alone; a total of which what is left after a subtraction is small; a number told
differently by two files, by less than the threshold. The controls play towns that hide small cells
alone and towns without a ledger: finding nothing there would mean that nothing can be found.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from functools import partial

from kiosk.domain.disclosure import Audience
from tests.bench.figure import Figure
from tests.support.disclosing_town import a_history
from tests.support.disclosure import Reader

N_HISTORIES = 60
N_LOOKS = 30
N_CONTROLS = 20
FIRST_SEED = 20_261_123


def figures() -> Iterator[Figure]:
    """Yield the counts."""
    last = FIRST_SEED + N_HISTORIES - 1
    controls = range(FIRST_SEED, FIRST_SEED + N_CONTROLS)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        played = pool.map(_play, range(FIRST_SEED, last + 1), chunksize=4)
        naive = pool.map(partial(_play, naively=True), controls)
        forgetful = pool.map(partial(_play, forgetfully=True), controls)
    n_cells, found = sum(n for n, _ in played), [text for _, texts in played for text in texts]
    told = f"{n_cells} hidden cells in {N_HISTORIES} histories, seeds {FIRST_SEED} to {last}"
    if found:
        told += f"; {'; '.join(found[:3])}"
    yield Figure("hidden cells that a reader knows", len(found), "n", "", 0, "0", not found, told)
    for name, control in (("small cells hidden alone", naive), ("no ledger", forgetful)):
        n = sum(bool(texts) for _, texts in control)
        note = f"of {N_CONTROLS}"
        title = f"control, {name}: towns that give cells away"
        yield Figure(title, n, "n", "", 0, "above 0", n > 0, note)


def _play(seed: int, *, naively: bool = False, forgetfully: bool = False) -> tuple[int, list[str]]:
    """Return how many hidden cells were worked out, and what was deduced."""
    town = a_history(seed, n_exports=4 + seed % 5, naively=naively, forgetfully=forgetfully)
    n_cells, found = 0, []
    for audience in Audience:
        reader = Reader(town, audience)
        # without a ledger files contradict each other: nothing solves them, differences tell
        told = reader.deductions(0 if forgetfully or naively else N_LOOKS)
        found += [f"seed {seed}: {text}" for text in told]
        n_cells += reader.n_looked
    return n_cells, found
