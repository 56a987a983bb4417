# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data folders for the benchmarks, made by the program's own commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def demo_machine(folder: Path, sessions: int = 200) -> Path:
    """Return a demo machine's folder with a centre, an agenda and a past."""
    data = folder / "borne"
    command = [sys.executable, "-m", "kiosk", "--data", str(data), "demo-data"]
    options = ["--centre", "--sessions", str(sessions), "--seed", "1"]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return data
