# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a list whose chosen one is shown beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme.tokens import Space, Tone
from ui.widgets.cards import CardButton, let_touches_through
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.marks import Chip

if TYPE_CHECKING:
    from ui.widgets.text import Text


class ListRow(CardButton):
    """Texts over a chip that says how it stands; the chosen line stands out.

    Subclasses say the texts and the chip, and describe themselves.
    """

    radius_name = "button"
    chosen_tones = (Tone.CARD, Tone.PRIMARY)

    def __init__(self, *texts: Text) -> None:
        """Put `texts` one under the other, the chip last."""
        super().__init__()
        self.setCheckable(True)
        column = Column(self, gap=Space.HAIR, edges=Edges.all(Space.SMALL))
        for text in texts:
            column.addWidget(text)
        line = Row(gap=Space.NONE)
        self._chip = Chip("", "check")
        line.addWidget(self._chip)
        line.addStretch(1)
        column.addLayout(line)
        let_touches_through(*texts, self._chip)
