# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bar as long as its share, in a line of figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.live import current_theme
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Tone


class Stroke(QWidget):
    """A bar whose length is a share of its room."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Show a share, 0.0 to 1.0."""
        if share != self._share:
            self._share = share
            self.update()

    def theme_changed(self) -> None:
        """Take the size again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of a bar."""
        height = current_theme().size_px("bar", scaled=True)
        return QSize(height, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the bar; nothing for nothing."""
        if self._share <= 0:
            return
        painter = QPainter(self)
        width = max(self.height(), self.width() * self._share)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - width if mirrored else 0.0
        area = QRectF(left, 0, width, self.height())
        paint_panel(painter, area, Face(Tone.PRIMARY, None, 0, self.height() / 2))
        painter.end()
