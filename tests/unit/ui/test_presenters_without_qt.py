# SPDX-License-Identifier: AGPL-3.0-or-later
"""Presenters, routes and tokens load where there is no Qt at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_presenter_loads_without_qt():
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("ui/screens", "ui/navigation")
        for path in (ROOT / folder).rglob("*.py")
        if path.name.endswith("presenter.py") or folder == "ui/navigation"
    )
    names += ["ui.theme.tokens", "ui.theme.contrast"]
    program = "import sys; sys.modules['PySide6'] = None\n" + "\n".join(
        f"import {name}" for name in names
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
