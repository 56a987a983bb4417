# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of figures: what is counted, and how many at the end of the line."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.tokens import Space, TextRole
from ui.widgets.layouts import Row
from ui.widgets.text import Align, Text


class CountLine(QWidget):
    """What is counted and how many; heard as « what : how many »."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM)
        self._label = Text("", TextRole.BODY)
        self._value = Text("", TextRole.BODY, bold=True, align=Align.END).keep_on_one_line()
        row.addWidget(self._label, 1)
        row.addWidget(self._value)

    def say(self, label: str, value: str) -> None:
        """Show a count."""
        self._label.say(label)
        self._value.say(value)
        describe(self, f"{label} : {value}")
