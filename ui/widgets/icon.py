# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pictogram; it always stands beside a word, so it has no name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.icons import icon_pixmap
from ui.theme.live import current_theme
from ui.theme.tokens import IconSize, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Icon(QWidget):
    """A square pictogram of the theme's size and colour."""

    def __init__(
        self,
        name: str,
        size: IconSize = IconSize.MEDIUM,
        *,
        tone: Tone = Tone.INK,
        bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show the icon `name`."""
        super().__init__(parent)
        self._name, self._size, self._tone, self._bar = name, size, tone, bar
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, *, tone: Tone | None = None) -> None:
        """Show another icon, in another colour if given."""
        if name == self._name and (tone is None or tone is self._tone):
            return
        self._name = name
        self._tone = tone or self._tone
        self.update()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the side of the square."""
        side = current_theme().icon_px(self._size, bar=self._bar)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the pictogram."""
        theme = current_theme()
        pixmap = icon_pixmap(
            self._name,
            theme.icon_px(self._size, bar=self._bar),
            theme.colours.of(self._tone),
            ratio=self.devicePixelRatioF(),
            right_to_left=self.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()
