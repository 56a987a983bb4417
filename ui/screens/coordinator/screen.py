# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coordinator's page: figures, chart or table, exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from ui.screens.base import Screen
from ui.screens.coordinator.parts import BarLine, ExportRow, Figure, TableLine
from ui.screens.coordinator.presenter import CoordinatorState
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.coordinator.presenter import CoordinatorPresenter

_N_FIGURES = 5


class CoordinatorScreen(Screen[CoordinatorState]):
    """Draws the figures of a month."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: CoordinatorState | None = None
        self._told, self._is_news = "", False
        page = ScrollPage(edges=Edges(Space.WIDE, Space.LARGE, Space.LARGE))
        self.body.addWidget(page)
        self._page = page
        page.verticalScrollBar().rangeChanged.connect(self._reveal_news)
        self._build_head(page.column)
        self._lacks = Notice("info-circle", tone=Tone.SUN)
        page.column.addWidget(self._lacks)
        figures = CardGrid(columns=_N_FIGURES, least=CardWidth.FIGURE)
        page.column.addLayout(figures)
        self._figures = Pool(lambda _at: Figure(), figures.addWidget)
        halves = CardGrid(columns=2, least=CardWidth.CARD, stretch=True)
        page.column.addLayout(halves, 1)
        halves.addWidget(self._themes_card())
        halves.addWidget(self._exports_card())
        self._build_ways(page.column)

    def _build_head(self, column: Column) -> None:
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.TITLE, bold=True)
        head.addWidget(self._title, 1)
        actions = Flow(gap=Space.TIGHT)
        self._scope = Chip("", "device-desktop")
        self._before = SecondaryButton("", "chevron-left")
        self._before.clicked.connect(self._before_pressed)
        self._after = SecondaryButton("", "chevron-right")
        self._after.clicked.connect(self._after_pressed)
        for widget in (self._scope, self._before, self._after):
            actions.addWidget(widget)
        head.addLayout(actions)
        column.addLayout(head)

    def _themes_card(self) -> Card:
        card = Card(gap=Space.SMALL)
        head = Row(gap=Space.SMALL)
        self._themes_title = Text("", TextRole.BODY)
        self._as_table = SecondaryButton("", "table")
        self._as_table.clicked.connect(self._table_pressed)
        head.addWidget(self._themes_title, 1)
        head.addWidget(self._as_table)
        card.column.addLayout(head)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        card.column.addWidget(self._empty)
        lines = Column(gap=Space.SMALL)
        card.column.addLayout(lines)
        card.column.addStretch(1)
        self._bars = Pool(lambda _at: BarLine(), lines.addWidget)
        self._table = Pool(lambda _at: TableLine(), lines.addWidget)
        return card

    def _exports_card(self) -> Card:
        card = Card(gap=Space.MEDIUM)
        self._exports_title = Text("", TextRole.H3, bold=True)
        card.column.addWidget(self._exports_title)
        lines = Column(gap=Space.MEDIUM)
        card.column.addLayout(lines)
        self._exports = Pool(self._make_export, lines.addWidget)
        # Under the button that was touched, so that it stays in sight and moves nothing.
        self._result = Notice("circle-check", tone=Tone.OK, is_status=True)
        self._trouble = Notice("alert-triangle", tone=Tone.BRICK, is_status=True)
        card.column.addWidget(self._result)
        card.column.addWidget(self._trouble)
        card.column.addStretch(1)
        self._destination = Text("", TextRole.SMALL, tone=Tone.SOFT)
        card.column.addWidget(self._destination)
        return card

    def _build_ways(self, column: Column) -> None:
        self._statistics = SecondaryButton("", "presentation-analytics")
        self._statistics.clicked.connect(self._statistics_pressed)
        self._stops = SecondaryButton("", "chart-bar")
        self._stops.clicked.connect(self._stops_pressed)
        self._voices = SecondaryButton("", "microphone-2")
        self._voices.clicked.connect(self._voices_pressed)
        ways = CardGrid(columns=3, least=CardWidth.THEME)
        for button in (self._statistics, self._stops, self._voices):
            ways.addWidget(button)
        column.addLayout(ways)

    def _make_export(self, at: int) -> ExportRow:
        row = ExportRow()
        row.pressed.connect(partial(self._export_pressed, at))
        return row

    def _presenter(self) -> CoordinatorPresenter:
        return cast("CoordinatorPresenter", self.presenter)

    def draw(self, state: CoordinatorState) -> None:
        """Show `state`."""
        self._state = state
        self._title.say(state.title)
        self._scope.say(state.scope, icon="device-desktop")
        self._before.say("", name=state.before)
        self._after.say("", name=state.after)
        self._after.setEnabled(state.can_go_after)
        for figure, card in self._figures.fill(state.figures):
            figure.draw(card)
        good = state.busy if state.is_busy else state.result if state.is_well else ""
        self._result.show_words(good)
        self._trouble.show_words("" if state.is_well else state.result)
        self._themes_title.say(state.themes_note, lead=state.themes_title)
        self._as_table.say(state.as_table, icon="chart-bar" if state.shows_table else "table")
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        for line, bar in self._bars.fill(() if state.shows_table else state.bars):
            line.draw(bar)
        for row, (label, value) in self._table.fill(state.table if state.shows_table else ()):
            row.say(label, value)
        self._exports_title.say(state.exports_title)
        for export, words in self._exports.fill(state.exports):
            export.draw(words)
        self._destination.say(state.destination)
        self._lacks.show_words(" ".join(state.coverage))
        self._statistics.say(state.statistics)
        self._stops.say(state.stops)
        self._voices.say(state.voices)
        self._draw_told(good or ("" if state.is_well else state.result))

    def _draw_told(self, told: str) -> None:
        """Bring what became of a file into sight; it says where, so nothing else does."""
        self._destination.setVisible(not told)
        self._is_news = bool(told) and told != self._told
        self._told = told
        # At once where the page has room, else when it has grown by these words.
        QTimer.singleShot(0, self, self._reveal_news)

    def _reveal_news(self) -> None:
        for notice in (self._result, self._trouble):
            if self._is_news and notice.isVisible():
                self._page.reveal(notice)

    def _before_pressed(self) -> None:
        self._presenter().go_before()

    def _after_pressed(self) -> None:
        self._presenter().go_after()

    def _statistics_pressed(self) -> None:
        self._presenter().show_statistics()

    def _stops_pressed(self) -> None:
        self._presenter().show_stops()

    def _voices_pressed(self) -> None:
        self._presenter().show_voices()

    def _table_pressed(self) -> None:
        self._presenter().toggle_table()

    def _export_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().export(self._state.exports[at].key)
