# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Enregistrer une voix »: languages and walkthroughs, then steps beside the booth."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.stage_focus import StageFocus, TitleMark
from ui.screens.base import Screen
from ui.screens.recordings.parts import Booth, StepRow
from ui.screens.recordings.sound import SoundBooth
from ui.screens.recordings.state import RecordingsState
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card, ChoiceCard
from ui.widgets.layouts import CardGrid, Column, Edges
from ui.widgets.notice import Notice
from ui.widgets.pair import STACKED_FROM_SCALE, SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text
from ui.widgets.told_strip import ToldStrip

if TYPE_CHECKING:
    from ui.screens.recordings.presenter import RecordingsPresenter


class RecordingsScreen(Screen[RecordingsState]):
    """Draws what can be spoken, and what is."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: RecordingsState | None = None
        self.sound = SoundBooth(self)
        self._focus = StageFocus(self, self.first_focus)
        self._build_choice()
        self._build_steps()
        self._told = ToldStrip(edges=Edges(Space.LARGE, Space.NONE, Space.SMALL))
        self.body.addWidget(self._told)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)
        self._prepare = SecondaryButton("", "package", large=True)
        self._prepare.clicked.connect(self._prepare_pressed)
        self.footer().add_end(self._prepare)
        self.theme_changed()

    def _build_choice(self) -> None:
        self._choice = page = ScrollPage(edges=Edges(Space.WIDE, Space.LARGE, Space.LARGE))
        self.body.addWidget(page)
        self._title = Text("", TextRole.TITLE, bold=True)
        TitleMark(self._title)
        self._rule = Notice("microphone-2", tone=Tone.BLUE)
        self._languages = SegmentedChoice(wraps=True)
        self._languages.chosen.connect(self._language_pressed)
        for widget in (self._title, self._rule, self._languages):
            page.column.addWidget(widget)
        grid = CardGrid(columns=3, least=CardWidth.THEME)
        page.column.addLayout(grid)
        self._guides = Pool(self._make_guide, grid.addWidget)
        page.column.addStretch(1)

    def _build_steps(self) -> None:
        self._steps_page = page = ScrollPage(edges=Edges(Space.LARGE, Space.MEDIUM, Space.MEDIUM))
        self.body.addWidget(page)
        self._left = Card(gap=Space.SMALL, edges=Space.MEDIUM)
        self._guide_title = Text("", TextRole.H3, bold=True)
        self._guide_language = Text("", TextRole.SMALL, bold=True, tone=Tone.PRIMARY)
        self._guide_note = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._left.column.addWidget(self._guide_language)
        self._left.column.addWidget(self._guide_title)
        self._left.column.addWidget(self._guide_note)
        self._list = ScrollPage(edges=Edges(), gap=Space.TIGHT)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._left.column.addWidget(self._list, 1)
        rows = Column(gap=Space.TIGHT)
        self._list.column.addLayout(rows)
        self._list.column.addStretch(1)
        self._rows = Pool(self._make_row, rows.addWidget)
        main = Column(gap=Space.NONE)
        page.column.addLayout(SidePair(self._left, main, width=CardWidth.DESK), 1)
        self._booth = Booth()
        self._booth.record_pressed.connect(self._record_pressed)
        self._booth.listen_pressed.connect(self._listen_pressed)
        self._booth.keep_pressed.connect(self._keep_pressed)
        main.addWidget(self._booth, 1)

    def _make_guide(self, at: int) -> ChoiceCard:
        card = ChoiceCard("", "", marked=False)
        card.clicked.connect(partial(self._guide_pressed, at))
        return card

    def _make_row(self, at: int) -> StepRow:
        row = StepRow()
        row.clicked.connect(partial(self._step_pressed, at))
        return row

    def theme_changed(self) -> None:
        """Give the list a height of its own where the booth stands under it."""
        theme = current_theme()
        stacked = theme.scale >= STACKED_FROM_SCALE
        self._left.setMinimumHeight(theme.card_px(CardWidth.FIGURE) if stacked else 0)

    def _presenter(self) -> RecordingsPresenter:
        return cast("RecordingsPresenter", self.presenter)

    def draw(self, state: RecordingsState) -> None:
        """Show `state`."""
        before, self._state = self._state, state
        chosen = next((line.key for line in state.steps if line.is_chosen), "")
        with self._focus.drawing(chosen):
            # What comes is there before what goes, so that it can take the focus.
            if state.booth is None:
                self._choice.setVisible(True)
                self._draw_choice(state)
                self._steps_page.setVisible(False)
            else:
                self._steps_page.setVisible(True)
                self._draw_steps(state, before)
                self._choice.setVisible(False)
        self._told.show_words(state.told, is_well=state.is_well)
        self._back.say(state.go_back)
        self._prepare.say(state.prepare)
        self._prepare.setEnabled(state.can_prepare)

    def first_focus(self) -> QWidget:
        """Put the focus on the title, or on the first words to say: they are heard first."""
        has_booth = self._state is not None and self._state.booth is not None
        return self._booth.first_words() if has_booth else self._title

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on the step when what had it goes away, as after « Garder »."""
        return self._focus.catch() or super().focusNextPrevChild(next_)

    def _draw_choice(self, state: RecordingsState) -> None:
        self._title.say(state.title)
        self._rule.show_words(state.rule, lead=state.note)
        self._languages.draw(state.languages, state.language, caption=state.language_caption)
        for card, guide in self._guides.fill(state.guides):
            card.say(guide.title, detail=guide.note)

    def _draw_steps(self, state: RecordingsState, before: RecordingsState | None) -> None:
        assert state.booth is not None
        self._guide_title.say(state.title)
        self._guide_language.say(state.language_name)
        self._guide_note.say(state.note)
        for row, line in self._rows.fill(state.steps):
            row.draw(line)
        self._booth.draw(state.booth, state.rule)
        if before is None or before.booth is None or before.booth.place != state.booth.place:
            self._booth.to_top()
            self._show_chosen(state)

    def _show_chosen(self, state: RecordingsState) -> None:
        if current_theme().scale >= STACKED_FROM_SCALE:
            self.reveal(self._booth)
            return
        for at, line in enumerate(state.steps):
            if line.is_chosen:
                self.reveal(self._rows[at])

    # ---- touches ---------------------------------------------------------------------------

    def _language_pressed(self, key: str) -> None:
        self._presenter().choose_language(key)

    def _guide_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_guide(self._state.guides[at].key)

    def _step_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_step(self._state.steps[at].key)
            # A touch ticks the row by itself: what is chosen is the presenter's to say.
            self.draw(self._state)

    def _record_pressed(self) -> None:
        self._presenter().record()

    def _listen_pressed(self) -> None:
        self._presenter().listen()

    def _keep_pressed(self) -> None:
        self._presenter().approve()

    def _prepare_pressed(self) -> None:
        self._presenter().prepare()

    def _back_pressed(self) -> None:
        self._presenter().go_back()
