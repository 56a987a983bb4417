# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of something that was asked for: done, or what came in the way."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Space, Tone
from ui.widgets.layouts import NO_EDGES, Column, Edges
from ui.widgets.notice import Notice


class ToldStrip(QWidget):
    """One sentence, in green where it is well and in red where it is not; heard as it changes."""

    def __init__(self, *, edges: Edges = NO_EDGES) -> None:
        """Start hidden."""
        super().__init__()
        column = Column(self, gap=Space.NONE, edges=edges)
        self._good = Notice("circle-check", tone=Tone.OK, is_status=True)
        self._trouble = Notice("alert-triangle", tone=Tone.BRICK, is_status=True)
        column.addWidget(self._good)
        column.addWidget(self._trouble)
        self.hide()

    def show_words(self, text: str, *, is_well: bool) -> None:
        """Show a sentence; an empty one hides the strip."""
        self._good.show_words(text if is_well else "")
        self._trouble.show_words("" if is_well else text)
        self.setVisible(bool(text))
