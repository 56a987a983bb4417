# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data folders for the benchmarks, on a real disk, made by the program's own commands."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.foundation.platform import file_system_type

ROOT = Path(__file__).resolve().parents[2]
IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})


@contextmanager
def disk_folder() -> Iterator[Path]:
    """Give a folder of the repository's own disk, where a commit costs what it costs.

    Raises:
        RuntimeError: That place is memory, on which a commit costs nothing.
    """
    place = ROOT / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    kind = file_system_type(place)
    if kind in IN_MEMORY:
        raise RuntimeError(f"{place} is a {kind}: put the repository on a disk to measure")
    with tempfile.TemporaryDirectory(dir=place) as name:
        yield Path(name)


def demo_machine(folder: Path, sessions: int = 200) -> Path:
    """Return a demo machine's folder with a centre, an agenda and a past."""
    data = folder / "borne"
    command = [sys.executable, "-m", "kiosk", "--data", str(data), "demo-data"]
    options = ["--centre", "--sessions", str(sessions), "--seed", "1"]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return data
