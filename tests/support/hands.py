# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hand that carries a block of the week over a time, and a finger that slides on the glass.

Mouse and touch events enter by the window and meet what a person would meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_LIFT = QPoint(0, 40)
_STEPS = 8


class Hand:
    """Holds one block at a time, by the mouse."""

    def __init__(self, window: QWidget) -> None:
        """Work on the widgets of `window`."""
        self._window = window

    def lift(self, block: QWidget) -> None:
        """Press a block and move far enough for a drag."""
        start = _centre(block, self._window)
        QTest.mousePress(self._handle(), _LEFT, _PLAIN, start)
        self._move(start + _LIFT / 4)
        self._move(start + _LIFT)

    def drop_on(self, place: QWidget) -> None:
        """Carry the block over a place and let it go there."""
        there = _centre(place, self._window)
        self._move(there - _LIFT / 4)
        self._move(there)
        QTest.mouseRelease(self._handle(), _LEFT, _PLAIN, there)

    def _handle(self) -> QWindow:
        return self._window.windowHandle()

    def _move(self, point: QPoint) -> None:
        QTest.mouseMove(self._handle(), point)
        QApplication.processEvents()


class Finger:
    """Taps and slides on the glass."""

    def __init__(self, window: QWidget) -> None:
        """Touch the widgets of `window`."""
        self._window = window
        self._device = QTest.createTouchDevice()

    def tap(self, point: QPoint) -> None:
        """Touch a point of the window and leave it."""
        handle = self._window.windowHandle()
        QTest.touchEvent(handle, self._device).press(0, point, handle).commit()
        QTest.touchEvent(handle, self._device).release(0, point, handle).commit()

    def tap_on(self, widget: QWidget) -> None:
        """Touch the middle of a widget."""
        self.tap(_centre(widget, self._window))

    def slide(self, widget: QWidget, way: QPoint) -> None:
        """Touch the middle of a widget, slide, and leave the glass."""
        handle, start = self._window.windowHandle(), _centre(widget, self._window)
        QTest.touchEvent(handle, self._device).press(0, start, handle).commit()
        for step in range(1, _STEPS + 1):
            at = start + way * step / _STEPS
            QTest.touchEvent(handle, self._device).move(0, at, handle).commit()
            QApplication.processEvents()
        QTest.touchEvent(handle, self._device).release(0, start + way, handle).commit()


def _centre(widget: QWidget, window: QWidget) -> QPoint:
    return widget.mapTo(window, widget.rect().center())
