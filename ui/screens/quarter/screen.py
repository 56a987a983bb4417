# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of a quarter: one card a body, each with its loudspeaker, and a way to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.quarter.presenter import QuarterState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import ListenButton, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Flow, Row
from ui.widgets.marks import Chip
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.quarter.presenter import BodyCard, QuarterPresenter


class _Fact(Chip):
    """A fact of the city; yellow with a sign where it is still to be checked."""

    def __init__(self, icon: str) -> None:
        super().__init__("", icon)
        self._sure_icon = icon

    def tell(self, words: str, *, is_sure: bool) -> None:
        icon, tone = (self._sure_icon, Tone.PRIMARY) if is_sure else ("alert-circle", Tone.SUN)
        self.say(words, icon=icon, tone=tone)
        self.setVisible(bool(words))


def _as_wide_as_its_words(chip: Chip) -> Flow:
    line = Flow()
    line.addWidget(chip)
    return line


class _Body(Card):
    """A body of the quarter.

    Signals:
        listen: Its loudspeaker was touched; carries what to say.
    """

    listen = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=Space.SMALL, edges=Space.MEDIUM)
        self._spoken = ""
        row = Row(gap=Space.MEDIUM)
        self._icon = Icon("building-community", IconSize.LARGE, tone=Tone.BRICK)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Space.HAIR)
        self._name = Text("", TextRole.H3, bold=True)
        self._french = Text("", TextRole.SMALL)
        self._sentences = Text("", TextRole.SMALL)
        self._doubt = _Fact("alert-circle")
        self._decision = Text("", TextRole.SMALL)
        self._decision_doubt = _Fact("alert-circle")
        for text in (self._name, self._french, self._sentences):
            words.addWidget(text)
        # Each doubt stands under what it is about.
        words.addLayout(_as_wide_as_its_words(self._doubt))
        words.addWidget(self._decision)
        words.addLayout(_as_wide_as_its_words(self._decision_doubt))
        row.addLayout(words, 1)
        self._listen = ListenButton("")
        self._listen.clicked.connect(self._speak)
        row.addWidget(self._listen, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self.column.addStretch(1)
        facts = Flow(gap=Space.TIGHT)
        self._meeting = _Fact("calendar")
        self._place = _Fact("map-pin")
        self._info = Text("", TextRole.MIN, tone=Tone.SOFT)
        for widget in (self._meeting, self._place, self._info):
            facts.addWidget(widget)
        self.column.addLayout(facts)

    def draw(self, body: BodyCard) -> None:
        """Show a body."""
        self._spoken = body.spoken
        self._icon.show_icon(body.icon)
        self._name.say(body.name)
        self._french.say(body.french)
        self._french.setVisible(bool(body.french))
        self._sentences.say(" ".join(body.sentences))
        self._decision.say(body.decision)
        self._decision.setVisible(bool(body.decision))
        self._doubt.tell(body.doubt, is_sure=False)
        self._decision_doubt.tell(body.decision_doubt, is_sure=False)
        self._meeting.tell(body.meeting, is_sure=body.is_meeting_sure)
        self._place.tell(body.place, is_sure=body.is_place_sure)
        self._info.say(body.info_date)
        self._listen.say("", name=body.listen)
        describe(self, body.name)

    def _speak(self) -> None:
        self.listen.emit(self._spoken)


class QuarterScreen(Screen[QuarterState]):
    """Draws the board."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: QuarterState | None = None
        page = ScrollPage()
        self.body.addWidget(page)
        self._page = page
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.TITLE, bold=True)
        self._change = SecondaryButton("", "map-pin")
        self._change.clicked.connect(self._change_pressed)
        head.addWidget(self._title, 1)
        head.addWidget(self._change, 0, Qt.AlignmentFlag.AlignTop)
        page.column.addLayout(head)
        self._quarters = SegmentedChoice(wraps=True)
        self._quarters.chosen.connect(self._quarter_pressed)
        page.column.addWidget(self._quarters)
        self._waiting = Text("", TextRole.BODY_LARGE, tone=Tone.SOFT)
        page.column.addWidget(self._waiting)
        grid = CardGrid(columns=2, least=CardWidth.CARD)
        page.column.addLayout(grid)
        self._bodies = Pool(self._make_body, grid.addWidget)
        self._foot = Text("", TextRole.SMALL, tone=Tone.SOFT)
        page.column.addWidget(self._foot)
        page.column.addStretch(1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)
        self._project = PrimaryButton("")
        self._project.clicked.connect(self._project_pressed)
        self.footer().add_end(self._project)

    def _make_body(self, at: int) -> _Body:
        body = _Body()
        body.setProperty("rank", at)
        body.listen.connect(self.read_aloud)
        return body

    def _presenter(self) -> QuarterPresenter:
        return cast("QuarterPresenter", self.presenter)

    def draw(self, state: QuarterState) -> None:
        """Show `state`."""
        if self._state is not None and self._state.quarter != state.quarter:
            self._page.to_top()
        self._state = state
        self._title.say(state.title)
        self._change.say(state.change)
        self._quarters.setVisible(state.is_choosing)
        self._quarters.draw(state.quarters, state.quarter)
        self._waiting.say(state.waiting)
        self._waiting.setVisible(bool(state.waiting))
        for card, body in self._bodies.fill(state.bodies):
            card.draw(body)
        self._project.say(state.project)
        self._project.setVisible(bool(state.project))
        self._foot.say(state.foot)
        self._back.say(state.go_back)

    def _change_pressed(self) -> None:
        self._presenter().change_quarter()

    def _quarter_pressed(self, key: str) -> None:
        self._presenter().choose_quarter(key)

    def _project_pressed(self) -> None:
        if self._state is not None:
            self._presenter().open_walkthrough(self._state.project_walkthrough)

    def _back_pressed(self) -> None:
        self._presenter().go_back()
