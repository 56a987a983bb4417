# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page to read, drawn: cards side by side, a heading and short lines each."""

from __future__ import annotations

from typing import cast

from ui.screens.base import Screen
from ui.screens.notices.presenter import NoticePresenter, NoticeSection, NoticeState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Row
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text


class _Section(Card):
    def __init__(self) -> None:
        super().__init__(edges=Space.LARGE, gap=Space.SMALL)
        row = Row(gap=Space.MEDIUM)
        self._icon = Icon("info-circle", IconSize.MEDIUM, tone=Tone.PRIMARY)
        self._heading = Text("", TextRole.H3, bold=True)
        row.addWidget(self._icon)
        row.addWidget(self._heading, 1)
        self.column.addLayout(row)
        lines = Column(gap=Space.HAIR)
        self.column.addLayout(lines)
        self.column.addStretch(1)
        self._lines = Pool(lambda _at: Text("", TextRole.BODY), lines.addWidget)

    def draw(self, section: NoticeSection) -> None:
        self._icon.show_icon(section.icon)
        self._heading.say(section.heading)
        for line, words in self._lines.fill(section.lines):
            line.say(words)


class NoticeScreen(Screen[NoticeState]):
    """A title over cards."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        page = ScrollPage()
        self.body.addWidget(page)
        self._title = Text("", TextRole.H1, bold=True)
        page.column.addWidget(self._title)
        grid = CardGrid(columns=3, least=CardWidth.CARD)
        page.column.addLayout(grid)
        page.column.addStretch(1)
        self._sections = Pool(lambda _at: _Section(), grid.addWidget)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)
        self._person = Button("", "message-user", kind=ButtonKind.PRIMARY, large=True)
        self._person.clicked.connect(self._person_pressed)
        self.footer().add_end(self._person)

    def draw(self, state: NoticeState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        for card, section in self._sections.fill(state.sections):
            card.draw(section)
        self._back.say(state.back)
        self._person.say(state.person)
        self._person.setVisible(bool(state.person))

    def _person_pressed(self) -> None:
        cast("NoticePresenter", self.presenter).ask_person()

    def _back_pressed(self) -> None:
        cast("NoticePresenter", self.presenter).back()
