# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every monitor is covered: the offscreen platform is given two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from PySide6.QtWidgets import QApplication, QWidget
from ui.lockdown import Covers
app = QApplication([])
window = QWidget()
covers = Covers(app, window)
(cover,) = covers.covers.values()
print(window.geometry().getRect(), cover.geometry().getRect(), cover.isVisible(), cover.close())
"""


def test_the_second_monitor_is_covered_and_the_cover_stays(tmp_path):
    screens = {
        "screens": [
            {"name": "one", "x": 0, "y": 0, "width": 1366, "height": 768},
            {"name": "two", "x": 1366, "y": 0, "width": 1920, "height": 1080},
        ]
    }
    config = tmp_path / "screens.json"
    config.write_text(json.dumps(screens))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path.cwd(),
    )

    assert done.stdout.split("\n")[0] == "(0, 0, 1366, 768) (1366, 0, 1920, 1080) True False"
