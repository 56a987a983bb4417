# SPDX-License-Identifier: AGPL-3.0-or-later
"""The strip above the foot of a page that says how far an export is and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Space, TextRole
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.text import Text
from ui.widgets.told_strip import ToldStrip

if TYPE_CHECKING:
    from ui.screens.exports.run import RunState

_TICK_MS = 250


class RunPanel(QWidget):
    """Progress with its way to stop, then the end in words; nothing before the first export.

    Signals:
        ticked: Somebody should ask how far it is.
        cancelled: The export is to be stopped.
    """

    ticked = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        column = Column(self, gap=Space.NONE, edges=Edges(Space.WIDE, Space.TIGHT, Space.TIGHT))
        self._told = ToldStrip()
        self._slow = Card(gap=Space.TIGHT, edges=Space.SMALL)
        row = Row(gap=Space.MEDIUM)
        words = Column(gap=Space.TIGHT)
        self._words = Text("", TextRole.BODY, bold=True)
        self._bar = ProgressBar()
        words.addWidget(self._words)
        words.addWidget(self._bar)
        self._cancel = SecondaryButton("", "x")
        self._cancel.clicked.connect(self.cancelled)
        row.addLayout(words, 1)
        row.addWidget(self._cancel)
        self._slow.column.addLayout(row)
        column.addWidget(self._told)
        column.addWidget(self._slow)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.ticked)
        self.hide()

    def stop(self) -> None:
        """Ask nothing more: the page is left."""
        self._timer.stop()

    def draw(self, state: RunState) -> None:
        """Show an export."""
        is_slow = state.share is not None
        self._told.show_words("" if is_slow else state.words, is_well=state.is_well)
        self._slow.setVisible(is_slow)
        self._words.say(state.words if is_slow else "")
        self._bar.show_share(state.share or 0.0, name=state.words if is_slow else "")
        self._cancel.say(state.cancel)
        self.setVisible(bool(state.words))
        if state.is_busy and not self._timer.isActive():
            self._timer.start()
        elif not state.is_busy:
            self._timer.stop()
