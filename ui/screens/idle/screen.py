# SPDX-License-Identifier: AGPL-3.0-or-later
"""The warning, drawn: opaque, two large answers, the time left in figures."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, QTimer

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.idle.presenter import IdlePresenter, IdleState
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.cards import CardButton, let_touches_through
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Edges, Row
from ui.widgets.marks import ProgressRing
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text

_SECOND_MS = 1000


class Answer(CardButton):
    """A large white answer."""

    def __init__(self, icon: str, tone: Tone) -> None:
        """Show `icon` in `tone`."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM, edges=Edges(Space.PAGE, Space.PAGE, Space.PAGE))
        row.addWidget(Icon(icon, IconSize.LARGE, tone=tone))
        self._words = Text("", TextRole.LEAD, tone=tone, bold=True)
        let_touches_through(self._words)
        row.addWidget(self._words, 1)

    def say(self, text: str) -> None:
        """Show other words."""
        self._words.say(text)
        self.setText(text)
        describe(self, text)

    def face(self) -> Face:
        """Return a white ground; a line in high contrast."""
        theme = current_theme()
        fill = Tone.PRESSED if self.isDown() else Tone.CARD
        border = Tone.LINE if theme.high_contrast else None
        return Face(fill, border, theme.size_px("border"), theme.radius_px("button"))


class IdleScreen(Screen[IdleState]):
    """The ring, the question, the answers."""

    ground = Tone.DOOR_1

    def __init__(self) -> None:
        """Build the page; it counts once it is in front."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.PAGE, Space.WIDE, Space.WIDE), gap=Space.LARGE)
        self.body.addWidget(page)
        column = page.column
        column.addStretch(1)
        self._ring = ProgressRing()
        column.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = Text("", TextRole.H1, tone=Tone.ON_DOOR, bold=True, align=Align.CENTRE)
        self._line = Text("", TextRole.BODY_LARGE, tone=Tone.ON_DOOR, align=Align.CENTRE)
        column.addWidget(self._title)
        column.addWidget(self._line)
        row = Row(gap=Space.NONE)
        row.addStretch(1)
        answers = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.WIDE)
        self._same = Answer("user-check", Tone.PRIMARY)
        self._other = Answer("user-plus", Tone.BRICK)
        self._same.clicked.connect(self._same_pressed)
        self._other.clicked.connect(self._other_pressed)
        answers.addWidget(self._same)
        answers.addWidget(self._other)
        row.addLayout(answers, 6)
        row.addStretch(1)
        column.addLayout(row)
        self._hidden = Text("", TextRole.SMALL, tone=Tone.ON_DOOR, align=Align.CENTRE)
        column.addWidget(self._hidden)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._second_passed)

    def arrived(self) -> None:
        """Begin to count; say it, since nobody may be looking."""
        self._timer.start()
        self.read_aloud.emit(self.page_text())

    def _presenter(self) -> IdlePresenter:
        return cast("IdlePresenter", self.presenter)

    def draw(self, state: IdleState) -> None:
        """Show `state`."""
        self._ring.show_left(state.left_s, state.whole_s, name=state.left_spoken)
        self._title.say(state.title)
        self._line.say(state.line)
        self._same.say(state.same)
        self._other.say(state.other)
        self._hidden.say(state.hidden)

    def _second_passed(self) -> None:
        if self.presenter is not None:
            self._presenter().tick()

    def _same_pressed(self) -> None:
        self._presenter().stay()

    def _other_pressed(self) -> None:
        self._presenter().change_person()
