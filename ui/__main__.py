# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start the terminal: ``python -m ui --data DIR [--windowed] [--training]``.

In order: arguments and environment are checked, the first page is painted, then the services are
built. A second terminal on the same folder is refused with one sentence.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from ui.quick_enums import quick_enums
from ui.quick_qt import load_qt, load_rest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from ui.wiring import Terminal

_WRONG_USE, _REFUSED = 2, 1
_USAGE = "Usage : python -m ui --data DOSSIER [--windowed] [--training]\n"
_HELP = f"""{_USAGE}
Borne « Sixième quartier ».

  --data DOSSIER  dossier de données
  --windowed      dans une fenêtre, pour un essai
  --training      pour s’entraîner, à côté du vrai centre
  -h, --help      cette aide
"""
SIZE = (1366, 768)


class Options(NamedTuple):
    """What the command line asks for.

    Attributes:
        data: Data folder.
        windowed: In a window, for a trial.
        training: On the folder for practice, beside the real one.
        preview: One walkthrough only; for ``python -m kiosk content preview``, so that the help,
            read by residents' helpers and technicians, does not tell of it.
    """

    data: Path
    windowed: bool
    training: bool
    preview: bool


def parse(arguments: Sequence[str]) -> Options:
    """Return the options; wrong use ends the program with code 2 and one sentence.

    By hand: argparse asks for the width of the terminal and for catalogues of its own sentences,
    4 ms of each start.
    """
    folder, rest = "", list(arguments)
    flags = {"--windowed": False, "--training": False, "--preview": False}
    while rest:
        name, has_value, value = rest.pop(0).partition("=")
        if name in ("-h", "--help") and not has_value:
            sys.stdout.write(_HELP)
            sys.exit(0)
        if name == "--data" and (has_value or (rest and not rest[0].startswith("-"))):
            folder = value if has_value else rest.pop(0)
        elif name in flags and not has_value:
            flags[name] = True
        else:
            _end_for_wrong_use()
    options = Options(
        Path(folder),
        windowed=flags["--windowed"],
        training=flags["--training"],
        preview=flags["--preview"],
    )
    if not folder or (options.preview and (options.training or not options.windowed)):
        _end_for_wrong_use()
    return options


def _end_for_wrong_use() -> NoReturn:
    sys.stderr.write(_USAGE)
    sys.exit(_WRONG_USE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the terminal; return its exit code."""
    gc.disable()  # until the first paint: nothing made before it is thrown away
    options = parse(sys.argv[1:] if arguments is None else arguments)
    with quick_enums():
        load_qt()
        from PySide6.QtWidgets import QApplication

        from ui.lockdown import qt_arguments, start_refusal
        from ui.theme.live import apply_theme
        from ui.theme.tokens import Theme
        from ui.wiring import build_terminal

    refusal = start_refusal(os.environ, windowed=options.windowed)
    if refusal:
        sys.stderr.write(refusal + "\n")
        return _REFUSED
    folder = _folder(options)
    if folder is None:
        return _REFUSED
    app = QApplication(qt_arguments())
    app.setApplicationName("Sixième quartier")
    app.setQuitOnLastWindowClosed(options.windowed)
    apply_theme(app, Theme())
    if options.preview:
        return _preview(app, options.data)
    terminal = build_terminal(folder)
    code = run(app, terminal, windowed=options.windowed)
    if terminal.swaps:
        from ui.training import start_other

        start_other(again=terminal.starts_anew)
    return code


def _folder(options: Options) -> Path | None:
    """Return the folder to work on; nothing, with a sentence, where it cannot be."""
    from kiosk.foundation.clock import SystemClock
    from kiosk.foundation.errors import KnownError
    from kiosk.services.training_mark import is_training_folder

    if is_training_folder(options.data):
        sys.stderr.write(f"{options.data} sert à s’entraîner : nommez le vrai, et --training.\n")
        return None
    if not options.training:
        return options.data
    from ui.training import training_folder

    try:
        return training_folder(options.data, SystemClock())
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return None


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
    with quick_enums():
        _show(app, terminal, windowed=windowed)
    Watchdog.ready()
    load_rest()
    _guard(app, terminal)
    watchdog = Watchdog(terminal)
    _live(app, terminal)
    code = app.exec()
    watchdog.deleteLater()
    terminal.close()
    return code


def _show(app: QApplication, terminal: Terminal, *, windowed: bool) -> None:
    """Paint the first page; no touch nor key is heard before `_guard`."""
    from PySide6.QtCore import QEventLoop

    window = terminal.window
    window.resize(*SIZE)
    window.begin()
    if windowed:
        window.may_close = True
        window.show()
    else:
        from ui.lockdown import Covers, hold_to_full_screen

        terminal.covers = Covers(app, window)
        hold_to_full_screen(window)
    app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _guard(app: QApplication, terminal: Terminal) -> None:
    """Add what the painted page lacks: voice, idle watch, and the filters of its keys.

    They come after the paint: PySide makes an object of everything that the filters are shown,
    and for Qt's own hidden widgets it builds every class that it knows, a tenth of the start.
    """
    from ui.lockdown import KeyGuard

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
