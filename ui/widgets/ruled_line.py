# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a list that a hairline parts from the next."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import Tone


class RuledLine(QWidget):
    """A place for parts, with the hairline under it; give it a layout."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the line under it."""
        painter = QPainter(self)
        line = current_theme().size_px("hairline")
        painter.fillRect(0, self.height() - line, self.width(), line, colour_of(Tone.LINE))
        painter.end()
