# SPDX-License-Identifier: AGPL-3.0-or-later
"""Watches whether anybody is there: touch, key, speech. It decides nothing, it only tells."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
    }
)
_MS = 1000


def _touched(watched: QObject, event: QEvent) -> QWidget | None:
    """Return what was touched, whether the filter stands at the program or at its window."""
    if isinstance(watched, QWidget):
        return watched
    if isinstance(watched, QWindow) and isinstance(event, QMouseEvent):
        return QApplication.widgetAt(event.globalPosition().toPoint())
    return None


class IdleWatch(QObject):
    """Tells when nobody has given a sign of life for a while.

    Install it as an event filter of the application.

    Signals:
        went_idle: The time is over.
        stirred: Somebody touched a widget; carries it.
    """

    went_idle = Signal()
    stirred = Signal(QWidget)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start switched off."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.went_idle)

    def watch(self, after_s: float) -> None:
        """Count from now; 0 stops."""
        if after_s > 0:
            self._timer.start(round(after_s * _MS))
        else:
            self._timer.stop()

    def alive(self) -> None:
        """Count anew: speech or loading is a sign of life too."""
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear signs of life; let every event pass."""
        if event.type() in _SIGNS_OF_LIFE:
            self.alive()
            widget = _touched(watched, event)
            if widget is not None:
                self.stirred.emit(widget)
        return super().eventFilter(watched, event)
