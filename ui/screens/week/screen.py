# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week at the post: the bar, what is said of the chosen block, the grid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from ui.screens.base import Screen
from ui.screens.week.grid import WeekGrid
from ui.screens.week.state import WeekState
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, NarrowButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Edges, Flow
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.week.presenter import WeekPresenter
    from ui.screens.week.state import WeekPanel


class WeekScreen(Screen[WeekState]):
    """Draws the week."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: WeekState | None = None
        self._is_question = False
        page = ScrollPage(edges=Edges.all(Space.MEDIUM), gap=Space.SMALL)
        self._page = page
        self.body.addWidget(page)
        page.column.addLayout(self._head())
        self._people = SegmentedChoice(wraps=True, make=NarrowButton)
        self._people.chosen.connect(self._person_chosen)
        page.column.addWidget(self._people)
        self._panel = Card(
            fill=Tone.BLUE_TINT, border=Tone.BLUE, gap=Space.TIGHT, edges=Space.SMALL
        )
        self._words = Text("", TextRole.BODY, tone=Tone.BLUE_INK)
        self._panel.column.addWidget(self._words)
        actions = Flow(gap=Space.TIGHT)
        self._panel.column.addLayout(actions)
        self._actions = Pool(self._make_action, actions.addWidget)
        page.column.addWidget(self._panel)
        card = Card(edges=Space.SMALL)
        self._grid = WeekGrid()
        self._grid.touched.connect(self._touched)
        self._grid.lifted.connect(self._lifted)
        self._grid.dropped.connect(self._dropped)
        self._grid.let_go.connect(self._let_go)
        card.column.addWidget(self._grid)
        page.column.addWidget(card, 1)
        self._notice = Text("", TextRole.SMALL, tone=Tone.SOFT)
        page.column.addWidget(self._notice)

    def _head(self) -> Flow:
        bar = Flow(gap=Space.TIGHT)
        self._back = Button("", "arrow-left")
        self._title = Text("", TextRole.H2, bold=True).keep_on_one_line()
        self._earlier = NarrowButton("", "chevron-left")
        self._today = Button("")
        self._later = NarrowButton("", "chevron-right")
        self._absence = Button("", "calendar-off")
        self._sheet = Button("", "printer")
        self._give = Button("", "plus", kind=ButtonKind.PRIMARY)
        verbs = (
            (self._back, "go_back"),
            (self._earlier, "earlier"),
            (self._today, "this_week"),
            (self._later, "later"),
            (self._absence, "show_absence"),
            (self._sheet, "print_day"),
            (self._give, "give"),
        )
        for button, verb in verbs:
            button.clicked.connect(partial(self._call, verb))
        for widget in (
            self._back,
            self._title,
            self._earlier,
            self._today,
            self._later,
            self._absence,
            self._sheet,
            self._give,
        ):
            bar.addWidget(widget)
        return bar

    def _make_action(self, at: int) -> Button:
        button = Button("")
        button.clicked.connect(partial(self._acted, at))
        return button

    def _presenter(self) -> WeekPresenter:
        return cast("WeekPresenter", self.presenter)

    def draw(self, state: WeekState) -> None:
        """Show `state`."""
        self._state = state
        words = state.words
        self._back.say(words.back)
        self._title.say(words.title)
        self._earlier.say("", name=words.earlier)
        self._today.say(words.today)
        self._later.say("", name=words.later)
        self._absence.say(words.absence)
        self._absence.setVisible(bool(words.absence))
        self._sheet.say(words.sheet)
        self._give.say(words.give)
        self._people.setVisible(bool(state.people))
        self._people.draw(state.people, state.person)
        panel = state.panel
        self._panel.setVisible(bool(panel.lead or panel.words))
        self._words.say(panel.words, lead=panel.lead)
        for at, (button, (key, word, icon)) in enumerate(self._actions.fill(panel.actions)):
            is_main = at == 0 and icon and key != "no"
            button.say(word, icon=icon)
            button.set_kind(ButtonKind.PRIMARY if is_main else ButtonKind.SECONDARY)
        self._go_to_question(panel)
        self._notice.say(state.notice)
        self._notice.setVisible(bool(state.notice))
        self._grid.draw(state)

    def _go_to_question(self, panel: WeekPanel) -> None:
        """Bring who walks with keys from the hour to the question about it, once."""
        is_question = bool(panel.actions) and panel.actions[0][0] == "yes"
        if is_question and not self._is_question:
            self._actions[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._is_question = is_question

    def _call(self, verb: str) -> None:
        getattr(self._presenter(), verb)()

    def _person_chosen(self, key: str) -> None:
        self._presenter().choose_person(key)

    def _acted(self, at: int) -> None:
        assert self._state is not None
        self._presenter().act(self._state.panel.actions[at][0])

    def _touched(self, key: str) -> None:
        self._presenter().touch(key)
        self._page.to_top()

    def _lifted(self, key: str) -> None:
        self._presenter().pick(key)

    def _dropped(self, key: str) -> None:
        self._presenter().drop(key)
        self._page.to_top()

    def _let_go(self) -> None:
        self._presenter().let_go()
