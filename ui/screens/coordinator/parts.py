# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the coordinator's page: a figure, a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.cards import Card
from ui.widgets.layouts import Row
from ui.widgets.stroke import Stroke
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from ui.screens.coordinator.presenter import Bar, FigureCard


class Figure(Card):
    """What, how much, and a line under it."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.HAIR, edges=Space.MEDIUM)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._value = Text("", TextRole.TITLE, bold=True)
        self._note = Text("", TextRole.MIN, tone=Tone.SOFT)
        for text in (self._caption, self._value, self._note):
            self.column.addWidget(text)
        self.column.addStretch(1)

    def draw(self, card: FigureCard) -> None:
        """Show a figure."""
        self._caption.say(card.caption)
        self._value.say(card.value)
        self._note.say(card.note)
        describe(self, f"{card.caption} : {card.value}", card.note)


class BarLine(QWidget):
    """A theme, its bar, its number; heard as « theme : number »."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM)
        self._label = Text("", TextRole.SMALL)
        self._stroke = Stroke()
        self._value = Text("", TextRole.BODY, bold=True, align=Align.END).keep_on_one_line()
        row.addWidget(self._label)
        row.addWidget(self._stroke, 1)
        row.addWidget(self._value)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Give every label the same room, so that bars begin together."""
        self._label.setFixedWidth(current_theme().card_px(CardWidth.FIGURE))

    def draw(self, bar: Bar) -> None:
        """Show a theme."""
        self._label.say(bar.label)
        self._stroke.show_share(bar.share)
        self._value.say(bar.value)
        describe(self, f"{bar.label} : {bar.value}")
