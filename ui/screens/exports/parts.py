# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the exports: a file with its formats, a line of the journal, the reconciliation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.count_line import CountLine
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Flow, Row
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.exports.offers import ExportLine, FormLine, OfferGroup
    from ui.screens.exports.state import JournalLine, ReconciliationWords


class ExportRow(QWidget):
    """Who asks for a file, what it holds, a button for each of its formats.

    Signals:
        wanted: A format was touched; carries its key.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM)
        self._icon = Icon("table", IconSize.MEDIUM, tone=Tone.PRIMARY)
        row.addWidget(self._icon)
        words = Column(gap=Space.NONE)
        self._title = Text("", TextRole.BODY, bold=True)
        self._detail = Text("", TextRole.SMALL, tone=Tone.SOFT)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row.addLayout(words, 1)
        self._beside = QWidget()
        beside = Flow(self._beside, gap=Space.TIGHT, align=Qt.AlignmentFlag.AlignTrailing)
        row.addWidget(self._beside)
        self._forms: tuple[FormLine, ...] = ()
        self._buttons = Pool(self._make_button, beside.addWidget)

    def _make_button(self, at: int) -> SecondaryButton:
        button = SecondaryButton("")
        button.clicked.connect(partial(self._pressed, at))
        return button

    def draw(self, line: ExportLine) -> None:
        """Show an export."""
        self._forms = line.forms
        self._icon.show_icon(line.icon)
        self._title.say(line.title)
        self._detail.say(line.detail)
        for button, form in self._buttons.fill(line.forms):
            button.say(form.word, name=form.spoken)
            describe(button, form.spoken, form.hint)
        self._beside.setVisible(bool(line.forms))
        describe(self, line.title, line.detail)

    def _pressed(self, at: int) -> None:
        self.wanted.emit(self._forms[at].key)


class OfferGroupView(QWidget):
    """Files for the same people, under what must be known before one is given away.

    Signals:
        wanted: A format was touched; carries its key.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.SMALL)
        self._title = Text("", TextRole.H3, bold=True)
        self._rule = Text("", TextRole.SMALL)
        column.addWidget(self._title)
        column.addWidget(self._rule)
        lines = Column(gap=Space.SMALL)
        column.addLayout(lines)
        self._offers = Pool(self._make_offer, lines.addWidget)

    def _make_offer(self, _at: int) -> ExportRow:
        row = ExportRow()
        row.wanted.connect(self.wanted)
        return row

    def draw(self, group: OfferGroup) -> None:
        """Show the files of a group."""
        self._title.say(group.title)
        self._rule.say(group.rule)
        for row, line in self._offers.fill(group.offers):
            row.draw(line)
        describe(self, group.title, group.rule)


class JournalRow(QWidget):
    """A file that was made; heard as one."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.NONE)
        self._title = Text("", TextRole.SMALL, bold=True)
        self._detail = Text("", TextRole.MIN, tone=Tone.SOFT)
        column.addWidget(self._title)
        column.addWidget(self._detail)

    def draw(self, line: JournalLine) -> None:
        """Show a file."""
        self._title.say(line.title)
        self._detail.say(line.detail)
        describe(self, line.title, line.detail)


class ReconciliationCard(Card):
    """What is here, what the city received, what is on its way."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.SMALL)
        self._title = Text("", TextRole.H3, bold=True)
        self.column.addWidget(self._title)
        pairs = Column(gap=Space.TIGHT)
        self.column.addLayout(pairs)
        self._pairs = Pool(lambda _at: CountLine(), pairs.addWidget)
        self._good = Notice("circle-check", tone=Tone.OK)
        self._waits = Notice("cloud-up", tone=Tone.SUN)
        self.column.addWidget(self._good)
        self.column.addWidget(self._waits)

    def draw(self, words: ReconciliationWords) -> None:
        """Show it."""
        self._title.say(words.title)
        for pair, (label, value) in self._pairs.fill(words.lines):
            pair.say(label, value)
        told = " ".join(words.sentences)
        self._good.show_words(told if words.is_well else "")
        self._waits.show_words("" if words.is_well else told)
        describe(self, words.title)
