# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two panels of the header, drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.screens.display.presenter import (
    Changes,
    DisplayPresenter,
    DisplayState,
    LanguagePresenter,
    LanguageState,
)
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.layouts import CardGrid, Row
from ui.widgets.panel import Panel
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


class DisplayPanel(Panel):
    """Size, colours, letters, listening, volume and speed."""

    def __init__(self, translator: Translator, changes: Changes) -> None:
        """Show the display of the moment."""
        super().__init__()
        self._presenter = DisplayPresenter(self, translator, changes)
        self._title = Text("", TextRole.H2, bold=True, bar=True)
        self._close = SecondaryButton("", "x")
        self._close.clicked.connect(self.closed)
        head = Row()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        self.column.addLayout(head)
        self._choices: dict[str, SegmentedChoice] = {}
        self._sounds: dict[str, Button] = {}
        self._choice_place = self.column.count()
        self._sound_grid = CardGrid(columns=2, least=CardWidth.SLOT, gap=Space.TIGHT)
        self.column.addLayout(self._sound_grid)
        self._note = Text("", TextRole.MIN, tone=Tone.SOFT, bar=True)
        self.column.addWidget(self._note)
        self._presenter.redraw()

    def draw(self, state: DisplayState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        for words in state.choices:
            if words.key not in self._choices:
                choice = SegmentedChoice(words.caption)
                choice.chosen.connect(partial(self._chosen, words.key))
                self.column.insertWidget(self._choice_place + len(self._choices), choice)
                self._choices[words.key] = choice
            self._choices[words.key].draw(words.options, words.chosen, caption=words.caption)
        for sound in state.sounds:
            if sound.key not in self._sounds:
                button = Button("", sound.icon)
                button.clicked.connect(partial(self._sound_pressed, sound.key))
                self._sound_grid.addWidget(button)
                self._sounds[sound.key] = button
            self._sounds[sound.key].say(sound.word)
            self._sounds[sound.key].setEnabled(sound.is_enabled)
        self._note.say(state.note)
        self._close.say(state.close)
        self.place()

    def announce(self, text: str) -> None:
        """Nothing here has anything to announce."""

    def _chosen(self, key: str, option: str) -> None:
        self._presenter.choose(key, option)

    def _sound_pressed(self, key: str) -> None:
        self._presenter.sound(key)


class LanguagePanel(Panel):
    """The languages, each in its own script."""

    def __init__(self, translator: Translator, changes: Changes) -> None:
        """Show the languages."""
        super().__init__()
        self._presenter = LanguagePresenter(self, translator, changes)
        self._title = Text("", TextRole.H2, bold=True, bar=True)
        self.column.addWidget(self._title)
        # Eight names one below the other are higher than a small screen.
        self._names = CardGrid(columns=2, least=CardWidth.SLOT, gap=Space.TIGHT)
        self.column.addLayout(self._names)
        self._buttons: dict[str, Button] = {}
        self._presenter.redraw()

    def draw(self, state: LanguageState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        for code, name in state.languages:
            if code not in self._buttons:
                button = Button(name, large=True)
                button.setCheckable(True)
                button.clicked.connect(partial(self._chosen, code))
                self._names.addWidget(button)
                self._buttons[code] = button
            self._buttons[code].setChecked(code == state.chosen)
        self.place()

    def announce(self, text: str) -> None:
        """Nothing here has anything to announce."""

    def _chosen(self, code: str) -> None:
        self._presenter.choose(code)
        self.closed.emit()
