# SPDX-License-Identifier: AGPL-3.0-or-later
"""Process start to the home page painted in its final words, beside a bare window."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.folders import demo_machine, disk_folder
from tests.bench.process import bare_command, processor_ms, started, terminal_command

N_RUNS = 15
AIM = 1.5


def _once(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the ms until the paint, by the clock and of the processor."""
    # A killed start counts as a crash; the guard against loops of crashes is not what is measured.
    (folder / "starts.json").unlink(missing_ok=True)
    with started(command) as (process, took_ms):
        return took_ms, processor_ms(process)


def figures() -> Iterator[Figure]:
    """Measure both in turn, so that they meet the same machine; the median counts."""
    with disk_folder() as place:
        folder = demo_machine(place)
        commands = {"bare": bare_command(), "home": terminal_command(folder)}
        for command in commands.values():
            _once(command, folder)
        times: dict[str, list[tuple[float, float]]] = {"bare": [], "home": []}
        for _ in range(N_RUNS):
            for key, command in commands.items():
                times[key].append(_once(command, folder))
    (home, home_cpu), (bare, bare_cpu) = (
        [statistics.median(column) for column in zip(*times[key], strict=True)]
        for key in ("home", "bare")
    )
    yield Figure(
        "start: process to home painted",
        home,
        "ms",
        "bare QApplication+QWidget",
        bare,
        f"at most {AIM} times the floor",
        home <= AIM * bare,
        note=f"median of {N_RUNS}; processor time {home_cpu:.0f} ms beside {bare_cpu:.0f} ms, "
        f"ratio {home_cpu / bare_cpu:.2f}",
    )
