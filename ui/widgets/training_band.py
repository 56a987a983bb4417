# SPDX-License-Identifier: AGPL-3.0-or-later
"""The band over every page while people practise: the word, the codes, the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme
from ui.theme.paint import paint_ground
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import NarrowButton
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class TrainingBand(QWidget):
    """The band.

    Signals:
        anew_asked: Begin again from the beginning.
        leave_asked: Back to the real machine.
    """

    anew_asked = Signal()
    leave_asked = Signal()

    def __init__(self) -> None:
        """Build it without words."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = Column(self, gap=Space.NONE, edges=Edges(Space.PAGE, Space.HAIR, Space.HAIR))
        row = self._row = Row(gap=Space.SMALL)
        column.addLayout(row)
        row.addWidget(Icon("school", IconSize.SMALL, tone=Tone.ON_BAND))
        self._words = Text("", TextRole.BODY, tone=Tone.ON_BAND, bold=True, bar=True)
        self._codes = Text("", TextRole.SMALL, tone=Tone.ON_BAND, bar=True)
        for text in (self._words, self._codes):
            row.addWidget(text.keep_on_one_line(), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._anew = NarrowButton("", "refresh")
        self._anew.clicked.connect(self.anew_asked)
        self._leave = NarrowButton("", "logout")
        self._leave.clicked.connect(self.leave_asked)
        row.addWidget(self._anew)
        row.addWidget(self._leave)
        self._codes_below = Text("", TextRole.SMALL, tone=Tone.ON_BAND, bar=True)
        column.addWidget(self._codes_below.keep_on_one_line())

    def say(self, words: str, codes: str, *, anew: str, leave: str) -> None:
        """Show its words."""
        describe(self, words, codes)
        self._words.say(words)
        self._codes.say(codes)
        self._codes_below.say(codes)
        self._anew.say(anew)
        self._leave.say(leave)
        self._fit()

    def _fit(self) -> None:
        """Put the codes on a line of their own where there is no room for them beside the rest."""
        self._codes.show()
        self._row.invalidate()
        edges = 2 * current_theme().space_px(Space.PAGE)
        fits = self._row.sizeHint().width() + edges <= self.width()
        self._codes.setVisible(fits)
        self._codes_below.setVisible(not fits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again whether there is room for the codes."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        painter = QPainter(self)
        paint_ground(painter, self.rect(), colour_of(Tone.BAND))
        painter.end()
