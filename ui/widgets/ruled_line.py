# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a list that a hairline parts from the next."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Tone


class RuledLine(QWidget):
    """A place for parts, with the hairline under it; give it a layout."""

    def __init__(self) -> None:
        """Start unmarked."""
        super().__init__()
        self._is_current = False

    def mark(self, *, is_current: bool) -> None:
        """Show by a frame whether the rest of the page is about this line; say it in words too."""
        if is_current is not self._is_current:
            self._is_current = is_current
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the line under it, or the frame around it."""
        painter = QPainter(self)
        if self._is_current:
            theme = current_theme()
            width, radius = theme.size_px("border"), theme.radius_px("card")
            face = Face(Tone.PRIMARY_TINT, Tone.PRIMARY, width, radius)
            paint_panel(painter, QRectF(self.rect()), face)
            painter.end()
            return
        line = current_theme().size_px("hairline")
        painter.fillRect(0, self.height() - line, self.width(), line, colour_of(Tone.LINE))
        painter.end()
