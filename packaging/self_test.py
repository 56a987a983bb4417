# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bundle proves itself: files, database, city server, and the home page painted.

Everything happens in a folder of its own, removed at the end. One line a part; the error stream
stays empty when all is well.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_PATIENCE_S = 20.0


def _parts() -> list[str]:
    """Try the parts that need no screen; return what is wrong."""
    from kiosk.selftest import self_test

    checks = self_test()
    for check in checks:
        if check.is_good:
            sys.stdout.write(f"bon : {check.name}\n")
    return [f"{check.name} : {check.fault}" for check in checks if not check.is_good]


def _city(folder: Path) -> list[str]:
    """Open a city on SQLite and build its web application."""
    from kiosk.foundation.clock import SystemClock
    from sync.server.app import build_app
    from sync.server.config import ServerSettings
    from sync.server.opening import open_city

    city = open_city(ServerSettings(folder=folder), SystemClock())
    app = build_app(city)
    paths = {route.path for route in app.routes}
    if "/health" not in paths:
        return ["serveur de la ville : /health manque"]
    sys.stdout.write(f"bon : serveur de la ville ({len(paths)} chemins)\n")
    return []


def _parquet() -> list[str]:
    """Say whether open data can be made as Parquet, and make some if so."""
    from kiosk.exports.parquet_file import parquet

    made = parquet(())
    if made is not None and not made.startswith(b"PAR1"):
        return ["données ouvertes : le fichier Parquet est illisible"]
    where = "en CSV et en Parquet" if made else "en CSV ; SIXIEME_PARQUET=1 ajoute Parquet"
    sys.stdout.write(f"bon : données ouvertes {where}\n")
    return []


def _home(folder: Path) -> list[str]:
    """Paint the home page and wait for its services."""
    from PySide6.QtWidgets import QApplication

    from ui.theme.live import apply_theme
    from ui.theme.tokens import Theme
    from ui.wiring import build_terminal, open_after_paint

    app = QApplication(["sixieme"])
    apply_theme(app, Theme())
    terminal = build_terminal(folder)
    terminal.window.resize(1366, 768)
    terminal.window.begin()
    terminal.window.show()
    app.processEvents()
    terminal.complete()
    open_after_paint(terminal)
    deadline = time.monotonic() + _PATIENCE_S
    while terminal.parts.ready_kiosk is None and time.monotonic() < deadline:
        app.processEvents()
    picture = terminal.window.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    opened = terminal.parts.ready_kiosk is not None
    terminal.close()
    if not opened:
        return ["accueil : les services ne se sont pas ouverts"]
    if len(colours) < 20:  # noqa: PLR2004 - a page with doors and words has hundreds
        return ["accueil : la page est vide"]
    sys.stdout.write("bon : accueil affiché, services ouverts\n")
    return []


def _wrong_call() -> list[str]:
    """Call Qt wrongly: the half of PySide that explains such calls must be found."""
    from PySide6.QtGui import QColor

    wrong: Any = ("x", "x")
    try:
        QColor(*wrong)
    except TypeError as error:
        if "Supported signatures" in str(error):
            sys.stdout.write("bon : appels faux expliqués\n")
            return []
    return ["appels faux : sans explication"]


def run() -> int:
    """Try every part; 0 when all work."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wrong = [*_parts(), *_parquet(), *_city(folder / "ville")]
        wrong += [*_home(folder / "borne"), *_wrong_call()]
    for fault in wrong:
        sys.stderr.write(f"panne : {fault}\n")
    return 1 if wrong else 0
