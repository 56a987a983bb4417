# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Exporter »: the files at the start; reconciliation and journal beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.screens.base import Screen
from ui.screens.exports.parts import JournalRow, OfferGroupView, ReconciliationCard
from ui.screens.exports.run_panel import RunPanel
from ui.screens.exports.state import ExportsState
from ui.screens.period.bar import PeriodBar
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import CardGrid, Column, Edges, Row
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.exports.presenter import ExportsPresenter


class ExportsScreen(Screen[ExportsState]):
    """Draws the files, the journal and what the city received."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.WIDE, Space.MEDIUM, Space.MEDIUM), gap=Space.SMALL)
        self.body.addWidget(page, 1)
        self._run = RunPanel()
        self._run.ticked.connect(self._ticked)
        self._run.cancelled.connect(self._cancelled)
        self.body.addWidget(self._run)
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.H2, bold=True)
        self._scope = Chip("", "device-desktop")
        head.addWidget(self._title, 1)
        head.addWidget(self._scope, 0, Qt.AlignmentFlag.AlignVCenter)
        page.column.addLayout(head)
        self._period = PeriodBar(self._presenter)
        page.column.addWidget(self._period)
        self._lacks = Notice("info-circle", tone=Tone.SUN)
        page.column.addWidget(self._lacks)
        halves = CardGrid(columns=2, least=CardWidth.CARD, stretch=True)
        page.column.addLayout(halves, 1)
        halves.addWidget(self._offers_card())
        halves.addWidget(self._beside())
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)

    def _offers_card(self) -> Card:
        card = Card(gap=Space.SMALL)
        groups = Column(gap=Space.LARGE)
        card.column.addLayout(groups)
        self._groups = Pool(self._make_group, groups.addWidget)
        card.column.addStretch(1)
        self._destination = Text("", TextRole.SMALL, tone=Tone.SOFT)
        card.column.addWidget(self._destination)
        return card

    def _make_group(self, _at: int) -> OfferGroupView:
        group = OfferGroupView()
        group.wanted.connect(self._wanted)
        return group

    def _beside(self) -> QWidget:
        beside = QWidget()
        column = Column(beside, gap=Space.MEDIUM)
        self._reconciliation = ReconciliationCard()
        column.addWidget(self._reconciliation)
        card = Card(gap=Space.SMALL)
        self._journal_title = Text("", TextRole.H3, bold=True)
        card.column.addWidget(self._journal_title)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        card.column.addWidget(self._empty)
        lines = Column(gap=Space.SMALL)
        card.column.addLayout(lines)
        card.column.addStretch(1)
        self._journal = Pool(lambda _at: JournalRow(), lines.addWidget)
        column.addWidget(card, 1)
        return beside

    def _presenter(self) -> ExportsPresenter:
        return cast("ExportsPresenter", self.presenter)

    def leave(self) -> None:
        """Ask no more how far a file is."""
        super().leave()
        self._run.stop()

    def draw(self, state: ExportsState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._scope.say(state.scope, icon="device-desktop")
        self._period.draw(state.period)
        self._lacks.show_words(" ".join(state.coverage))
        for view, group in self._groups.fill(state.groups):
            view.draw(group)
        self._destination.say(state.destination)
        self._run.draw(state.run)
        self._reconciliation.setVisible(state.reconciliation is not None)
        if state.reconciliation is not None:
            self._reconciliation.draw(state.reconciliation)
        self._journal_title.say(state.journal_title)
        for noted, words in self._journal.fill(state.journal):
            noted.draw(words)
        self._empty.say(state.journal_empty)
        self._empty.setVisible(bool(state.journal_empty))
        self._back.say(state.go_back)

    def _wanted(self, key: str) -> None:
        self._presenter().export(key)

    def _ticked(self) -> None:
        self._presenter().tick()

    def _cancelled(self) -> None:
        self._presenter().cancel()

    def _back_pressed(self) -> None:
        self._presenter().go_back()
