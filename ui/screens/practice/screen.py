# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exercise, drawn: the banner, the rail, a pretend page or cards to choose, the bar.

What is typed stands in the fields only. A field is emptied, its history too, before the page
says why.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from kiosk.domain.practice import Layout, PracticeKind, TellingKind
from kiosk.domain.practice_answers import LONGEST_ANSWER
from ui.a11y.stage_focus import put_in_order
from ui.screens.guided_screen import GuidedScreen, say_words
from ui.screens.practice.parts import Banner, PretendPage, learnt_card, target_card
from ui.screens.practice.presenter import PracticePresenter, PracticeState
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import ChoiceCard
from ui.widgets.field import FieldKeys, KeyboardHost, TextField
from ui.widgets.guided_page import looks_at, rail_stages
from ui.widgets.layouts import CardGrid, Column, clear_layout
from ui.widgets.notice import Notice
from ui.widgets.rail import RailState
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from kiosk.domain.practice_view import PracticeStepView


class PracticeScreen(GuidedScreen[PracticeState]):
    """Fields and cards are made anew for each step, so that nothing typed outlives its page."""

    def __init__(self) -> None:
        """Build the frame."""
        super().__init__(above=Space.MEDIUM, below=Space.TIGHT, gap=Space.SMALL)
        self._shown: tuple[object, ...] = ()
        self._fields: dict[str, TextField] = {}
        self._options: dict[ChoiceCard, str] = {}
        self._targets: dict[ChoiceCard, str] = {}
        self._guides: dict[ChoiceCard, str] = {}
        self._is_submitting = self._is_new = False
        self._banner = Banner()
        self.body.addWidget(self._banner)
        self.body.addWidget(self._frame, 1)
        self._build_page()
        self._build_bar()

    def _build_page(self) -> None:
        column = self._page.column
        self._about_language = Notice("language", tone=Tone.SUN)
        column.insertWidget(0, self._about_language)
        # Over the fields, in sight above the keyboard; under the cards, so that these stay put.
        self._calm = Notice("shield-lock", tone=Tone.SUN, is_status=True)
        self._over = Notice("bulb", tone=Tone.BLUE, is_status=True)
        self._pretend = PretendPage()
        self._pairs = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        self._good = Notice("circle-check", tone=Tone.OK, is_status=True)
        self._under = Notice("bulb", tone=Tone.BLUE, is_status=True)
        self._learnt = Column(gap=Space.SMALL)
        self._advice = Notice("bulb", tone=Tone.SUN)
        self._guides_title = Text("", TextRole.BODY, bold=True)
        self._guide_grid = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        over: tuple[QWidget, ...] = (self._calm, self._over, self._pretend)
        under: tuple[QWidget, ...] = (self._good, self._under)
        for widget in over:
            column.addWidget(widget)
        column.addLayout(self._pairs)
        for widget in under:
            column.addWidget(widget)
        column.addLayout(self._learnt)
        column.addWidget(self._advice)
        column.addWidget(self._guides_title)
        column.addLayout(self._guide_grid)
        column.addStretch(1)

    def _build_bar(self) -> None:
        self._again = SecondaryButton("", "refresh", large=True)
        self._go_on = PrimaryButton("")
        self._again.clicked.connect(self._again_pressed)
        self._go_on.clicked.connect(self._submit)
        self._fill_bar(ends=(self._again, self._go_on))

    def _presenter(self) -> PracticePresenter:
        return cast("PracticePresenter", self.presenter)

    def draw(self, state: PracticeState) -> None:
        """Show `state`."""
        self._banner.say(state.banner_lead, state.banner)
        self._draw_rail(state)
        self._about_language.show_words(state.about_language)
        self._frame.ask(state.title, state.sentence)
        self._draw_step(state)
        self._draw_note(state)
        self._draw_end(state)
        self._draw_bar(state)
        if self._is_new:
            self._lead_on()

    def _draw_rail(self, state: PracticeState) -> None:
        looks = looks_at(state.at, len(state.stages))
        stages = rail_stages(state.stages, looks, state.stages_spoken)
        self._frame.draw_rail(RailState(state.head, state.progress, stages))

    def _draw_step(self, state: PracticeState) -> None:
        step = state.step
        step_id = step.step_id if step else ""
        key = (step_id, state.title, state.guides)
        is_other = not self._shown or step_id != self._shown[0]
        # In another language the same step keeps what is being typed.
        typed = {} if is_other else {name: one.text() for name, one in self._fields.items()}
        self._is_new = key != self._shown
        if self._is_new:
            self._shown = key
            self._rebuild(step, state)
            self._page.to_top()
        is_given = is_other or self._is_submitting or state.note.kind is TellingKind.SHOWN
        for field in step.fields if step else ():
            value = field.value if is_given else typed.get(field.field_id, "")
            self._fields[field.field_id].set_text(value)
        chosen = {one.option_id: one.is_chosen for one in step.options} if step else {}
        for card, option_id in self._options.items():
            card.setChecked(chosen.get(option_id, False))
        touched = {one.target_id: one.is_touched for one in step.targets} if step else {}
        for card, target_id in self._targets.items():
            card.setChecked(touched.get(target_id, False))

    def _rebuild(self, step: PracticeStepView | None, state: PracticeState) -> None:
        for field in self._fields.values():
            self._forget(field)
        for layout in (self._pretend.fields, self._pairs):
            clear_layout(layout)
        self._fields, self._options, self._targets = {}, {}, {}
        self._pretend.draw(step, state.message_head)
        if step is None:
            return
        for one in step.fields:
            self._fields[one.field_id] = self._field(one.field_id, state)
            self._fields[one.field_id].say(
                f"{one.name} ({one.french})" if one.french else one.name,
                action=state.field_action,
                clear=state.clear,
                keyboard=state.keyboard,
            )
            self._pretend.fields.addWidget(self._fields[one.field_id], 1)
        for option in step.options:
            card = ChoiceCard(option.icon, option.label, french=option.french)
            card.clicked.connect(self._option_pressed)
            self._pairs.addWidget(card)
            self._options[card] = option.option_id
        for target in step.targets:
            card = target_card(target)
            card.clicked.connect(self._target_pressed)
            self._targets[card] = target.target_id
            if step.layout is Layout.LIST:
                self._pretend.targets.addWidget(card)
        if step.layout is Layout.CORNERS:
            self._pretend.corners.place(tuple(self._targets))

    def _field(self, field_id: str, state: PracticeState) -> TextField:
        # Forms take Latin letters: the keyboard opens on these in every language.
        field = TextField(" ", icon="edit", action=state.field_action, keys=FieldKeys.LATIN)
        field.line.setMaxLength(LONGEST_ANSWER)
        field.changed.connect(partial(self._typed, field_id))
        field.submitted.connect(partial(self._entered, field_id))
        return field

    def _draw_note(self, state: PracticeState) -> None:
        note, step = state.note, state.step
        is_form = step is not None and step.kind is PracticeKind.WRITE
        place = {
            TellingKind.REAL: self._calm,
            TellingKind.WRITE: self._over,
            TellingKind.SHOWN: self._over if is_form else self._under,
            TellingKind.GOOD: self._good,
            TellingKind.NOT_YET: self._under,
            None: None,
        }[note.kind]
        for notice in (self._calm, self._over, self._good, self._under):
            is_here = notice is place
            notice.show_words(note.text if is_here else "", lead=note.lead if is_here else "")

    def _draw_end(self, state: PracticeState) -> None:
        clear_layout(self._learnt)
        clear_layout(self._guide_grid)
        self._guides = {}
        if state.learnt:
            self._learnt.addWidget(learnt_card(state.learnt_title, state.learnt))
        self._advice.show_words(state.advice, lead=state.advice_lead if state.advice else "")
        self._guides_title.say(state.guides_title)
        self._guides_title.setVisible(bool(state.guides_title))
        for guide, minutes in zip(state.guides, state.minutes, strict=True):
            card = ChoiceCard(
                guide.icon,
                guide.title,
                detail=minutes,
                french=guide.title_fr or "",
                marked=False,
            )
            card.clicked.connect(self._guide_pressed)
            self._guide_grid.addWidget(card)
            self._guides[card] = guide.walkthrough_id

    def _draw_bar(self, state: PracticeState) -> None:
        bar = state.bar
        say_words(
            (self._back, bar.back),
            (self._help, bar.help),
            (self._dont_know, bar.dont_know),
            (self._again, bar.again),
            (self._go_on, bar.go_on),
            (self._finish, bar.finish),
        )

    # What the hand does

    def first_focus(self) -> QWidget:
        """Return the first field, else the question: an answer in focus would look chosen."""
        return next(iter(self._fields.values()), self._title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field in sight when the keyboard takes its room."""
        super().resizeEvent(event)
        for field in self._fields.values():
            if field.line.hasFocus():
                self.reveal(field)

    def reveal(self, widget: QWidget) -> None:
        """Bring a widget into sight once the page has its new height, if it is still there."""
        QTimer.singleShot(0, self, partial(self._bring, widget))

    def _bring(self, widget: QWidget) -> None:
        # Fields and cards are made anew for each step and language.
        if isValid(widget) and self._page.isAncestorOf(widget):
            self._page.reveal(widget)

    def _lead_on(self) -> None:
        """Take the focus to the new page; the keyboard goes where nothing is written."""
        host, first = self.window(), self.first_focus()
        if not self._fields and isinstance(host, KeyboardHost):
            host.hide_keyboard()
        cards = (*self._fields.values(), *self._options, *self._targets, *self._guides)
        put_in_order(*cards, *self._bar_buttons)
        if self.isVisible():
            first.show()  # a new one is shown by its layout later only, and would not take it
            first.setFocus()

    def _typed(self, field_id: str, text: str) -> None:
        field = self._fields.get(field_id)
        if field is None or self._is_submitting or not text:
            return
        if self._presenter().typing(field_id, text):
            self._forget(field)
            self.reveal(field)

    @staticmethod
    def _forget(field: TextField) -> None:
        """Empty a field and its undo history, which `clear` would keep."""
        field.line.setText("")

    def _entered(self, field_id: str, _text: str) -> None:
        names = list(self._fields)
        following = names[names.index(field_id) + 1 :] if field_id in names else []
        empty = next((one for one in following if not self._fields[one].text()), "")
        if empty:
            self._fields[empty].line.setFocus()
            self.reveal(self._fields[empty])
        else:
            self._submit()

    def _submit(self) -> None:
        self._is_submitting = True
        self._presenter().go_on({name: field.text() for name, field in self._fields.items()})
        self._is_submitting = False

    def _option_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ChoiceCard) and card in self._options:
            self._presenter().choose(self._options[card])

    def _target_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ChoiceCard) and card in self._targets:
            self._presenter().touch(self._targets[card])

    def _guide_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ChoiceCard) and card in self._guides:
            self._presenter().open_guide(self._guides[card])

    def _again_pressed(self) -> None:
        self._presenter().begin_again()
