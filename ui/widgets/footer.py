# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar at the bottom: going back at the start, going on at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import Space, Tone
from ui.widgets.layouts import Column, Edges, Row

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Footer(QWidget):
    """A bar with things at its start and things at its end."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.NONE)
        row = Row(gap=Space.MEDIUM, edges=Edges(Space.PAGE, Space.TIGHT, Space.TIGHT))
        column.addLayout(row)
        self._start = Row(gap=Space.MEDIUM)
        self._end = Row(gap=Space.MEDIUM)
        row.addLayout(self._start)
        row.addStretch(1)
        row.addLayout(self._end)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.theme_changed()

    def add_start(self, widget: QWidget) -> None:
        """Add something where reading starts."""
        self._start.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_end(self, widget: QWidget) -> None:
        """Add something where reading ends."""
        self._end.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def theme_changed(self) -> None:
        """Take the height again."""
        self.setMinimumHeight(current_theme().bar_px("footer"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground and its line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(Tone.CARD))
        line = current_theme().size_px("hairline")
        painter.fillRect(0, 0, self.width(), line, colour_of(Tone.LINE))
        painter.end()
