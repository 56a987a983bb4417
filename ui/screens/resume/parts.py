# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the page of tickets: eight places for digits, and a line of what was found."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Row
from ui.widgets.text import Text

_N_DIGITS = 8
_GROUP = 4


class DigitSlots(QWidget):
    """Eight places in two groups; those still empty are drawn, so that one sees how many."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._digits = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, digits: str, name: str) -> None:
        """Show the digits typed so far; each is heard apart."""
        self._digits = digits.replace(" ", "")
        describe(self, name, " ".join(self._digits))
        self.update()

    def theme_changed(self) -> None:
        """Take the size again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of a digit in its place."""
        theme = current_theme()
        return QSize(0, round(theme.text_px(TextRole.NUMBER, bar=True) * 1.4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the places and the digits."""
        theme, painter = current_theme(), QPainter(self)
        gap = theme.space_px(Space.TIGHT)
        between = gap * 3
        width = min(
            (self.width() - between - gap * (_N_DIGITS - 2)) / _N_DIGITS, self.height() * 0.8
        )
        painter.setFont(font_of(TextRole.NUMBER, bold=True, bar=True))
        left = 0.0
        for at in range(_N_DIGITS):
            area = QRectF(left, 0, width, self.height())
            is_next = at == len(self._digits)
            border = Tone.PRIMARY if is_next else Tone.FIELD_BORDER
            line = theme.size_px("focus_ring" if is_next else "border")
            paint_panel(painter, area, Face(Tone.CARD, border, line, theme.space_px(Space.SMALL)))
            if at < len(self._digits):
                painter.setPen(colour_of(Tone.INK))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._digits[at])
            left += width + (between if at == _GROUP - 1 else gap)
        painter.end()


class FactLine(QWidget):
    """An icon, words, and a detail under them."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM)
        self._icon = Icon("circle-dot", IconSize.MEDIUM, tone=Tone.PRIMARY)
        row.addWidget(self._icon)
        words = Column(gap=Space.NONE)
        self._text = Text("", TextRole.H3, bold=True)
        self._detail = Text("", TextRole.BODY, tone=Tone.SOFT)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        row.addLayout(words, 1)

    def say(self, icon: str, text: str, detail: str) -> None:
        """Show a fact."""
        self._icon.show_icon(icon)
        self._text.say(text)
        self._detail.say(detail)
        self._detail.setVisible(bool(detail))
