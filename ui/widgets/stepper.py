# SPDX-License-Identifier: AGPL-3.0-or-later
"""A value between two buttons: one less, one more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import NarrowButton
from ui.widgets.layouts import Column, Row
from ui.widgets.text import Align, Text


class Stepper(QWidget):
    """A caption over a value with a button on each side.

    Signals:
        stepped: How far to go: -1 or 1.
    """

    stepped = Signal(int)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        column.addWidget(self._caption)
        row = Row(gap=Space.TIGHT)
        self._less = NarrowButton("", "minus")
        self._less.clicked.connect(lambda: self.stepped.emit(-1))
        self._value = Text("", TextRole.BODY, bold=True, align=Align.CENTRE)
        self._more = NarrowButton("", "plus")
        self._more.clicked.connect(lambda: self.stepped.emit(1))
        row.addWidget(self._less)
        row.addWidget(self._value, 1)
        row.addWidget(self._more)
        column.addLayout(row)

    def draw(
        self,
        caption: str,
        value: str,
        steps: tuple[str, str],
        *,
        can: tuple[bool, bool] = (True, True),
    ) -> None:
        """Show a value; `steps` name the buttons, `can` says which of them does something."""
        self._caption.say(caption)
        self._value.say(value)
        for button, step, is_able in zip((self._less, self._more), steps, can, strict=True):
            button.say("", name=f"{caption}, {value} : {step}")
            button.setEnabled(is_able)
