# SPDX-License-Identifier: AGPL-3.0-or-later
"""What share of free time a kiosk should hold: people confirmed at once without network.

Counts of `tests.support.lease_demand`: a centre of five mediators at 95 % load, one kiosk with
36 % of the demand, its line cut 10 % of the time. The share that the server ships must meet both
aims; the others stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sync.server.config import ServerSettings
from tests.bench.figure import Figure
from tests.support.lease_demand import Year, lived

SHARES = (0.1, 0.2, 0.4, 0.6, 0.8)
SEEDS = range(1, 7)
N_DAYS = 120
LOAD = 0.95
OUTAGE = 0.10
AIM_AT_ONCE = 99.0
AIM_LOST = 2.0


def figures() -> Iterator[Figure]:
    """Live some years with each share."""
    shipped = ServerSettings(folder=Path()).lease_share
    for share in SHARES:
        whole = Year()
        for seed in SEEDS:
            whole = whole.plus(lived(seed, share=share, load=LOAD, outage=OUTAGE, n_days=N_DAYS))
        at_once = 100 * whole.n_offline_at_once / max(1, whole.n_offline)
        lost = 100 * whole.n_lost / max(1, whole.n_slots)
        online = 100 * whole.n_online_at_once / max(1, whole.n_online)
        is_shipped = share == shipped
        met = at_once >= AIM_AT_ONCE and lost <= AIM_LOST
        yield Figure(
            f"share {share:.0%}{' (shipped)' if is_shipped else ''}: "
            "offline people confirmed at once, in %",
            at_once,
            "n",
            "",
            0,
            f"{AIM_AT_ONCE:.0f} with {AIM_LOST:.0f} % lost or less, for the share shipped",
            met or not is_shipped,
            f"{lost:.2f} % of times lost, online {online:.1f} %, {whole.n_offline} people offline, "
            f"{len(SEEDS) * N_DAYS} days, seeds {SEEDS.start} to {SEEDS.stop - 1}",
        )
