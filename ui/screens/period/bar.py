# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar of the period: how long, before and after, or two days to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import FieldKeys, TextField
from ui.widgets.layouts import CardGrid, Column, Flow
from ui.widgets.notice import Notice
from ui.widgets.segmented import SegmentedChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.screens.period.words import PeriodWords


class DaysOwner(Protocol):
    """Who chooses the days."""

    def take_span(self, key: str) -> None:
        """Take a month, a quarter, a year; or ask for days."""

    def go_before(self) -> None:
        """Take the period before."""

    def go_after(self) -> None:
        """Take the period after."""

    def type_days(self, first: str, last: str) -> None:
        """Take the days as they are written."""

    def take_days(self, first: str, last: str) -> None:
        """Take the days that were written, or say what is wrong with them."""


class PeriodBar(QWidget):
    """What the days are chosen with."""

    def __init__(self, owner: Callable[[], DaysOwner]) -> None:
        """Build every part once; `owner` tells who hears of touches."""
        super().__init__()
        self._owner = owner
        self._is_drawing = self._is_typing = False
        column = Column(self, gap=Space.SMALL)
        self.line = Flow(gap=Space.SMALL)
        column.addLayout(self.line)
        self._spans = SegmentedChoice(wraps=True)
        self._spans.chosen.connect(self._span_chosen)
        self._before = SecondaryButton("", "chevron-left")
        self._before.clicked.connect(self._before_pressed)
        self._after = SecondaryButton("", "chevron-right")
        self._after.clicked.connect(self._after_pressed)
        for widget in (self._before, self._spans, self._after):
            self.line.addWidget(widget)
        self._days = QWidget()
        written = Column(self._days, gap=Space.SMALL)
        days = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        written.addLayout(days)
        self._first = TextField("Du", keys=FieldKeys.FIGURES)
        self._last = TextField("Au", keys=FieldKeys.FIGURES)
        for field in (self._first, self._last):
            field.changed.connect(self._typed)
            field.submitted.connect(self._give)
            days.addWidget(field)
        self._show = SecondaryButton("", "check")
        self._show.clicked.connect(self._give)
        written.addWidget(self._show)
        column.addWidget(self._days)
        self._problem = Notice("alert-triangle", tone=Tone.BRICK, is_status=True)
        column.addWidget(self._problem)
        self._drawn: tuple[str, str] = ("", "")

    def draw(self, words: PeriodWords) -> None:
        """Show a period; what a person is writing stays until another period or length comes."""
        named = [(key, word) for key, word in words.spans]
        self._spans.draw(named, words.span)
        self._before.say("", name=words.before)
        self._after.say("", name=words.after)
        self._after.setEnabled(words.has_after)
        self._days.setVisible(words.has_days)
        self._first.say(words.first_caption, clear=words.clear, keyboard=words.keyboard)
        self._last.say(words.last_caption, clear=words.clear, keyboard=words.keyboard)
        self._show.say(words.show)
        drawn = (words.first, words.last) if words.has_days else ("", "")
        if drawn != self._drawn and not self._is_typing:  # a caret stays where it is
            self._write(*drawn)
        self._drawn = drawn
        self._problem.show_words(words.problem)

    def _write(self, first: str, last: str) -> None:
        self._is_drawing = True
        self._first.set_text(first)
        self._last.set_text(last)
        self._is_drawing = False

    def _span_chosen(self, key: str) -> None:
        self._owner().take_span(key)

    def _before_pressed(self) -> None:
        self._owner().go_before()

    def _after_pressed(self) -> None:
        self._owner().go_after()

    def _typed(self) -> None:
        if not self._is_drawing:
            self._is_typing = True
            self._owner().type_days(self._first.text(), self._last.text())
            self._is_typing = False

    def _give(self) -> None:
        self._owner().take_days(self._first.text(), self._last.text())
