# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the form: typed, or counted with two buttons, one under the other by category."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, NarrowButton
from ui.widgets.field import FieldKeys, TextField
from ui.widgets.layouts import CardGrid, Column, Row
from ui.widgets.pool import Pool
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.widgets.visit_form.state import CountLine, CountTable

_SIGNS = 3
_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class NumberRow(QWidget):
    """What is counted, one less, the number, one more.

    The number can be typed; the arrows up and down count as the buttons do.

    Signals:
        stepped: How far to go: -1 or 1.
        typed: The number was typed; carries the text.
    """

    stepped = Signal(int)
    typed = Signal(str)

    def __init__(self, *, is_large: bool = False) -> None:
        """Start empty; a large one is for many strokes in a row."""
        super().__init__()
        row = Row(self, gap=Space.TIGHT)
        self._words = Text("", TextRole.BODY)
        self._less = NarrowButton("", "minus")
        self._less.clicked.connect(lambda: self.stepped.emit(-1))
        self.field = TextField(" ", keys=FieldKeys.FIGURES).make_compact(signs=_SIGNS)
        self.field.changed.connect(self._text_changed)
        self.field.line.installEventFilter(self)
        kind = ButtonKind.ACCENT if is_large else ButtonKind.SECONDARY
        make = Button if is_large else NarrowButton
        self._more = make("", "plus", kind=kind)
        self._more.clicked.connect(lambda: self.stepped.emit(1))
        row.addWidget(self._words, 1)
        for part in (self._less, self.field, self._more):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._is_drawing = False

    def draw(self, line: CountLine, steps: tuple[str, str], caption: str) -> None:
        """Show a number; `steps` name the buttons, `caption` is what the words belong to."""
        name = f"{caption} : {line.words}".lstrip(" :")
        self._words.say(line.words)
        self.field.say(name, "0")
        self.field.hide_caption()
        # What is being typed comes back as it stands, so that the cursor does not move.
        self._is_drawing = True
        self.field.set_text(line.text)
        self._is_drawing = False
        told = f"{name}, {line.text or '0'}"
        for button, step in zip((self._less, self._more), steps, strict=True):
            button.say("", name=f"{told} : {step}")
        self._less.setEnabled(line.text not in ("", "0"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count with the arrows."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            by = _KEYS.get(Qt.Key(event.key()))
            if by is not None:
                self.stepped.emit(by)
                return True
        return super().eventFilter(watched, event)

    def _text_changed(self, text: str) -> None:
        if not self._is_drawing:
            self.typed.emit(text)


class CountTableField(QWidget):
    """The numbers of one category, with how many are told and what is wrong.

    Signals:
        stepped: One less or one more; carries the key of the line and how far.
        typed: A number was typed; carries the key of the line and the text.
    """

    stepped = Signal(str, int)
    typed = Signal(str, str)

    def __init__(self, *, is_large: bool = False) -> None:
        """Start empty; a large one is for many strokes in a row."""
        super().__init__()
        self._is_large = is_large
        self._keys: tuple[str, ...] = ()
        column = Column(self, gap=Space.TIGHT)
        head = Row(gap=Space.MEDIUM)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._told = Text("", TextRole.SMALL, tone=Tone.SOFT)
        head.addWidget(self._caption)
        head.addWidget(self._told, 1)
        column.addLayout(head)
        grid = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.MEDIUM)
        column.addLayout(grid)
        self._rows = Pool(self._make_row, grid.addWidget)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self._problem)

    def _make_row(self, at: int) -> NumberRow:
        row = NumberRow(is_large=self._is_large)
        row.stepped.connect(partial(self._row_stepped, at))
        row.typed.connect(partial(self._row_typed, at))
        return row

    def has_problem(self) -> bool:
        """Say whether it shows what is wrong."""
        return bool(self._problem.text())

    def draw(self, table: CountTable, steps: tuple[str, str]) -> None:
        """Show a table."""
        self.show()
        self._keys = tuple(line.key for line in table.lines)
        self._caption.say(table.caption)
        self._caption.setVisible(bool(table.caption))
        self._told.say(table.told)
        self._told.setVisible(bool(table.told))
        for row, line in self._rows.fill(table.lines):
            row.draw(line, steps, table.caption)
        self._problem.say(table.problem)
        self._problem.setVisible(bool(table.problem))

    def _row_stepped(self, at: int, by: int) -> None:
        self.stepped.emit(self._keys[at], by)

    def _row_typed(self, at: int, text: str) -> None:
        self.typed.emit(self._keys[at], text)
