# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coordinator's page: figures, chart or table, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ui.screens.base import Screen
from ui.screens.coordinator.parts import BarLine, Figure
from ui.screens.coordinator.presenter import CoordinatorState
from ui.screens.exports.parts import ExportRow
from ui.screens.exports.run_panel import RunPanel
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.count_line import CountLine
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
        page = ScrollPage(edges=Edges(Space.WIDE, Space.MEDIUM, Space.MEDIUM), gap=Space.SMALL)
        self.body.addWidget(page, 1)
        # Below the page and not in it, so that it stays in sight and moves nothing.
        self._run = RunPanel()
        self._run.ticked.connect(self._ticked)
        self._run.cancelled.connect(self._cancelled)
        self.body.addWidget(self._run)
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
        self._statistics = SecondaryButton("", "presentation-analytics")
        self._statistics.clicked.connect(self._statistics_pressed)
        for widget in (self._scope, self._before, self._after, self._statistics):
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
        self._unshown = Text("", TextRole.SMALL, tone=Tone.SOFT)
        card.column.addWidget(self._unshown)
        card.column.addStretch(1)
        self._bars = Pool(lambda _at: BarLine(), lines.addWidget)
        self._table = Pool(lambda _at: CountLine(), lines.addWidget)
        return card

    def _exports_card(self) -> Card:
        card = Card(gap=Space.MEDIUM)
        head = Row(gap=Space.SMALL)
        self._exports_title = Text("", TextRole.H3, bold=True)
        self._all_exports = SecondaryButton("", "file-export")
        self._all_exports.clicked.connect(self._all_exports_pressed)
        head.addWidget(self._exports_title, 1)
        head.addWidget(self._all_exports)
        card.column.addLayout(head)
        self._exports_rule = Text("", TextRole.SMALL)
        card.column.addWidget(self._exports_rule)
        lines = Column(gap=Space.MEDIUM)
        card.column.addLayout(lines)
        self._exports = Pool(self._make_export, lines.addWidget)
        card.column.addStretch(1)
        self._destination = Text("", TextRole.SMALL, tone=Tone.SOFT)
        card.column.addWidget(self._destination)
        return card

    def _build_ways(self, column: Column) -> None:
        self._stops = SecondaryButton("", "chart-bar")
        self._stops.clicked.connect(self._stops_pressed)
        self._voices = SecondaryButton("", "microphone-2")
        self._voices.clicked.connect(self._voices_pressed)
        ways = CardGrid(columns=2, least=CardWidth.ANSWER)
        for button in (self._stops, self._voices):
            ways.addWidget(button)
        column.addLayout(ways)

    def _make_export(self, _at: int) -> ExportRow:
        row = ExportRow()
        row.wanted.connect(self._export_wanted)
        return row

    def _presenter(self) -> CoordinatorPresenter:
        return cast("CoordinatorPresenter", self.presenter)

    def leave(self) -> None:
        """Ask no more how far a file is."""
        super().leave()
        self._run.stop()

    def draw(self, state: CoordinatorState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._scope.say(state.scope, icon="device-desktop")
        self._before.say("", name=state.before)
        self._after.say("", name=state.after)
        self._after.setEnabled(state.can_go_after)
        for figure, card in self._figures.fill(state.figures):
            figure.draw(card)
        self._run.draw(state.run)
        self._themes_title.say(state.themes_note, lead=state.themes_title)
        self._as_table.say(state.as_table, icon="chart-bar" if state.shows_table else "table")
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        for line, bar in self._bars.fill(() if state.shows_table else state.bars):
            line.draw(bar)
        self._unshown.say(state.unshown)
        self._unshown.setVisible(bool(state.unshown))
        for row, (label, value) in self._table.fill(state.table if state.shows_table else ()):
            row.say(label, value)
        self._exports_title.say(state.exports_title)
        self._exports_rule.say(state.exports_rule)
        for export, words in self._exports.fill(state.exports):
            export.draw(words)
        self._destination.say(state.destination)
        self._lacks.show_words(" ".join(state.coverage))
        self._statistics.say(state.statistics)
        self._stops.say(state.stops)
        self._voices.say(state.voices)
        self._all_exports.say(state.all_exports)

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

    def _export_wanted(self, key: str) -> None:
        self._presenter().export(key)

    def _all_exports_pressed(self) -> None:
        self._presenter().show_exports()

    def _ticked(self) -> None:
        self._presenter().tick()

    def _cancelled(self) -> None:
        self._presenter().cancel()
