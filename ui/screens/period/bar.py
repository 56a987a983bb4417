# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar of the period: how long, before and after, or two days to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import TextField
from ui.widgets.layouts import CardGrid, Column, Flow
from ui.widgets.notice import Notice
from ui.widgets.segmented import SegmentedChoice

if TYPE_CHECKING:
    from ui.screens.period.words import PeriodWords


class PeriodBar(QWidget):
    """What the days are chosen with.

    Signals:
        span_chosen: A length was touched; carries its key.
        before: The period before is wanted.
        after: The period after is wanted.
        days_given: Two days were written; carries both as written.
    """

    span_chosen = Signal(str)
    before = Signal()
    after = Signal()
    days_given = Signal(str, str)

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        column = Column(self, gap=Space.SMALL)
        self.line = Flow(gap=Space.SMALL)
        column.addLayout(self.line)
        self._spans = SegmentedChoice(wraps=True)
        self._spans.chosen.connect(self.span_chosen)
        self._before = SecondaryButton("", "chevron-left")
        self._before.clicked.connect(self.before)
        self._after = SecondaryButton("", "chevron-right")
        self._after.clicked.connect(self.after)
        for widget in (self._before, self._spans, self._after):
            self.line.addWidget(widget)
        self._days = QWidget()
        written = Column(self._days, gap=Space.SMALL)
        days = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        written.addLayout(days)
        self._first, self._last = TextField("Du", digits=True), TextField("Au", digits=True)
        for field in (self._first, self._last):
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
        """Show a period; what a person is writing stays until another period comes."""
        named = [(key, word) for key, word in words.spans]
        self._spans.draw(named, words.span)
        self._before.say("", name=words.before)
        self._after.say("", name=words.after)
        self._after.setEnabled(words.has_after)
        self._days.setVisible(words.has_days)
        self._first.say(words.first_caption, clear=words.clear, keyboard=words.keyboard)
        self._last.say(words.last_caption, clear=words.clear, keyboard=words.keyboard)
        self._show.say(words.show)
        if (words.first, words.last) != self._drawn:
            self._drawn = (words.first, words.last)
            self._first.set_text(words.first)
            self._last.set_text(words.last)
        self._problem.show_words(words.problem)

    def _give(self) -> None:
        self.days_given.emit(self._first.text(), self._last.text())
