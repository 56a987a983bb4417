# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text that wraps, keeps its line height and is never cut."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.joined_words import pieces
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import LaidText, TextFlow, lay_out, paint_spoken, paint_text
from ui.theme.tokens import TextRole, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Align(Enum):
    """Where lines stand: at the start of reading, centred, at the end."""

    START = "start"
    CENTRE = "centre"
    END = "end"


class Text(QLabel):
    """A plain text in one role, with a bold beginning if asked.

    It is a label for screen readers; links and rich text do not exist here.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        tone: Tone = Tone.INK,
        bold: bool = False,
        align: Align = Align.START,
        bar: bool = False,
    ) -> None:
        """Show `text`; `bar` keeps its size within the limits of bars and targets."""
        super().__init__()
        self._role, self._tone, self._bold = role, tone, bold
        self._align, self._bar, self._lead = align, bar, 0
        self._single_line = False
        self._spoken = (0, 0)
        # Layouts ask the same sizes many times over; an answer holds until words or theme change.
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.say(text)

    def say(self, text: str, *, lead: str = "") -> None:
        """Show another text; `lead` stands before it in bold."""
        whole = f"{lead} {text}".strip() if lead else text
        if whole == self.text() and len(lead) == self._lead:
            return
        self._lead = len(lead)
        self._spoken = (0, 0)
        self._forget_sizes()
        self.setText(whole)
        self.updateGeometry()
        self.update()

    def show_spoken(self, start: int, length: int) -> None:
        """Mark the words being heard; a length of 0 marks none."""
        if (start, length) != self._spoken:
            self._spoken = (start, length)
            self.update()

    @property
    def spoken_text(self) -> str:
        """The words that are marked as heard; empty for none."""
        start, length = self._spoken
        return self.text()[start : start + length]

    def set_tone(self, tone: Tone) -> None:
        """Take another colour."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def set_bold(self, bold: bool) -> None:  # noqa: FBT001 - one state
        """Take another weight."""
        if bold is not self._bold:
            self._bold = bold
            self.theme_changed()

    def keep_on_one_line(self) -> Text:
        """Never wrap: for short words of bars; returns the text itself."""
        self._single_line = True
        self._forget_sizes()
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        return self

    def _forget_sizes(self) -> None:
        self._heights.clear()
        self._least = None

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self._forget_sizes()
        self.updateGeometry()
        self.update()

    def text_font(self) -> QFont:
        """Return the font in which the text is shown."""
        return font_of(self._role, bold=self._bold, bar=self._bar)

    def laid(self, width_px: int) -> LaidText:
        """Return the lines for a width; 0 for one line."""
        theme = current_theme()
        size = theme.text_px(self._role, bar=self._bar)
        line = round(size * theme.line_height(self._role))
        width = 0 if self._single_line else width_px
        flow = TextFlow(self._lead, self.isRightToLeft())
        return lay_out(self.text(), self.text_font(), width, line, flow)

    def hasHeightForWidth(self) -> bool:
        """Say whether narrower is higher."""
        return not self._single_line

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in a width."""
        height = self._heights.get(width)
        if height is None:
            height = math.ceil(self.laid(width).height_px) if self.text() else 0
            self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:
        """Return the size of the text on its own lines."""
        if not self.text():
            return QSize(0, 0)
        laid = self.laid(0)
        return QSize(math.ceil(laid.width_px) + 1, math.ceil(laid.height_px))

    def minimumSizeHint(self) -> QSize:
        """Return the width of the longest piece that is never broken."""
        if self._least is None:
            self._least = self._least_size()
        return self._least

    def _least_size(self) -> QSize:
        if self._single_line or not self.text():
            return self.sizeHint()
        longest = max(pieces(self.text()), key=len)
        theme = current_theme()
        size = theme.text_px(self._role, bar=self._bar)
        laid = lay_out(longest, self.text_font(), 0, size)
        return QSize(math.ceil(laid.width_px) + 1, round(size * theme.line_height(self._role)))

    def is_cut(self) -> bool:
        """Say whether a part of the text does not fit: what the audit asks."""
        if not self.text():
            return False
        laid = self.laid(self.width())
        return laid.height_px > self.height() + 1 or laid.width_px > self.width() + 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the lines, centred in the height."""
        if not self.text():
            return
        painter = QPainter(self)
        painter.setPen(colour_of(self._tone))
        laid = self.laid(self.width())
        top = max(0.0, (self.height() - laid.height_px) / 2)
        area = QRectF(0, top, self.width(), laid.height_px)
        paint_text(painter, laid, area, side=self._side())
        if self._spoken[1]:
            paint_spoken(painter, laid, area, side=self._side(), spoken=self._spoken)
        painter.end()

    def _side(self) -> float:
        if self._align is Align.CENTRE:
            return 0.5
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return 1.0 if mirrored is (self._align is Align.START) else 0.0
