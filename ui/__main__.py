# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start the terminal: ``python -m ui --data DIR [--windowed]``.

In order: arguments and environment are checked, the first page is painted, then the services are
built. A second terminal on the same folder is refused with one sentence.
"""

from __future__ import annotations

import argparse
import builtins
import gc
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from ui.wiring import Terminal

_USE, _REFUSED = 2, 1
SIZE = (1366, 768)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]  # exits, as the parent does
        del message
        self.exit(_USE, "Usage : python -m ui --data DOSSIER [--windowed]\n")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; wrong use ends the program with code 2 and one sentence."""
    parser = _Parser(prog="python -m ui", description="Borne « Sixième quartier ».")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DOSSIER", help="dossier de données"
    )
    parser.add_argument("--windowed", action="store_true", help="dans une fenêtre, pour un essai")
    # For `python -m kiosk content preview` alone: residents and technicians have no use of it.
    parser.add_argument("--preview", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.preview and not options.windowed:
        parser.error("--preview")
    return options


def _load_qt() -> None:
    """Load Qt and take back Python's own way to import.

    PySide puts one of its own in place that reads the source of every module imported later, in
    case it writes ``from __feature__ import``, and keeps it in memory. No module here does.
    """
    plain_import = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401 - loaded for what follows

    builtins.__import__ = plain_import


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the terminal; return its exit code."""
    gc.disable()  # until the first paint: nothing made before it is thrown away
    options = parse(sys.argv[1:] if arguments is None else arguments)
    _load_qt()
    from ui.lockdown import qt_arguments, start_refusal

    refusal = start_refusal(os.environ, windowed=options.windowed)
    if refusal:
        sys.stderr.write(refusal + "\n")
        return _REFUSED
    from PySide6.QtWidgets import QApplication

    from ui.theme.live import apply_theme
    from ui.theme.tokens import Theme
    from ui.wiring import build_terminal

    app = QApplication(qt_arguments())
    app.setApplicationName("Sixième quartier")
    app.setQuitOnLastWindowClosed(options.windowed)
    apply_theme(app, Theme())
    if options.preview:
        return _preview(app, options.data)
    terminal = build_terminal(options.data)
    return run(app, terminal, windowed=options.windowed)


def _preview(app: QApplication, folder: Path) -> int:
    """Show one walkthrough to who writes it; refuse any folder but that of a preview."""
    from kiosk.content.preview_folder import read_preview
    from kiosk.foundation.errors import KnownError
    from ui.preview import show_when_open
    from ui.wiring import build_terminal

    try:
        order = read_preview(folder)
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    terminal = build_terminal(folder, clock=order.clock())
    show_when_open(terminal, order)
    return run(app, terminal, windowed=True)


def run(app: QApplication, terminal: Terminal, *, windowed: bool) -> int:
    """Show the window, open the services, live until the end; return the exit code."""
    from ui.watchdog import Watchdog

    def refused(sentence: str, is_taken: bool) -> None:  # noqa: FBT001 - the slot of a signal
        sys.stderr.write(sentence + "\n")
        if is_taken:
            app.exit(_REFUSED)

    # Two quick touches are two touches: as a double click, the second one was lost.
    app.setDoubleClickInterval(0)
    terminal.refused.connect(refused)
    terminal.stopped.connect(app.quit)
    _show(app, terminal, windowed=windowed)
    Watchdog.ready()
    watchdog = Watchdog(terminal)
    _live(app, terminal)
    code = app.exec()
    watchdog.deleteLater()
    terminal.close()
    return code


def _show(app: QApplication, terminal: Terminal, *, windowed: bool) -> None:
    """Paint the first page, then guard it: no touch nor key is heard in between."""
    from PySide6.QtCore import QEventLoop

    from ui.lockdown import KeyGuard

    window = terminal.window
    window.resize(*SIZE)
    window.begin()
    if windowed:
        window.may_close = True
        window.show()
    else:
        from ui.lockdown import Covers, hold_to_full_screen

        Covers(app, window)
        hold_to_full_screen(window)
    # The filters come after the paint: PySide makes an object of everything that they are shown,
    # and for Qt's own hidden widgets it builds every class that it knows, a tenth of the start.
    app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    terminal.complete()
    guard = KeyGuard(terminal)
    guard.staff_asked.connect(terminal.turnover.ask_pin)
    terminal.filters = [guard, terminal.watch]
    for watcher in terminal.filters:
        app.installEventFilter(watcher)


def _live(app: QApplication, terminal: Terminal) -> None:
    """Catch faults, guard against a loop of crashes, then open the services."""
    from PySide6.QtCore import QTimer

    gc.enable()
    from kiosk.foundation.errors import KnownError
    from kiosk.foundation.logging_setup import set_up_logging
    from ui.lockdown import catch_faults
    from ui.watchdog import STEADY_MS, CrashGuard
    from ui.wiring import open_after_paint

    try:
        set_up_logging(terminal.folder)
    except (OSError, KnownError) as error:
        sys.stderr.write(f"Le journal ne peut pas être écrit : {error}\n")
    catch_faults(terminal.show_out_of_order)
    guard = CrashGuard(terminal.folder)
    if guard.note_start(time.time()):
        terminal.show_out_of_order("trop d’arrêts de suite")
        return
    # PySide keeps no hold on the object of a plain method: called a minute later, it would be gone.
    steady = partial(guard.note_steady)
    QTimer.singleShot(STEADY_MS, app, steady)
    app.aboutToQuit.connect(steady)
    open_after_paint(terminal)


if __name__ == "__main__":
    sys.exit(main())
