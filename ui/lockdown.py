# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a resident inside: start, screens, keys, and what happens on a fault.

The program alone cannot lock a machine; docs/operations.md tells what the system around it must
do. Here: dangerous environment and arguments are refused, every monitor is covered, nothing is
dropped, no foreign window opens, and every fault ends on a calm page.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from kiosk.foundation.late_log import LateLog
from kiosk.foundation.platform import is_superuser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QApplication

_log = LateLog(__name__)
_REFUSED_PREFIXES = ("QTWEBENGINE", "LD_", "GTK_MODULES")
_REFUSED = frozenset(
    {
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_STYLE_OVERRIDE",
        "QT_QPA_PLATFORMTHEME",
        "QT_QPA_GENERIC_PLUGINS",
        "QML_IMPORT_PATH",
        "QML2_IMPORT_PATH",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONHOME",
        "PYTHONINSPECT",
        "PYTHONBREAKPOINT",
        "PYTHONWARNINGS",
    }
)
_DROPS = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop})
_N_FUNCTION_KEYS = 35


@lru_cache(maxsize=1)
def _editing_keys() -> frozenset[int]:
    """Return the keys that edit a field with Ctrl: everything else with it means nothing here.

    Built at the first key: Qt's list of keys is long, and the first page needs none of it.
    """
    keys = Qt.Key
    return frozenset({keys.Key_C, keys.Key_V, keys.Key_X, keys.Key_A, keys.Key_Z, keys.Key_Tab})


@lru_cache(maxsize=1)
def _swallowed_keys() -> frozenset[int]:
    first = int(Qt.Key.Key_F1)
    return frozenset({int(Qt.Key.Key_Menu), *range(first, first + _N_FUNCTION_KEYS)})


def dangerous_variables(environment: Mapping[str, str], bundle: str = "") -> tuple[str, ...]:
    """Return the names of variables that could load foreign code or open a door.

    Args:
        environment: Variables of the process.
        bundle: Folder of the bundle: its own loader sets such variables to places inside it.
            What stood there before is kept under another name of the same family, so that it is
            refused all the same.
    """
    return tuple(
        sorted(
            name
            for name, value in environment.items()
            if (name in _REFUSED or name.startswith(_REFUSED_PREFIXES))
            and not _is_inside(value, bundle)
        )
    )


def _is_inside(paths: str, bundle: str) -> bool:
    if not bundle:
        return False
    root = os.path.realpath(bundle)
    places = [os.path.realpath(path) for path in paths.split(os.pathsep) if path]
    return all(place == root or place.startswith(root + os.sep) for place in places)


def start_refusal(environment: Mapping[str, str], *, windowed: bool) -> str:
    """Return why the terminal may not start, in one sentence; empty when it may.

    A window for work on the code (`--windowed`) is allowed to anyone with any environment.
    """
    if windowed:
        return ""
    if is_superuser():
        return (
            "La borne ne démarre pas avec tous les droits (root). "
            "Lancez-la avec un compte ordinaire, ou avec --windowed pour un essai."
        )
    found = dangerous_variables(environment, getattr(sys, "_MEIPASS", ""))
    if found:
        return (
            f"La borne ne démarre pas avec ces variables : {', '.join(found)}. "
            "Retirez-les, puis recommencez."
        )
    return ""


def qt_arguments() -> list[str]:
    """Return the only argument that Qt sees: options such as ``-style`` never reach it."""
    return [sys.argv[0] if sys.argv else "ui"]


class KeyGuard(QObject):
    """Swallows what would leave the page: function keys, menus, shortcuts, drops.

    Install it as an event filter of the application.

    Signals:
        staff_asked: Ctrl+Alt+T, the staff's way in from a keyboard.
    """

    staff_asked = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what is not for residents."""
        kind = event.type()
        if kind is QEvent.Type.ContextMenu or kind in _DROPS:
            event.accept()
            return True
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            return self._swallows(event, is_press=kind is QEvent.Type.KeyPress)
        return super().eventFilter(watched, event)

    def _swallows(self, event: QKeyEvent, *, is_press: bool) -> bool:
        modifiers = event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        meta = bool(modifiers & Qt.KeyboardModifier.MetaModifier)
        key = event.key()
        if control and alt and key == Qt.Key.Key_T:
            if is_press and not event.isAutoRepeat():
                self.staff_asked.emit()
            return True
        if event.text().isprintable() and event.text() and control and alt:
            return False  # AltGr types a sign
        if key in _swallowed_keys() or meta or alt:
            return True
        return control and key not in _editing_keys()


def stand_at_window(app: QApplication, window: QWidget, filters: Iterable[QObject]) -> None:
    """Let filters of the application stand at the door of its one window instead.

    Every key, touch and drop of a person comes by the window first. A filter of the application
    is also shown Chromium's own objects, which are built without the type information that PySide
    asks of everything it shows to Python: the program would end at the first of them
    (`PySide::getWrapperForQObject` calls ``typeid``; Chromium is built with ``-fno-rtti``).
    """
    door = window.windowHandle()
    for watcher in filters:
        app.removeEventFilter(watcher)
        door.removeEventFilter(watcher)
        door.installEventFilter(watcher)


class Cover(QWidget):
    """Covers a monitor that is not the terminal's; it ignores being closed."""

    def __init__(self, screen: QScreen) -> None:
        """Cover `screen` wholly."""
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        super().__init__(None, flags)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A touch there must not take the keys from the terminal.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        screen.geometryChanged.connect(self.setGeometry)

    def closeEvent(self, event: QEvent) -> None:
        """Stay."""
        event.ignore()


class Covers(QObject):
    """Keeps every monitor but the first covered, those plugged in later too.

    Signals:
        covered: A cover was put up; carries it.
        uncovered: A cover goes; carries it.
    """

    covered = Signal(QWidget)
    uncovered = Signal(QWidget)

    def __init__(self, app: QApplication, window: QWidget) -> None:
        """Cover the monitors of the moment; `window` takes the first."""
        super().__init__(app)
        self._window = window
        self.covers: dict[QScreen, Cover] = {}
        app.screenAdded.connect(self.fit)
        app.screenRemoved.connect(self._removed)
        app.primaryScreenChanged.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Put the window on the first monitor and a cover on each other one."""
        screens = QGuiApplication.screens()
        if not screens:
            return  # all unplugged; one that comes back is told by a signal
        primary = QGuiApplication.primaryScreen()
        self._window.setGeometry(primary.geometry())
        for screen in screens:
            if screen is not primary and screen not in self.covers:
                self.covers[screen] = Cover(screen)
                self.covered.emit(self.covers[screen])
                self.covers[screen].show()
        self._removed(primary)

    def _removed(self, screen: QScreen) -> None:
        cover = self.covers.pop(screen, None)
        if cover is not None:
            self.uncovered.emit(cover)
            cover.hide()
            cover.deleteLater()


def hold_to_full_screen(window: QWidget) -> None:
    """Make a window frameless, full screen, above the others."""
    window.setWindowFlags(
        Qt.WindowType.Window
        | Qt.WindowType.FramelessWindowHint
        | Qt.WindowType.WindowStaysOnTopHint
    )
    window.showFullScreen()


def catch_faults(show_out_of_order: Callable[[str], None]) -> None:
    """Send every fault that nobody caught to the log and to a calm page.

    Args:
        show_out_of_order: Shows the page on the GUI thread, with a reference.
    """

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            os._exit(130)
        _log.critical("uncaught %s", kind.__name__, exc_info=(kind, error, trace))
        show_out_of_order(kind.__name__)

    import threading

    sys.excepthook = told
    threading.excepthook = lambda args: told(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
    qInstallMessageHandler(_qt_message)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    del context
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        _log.error("Qt: %s", message)
    else:
        _log.debug("Qt: %s", message)
