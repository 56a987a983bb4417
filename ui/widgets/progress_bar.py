# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a long job is: a bar that fills, told in words too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Tone


class ProgressBar(QWidget):
    """A bar that fills from the side where reading begins."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, *, name: str) -> None:
        """Show a share, 0.0 to 1.0; `name` is what is heard."""
        describe(self, name)
        if share != self._share:
            self._share = min(1.0, max(0.0, share))
            self.update()

    def theme_changed(self) -> None:
        """Take the size again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of a bar; the width is the room's."""
        height = current_theme().size_px("bar", scaled=True)
        return QSize(height, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the way to go, with its line, and what is done of it."""
        theme, painter = current_theme(), QPainter(self)
        radius, line = self.height() / 2, theme.size_px("border")
        whole = QRectF(self.rect())
        paint_panel(painter, whole, Face(Tone.CARD, Tone.FIELD_BORDER, line, radius))
        if self._share > 0:
            width = max(float(self.height()), self.width() * self._share)
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = self.width() - width if mirrored else 0.0
            done = QRectF(left, 0, width, self.height())
            paint_panel(painter, done, Face(Tone.PRIMARY, None, 0, radius))
        painter.end()
