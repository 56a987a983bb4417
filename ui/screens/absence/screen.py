# SPDX-License-Identifier: AGPL-3.0-or-later
"""An absence: choices at the left, whom it displaces at the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.screens.absence.state import AbsenceState, DisplacedLine, NotedLine
from ui.screens.base import Screen
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import ButtonKind, NarrowButton, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.notice import Notice
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.ruled_line import RuledLine
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.stepper import Stepper
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.absence.presenter import AbsencePresenter


class _Person(RuledLine):
    """Somebody who is displaced, and what is to happen.

    Signals:
        planned: What is to happen was touched; carries its key.
        gone: The hour is to be changed now.
    """

    planned = Signal(str)
    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.TIGHT, edges=Edges(Space.NONE, Space.SMALL, Space.SMALL))
        self._words = Text("", TextRole.BODY, bold=True)
        self._plans = SegmentedChoice(wraps=True, make=NarrowButton)
        self._plans.chosen.connect(self.planned)
        self._go = NarrowButton("", "arrow-right", kind=ButtonKind.ACCENT)
        self._go.clicked.connect(self.gone)
        column.addWidget(self._words)
        line = Flow(gap=Space.TIGHT)
        line.addWidget(self._plans)
        line.addWidget(self._go)
        column.addLayout(line)

    def draw(self, line: DisplacedLine, plans: tuple[tuple[str, str, str], ...]) -> None:
        """Show somebody."""
        self._words.say(line.words)
        self._plans.draw(plans, line.plan)
        for key, word, _ in plans:
            self._plans.button(key).say(word, name=f"{word}, {line.words}")
        self._go.say(line.go, name=f"{line.go}, {line.words}")
        self._go.setVisible(bool(line.go))


class _Noted(QWidget):
    """An absence that was noted before.

    Signals:
        acted: What can be done was touched; carries its key.
    """

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.TIGHT, edges=Edges(Space.NONE, Space.TIGHT, Space.TIGHT))
        self._words = Text("", TextRole.BODY)
        column.addWidget(self._words)
        actions = Flow(gap=Space.TIGHT)
        column.addLayout(actions)
        self._actions = Pool(self._make_action, actions.addWidget)
        self._keys: tuple[str, ...] = ()

    def _make_action(self, at: int) -> NarrowButton:
        button = NarrowButton("")
        button.clicked.connect(lambda: self.acted.emit(self._keys[at]))
        return button

    def draw(self, line: NotedLine) -> None:
        """Show an absence."""
        self._words.say(line.words)
        self._keys = tuple(key for key, _, _ in line.actions)
        for button, (_, word, icon) in self._actions.fill(line.actions):
            button.say(word, icon=icon, name=f"{word}, {line.words}")


class AbsenceScreen(Screen[AbsenceState]):
    """Draws an absence."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: AbsenceState | None = None
        page = ScrollPage(edges=Edges(Space.WIDE, Space.LARGE, Space.LARGE))
        self.body.addWidget(page)
        self._title = Text("", TextRole.TITLE, bold=True)
        page.column.addWidget(self._title)
        self._told = Notice("info-circle", tone=Tone.BLUE, is_status=True)
        page.column.addWidget(self._told)
        left = Card(gap=Space.MEDIUM)
        main = Column(gap=Space.NONE)
        page.column.addLayout(SidePair(left, main, width=CardWidth.POST), 1)
        self._people = SegmentedChoice(wraps=True)
        self._people.chosen.connect(self._person_chosen)
        self._first, self._last = Stepper(), Stepper()
        self._first.stepped.connect(self._first_stepped)
        self._last.stepped.connect(self._last_stepped)
        self._parts = SegmentedChoice(wraps=True, make=NarrowButton)
        self._parts.chosen.connect(self._part_chosen)
        for widget in (self._people, self._first, self._last, self._parts):
            left.column.addWidget(widget)
        self._noted = Text("", TextRole.H3, bold=True)
        left.column.addWidget(self._noted)
        noted = Column(gap=Space.NONE)
        left.column.addLayout(noted)
        self._noted_lines = Pool(self._make_noted, noted.addWidget)
        left.column.addStretch(1)
        right = Card(gap=Space.SMALL)
        main.addWidget(right, 1)
        self._preview = Text("", TextRole.H3, bold=True)
        self._explained = Text("", TextRole.BODY, tone=Tone.SOFT)
        right.column.addWidget(self._preview)
        right.column.addWidget(self._explained)
        lines = Column(gap=Space.NONE)
        right.column.addLayout(lines)
        self._lines = Pool(self._make_line, lines.addWidget)
        right.column.addStretch(1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self._door = SecondaryButton("", "printer", large=True)
        self._door.clicked.connect(self._door_pressed)
        self._save = PrimaryButton("", "check", icon_last=False)
        self._save.clicked.connect(self._save_pressed)
        self.footer().add_start(self._back)
        self.footer().add_end(self._door)
        self.footer().add_end(self._save)

    def _make_noted(self, at: int) -> _Noted:
        noted = _Noted()
        noted.acted.connect(partial(self._acted, at))
        return noted

    def _make_line(self, at: int) -> _Person:
        line = _Person()
        line.planned.connect(partial(self._planned, at))
        line.gone.connect(partial(self._gone, at))
        return line

    def _presenter(self) -> AbsencePresenter:
        return cast("AbsencePresenter", self.presenter)

    def draw(self, state: AbsenceState) -> None:
        """Show `state`."""
        self._state = state
        self._title.say(state.title)
        self._told.show_words(state.told)
        who, first, last, when = state.captions
        self._people.draw(state.people, state.person, caption=who)
        self._first.draw(first, state.first, state.steps)
        self._last.draw(last, state.last, state.steps)
        self._parts.setVisible(bool(state.parts))
        self._parts.draw(state.parts, state.part, caption=when)
        self._preview.say(state.preview)
        self._explained.say(state.explained)
        self._explained.setVisible(bool(state.explained))
        for line, words in self._lines.fill(state.lines):
            line.draw(words, state.plans)
        self._noted.say(state.noted)
        self._noted.setVisible(bool(state.noted))
        for widget, noted in self._noted_lines.fill(state.noted_lines):
            widget.draw(noted)
        self._back.say(state.back)
        self._door.say(state.door)
        self._door.setVisible(bool(state.door))
        self._save.say(state.save)
        self._save.setVisible(bool(state.save))
        self._save.setEnabled(state.can_save)

    def _person_chosen(self, key: str) -> None:
        self._presenter().choose_person(key)

    def _first_stepped(self, n_days: int) -> None:
        self._presenter().step_first(n_days)

    def _last_stepped(self, n_days: int) -> None:
        self._presenter().step_last(n_days)

    def _part_chosen(self, key: str) -> None:
        self._presenter().choose_part(key)

    def _number(self, at: int) -> str:
        assert self._state is not None
        return self._state.lines[at].number

    def _planned(self, at: int, key: str) -> None:
        self._presenter().plan(self._number(at), key)

    def _gone(self, at: int) -> None:
        self._presenter().change_hour(self._number(at))

    def _acted(self, at: int, key: str) -> None:
        assert self._state is not None
        self._presenter().act(self._state.noted_lines[at].absence_id, key)

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _door_pressed(self) -> None:
        self._presenter().print_door()

    def _save_pressed(self) -> None:
        self._presenter().save()
