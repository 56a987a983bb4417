# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes: a name and a contact, how many, what to prepare; all of it may stay empty."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.cards import ChoiceCard
from ui.widgets.field import TextField
from ui.widgets.layouts import CardGrid, Column
from ui.widgets.pool import Pool
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.booking.state import Toggle, WhoWords


class _Field(QWidget):
    """A field with a sentence under it."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        column = Column(self, gap=Space.TIGHT)
        self.field = TextField(" ", icon=icon)
        self._hint = Text("", TextRole.SMALL, tone=Tone.SOFT)
        column.addWidget(self.field)
        column.addWidget(self._hint)
        column.addStretch(1)

    def say(self, caption: str, hint: str) -> None:
        self.field.say(caption)
        self._hint.say(hint)


class WhoFields(QWidget):
    """The question of who comes.

    Signals:
        submitted: Enter was pressed in the last field.
        sized: How many come; carries the key.
        toggled: Something to prepare was touched; carries the key.
    """

    submitted = Signal()
    sized = Signal(str)
    toggled = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._toggles: tuple[Toggle, ...] = ()
        column = Column(self, gap=Space.MEDIUM)
        fields = CardGrid(columns=2, least=CardWidth.ANSWER)
        self._label, self._contact = _Field("user-circle"), _Field("phone")
        fields.addWidget(self._label)
        fields.addWidget(self._contact)
        column.addLayout(fields)
        self._problem = Text("", TextRole.BODY, tone=Tone.BRICK, bold=True)
        column.addWidget(self._problem)
        self._party = SegmentedChoice()
        self._party.chosen.connect(self.sized)
        column.addWidget(self._party)
        asked = Column(gap=Space.TIGHT)
        self._access = Text("", TextRole.SMALL, tone=Tone.SOFT)
        asked.addWidget(self._access)
        grid = CardGrid(columns=3, least=CardWidth.DOOR, gap=Space.SMALL)
        asked.addLayout(grid)
        column.addLayout(asked)
        self._cards = Pool(self._make_card, grid.addWidget)
        self._label.field.submitted.connect(self._to_contact)
        self._contact.field.submitted.connect(self._done)

    def _make_card(self, at: int) -> ChoiceCard:
        card = ChoiceCard("circle", "")
        card.clicked.connect(partial(self._card_pressed, at))
        return card

    def draw(self, words: WhoWords | None, *, forget: bool) -> None:
        """Show the words; what is typed stays until `forget`."""
        if forget:
            self.forget()
        self.setVisible(words is not None)
        if words is None:
            return
        self._label.say(*words.label)
        self._contact.say(*words.contact)
        self._problem.say(words.problem)
        self._problem.setVisible(bool(words.problem))
        self._party.setVisible(bool(words.sizes))
        if words.sizes:
            self._party.draw(words.sizes, words.size, caption=words.party)
        self._access.say(words.access)
        self._toggles = words.toggles
        for card, toggle in self._cards.fill(words.toggles):
            card.show_icon(toggle.icon)
            card.say(toggle.label)
            card.setChecked(toggle.is_on)

    def label(self) -> str:
        """Return what the person wants to be called."""
        return self._label.field.text()

    def contact(self) -> str:
        """Return where to reach the person."""
        return self._contact.field.text()

    def forget(self) -> None:
        """Let what was typed go."""
        self._label.field.set_text("")
        self._contact.field.set_text("")

    def _card_pressed(self, at: int) -> None:
        self.toggled.emit(self._toggles[at].key)

    def _to_contact(self) -> None:
        self._contact.field.setFocus()

    def _done(self) -> None:
        self.submitted.emit()
