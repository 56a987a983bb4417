# SPDX-License-Identifier: AGPL-3.0-or-later
"""A heading of the statistics: its chart and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.statistics.cross_view import CrossView
from ui.screens.statistics.section_table import SectionTable
from ui.screens.statistics.section_words import Drawn
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.cards import Card
from ui.widgets.column_chart import ChartColumn, ColumnChart
from ui.widgets.layouts import CardGrid, Column
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.statistics.section_words import SectionWords, TableWords


class SectionView(Card):
    """A heading: its words, then chart and table side by side, one above the other if narrow."""

    def __init__(self) -> None:
        """Start empty; what a heading does not need is not made."""
        super().__init__(gap=Space.SMALL)
        self._title = Text("", TextRole.H3, bold=True)
        self._note = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        for text in (self._title, self._note, self._empty):
            self.column.addWidget(text)
        self._bars = SectionTable(has_bars=True)
        self.column.addWidget(self._bars)
        halves = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.PAGE)
        self.column.addLayout(halves)
        self._chart = ColumnChart()
        self._plain = SectionTable(has_bars=False)
        self._picture, self._table = _Topped(self._chart), _Topped(self._plain)
        halves.addWidget(self._picture)
        halves.addWidget(self._table)
        self._cross: CrossView | None = None
        self._total = Text("", TextRole.SMALL, bold=True)
        self.column.addWidget(self._total)
        self.column.addStretch(1)

    def draw(self, words: SectionWords) -> None:
        """Show a heading."""
        self._title.say(words.title)
        self._note.say(words.note)
        self._note.setVisible(bool(words.note))
        self._empty.say(words.empty)
        self._empty.setVisible(bool(words.empty))
        lines = () if words.empty else words.lines
        has_bars = words.drawn is Drawn.BARS
        self._bars.setVisible(has_bars and bool(lines))
        self._bars.draw(lines if has_bars else ())
        self._table.setVisible(not has_bars and bool(lines))
        self._plain.draw(() if has_bars else lines)
        has_columns = words.drawn is Drawn.COLUMNS and bool(lines)
        self._picture.setVisible(has_columns)
        self._chart.draw(
            [ChartColumn(line.label, line.value, line.share) for line in lines]
            if has_columns
            else ()
        )
        self._draw_cross(words.table)
        self._total.say(words.total)
        self._total.setVisible(bool(words.total and (lines or words.table)))
        describe(self, words.title, words.note)

    def _draw_cross(self, table: TableWords | None) -> None:
        if self._cross is None and table is not None:
            self._cross = CrossView()
            self.column.insertWidget(self.column.indexOf(self._total), self._cross)
        if self._cross is not None:
            self._cross.setVisible(table is not None)
            if table is not None:
                self._cross.draw(table)


class _Topped(QWidget):
    """Holds one widget at the top of its room."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        column = Column(self, gap=Space.NONE)
        column.addWidget(held)
        column.addStretch(1)
