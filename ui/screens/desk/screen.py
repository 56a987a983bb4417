# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: the lists on the left, the record on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QSizePolicy

from ui.screens.base import Screen
from ui.screens.desk.parts import DeskRow
from ui.screens.desk.state import DeskState
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import NarrowButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.notice import Notice
from ui.widgets.pair import STACKED_FROM_SCALE, SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text
from ui.widgets.visit_form.panel import VisitFormPanel

if TYPE_CHECKING:
    from typing import Any

    from ui.navigation.presenter import Presenter
    from ui.screens.desk.presenter import DeskPresenter


class DeskScreen(Screen[DeskState]):
    """Draws the post."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: DeskState | None = None
        outer = ScrollPage(edges=Edges.all(Space.MEDIUM))
        self.body.addWidget(outer)
        self._late = Notice("calendar-exclamation", tone=Tone.SUN)
        self._late.acted.connect(self._late_pressed)
        outer.column.addWidget(self._late)
        self._left = Card(gap=Space.SMALL, edges=Space.MEDIUM)
        main = Column(gap=Space.NONE)
        self._pair = SidePair(self._left, main, width=CardWidth.POST, gap=Space.SMALL)
        outer.column.addLayout(self._pair, 1)
        head = Flow(gap=Space.TIGHT)
        self._title = Text("", TextRole.H2, bold=True)
        head.addWidget(self._title)
        self._week = NarrowButton("", "calendar")
        self._week.clicked.connect(self._week_pressed)
        self._centre = NarrowButton("", "building-community")
        self._centre.clicked.connect(self._centre_pressed)
        self._voices = NarrowButton("", "microphone-2")
        self._voices.clicked.connect(self._voices_pressed)
        for door in (self._week, self._centre, self._voices):
            head.addWidget(door)
        self._left.column.addLayout(head)
        self._notice = Text("", TextRole.SMALL, tone=Tone.SUN_INK, bold=True)
        self._left.column.addWidget(self._notice)
        self._tabs = SegmentedChoice(make=NarrowButton)
        self._tabs.chosen.connect(self._tab_pressed)
        self._lines_page = ScrollPage(edges=Edges(), gap=Space.NONE)
        # The list takes the room that is there and scrolls in it.
        self._lines_page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._left.column.addWidget(self._lines_page, 1)
        self._left.column.addWidget(self._tabs)
        rows = Column(gap=Space.NONE)
        self._lines_page.column.addLayout(rows)
        self._rows = Pool(self._make_row, rows.addWidget)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._lines_page.column.addWidget(self._empty)
        self._lines_page.column.addStretch(1)
        self._panel = VisitFormPanel()
        self._places = SecondaryButton("", "map-2")
        self._places.clicked.connect(self._places_pressed)
        self._panel.hold(self._places)
        self._panel.hide()
        main.addWidget(self._panel, 1)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Give the lists a height of their own where both parts stand one under the other."""
        theme = current_theme()
        stacked = theme.scale >= STACKED_FROM_SCALE
        least = theme.card_px(CardWidth.CARD) if stacked else 0
        # One under the other, the list would hide its tabs below the edge of the screen.
        column = self._left.column
        column.removeWidget(self._tabs)
        column.insertWidget(2 if stacked else column.count(), self._tabs)
        self._left.setMinimumHeight(least)
        self._panel.setMinimumHeight(least)

    def _make_row(self, at: int) -> DeskRow:
        row = DeskRow()
        row.revealed.connect(partial(self._reveal_pressed, at))
        row.main_pressed.connect(partial(self._main_pressed, at))
        row.opened.connect(partial(self._opened, at))
        row.acted.connect(partial(self._acted, at))
        return row

    def attach(self, presenter: Presenter[Any]) -> None:
        """Let the form report to the presenter too."""
        self._panel.own(cast("DeskPresenter", presenter))
        super().attach(presenter)

    def _presenter(self) -> DeskPresenter:
        return cast("DeskPresenter", self.presenter)

    def draw(self, state: DeskState) -> None:
        """Show `state`."""
        if self._state is not None and self._state.tab is not state.tab:
            self._lines_page.to_top()
        self._state = state
        self._title.say(state.title)
        names = (state.doors[0], state.centre_name)
        for door, word, name in zip((self._week, self._centre), state.doors, names, strict=True):
            door.say(word, name=name)
            door.setVisible(bool(word))
        self._notice.say(state.notice)
        self._notice.setVisible(bool(state.notice))
        word, name = state.voices
        self._voices.say(word, name=name)
        self._voices.setVisible(bool(word))
        word, name = state.places
        self._places.say(word, name=name)
        self._places.setVisible(bool(word))
        lead, late, action = state.late
        self._late.show_words(late, lead=lead, action=action, action_icon="eye")
        self._tabs.draw(state.tabs, state.tab.value)
        for row, line in self._rows.fill(state.lines):
            row.draw(line, state.reveal)
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        self._panel.setVisible(state.form is not None)
        if state.form is not None:
            self._panel.draw(state.form, told=state.told, refused=state.refused)

    def _late_pressed(self) -> None:
        self._presenter().show_late()

    def _voices_pressed(self) -> None:
        self._presenter().show_voices()

    def _places_pressed(self) -> None:
        self._presenter().show_places()

    def _tab_pressed(self, key: str) -> None:
        self._presenter().show_tab(key)

    def _key(self, at: int) -> str:
        assert self._state is not None
        return self._state.lines[at].key

    def _reveal_pressed(self, at: int) -> None:
        self._presenter().reveal(self._key(at))

    def _main_pressed(self, at: int) -> None:
        self._presenter().press_main(self._key(at))

    def _opened(self, at: int) -> None:
        self._presenter().open_line(self._key(at))

    def _acted(self, at: int, deed: str) -> None:
        self._presenter().act(self._key(at), deed)

    def _week_pressed(self) -> None:
        self._presenter().show_week()

    def _centre_pressed(self) -> None:
        self._presenter().show_centre()
