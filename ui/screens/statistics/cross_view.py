# SPDX-License-Identifier: AGPL-3.0-or-later
"""A cross-table: columns where they have room, else its cells one under the other.

Each row is heard as a whole, with the words of its columns: « E-mail. Pas de langue commune : 2 ».
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.statistics.section_table import SectionTable
from ui.theme.live import current_theme, font_of
from ui.theme.paint import lay_out
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.layouts import Column, Row
from ui.widgets.pool import Pool
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from ui.screens.statistics.section_words import TableWords


class _Row(QWidget):
    """The words of a row, then a cell under each column."""

    def __init__(self, *, is_head: bool) -> None:
        super().__init__()
        self._row = Row(self, gap=Space.SMALL)
        self._is_head = is_head
        self._label = Text("", TextRole.SMALL, tone=Tone.SOFT if is_head else Tone.INK)
        self._row.addWidget(self._label, 1)
        self._cells = Pool(self._make, self._row.addWidget)

    def _make(self, _at: int) -> Text:
        if self._is_head:
            return Text("", TextRole.SMALL, tone=Tone.SOFT, align=Align.END)
        return Text("", TextRole.SMALL, bold=True, align=Align.END)

    def draw(self, label: str, cells: Sequence[str], spoken: str) -> None:
        """Show a row."""
        self._label.say(label)
        for cell, words in self._cells.fill(cells):
            cell.say(words)
        describe(self, spoken)

    def place(self, widths: Sequence[int]) -> None:
        """Make the cells as wide as their columns."""
        for at, width in enumerate(widths):
            self._cells[at].setFixedWidth(width)


class CrossView(QWidget):
    """The table, or its lines where it is too narrow for its columns."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.NONE)
        self._words: TableWords | None = None
        self._grid = QWidget()
        lines = Column(self._grid, gap=Space.TIGHT)
        self._head = _Row(is_head=True)
        lines.addWidget(self._head)
        self._rows = Pool(lambda _at: _Row(is_head=False), lines.addWidget)
        self._plain = SectionTable(has_bars=False)
        column.addWidget(self._grid)
        column.addWidget(self._plain)

    def draw(self, words: TableWords) -> None:
        """Show a table."""
        self._words = None  # what is shown below may be laid out before its other rows are there
        self._head.draw(words.corner, words.columns, words.corner)
        for row, (label, cells, spoken) in self._rows.fill(words.rows):
            row.draw(label, cells, spoken)
        self._plain.draw(words.lines)
        self._words = words
        self._place()

    def theme_changed(self) -> None:
        """Take the widths of the columns again."""
        if self._words is not None:
            self.draw(self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show columns or lines, by the new width."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Give each column the room of its longest word, then what is left to the longest heads."""
        if self._words is None:
            return
        columns = self._words.columns
        least = [max(map(_width, column.split())) for column in columns]
        whole = [_width(column) for column in columns]
        gaps = len(columns) * current_theme().space_px(Space.SMALL)
        room = self.width() - gaps - current_theme().card_px(CardWidth.FIGURE)
        left = room - sum(least)
        self._grid.setVisible(left >= 0)
        self._plain.setVisible(left < 0)
        wanted = sum(whole) - sum(least)
        part = min(1.0, max(0, left) / wanted) if wanted else 0.0
        widths = [low + int((high - low) * part) for low, high in zip(least, whole, strict=True)]
        self._head.place(widths)
        for at in range(len(self._words.rows)):
            self._rows[at].place(widths)


def _width(words: str) -> int:
    return math.ceil(lay_out(words, font_of(TextRole.SMALL, bold=True), 0, 0).width_px) + 1
