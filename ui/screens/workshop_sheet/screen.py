# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a workshop: those enrolled where reading starts, the waiting list beside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.desk.parts import CHIPS, DeskRow
from ui.screens.workshop_sheet.state import WorkshopSheetState
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import ButtonKind, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.stepper import Stepper
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.desk.state import DeskLine
    from ui.screens.workshop_sheet.presenter import WorkshopSheetPresenter


class WorkshopSheetScreen(Screen[WorkshopSheetState]):
    """Draws the sheet."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: WorkshopSheetState | None = None
        page = ScrollPage(edges=Edges(Space.WIDE, Space.MEDIUM, Space.MEDIUM))
        self.body.addWidget(page)
        self._told = Notice("info-circle", tone=Tone.BLUE, is_status=True)
        self._notice = Notice("alert-triangle", tone=Tone.SUN)
        page.column.addWidget(self._told)
        page.column.addWidget(self._notice)
        side = Card(gap=Space.MEDIUM, edges=Space.MEDIUM)
        main = Column(gap=Space.NONE)
        pair = SidePair(side, main, width=CardWidth.DESK, side_last=True)
        page.column.addLayout(pair, 1)
        whole = Card(gap=Space.SMALL, edges=Space.MEDIUM)
        main.addWidget(whole, 1)
        self._build_enrolled(whole)
        self._build_side(side)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self._sheet = PrimaryButton("", "printer", icon_last=False)
        self._sheet.clicked.connect(self._sheet_pressed)
        self._note = SecondaryButton("", "clipboard-data", large=True)
        self._note.clicked.connect(self._note_pressed)
        self._advice = Text("", TextRole.SMALL, tone=Tone.SOFT, bar=True)
        self.footer().add_start(self._back)
        self.footer().add_end(self._advice)
        self.footer().add_end(self._note)
        self.footer().add_end(self._sheet)

    def _build_enrolled(self, card: Card) -> None:
        self._title = Text("", TextRole.H2, bold=True)
        self._when = Text("", TextRole.BODY, tone=Tone.SOFT)
        card.column.addWidget(self._title)
        card.column.addWidget(self._when)
        counts = Flow(gap=Space.TIGHT)
        card.column.addLayout(counts)
        self._counts = Pool(lambda _at: Chip("", "users"), counts.addWidget)
        self._enrolled = Text("", TextRole.H3, bold=True)
        card.column.addWidget(self._enrolled)
        lines = Column(gap=Space.NONE)
        card.column.addLayout(lines)
        self._lines = Pool(partial(self._make_row, "lines"), lines.addWidget)
        self._no_line = Text("", TextRole.BODY, tone=Tone.SOFT)
        card.column.addWidget(self._no_line)
        card.column.addStretch(1)

    def _build_side(self, card: Card) -> None:
        self._walk_ins = Stepper()
        self._walk_ins.stepped.connect(self._stepped)
        self._explained = Text("", TextRole.SMALL, tone=Tone.SOFT)
        card.column.addWidget(self._walk_ins)
        card.column.addWidget(self._explained)
        self._waiting = Text("", TextRole.H3, bold=True)
        card.column.addWidget(self._waiting)
        lines = Column(gap=Space.NONE)
        card.column.addLayout(lines)
        make = partial(self._make_row, "waiting_lines")
        self._waiting_lines = Pool(make, lines.addWidget)
        self._no_waiting = Text("", TextRole.BODY, tone=Tone.SOFT)
        card.column.addWidget(self._no_waiting)
        card.column.addStretch(1)

    def _make_row(self, which: str, at: int) -> DeskRow:
        row = DeskRow(kind=ButtonKind.ACCENT, is_broad=which == "lines")
        row.revealed.connect(lambda: self._presenter().reveal(self._line(which, at).key))
        row.opened.connect(lambda: self._presenter().open_line(self._line(which, at).key))
        row.main_pressed.connect(lambda: self._main_pressed(which, at))
        row.acted.connect(lambda deed: self._presenter().act(self._line(which, at).key, deed))
        return row

    def _presenter(self) -> WorkshopSheetPresenter:
        return cast("WorkshopSheetPresenter", self.presenter)

    def _line(self, which: str, at: int) -> DeskLine:
        assert self._state is not None
        lines = self._state.lines if which == "lines" else self._state.waiting_lines
        return lines[at]

    def draw(self, state: WorkshopSheetState) -> None:
        """Show `state`."""
        self._state = state
        self._title.say(state.title)
        self._when.say(state.when)
        self._when.setVisible(bool(state.when))
        for chip, count in self._counts.fill(state.counts):
            chip.say(count.words, icon=count.icon, tone=CHIPS[count.look][1])
        describe(self._title, " ".join(filter(None, (state.title, state.when, state.counted))))
        lead, words = state.notice
        self._notice.show_words(words, lead=lead)
        self._told.show_words(state.told)
        self._enrolled.say(state.enrolled)
        for row, line in self._lines.fill(state.lines):
            row.draw(line, state.reveal)
        self._no_line.say(state.no_line)
        self._no_line.setVisible(bool(state.no_line))
        self._draw_side(state)
        self._back.say(state.back)
        self._note.say(state.note)
        self._note.setVisible(bool(state.note))
        self._sheet.say(state.sheet)
        self._sheet.setVisible(bool(state.sheet))
        self._advice.say(state.advice)
        self._advice.setVisible(bool(state.advice))

    def _draw_side(self, state: WorkshopSheetState) -> None:
        count = state.walk_ins
        self._walk_ins.setVisible(count is not None)
        self._explained.setVisible(count is not None)
        if count is not None:
            self._walk_ins.draw(count.caption, count.count, count.steps, can=count.can)
            self._explained.say(count.explained)
        self._waiting.say(state.waiting)
        for row, line in self._waiting_lines.fill(state.waiting_lines):
            row.draw(line, state.reveal)
        self._no_waiting.say(state.no_waiting)
        self._no_waiting.setVisible(bool(state.no_waiting))

    def _main_pressed(self, which: str, at: int) -> None:
        line = self._line(which, at)
        if line.main is not None:
            self._presenter().act(line.key, line.main.deed)

    def _stepped(self, step: int) -> None:
        self._presenter().count(step)

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _note_pressed(self) -> None:
        self._presenter().note()

    def _sheet_pressed(self) -> None:
        self._presenter().print_sheet()
