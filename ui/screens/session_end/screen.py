# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end, drawn."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer

from ui.screens.base import Screen
from ui.screens.session_end.presenter import SessionEndPresenter, SessionEndState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Edges, Row
from ui.widgets.link import Link
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text

DEFAULT_STAY_S = 20
_AFTER_ANSWER_S = 4
_MS = 1000


class _Thing(Card):
    def __init__(self, icon: str) -> None:
        super().__init__(edges=Space.LARGE, gap=Space.MEDIUM)
        picture = Icon(icon, IconSize.LARGE, tone=Tone.PRIMARY)
        self.column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = Text("", TextRole.BODY, bold=True, align=Align.CENTRE)
        self.column.addWidget(self.words)
        self.column.addStretch(1)


class SessionEndScreen(Screen[SessionEndState]):
    """A shield, a promise, four things, three faces."""

    def __init__(self, stay_s: int = DEFAULT_STAY_S) -> None:
        """Stay for `stay_s` seconds."""
        super().__init__()
        self._stay_s = stay_s
        page = ScrollPage(edges=Edges(Space.PAGE, Space.WIDE, Space.MEDIUM), gap=Space.MEDIUM)
        self.body.addWidget(page)
        column = page.column
        column.addStretch(1)
        shield = Icon("shield-check", IconSize.HUGE, tone=Tone.OK)
        column.addWidget(shield, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = Text("", TextRole.H1, bold=True, align=Align.CENTRE)
        self._line = Text("", TextRole.LEAD, align=Align.CENTRE)
        column.addWidget(self._title)
        column.addWidget(self._line)
        middle = Row(gap=Space.NONE)
        middle.addStretch(1)
        self._things_grid = CardGrid(columns=4, least=CardWidth.SLOT, gap=Space.LARGE)
        middle.addLayout(self._things_grid, 4)
        middle.addStretch(1)
        column.addLayout(middle)
        self._things: list[_Thing] = []
        self._question = Text("", TextRole.BODY_LARGE, align=Align.CENTRE)
        column.addWidget(self._question)
        below = Row(gap=Space.NONE)
        below.addStretch(1)
        self._face_flow = CardGrid(columns=3, least=CardWidth.SLOT, gap=Space.MEDIUM)
        below.addLayout(self._face_flow, 2)
        below.addStretch(1)
        column.addLayout(below)
        self._faces: dict[str, Button] = {}
        column.addStretch(1)
        self._home = Link("")
        self._home.clicked.connect(self._home_pressed)
        column.addWidget(self._home, 0, Qt.AlignmentFlag.AlignHCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._home_pressed)

    def arrived(self) -> None:
        """Begin to count."""
        self._timer.start(self._stay_s * _MS)

    def _presenter(self) -> SessionEndPresenter:
        return cast("SessionEndPresenter", self.presenter)

    def draw(self, state: SessionEndState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._line.say(state.line)
        for at, (icon, words) in enumerate(state.things):
            if at == len(self._things):
                thing = _Thing(icon)
                self._things_grid.addWidget(thing)
                self._things.append(thing)
            self._things[at].words.say(words)
        self._question.say(state.question)
        for key, icon, word in state.faces:
            if key not in self._faces:
                button = Button("", icon, large=True)
                button.clicked.connect(partial(self._face_pressed, key))
                self._face_flow.addWidget(button)
                self._faces[key] = button
            self._faces[key].say(word, name=f"{state.question} {word}")
        for button in self._faces.values():
            button.setVisible(bool(state.faces))
        self._home.say(state.home)

    def _face_pressed(self, key: str) -> None:
        self._presenter().give_feedback(key)
        self._timer.start(_AFTER_ANSWER_S * _MS)

    def _home_pressed(self) -> None:
        if self.presenter is not None:
            self._presenter().leave_for_home()
