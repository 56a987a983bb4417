# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site: from the touch to its page, and from its end to the next person.

Each first page is shown in a process of its own, the terminal's and the bare view's in turn, as an
ordinary user with the sandbox on; the page comes from a server of the same process.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator

from tests.bench.figure import Figure, quantile
from tests.support.ordinary_user import said_by

N_FIRST = 5
RATIO = 1.3
AIM_MS = 1000


def _measured(what: str) -> dict[str, list[float]]:
    said = said_by([sys.executable, "-m", "tests.bench.web_hands", what])
    return json.loads(said.splitlines()[-1])


def figures() -> Iterator[Figure]:
    """Show first pages in turn, then live sessions one after the other."""
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(N_FIRST):
        bare += _measured("bare")["shown"]
        ours += _measured("terminal")["shown"]
    value, floor = statistics.median(ours), statistics.median(bare)
    yield Figure(
        "web view: first touch to the page of a local server, median",
        value,
        "ms",
        "bare QWebEngineView, import to page",
        floor,
        f"at most {RATIO} times",
        value <= RATIO * floor,
        note=f"{N_FIRST} processes each, in turn; worst {max(ours):.0f} and {max(bare):.0f} ms",
    )
    lived = _measured("sessions")
    p95 = quantile(lived["reset"], 0.95)
    yield Figure(
        "reset with the web view used: end to the first page, memory of sites destroyed, p95",
        p95,
        "ms",
        "bare view and profile made and destroyed, p95",
        quantile(lived["bare"], 0.95),
        f"under {AIM_MS} ms",
        p95 < AIM_MS,
        note=f"{len(lived['reset'])} sessions",
    )
