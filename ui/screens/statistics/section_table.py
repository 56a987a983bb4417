# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a heading under each other, each heard « label : n (p %) »."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.live import current_theme, font_of
from ui.theme.paint import lay_out
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.layouts import Column, Row
from ui.widgets.pool import Pool
from ui.widgets.stroke import Stroke
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from ui.screens.statistics.section_words import SectionLine

_NO_LIMIT = 16_777_215


class _Line(QWidget):
    """A label, a bar if the heading has bars, a number and a share.

    Where nothing is counted, words stand in their place.
    """

    def __init__(self, *, has_bar: bool) -> None:
        super().__init__()
        self._label = Text("", TextRole.SMALL)
        self._stroke = Stroke() if has_bar else None
        self._value = Text("", TextRole.SMALL, bold=True, align=Align.END).keep_on_one_line()
        self._percent = Text("", TextRole.SMALL, tone=Tone.SOFT, align=Align.END)
        self._percent.keep_on_one_line()
        self._row = Row(self, gap=Space.MEDIUM)
        figures = Row(gap=Space.SMALL)
        self._row.addWidget(self._label, 0 if has_bar else 1)
        self._row.addLayout(figures, 1 if has_bar else 0)
        self._instead = Text("", TextRole.SMALL, tone=Tone.SOFT, align=Align.END)
        self._row.addWidget(self._instead, 1)
        if self._stroke is not None:
            figures.addWidget(self._stroke, 1)
        figures.addWidget(self._value)
        figures.addWidget(self._percent)

    def draw(self, line: SectionLine, widths: tuple[int, int]) -> None:
        """Show a line, its figures as wide as the widest of the table."""
        self._label.say(line.label)
        self._value.say(line.value)
        self._percent.say(line.percent)
        self._value.setFixedWidth(widths[0])
        self._percent.setFixedWidth(widths[1])
        self._value.setVisible(not line.instead)
        self._percent.setVisible(bool(widths[1]) and not line.instead)
        self._instead.say(line.instead)
        self._instead.setVisible(bool(line.instead))
        if self._stroke is not None:
            self._stroke.show_share(line.share)
        describe(self, line.spoken)

    def place(self, label_px: int | None) -> None:
        """Put the bar after a label of this width, or under the label for None."""
        if label_px is None:
            self._row.setDirection(Row.Direction.TopToBottom)
            self._row.setSpacing(0)
            self._label.setMinimumWidth(0)
            self._label.setMaximumWidth(_NO_LIMIT)
        else:
            self._row.setDirection(Row.Direction.LeftToRight)
            self._row.theme_changed()
            self._label.setFixedWidth(label_px)


class SectionTable(QWidget):
    """Lines one under the other, their numbers under each other."""

    def __init__(self, *, has_bars: bool) -> None:
        """Start empty; `has_bars` draws the share of each line in it."""
        super().__init__()
        column = Column(self, gap=Space.TIGHT)
        self._has_bars = has_bars
        self._lines: tuple[SectionLine, ...] = ()
        self._pool = Pool(lambda _at: _Line(has_bar=has_bars), column.addWidget)

    def draw(self, lines: Sequence[SectionLine]) -> None:
        """Show the lines."""
        self._lines = tuple(lines)
        widths = (
            _widest([line.value for line in lines], bold=True),
            _widest([line.percent for line in lines], bold=False),
        )
        for widget, line in self._pool.fill(lines):
            widget.draw(line, widths)
        self._place_bars()

    def theme_changed(self) -> None:
        """Take the widths of labels and figures again."""
        self.draw(self._lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give labels their share of the new width."""
        super().resizeEvent(event)
        self._place_bars()

    def _place_bars(self) -> None:
        """Begin all bars together after the widest label; below the labels where room is short."""
        if not self._has_bars:
            return
        widest = _widest([line.label for line in self._lines], bold=False)
        is_wide = self.width() >= current_theme().card_px(CardWidth.WIDE)
        label_px = min(widest, self.width() // 2) if is_wide else None
        for at in range(len(self._lines)):
            self._pool[at].place(label_px)


def _widest(words: Sequence[str], *, bold: bool) -> int:
    font = font_of(TextRole.SMALL, bold=bold)
    laid = (lay_out(word, font, 0, 0).width_px for word in words if word)
    return max((math.ceil(width) + 1 for width in laid), default=0)
