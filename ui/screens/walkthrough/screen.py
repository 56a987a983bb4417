# SPDX-License-Identifier: AGPL-3.0-or-later
"""One step, drawn: the rail at the side, the question, its answers, the bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from kiosk.domain.walkthrough_screen import StageState
from kiosk.domain.walkthroughs import DONE
from ui.a11y.stage_focus import put_in_order
from ui.screens.guided_screen import GuidedScreen, say_words
from ui.screens.walkthrough.parts import step_parts
from ui.screens.walkthrough.state import WalkthroughState
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, PrimaryButton, SecondaryButton
from ui.widgets.cards import ChoiceCard, PaperCard
from ui.widgets.guided_page import rail_stages
from ui.widgets.layouts import CardGrid, Column, Flow, clear_layout
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.rail import RailState, StageLook
from ui.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_screen import StepScreen
    from ui.browser.door import SiteDoor
    from ui.screens.walkthrough.beside import BesideState
    from ui.screens.walkthrough.beside_view import BesideView
    from ui.screens.walkthrough.presenter import WalkthroughPresenter

_LOOKS = {
    StageState.DONE: StageLook.DONE,
    StageState.CURRENT: StageLook.HERE,
    StageState.TO_DO: StageLook.LATER,
}


class WalkthroughScreen(GuidedScreen[WalkthroughState]):
    """The rail, the step, the bar; the step's parts are made anew for each step."""

    def __init__(self, door: SiteDoor | None = None) -> None:
        """Build the frame; `door` is the way to official sites, where there is one."""
        super().__init__(above=Space.WIDE, below=Space.WIDE, gap=Space.MEDIUM)
        self._door = door
        self._beside: BesideView | None = None
        self._papers: dict[str, PaperCard] = {}
        self._options: dict[ChoiceCard, object] = {}
        self.body.addWidget(self._frame, 1)
        self._build_page()
        self._build_bar()

    def _build_page(self) -> None:
        column = self._page.column
        self._help_text = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._offline = Notice("world", tone=Tone.BLUE)
        self._offline.acted.connect(self._open_site_pressed)
        self._trouble = Notice("alert-triangle", tone=Tone.BRICK)
        self._in_french = Notice("language", tone=Tone.SUN)
        column.insertWidget(0, self._in_french)
        column.addWidget(self._help_text)
        column.addWidget(self._offline)
        column.addWidget(self._trouble)
        self._parts = Column(gap=Space.MEDIUM)
        column.addLayout(self._parts)
        self._grid = CardGrid(columns=2, least=CardWidth.CARD)
        column.addLayout(self._grid)
        self._actions = Flow(gap=Space.SMALL)
        column.addLayout(self._actions)
        self._book = Button("", "calendar", kind=ButtonKind.ACCENT, large=True)
        self._person = Button("", "message-user", kind=ButtonKind.ACCENT, large=True)
        self._next = Button("", "arrow-right", kind=ButtonKind.ACCENT, large=True)
        self._book.clicked.connect(self._book_pressed)
        self._person.clicked.connect(self._person_pressed)
        self._next.clicked.connect(self._next_pressed)
        self._practise = Button("", "school", kind=ButtonKind.ACCENT, large=True)
        self._practise.clicked.connect(self._practise_pressed)
        for button in (self._book, self._person, self._practise, self._next):
            self._actions.addWidget(button)
        self._hint = Notice("bulb")
        self._hint.acted.connect(self._missing_pressed)
        column.addWidget(self._hint)
        self._translation = Chip("", "language", tone=Tone.SUN)
        column.addWidget(self._translation)
        self._leaving = CardGrid(columns=2, least=CardWidth.CARD)
        column.addLayout(self._leaving)
        self._print_first = ChoiceCard("printer", "", marked=False)
        self._leave = ChoiceCard("logout", "", marked=False)
        self._print_first.clicked.connect(self._print_first_pressed)
        self._leave.clicked.connect(self._finish_pressed)
        self._leaving.addWidget(self._print_first)
        self._leaving.addWidget(self._leave)
        column.addStretch(1)

    def _build_bar(self) -> None:
        self._print = SecondaryButton("", "printer", large=True)
        self._go_on = PrimaryButton("")
        self._print.clicked.connect(self._print_pressed)
        self._go_on.clicked.connect(self._go_on_pressed)
        self._fill_bar(ends=(self._print, self._go_on))

    def _presenter(self) -> WalkthroughPresenter:
        return cast("WalkthroughPresenter", self.presenter)

    def draw(self, state: WalkthroughState) -> None:
        """Show `state`."""
        self._draw_beside(state)
        step = state.step
        if step is None:
            self._draw_bar(state)
            return
        key = (step.step_id, step.language, bool(state.leaving), state.beside is not None)
        with self._focus.drawing(key) as is_new:
            self._draw_bar(state)
            self._draw_question(state, step, is_new=is_new)
        if is_new:
            self._page.to_top()
            # What was made for this step comes before what stands under it and in the bar.
            put_in_order(*self._papers.values(), *self._options, *self._below())

    def _draw_question(self, state: WalkthroughState, step: StepScreen, *, is_new: bool) -> None:
        leaving = bool(state.leaving)
        self._draw_language(state, leaving=leaving)
        self._draw_rail(state, step)
        title, text = (state.leaving[0], state.leaving[1]) if leaving else (step.title, step.text)
        self._frame.ask(title, text)
        self._help_text.say("" if leaving else step.help_text)
        self._help_text.setVisible(bool(step.help_text) and not leaving)
        offline = "" if leaving else state.offline
        self._offline.show_words(offline, action=state.open_site, action_icon="world")
        self._trouble.show_words(state.trouble)
        if is_new:
            self._rebuild(state, step, leaving=leaving)
        self._draw_answers(step)
        self._draw_actions(state, leaving=leaving)

    def _draw_language(self, state: WalkthroughState, *, leaving: bool) -> None:
        """Lay the step out as its own language is read, and say where it is French for want."""
        self._in_french.show_words("" if leaving else state.in_french)
        if state.in_french and not leaving:
            direction = Qt.LayoutDirection.LeftToRight
            self._page.setLayoutDirection(direction)
            self._in_french.setLayoutDirection(self.layoutDirection())
            self._frame.rail.setLayoutDirection(direction)
        else:
            self._page.unsetLayoutDirection()
            self._frame.rail.unsetLayoutDirection()

    def _below(self) -> tuple[QWidget, ...]:
        actions = (self._book, self._person, self._practise, self._next, self._hint)
        leaving = (self._print_first, self._leave)
        return (*actions, *leaving, *self._bar_buttons)

    def _draw_answers(self, step: StepScreen) -> None:
        for paper in step.papers:
            if paper.paper_id in self._papers:
                self._papers[paper.paper_id].setChecked(paper.is_ticked)
        for card, value in self._options.items():
            card.setChecked(any(o.value == value and o.is_chosen for o in step.options))

    def _rebuild(self, state: WalkthroughState, step: StepScreen, *, leaving: bool) -> None:
        clear_layout(self._parts)
        clear_layout(self._grid)
        self._papers, self._options = {}, {}
        if leaving:
            return
        for part in step_parts(step, state.headings):
            self._parts.addWidget(part)
        for paper in step.papers:
            detail = " · ".join(part for part in (paper.detail, paper.case) if part)
            card = PaperCard(paper.icon, paper.name, detail=detail, french=paper.name_fr or "")
            card.setProperty("paper_id", paper.paper_id)
            card.clicked.connect(self._paper_pressed)
            self._grid.addWidget(card)
            self._papers[paper.paper_id] = card
        for option in step.options:
            choice = ChoiceCard(option.icon, option.label, french=option.label_fr or "")
            choice.clicked.connect(self._option_pressed)
            self._grid.addWidget(choice)
            self._options[choice] = option.value

    def _draw_rail(self, state: WalkthroughState, step: StepScreen) -> None:
        stages = rail_stages(
            tuple(stage.label for stage in step.stages),
            tuple(_LOOKS[stage.state] for stage in step.stages),
            state.stages_spoken,
        )
        self._frame.draw_rail(
            RailState(step.walkthrough_title, state.progress, stages, state.internet)
        )

    def _draw_actions(self, state: WalkthroughState, *, leaving: bool) -> None:
        step = state.step
        following = step.opens_walkthrough if step is not None else None
        opens = f"{state.open_next} : {following.title}" if following else ""
        for button, word in (
            (self._book, state.book),
            (self._person, state.person),
            (self._practise, state.practise),
        ):
            button.say(word)
            button.setVisible(bool(word) and not leaving)
        self._next.say(opens)
        self._next.setVisible(bool(opens) and not leaving)
        if leaving:
            self._hint.show_words("")
        else:
            self._hint.show_words(
                state.hint,
                lead=state.hint_lead,
                action=state.hint_action,
                action_icon="printer",
            )
        self._translation.say(state.translation, icon="language")
        self._translation.setVisible(bool(state.translation) and not leaving)
        self._print_first.setVisible(leaving and bool(state.leaving[2]))
        self._leave.setVisible(leaving)
        if leaving:
            self._print_first.say(state.leaving[2])
            self._leave.say(state.leaving[3])

    def first_focus(self) -> QWidget:
        """Put the focus on the question, or on what to look for beside the site."""
        if self._beside is not None and self._beside.isVisibleTo(self):
            return self._beside.title
        return super().first_focus()

    def _draw_beside(self, state: WalkthroughState) -> None:
        """Let the site stand beside the guide, or the guide alone."""
        beside = state.beside
        if beside is not None and self._door is not None:
            if self._beside is None:
                self._beside = self._make_beside(beside)
            else:
                self._beside.draw(beside)
        is_there = beside is not None and self._beside is not None
        if self._beside is not None:
            self._beside.setVisible(is_there)
        self._frame.setVisible(not is_there)
        self.show_footer(not is_there)

    def _make_beside(self, state: BesideState) -> BesideView | None:
        from ui.screens.walkthrough.beside_view import BesideView

        assert self._door is not None
        try:
            view = BesideView(self._door, state)
        except ImportError as error:
            self._door.fail(error)
            QTimer.singleShot(0, self, self._presenter().close_site)
            return None
        presenter = self._presenter()
        view.done.connect(self._site_done)
        view.stuck.connect(presenter.ask_help)
        view.different.connect(presenter.screen_is_different)
        view.without.connect(presenter.close_site)
        view.print_asked.connect(presenter.print_paper)
        view.said.connect(self.said)
        self.body.addWidget(view, 1)
        return view

    def _site_done(self) -> None:
        self._presenter().answer(DONE)

    def _open_site_pressed(self) -> None:
        self._presenter().open_site()

    def _draw_bar(self, state: WalkthroughState) -> None:
        bar, leaving = state.bar, bool(state.leaving)
        say_words(
            (self._back, bar.back),
            (self._help, bar.help),
            (self._dont_know, "" if leaving else bar.dont_know),
            (self._print, "" if leaving else bar.print),
            (self._go_on, "" if leaving else bar.go_on),
            (self._finish, "" if leaving else bar.finish),
        )

    def _option_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ChoiceCard) and card in self._options:
            self._presenter().answer(cast("str | int", self._options[card]))

    def _paper_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, QWidget):
            self._presenter().toggle_paper(str(card.property("paper_id")))

    def _go_on_pressed(self) -> None:
        self._presenter().go_on()

    def _missing_pressed(self) -> None:
        self._presenter().print_missing()

    def _print_pressed(self) -> None:
        self._presenter().print_take_away()

    def _print_first_pressed(self) -> None:
        self._presenter().print_and_end()

    def _book_pressed(self) -> None:
        self._presenter().book()

    def _person_pressed(self) -> None:
        self._presenter().ask_person()

    def _practise_pressed(self) -> None:
        self._presenter().practise()

    def _next_pressed(self) -> None:
        self._presenter().open_next()
