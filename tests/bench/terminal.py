# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real terminal in this process: its window, lanes, filters and services; a finger on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.__main__ import SIZE, _guard, _live, _show
from ui.theme.live import apply_theme
from ui.theme.tokens import Theme
from ui.wiring import Terminal, build_terminal

PATIENCE_S = 20.0
_TURN_MS = 5


class Frames(QObject):
    """Counts the frames that a window paints."""

    def __init__(self, window: QWidget) -> None:
        """Watch one window."""
        super().__init__(window)
        self.n = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count what brings the window's picture up to date; let every event pass."""
        if event.type() in {QEvent.Type.UpdateRequest, QEvent.Type.Paint}:
            self.n += 1
        return False


def painted_ms(frames: Frames, act: Callable[[], None], arrived: Callable[[], bool]) -> float:
    """Act; return the milliseconds until the last frame of what then stands there is painted.

    Raises:
        TimeoutError: It never came.
    """
    limit = time.monotonic() + PATIENCE_S
    began = time.perf_counter()
    act()
    while not arrived():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _TURN_MS)
        if time.monotonic() > limit:
            raise TimeoutError("the page never came")
    ended = time.perf_counter()
    while True:
        before = frames.n
        QApplication.processEvents()
        if frames.n == before:
            return (ended - began) * 1000
        ended = time.perf_counter()


class Hand:
    """A person in front of the terminal, who waits until it rests before touching again."""

    def __init__(self, app: QApplication, terminal: Terminal) -> None:
        """Stand in front of a terminal that is shown."""
        self.app, self.terminal = app, terminal
        self.frames = Frames(terminal.window)

    def rest(self) -> None:
        """Wait until every job is done and every page that went is destroyed.

        Raises:
            TimeoutError: It never rests.
        """
        limit = time.monotonic() + PATIENCE_S
        quiet = 0
        while quiet < 3:
            before = self.frames.n
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            still = self.frames.n == before and self.terminal.tasks.is_idle()
            quiet = quiet + 1 if still else 0
            if not still:
                time.sleep(_TURN_MS / 1000)
            if time.monotonic() > limit:
                raise TimeoutError("the terminal never rests")

    def touch_ms(self, widget: QWidget, arrived: Callable[[], bool]) -> float:
        """Touch a widget; return the milliseconds until what it leads to is painted."""
        self.rest()

        def act() -> None:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

        return painted_ms(self.frames, act, arrived)


@contextmanager
def live_terminal(folder: Path) -> Iterator[Hand]:
    """Give the terminal of a folder as `python -m ui --windowed` shows it, services opened."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    (folder / "starts.json").unlink(missing_ok=True)
    apply_theme(app, Theme())
    terminal = build_terminal(folder)
    _show(app, terminal, windowed=True)
    _guard(app, terminal)
    app.processEvents()
    hand = Hand(app, terminal)
    is_open: list[bool] = []
    terminal.opened.connect(lambda: is_open.append(True))
    _live(app, terminal)
    limit = time.monotonic() + PATIENCE_S
    while not is_open and time.monotonic() < limit:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _TURN_MS)
    hand.rest()
    try:
        yield hand
    finally:
        terminal.close()
        terminal.window.hide()
        terminal.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def bare_switch_ms(n: int) -> list[float]:
    """Return what Qt takes to show the other of two plain pages in a window of the same size."""
    window = QStackedWidget()
    for colour in ("#ffffff", "#f2efe8"):
        page = QWidget()
        page.setStyleSheet(f"background: {colour}")
        window.addWidget(page)
    window.resize(*SIZE)
    window.show()
    QApplication.processEvents()
    frames = Frames(window)
    took = [
        painted_ms(frames, lambda at=at: window.setCurrentIndex(at % 2), lambda: True)
        for at in range(1, n + 1)
    ]
    window.hide()
    window.deleteLater()
    return took
