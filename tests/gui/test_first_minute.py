# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real program lives on when its first minute is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The minute is cut short, but the services open within it; then the program ends by itself.
PROGRAM = """
import sys
import ui.__main__ as program
import ui.watchdog as watchdog
from PySide6.QtCore import QTimer

watchdog.STEADY_MS = 1500
live = program._live
kept = []

class Anything:
    pass

def live_and_end(app, terminal):
    live(app, terminal)
    # What was let go is given to others at once, as a minute of use does.
    for n in range(20_000):
        anything = Anything()
        anything.n = n
        kept.append(anything)
    QTimer.singleShot(3000, app, lambda: app.exit(7))

program._live = live_and_end
sys.exit(program.main(sys.argv[1:]))
"""


def test_a_start_that_lasted_is_forgotten_and_the_terminal_lives_on(tmp_path):
    data = tmp_path / "borne"
    data.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--data", str(data), "--windowed"],
        cwd=ROOT,
        env=environment | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 7, done.stderr
    assert json.loads((data / "starts.json").read_text("ascii")) == []
