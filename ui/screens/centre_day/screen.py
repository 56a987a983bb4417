# SPDX-License-Identifier: AGPL-3.0-or-later
"""The centre's day: the opening where reading starts, the closing beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.centre_day.state import CentreDayState, DayFact, WaitingLine
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, DangerButton, NarrowButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.notice import Notice
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.centre_day.presenter import CentreDayPresenter
    from ui.screens.centre_day.state import ClosingState, OpeningState


class _Fact(QWidget):
    """What it is about, and what is known."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._words = Text("", TextRole.BODY)
        column.addWidget(self._caption)
        column.addWidget(self._words)

    def draw(self, fact: DayFact) -> None:
        """Show a fact; a warned one stands out by weight and ink."""
        self._caption.say(fact.caption)
        self._words.say(fact.words)
        self._words.set_bold(fact.is_warned)
        self._words.set_tone(Tone.SUN_INK if fact.is_warned else Tone.INK)
        describe(self, f"{fact.caption} : {fact.words}")


class _Number(QWidget):
    """A number that waits, and how it ends.

    Signals:
        left: The person has left.
        unanswered: The person did not answer.
    """

    left = Signal()
    unanswered = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = Flow(self, gap=Space.TIGHT)
        self._number = Text("", TextRole.H3, bold=True).keep_on_one_line()
        self._words = Text("", TextRole.BODY).keep_on_one_line()
        self._left = Button("", "door-exit")
        self._left.clicked.connect(self.left)
        self._unanswered = Button("", "user-x")
        self._unanswered.clicked.connect(self.unanswered)
        for widget in (self._number, self._words, self._left, self._unanswered):
            line.addWidget(widget)

    def draw(self, line: WaitingLine, verbs: tuple[str, str]) -> None:
        """Show a number."""
        self._number.say(line.number)
        self._words.say(line.words)
        self._left.say(verbs[0], name=line.left)
        self._unanswered.say(verbs[1], name=line.no_answer)

    def widths(self) -> tuple[int, int]:
        """Return the room that the number and its words want."""
        return self._number.sizeHint().width(), self._words.sizeHint().width()

    def take_room(self, widths: tuple[int, int]) -> None:
        """Give number and words the room of the widest, so that buttons stand under each other."""
        self._number.setMinimumWidth(widths[0])
        self._words.setMinimumWidth(widths[1])


class CentreDayScreen(Screen[CentreDayState]):
    """Draws the opening and the closing."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: CentreDayState | None = None
        page = ScrollPage(edges=Edges(Space.WIDE, Space.LARGE, Space.LARGE))
        self._page = page
        page.verticalScrollBar().rangeChanged.connect(self._reveal_news)
        self._news = ""  # while it is new, no change of layout may hide it
        self.body.addWidget(page)
        self._title = Text("", TextRole.TITLE, bold=True)
        page.column.addWidget(self._title)
        self._told = Notice("info-circle", tone=Tone.BLUE, is_status=True)
        page.column.addWidget(self._told)
        self._left, self._right = Card(gap=Space.SMALL), Card(gap=Space.SMALL)
        main = Column(gap=Space.NONE)
        main.addWidget(self._right, 1)
        page.column.addLayout(SidePair(self._left, main, width=CardWidth.POST), 1)
        self._build_opening(self._left)
        self._build_closing(self._right)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(partial(self._call, "go_back"))
        self.footer().add_start(self._back)

    def _build_opening(self, card: Card) -> None:
        self._opening = Text("", TextRole.H2, bold=True)
        self._now = Text("", TextRole.H3, bold=True)
        self._clock = Text("", TextRole.BODY)
        self._confirm = NarrowButton("", "check", kind=ButtonKind.PRIMARY)
        self._confirm.clicked.connect(partial(self._call, "confirm_date"))
        for widget in (self._opening, self._now, self._clock, self._confirm):
            card.column.addWidget(widget)
        facts = Column(gap=Space.SMALL)
        card.column.addLayout(facts)
        self._facts = Pool(lambda _: _Fact(), facts.addWidget)
        self._trial = NarrowButton("", "printer")
        self._trial.clicked.connect(partial(self._call, "print_trial"))
        self._tally = NarrowButton("", "printer")
        self._tally.clicked.connect(partial(self._call, "print_tally"))
        card.column.addWidget(self._trial)
        card.column.addWidget(self._tally)
        self._printed = Notice("printer", tone=Tone.BLUE, is_status=True)
        card.column.addWidget(self._printed)
        card.column.addStretch(1)

    def _build_closing(self, card: Card) -> None:
        self._closing = Text("", TextRole.H2, bold=True)
        self._waiting = Text("", TextRole.BODY, bold=True)
        card.column.addWidget(self._closing)
        card.column.addWidget(self._waiting)
        numbers = Column(gap=Space.SMALL)
        card.column.addLayout(numbers)
        self._numbers = Pool(self._make_number, numbers.addWidget)
        self._asked = Text("", TextRole.BODY, bold=True)
        card.column.addWidget(self._asked)
        actions = Flow(gap=Space.TIGHT)
        card.column.addLayout(actions)
        self._close_all = SecondaryButton("", "list-check")
        self._yes, self._no = DangerButton("", "check"), SecondaryButton("", "arrow-left")
        verbs = ((self._close_all, "ask_all"), (self._yes, "close_all"), (self._no, "keep_all"))
        for button, verb in verbs:
            button.clicked.connect(partial(self._call, verb))
            actions.addWidget(button)
        self._unsent = Text("", TextRole.BODY)
        self._names = Text("", TextRole.BODY)
        card.column.addWidget(self._unsent)
        card.column.addWidget(self._names)
        card.column.addStretch(1)

    def _make_number(self, at: int) -> _Number:
        number = _Number()
        number.left.connect(partial(self._close, "close_left", at))
        number.unanswered.connect(partial(self._close, "close_no_answer", at))
        return number

    def _presenter(self) -> CentreDayPresenter:
        return cast("CentreDayPresenter", self.presenter)

    def draw(self, state: CentreDayState) -> None:
        """Show `state`."""
        self._state = state
        self._title.say(state.title)
        self._back.say(state.back)
        self._told.show_words(state.told)
        self._left.setVisible(state.opening is not None)
        self._right.setVisible(state.closing is not None)
        if state.opening is not None:
            self._draw_opening(state.opening)
        if state.closing is not None:
            self._draw_closing(state.closing)

    def _draw_opening(self, state: OpeningState) -> None:
        self._opening.say(state.title)
        self._now.say(state.now)
        self._clock.say(state.clock)
        self._clock.set_bold(state.is_doubted)
        self._clock.set_tone(Tone.SUN_INK if state.is_doubted else Tone.INK)
        self._confirm.say(state.confirm)
        self._confirm.setVisible(bool(state.confirm))
        for widget, fact in self._facts.fill(state.facts):
            widget.draw(fact)
        self._trial.say(state.trial)
        self._tally.say(state.tally)
        is_new = state.printed != self._printed.text()
        self._printed.show_words(state.printed)
        if is_new and state.printed:
            self._news = state.printed
            QTimer.singleShot(0, self, self._reveal_news)

    def _draw_closing(self, state: ClosingState) -> None:
        self._closing.say(state.title)
        self._waiting.say(state.waiting)
        for widget, line in self._numbers.fill(state.lines):
            widget.draw(line, state.verbs)
        self._line_up()
        self._asked.say(state.asked)
        self._asked.setVisible(bool(state.asked))
        self._close_all.say(state.close_all)
        self._close_all.setVisible(bool(state.close_all))
        for button, word in zip((self._yes, self._no), state.answers, strict=True):
            button.say(word)
            button.setVisible(bool(state.asked))
        self._unsent.say(state.unsent)
        self._unsent.set_bold(state.is_unsent)
        self._names.say(state.names)

    def theme_changed(self) -> None:
        """Take sizes again."""
        self._line_up()

    def _line_up(self) -> None:
        """Put the buttons of the numbers under each other."""
        closing = self._state.closing if self._state is not None else None
        shown = [self._numbers[at] for at in range(len(closing.lines) if closing else 0)]
        wanted = [one.widths() for one in shown]
        for one in shown:
            one.take_room((max(wide for wide, _ in wanted), max(wide for _, wide in wanted)))

    def _reveal_news(self) -> None:
        """Bring what became of a paper in sight, once its place is known."""
        if self._news and self._printed.isVisible():
            self._page.reveal(self._printed)

    def _call(self, verb: str) -> None:
        self._news = ""
        getattr(self._presenter(), verb)()

    def _close(self, verb: str, at: int) -> None:
        assert self._state is not None
        assert self._state.closing is not None
        self._news = ""
        getattr(self._presenter(), verb)(self._state.closing.lines[at].number)
