# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory of the idle terminal without the web view, beside a bare window."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.bench.folders import demo_machine, disk_folder
from tests.bench.process import bare_command, pss_mib, settle, started, terminal_command

AIM_MIB = 130


def _resting(command: list[str]) -> dict[str, float]:
    with started(command) as (process, _):
        settle(process)
        return pss_mib(process)


def figures() -> Iterator[Figure]:
    """Measure the proportional set size of each, at rest, services opened."""
    with disk_folder() as place:
        folder = demo_machine(place)
        kiosk, bare = _resting(terminal_command(folder)), _resting(bare_command())
    yield Figure(
        "memory: idle kiosk, PSS",
        kiosk["total"],
        "MiB",
        "bare QApplication+QWidget",
        bare["total"],
        f"{AIM_MIB} MiB",
        kiosk["total"] <= AIM_MIB,
        note=f"anonymous {kiosk['anonymous']:.0f}, files {kiosk['file']:.0f} MiB",
    )
