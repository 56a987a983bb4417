# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the page of places: a line of the list, and the sheet of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import TitleMark
from ui.screens.places.state import PlaceLook
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import NarrowButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Flow
from ui.widgets.list_row import ListRow
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.places.state import PlaceFact, PlaceLine, PlaceSheet

_CHIPS = {
    PlaceLook.OPEN: ("circle-check", Tone.OK),
    PlaceLook.SHUT: ("clock", Tone.PRIMARY),
    PlaceLook.UNSURE: ("eye-question", Tone.SUN),
}


class PlaceRow(ListRow):
    """A place: its name, its address, whether it is open."""

    def __init__(self) -> None:
        """Start empty."""
        name = Text("", TextRole.BODY, bold=True)
        address = Text("", TextRole.SMALL, tone=Tone.SOFT)
        super().__init__(name, address)
        self._name, self._address = name, address

    def draw(self, line: PlaceLine) -> None:
        """Show a place."""
        icon, tone = _CHIPS[line.look]
        self._name.say(line.name)
        self._address.say(line.address)
        self._chip.say(line.standing, icon=icon, tone=tone)
        self.setChecked(line.is_chosen)
        describe(self, line.name, f"{line.standing}. {line.address}")


class _Fact(QWidget):
    """What is known of one thing: its caption and its lines; the first may stand out."""

    def __init__(self, *, stands_out: bool = False) -> None:
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        column.addWidget(self._caption)
        lines = Column(gap=Space.HAIR)
        column.addLayout(lines)
        column.addStretch(1)
        self._lines = Pool(
            lambda at: Text("", TextRole.BODY, bold=stands_out and not at), lines.addWidget
        )

    def draw(self, fact: PlaceFact) -> None:
        """Show it."""
        self._caption.say(fact.caption)
        for text, words in self._lines.fill(fact.lines):
            text.say(words)


class PlaceSheetCard(Card):
    """The chosen place.

    Signals:
        language_chosen: The paper is to be in another language; carries its code.
    """

    language_chosen = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.MEDIUM)
        self.title = Text("", TextRole.H2, bold=True)
        TitleMark(self.title)
        self._summary = Text("", TextRole.BODY)
        state = Flow(gap=Space.SMALL)
        self._chip = Chip("", "clock")
        self._dated = Text("", TextRole.SMALL, tone=Tone.SOFT)
        state.addWidget(self._chip)
        state.addWidget(self._dated)
        self._warning = Notice("alert-triangle", tone=Tone.SUN)
        self.column.addWidget(self.title)
        self.column.addWidget(self._summary)
        self.column.addLayout(state)
        self.column.addWidget(self._warning)
        main, facts = Column(gap=Space.NONE), Column(gap=Space.MEDIUM)
        main.addLayout(facts)
        main.addStretch(1)
        self._week = _Fact(stands_out=True)
        self.column.addLayout(SidePair(self._week, main, width=CardWidth.DESK, side_last=True))
        self._facts = Pool(lambda _at: _Fact(), facts.addWidget)
        self._languages = SegmentedChoice(wraps=True, make=NarrowButton)
        self._languages.chosen.connect(self.language_chosen)
        self.column.addWidget(self._languages)

    def draw(self, sheet: PlaceSheet) -> None:
        """Show a place."""
        icon, tone = _CHIPS[sheet.look]
        self.title.say(sheet.name)
        self._summary.say(sheet.summary)
        self._summary.setVisible(bool(sheet.summary))
        self._chip.say(sheet.standing, icon=icon, tone=tone)
        self._dated.say(sheet.dated)
        self._dated.setVisible(bool(sheet.dated))
        self._warning.show_words(sheet.warning)
        self._week.draw(sheet.week)
        self._week.setVisible(bool(sheet.week.lines))
        for fact, words in self._facts.fill(sheet.facts):
            fact.draw(words)
        self._languages.draw(sheet.languages, sheet.language, caption=sheet.language_caption)
        self._languages.setVisible(bool(sheet.print_it))
