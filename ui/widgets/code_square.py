# SPDX-License-Identifier: AGPL-3.0-or-later
"""A QR code: black on white in every theme, since telephones read nothing else."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.printing.document import code_image
from ui.theme.live import current_theme


class CodeSquare(QWidget):
    """A square code with its quiet zone; its side follows the screen, not the text."""

    def __init__(self, size_name: str) -> None:
        """Start empty; `size_name` is the token of its side."""
        super().__init__()
        self._size_name = size_name
        self._content = ""
        self._picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, content: str, name: str) -> None:
        """Show `content`; `name` is what is heard. An empty content hides the square."""
        describe(self, name)
        self.setVisible(bool(content))
        if content and content != self._content:
            self._content = content
            self._picture = code_image(content)
            self.update()

    def theme_changed(self) -> None:
        """Take the side again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = current_theme().size_px(self._size_name)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return a square: a smaller one could not be read."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the code; its modules keep hard edges."""
        if self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        side = min(self.width(), self.height())
        scaled = self._picture.scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(QRect(0, 0, side, side), scaled)
        painter.end()
