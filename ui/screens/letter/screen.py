# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question about a letter, or what to do now: the rail at the side, cards, the bar."""

from __future__ import annotations

from typing import cast

from ui.a11y.stage_focus import put_in_order
from ui.screens.guided_screen import GuidedScreen, say_words
from ui.screens.letter.parts import ActCard, SenderCard, points_card
from ui.screens.letter.presenter import LetterPresenter, LetterState
from ui.theme.tokens import CardWidth, Space, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.cards import ChoiceCard
from ui.widgets.guided_page import looks_at, rail_stages
from ui.widgets.layouts import CardGrid, Column, clear_layout
from ui.widgets.notice import Notice
from ui.widgets.rail import RailState

_BY_PICTURE = "organisme"
N_IN_A_ROW = 3


class LetterScreen(GuidedScreen[LetterState]):
    """The rail, the question or the result, the bar; cards are made anew for each question."""

    def __init__(self) -> None:
        """Build the frame."""
        super().__init__(above=Space.WIDE, below=Space.TIGHT, gap=Space.SMALL)
        self._shown: tuple[object, ...] = ()
        self._choices: dict[SenderCard | ChoiceCard, str] = {}
        self._acts: dict[ActCard, str] = {}
        self.body.addWidget(self._frame, 1)
        self._build_page()
        self._build_bar()

    def _build_page(self) -> None:
        column = self._page.column
        self._senders = CardGrid(columns=3, least=CardWidth.THEME, gap=Space.TIGHT, stretch=True)
        column.addLayout(self._senders)
        self._grid = CardGrid(columns=2, least=CardWidth.CARD)
        column.addLayout(self._grid)
        self._points = Column(gap=Space.SMALL)
        column.addLayout(self._points)
        self._advice = Notice("calendar", tone=Tone.BLUE)
        self._pressing = Notice("alert-triangle", tone=Tone.SUN)
        column.addWidget(self._advice)
        column.addWidget(self._pressing)
        self._warning = Notice("shield-exclamation", tone=Tone.BRICK)
        self._warning.acted.connect(self._warning_pressed)
        column.addWidget(self._warning)
        # Three stand in one row, two and four in pairs.
        self._three = CardGrid(columns=3, least=CardWidth.THEME, gap=Space.SMALL)
        self._pairs = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        column.addLayout(self._three)
        column.addLayout(self._pairs)
        column.addStretch(1)

    def _build_bar(self) -> None:
        self._urgent = Button("", "alert-triangle", kind=ButtonKind.DANGER, large=True)
        self._again = SecondaryButton("", "mail-opened", large=True)
        self._urgent.clicked.connect(self._urgent_pressed)
        self._again.clicked.connect(self._again_pressed)
        self._fill_bar(starts=(self._urgent,), ends=(self._again,))

    def _presenter(self) -> LetterPresenter:
        return cast("LetterPresenter", self.presenter)

    def draw(self, state: LetterState) -> None:
        """Show `state`."""
        with self._focus.drawing((state.question, state.at)):
            self._draw_bar(state)
            self._draw_page(state)

    def _draw_page(self, state: LetterState) -> None:
        self._draw_rail(state)
        self._frame.ask(state.title, state.sentence)
        self._draw_cards(state)
        self._advice.show_words("" if state.is_pressing else state.advice)
        self._pressing.show_words(state.advice if state.is_pressing else "")
        self._warning.show_words(
            state.warning,
            lead=state.warning_lead,
            action=state.warning_action,
            action_icon="arrow-right",
        )

    def _draw_rail(self, state: LetterState) -> None:
        looks = looks_at(state.at, len(state.stages))
        stages = rail_stages(state.stages, looks, state.stages_spoken)
        self._frame.draw_rail(RailState(state.head, state.progress, stages))

    def _draw_cards(self, state: LetterState) -> None:
        key = (state.title, tuple(one.value for one in state.choices), state.points, state.acts)
        if key != self._shown:
            self._shown = key
            self._rebuild(state)
            self._page.to_top()
            put_in_order(*self._choices, self._warning, *self._acts, *self._bar_buttons)
        chosen = {one.value: one.is_chosen for one in state.choices}
        for card, value in self._choices.items():
            card.setChecked(chosen.get(value, False))

    def _rebuild(self, state: LetterState) -> None:
        for layout in (self._senders, self._grid, self._points, self._three, self._pairs):
            clear_layout(layout)
        self._choices, self._acts = {}, {}
        # The pictures share the whole height; other questions leave the rest empty below.
        by_picture = state.question == _BY_PICTURE
        column = self._page.column
        column.setStretchFactor(self._senders, int(by_picture))
        column.setStretch(column.count() - 1, int(not by_picture))
        for choice in state.choices:
            card: SenderCard | ChoiceCard
            if by_picture:
                card = SenderCard(choice)
                self._senders.addWidget(card)
            else:
                card = ChoiceCard(choice.icon, choice.label)
                self._grid.addWidget(card)
            card.clicked.connect(self._choice_pressed)
            self._choices[card] = choice.value
        if state.points:
            self._points.addWidget(points_card(state.points_title, state.points))
        acts = self._three if len(state.acts) == N_IN_A_ROW else self._pairs
        for words in state.acts:
            act = ActCard(words)
            act.clicked.connect(self._act_pressed)
            acts.addWidget(act)
            self._acts[act] = words.key

    def _draw_bar(self, state: LetterState) -> None:
        bar = state.bar
        say_words(
            (self._back, bar.back),
            (self._help, bar.help),
            (self._urgent, bar.urgent),
            (self._dont_know, bar.dont_know),
            (self._again, bar.again),
            (self._finish, bar.finish),
        )

    def _choice_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, (SenderCard, ChoiceCard)) and card in self._choices:
            self._presenter().answer(self._choices[card])

    def _act_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ActCard) and card in self._acts:
            self._presenter().act(self._acts[card])

    def _warning_pressed(self) -> None:
        self._presenter().open_warning()

    def _urgent_pressed(self) -> None:
        self._presenter().show_urgent()

    def _again_pressed(self) -> None:
        self._presenter().begin_again()
