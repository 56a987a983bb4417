# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Où les personnes s’arrêtent »: one card a walkthrough, a line and a bar a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.stops.presenter import StopCard, StopLine, StopsState
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import CardGrid, Column, Edges, Row
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.stroke import Stroke
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from ui.screens.stops.presenter import StopsPresenter


class _Line(QWidget):
    """A step: its words and figures, and under them its bar."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        row = Row(gap=Space.MEDIUM)
        self._label = Text("", TextRole.SMALL)
        self._value = Text("", TextRole.SMALL, bold=True, align=Align.END).keep_on_one_line()
        row.addWidget(self._label, 1)
        row.addWidget(self._value)
        column.addLayout(row)
        self._stroke = Stroke()
        column.addWidget(self._stroke)

    def draw(self, line: StopLine) -> None:
        """Show a step."""
        self._label.say(line.label)
        self._value.say(line.value)
        self._stroke.show_share(line.share)
        self._stroke.setVisible(line.share > 0)
        describe(self, f"{line.label} : {line.value}")


class _Guide(Card):
    """A walkthrough and its steps."""

    def __init__(self) -> None:
        super().__init__(gap=Space.SMALL)
        self._title = Text("", TextRole.H3, bold=True)
        self._note = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self.column.addWidget(self._title)
        self.column.addWidget(self._note)
        lines = Column(gap=Space.MEDIUM)
        self.column.addLayout(lines)
        self.column.addStretch(1)
        self._lines = Pool(lambda _at: _Line(), lines.addWidget)

    def draw(self, card: StopCard) -> None:
        """Show a walkthrough."""
        self._title.say(card.title)
        self._note.say(card.note)
        for line, words in self._lines.fill(card.lines):
            line.draw(words)
        describe(self, card.title, card.note)


class StopsScreen(Screen[StopsState]):
    """Draws the figures of the last weeks."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.WIDE, Space.LARGE, Space.LARGE))
        self.body.addWidget(page)
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.TITLE, bold=True)
        self._scope = Chip("", "device-desktop")
        head.addWidget(self._title, 1)
        head.addWidget(self._scope, 0, Qt.AlignmentFlag.AlignVCenter)
        page.column.addLayout(head)
        self._weeks = Text("", TextRole.BODY)
        self._rule = Text("", TextRole.SMALL, tone=Tone.SOFT)
        page.column.addWidget(self._weeks)
        page.column.addWidget(self._rule)
        self._missing = Notice("info-circle", tone=Tone.SUN)
        page.column.addWidget(self._missing)
        self._alarm = Card(fill=Tone.SUN_TINT, border=Tone.SUN, gap=Space.TIGHT)
        alarms = Column(gap=Space.TIGHT)
        self._alarm.column.addLayout(alarms)
        self._alarms = Pool(lambda at: Text("", TextRole.BODY, bold=at == 0), alarms.addWidget)
        page.column.addWidget(self._alarm)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        page.column.addWidget(self._empty)
        cards = CardGrid(columns=2, least=CardWidth.CARD)
        page.column.addLayout(cards)
        self._cards = Pool(lambda _at: _Guide(), cards.addWidget)
        page.column.addStretch(1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)

    def _presenter(self) -> StopsPresenter:
        return cast("StopsPresenter", self.presenter)

    def draw(self, state: StopsState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._scope.say(state.scope, icon="device-desktop")
        self._weeks.say(state.weeks)
        self._rule.say(state.rule)
        self._missing.show_words(state.missing)
        self._alarm.setVisible(bool(state.alarm))
        for text, words in self._alarms.fill(state.alarm):
            text.say(words)
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        for guide, card in self._cards.fill(state.cards):
            guide.draw(card)
        self._back.say(state.go_back)

    def _back_pressed(self) -> None:
        self._presenter().go_back()
