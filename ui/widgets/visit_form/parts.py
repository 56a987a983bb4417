# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pieces of the form: a list, the grid of themes, a typed answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, NarrowButton, SecondaryButton
from ui.widgets.field import FieldKeys, TextField
from ui.widgets.layouts import CardGrid, Column, clear_layout
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.widgets.visit_form.state import FieldView, ListView


class ListField(QWidget):
    """A list of the form: caption, buttons, and what is wrong under them."""

    def __init__(self, *, many: bool = False, is_narrow: bool = False) -> None:
        """Start empty; with `many`, several may be chosen; narrow buttons hold a figure."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        make = NarrowButton if is_narrow else Button
        self.choice = SegmentedChoice(wraps=True, many=many, make=make)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self.choice)
        column.addWidget(self._problem)

    def has_problem(self) -> bool:
        """Say whether it shows what is wrong."""
        return bool(self._problem.text())

    def draw(self, view: ListView) -> None:
        """Show a list; one without options is hidden."""
        self.setVisible(bool(view.options))
        chosen: tuple[str, ...] | str | None = view.chosen
        self.choice.draw(view.options, chosen, caption=view.caption)
        self._problem.say(view.problem)
        self._problem.setVisible(bool(view.problem))


class ThemeGrid(QWidget):
    """The themes in three columns, each with its icon.

    Signals:
        chosen: A theme was touched; carries its code.
        more_asked: The button that shows all of them was touched.
    """

    chosen = Signal(str)
    more_asked = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._grid = CardGrid(columns=3, least=CardWidth.FIGURE, gap=Space.TIGHT)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self._caption)
        column.addLayout(self._grid)
        column.addWidget(self._problem)
        self._buttons: dict[str, Button] = {}

    def has_problem(self) -> bool:
        """Say whether it shows what is wrong."""
        return bool(self._problem.text())

    def draw(self, view: ListView, more: str) -> None:
        """Show the themes; `more` is the word of the button that shows all."""
        self.setVisible(bool(view.options))
        keys = [option[0] for option in view.options]
        if [*keys, more] != [*list(self._buttons), self.property("more")]:
            self._rebuild(view, more)
        self._caption.say(view.caption)
        for option in view.options:
            button = self._buttons[option[0]]
            button.say(option[1], name=f"{view.caption} : {option[1]}")
            button.setChecked(option[0] in view.chosen)
        self._problem.say(view.problem)
        self._problem.setVisible(bool(view.problem))

    def _rebuild(self, view: ListView, more: str) -> None:
        clear_layout(self._grid)
        self._buttons = {}
        for option in view.options:
            button = Button(option[1], "".join(option[2:])).align_to_start()
            button.setCheckable(True)
            button.clicked.connect(partial(self.chosen.emit, option[0]))
            self._grid.addWidget(button)
            self._buttons[option[0]] = button
        if more and view.options:
            button = SecondaryButton(more, "dots")
            button.align_to_start()
            button.clicked.connect(self.more_asked)
            self._grid.addWidget(button)
        self.setProperty("more", more)


class AnswerField(QWidget):
    """A field of the form, and what is wrong under it.

    Signals:
        typed: The text changed; carries it.
    """

    typed = Signal(str)

    def __init__(self, icon: str, *, keys: FieldKeys = FieldKeys.FIGURES) -> None:
        """Start empty; the keyboard opens on figures unless `keys` says otherwise."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self.field = TextField(" ", icon=icon, keys=keys)
        self.field.changed.connect(self._text_changed)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self.field)
        column.addWidget(self._problem)
        self._is_drawing = False

    def has_problem(self) -> bool:
        """Say whether it shows what is wrong."""
        return bool(self._problem.text())

    def draw(self, view: FieldView) -> None:
        """Show a field."""
        self.show()
        self.field.say(view.caption, view.hint)
        # What is being typed comes back as it stands, so that the cursor does not move.
        self._is_drawing = True
        self.field.set_text(view.text)
        self._is_drawing = False
        self._problem.say(view.problem)
        self._problem.setVisible(bool(view.problem))

    def _text_changed(self, text: str) -> None:
        if not self._is_drawing:
            self.typed.emit(text)
