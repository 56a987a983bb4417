# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quiet, underlined way to another page; as high as any target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSizePolicy

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import LaidText, TextFlow, lay_out, paint_focus, paint_text
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import Pressable

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Link(Pressable):
    """Words that open another page."""

    def __init__(
        self, text: str = "", *, tone: Tone = Tone.INK, bold: bool = False, bar: bool = True
    ) -> None:
        """Show `text`, underlined."""
        super().__init__()
        self._tone, self._bold, self._bar = tone, bold, bar
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        describe(self, text)
        self.updateGeometry()

    def _font(self) -> QFont:
        font = QFont(font_of(TextRole.SMALL, bold=self._bold, bar=self._bar))
        font.setUnderline(True)
        return font

    def _laid(self) -> LaidText:
        line = round(current_theme().text_px(TextRole.SMALL, bar=self._bar) * 1.4)
        return lay_out(
            self.text(), self._font(), 0, line, TextFlow(from_right=self.isRightToLeft())
        )

    def sizeHint(self) -> QSize:
        """Return the size of the words with their room."""
        theme = current_theme()
        pad = 2 * theme.space_px(Space.TIGHT)
        width = max(math.ceil(self._laid().width_px) + 1 + pad, theme.target_px("absolute_min"))
        return QSize(width, theme.target_px("absolute_min"))

    def minimumSizeHint(self) -> QSize:
        """Return the same: the words are few."""
        return self.sizeHint()

    def is_cut(self) -> bool:
        """Say whether the words do not fit: what the audit asks."""
        return self._laid().width_px > self.width() + 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the words and the focus."""
        painter, laid = QPainter(self), self._laid()
        painter.setPen(colour_of(Tone.PRIMARY if self.isDown() else self._tone))
        area = QRectF(self.rect())
        area.setTop((self.height() - laid.height_px) / 2)
        paint_text(painter, laid, area, side=0.5)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), current_theme().space_px(Space.TIGHT))
        painter.end()
