# SPDX-License-Identifier: AGPL-3.0-or-later
"""The technician's page, drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from ui.screens.base import Screen
from ui.screens.technician.presenter import TechnicianPresenter, TechnicianState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, DangerButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Row, clear_layout
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.technician.content_facts import Fact


class _FactCard(Card):
    def __init__(self) -> None:
        super().__init__(edges=Space.MEDIUM, gap=Space.NONE)
        self._name = Text("", TextRole.SMALL, tone=Tone.SOFT)
        row = Row(gap=Space.TIGHT)
        self._value = Text("", TextRole.BODY, bold=True)
        self._sign = Icon("alert-triangle", IconSize.SMALL, tone=Tone.BRICK)
        row.addWidget(self._value, 1)
        row.addWidget(self._sign)
        self.column.addWidget(self._name)
        self.column.addLayout(row)
        self.column.addStretch(1)  # beside a longer one, the words stay together at the top

    def draw(self, fact: Fact) -> None:
        self._name.say(fact.name)
        self._value.say(fact.value)
        self._value.set_tone(Tone.BRICK if fact.is_worrying else Tone.INK)
        self._sign.setVisible(fact.is_worrying)


class TechnicianScreen(Screen[TechnicianState]):
    """Facts, problems, the way out.

    Signals:
        home_asked: Back to the first page, locked.
    """

    home_asked = Signal()

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        page = ScrollPage()
        self.body.addWidget(page)
        self._title = Text("", TextRole.H1, bold=True)
        page.column.addWidget(self._title)
        grid = CardGrid(columns=4, least=CardWidth.ANSWER)
        page.column.addLayout(grid)
        self._cards = Pool(lambda _at: _FactCard(), grid.addWidget)
        self._confirm = Button("", "check", kind=ButtonKind.ACCENT)
        self._confirm.clicked.connect(self._confirm_pressed)
        line = Row()
        line.addWidget(self._confirm)
        self._poster = Button("", "printer")
        self._poster.clicked.connect(self._poster_pressed)
        line.addWidget(self._poster)
        line.addStretch(1)
        page.column.addLayout(line)
        self._files_title = Text("", TextRole.H3, bold=True)
        page.column.addWidget(self._files_title)
        self._files = CardGrid(columns=3, least=CardWidth.CARD)
        self._shown_files: tuple[str, ...] = ()
        page.column.addLayout(self._files)
        self._back = Button("", "history")
        self._back.clicked.connect(self._back_pressed)
        back_line = Row()
        back_line.addWidget(self._back)
        back_line.addStretch(1)
        page.column.addLayout(back_line)
        self._problems_title = Text("", TextRole.H3, bold=True)
        page.column.addWidget(self._problems_title)
        self._problems = Column(gap=Space.HAIR)
        page.column.addLayout(self._problems)
        page.column.addStretch(1)
        self._home = Button("", "arrow-left", large=True)
        self._home.clicked.connect(self.home_asked)
        self._leave = DangerButton("", "power", large=True)
        self._leave.clicked.connect(self._leave_pressed)
        self.footer().add_start(self._home)
        self.footer().add_end(self._leave)

    def _presenter(self) -> TechnicianPresenter:
        return cast("TechnicianPresenter", self.presenter)

    def draw(self, state: TechnicianState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        for card, fact in self._cards.fill(state.facts):
            card.draw(fact)
        self._confirm.say(state.confirm)
        self._confirm.setVisible(bool(state.confirm))
        self._poster.say(state.poster)
        self._files_title.say(state.files_title)
        self._files_title.setVisible(bool(state.files))
        if state.files != self._shown_files:  # the same buttons keep the focus
            self._shown_files = state.files
            clear_layout(self._files)
            for at, words in enumerate(state.files):
                button = Button(words, "package")
                button.clicked.connect(partial(self._file_pressed, at))
                self._files.addWidget(button)
        self._back.say(state.go_back)
        self._back.setVisible(bool(state.go_back))
        self._problems_title.say(state.problems_title)
        self._problems_title.setVisible(bool(state.problems))
        clear_layout(self._problems)
        for problem in state.problems:
            self._problems.addWidget(Text(problem, TextRole.SMALL))
        self._home.say(state.home)
        self._leave.say(state.leave)

    def _confirm_pressed(self) -> None:
        self._presenter().confirm_date()

    def _poster_pressed(self) -> None:
        self._presenter().print_poster()

    def _file_pressed(self, at: int) -> None:
        self._presenter().install(at)

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _leave_pressed(self) -> None:
        self._presenter().leave_program()
