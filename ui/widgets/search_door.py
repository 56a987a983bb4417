# SPDX-License-Identifier: AGPL-3.0-or-later
"""What looks like the search field on the first page: it opens the page that searches."""

from __future__ import annotations

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.cards import CardButton, let_touches_through
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges, Row
from ui.widgets.text import Text


class SearchDoor(CardButton):
    """A wide card with a magnifying glass and a keyboard."""

    def __init__(self) -> None:
        """Show it without words."""
        super().__init__()
        row = Row(self, gap=Space.MEDIUM, edges=Edges(Space.WIDE, Space.MEDIUM, Space.MEDIUM))
        row.addWidget(Icon("search", IconSize.MEDIUM, tone=Tone.SOFT))
        self._words = Text("", TextRole.BODY_LARGE, tone=Tone.SOFT)
        let_touches_through(self._words)
        row.addWidget(self._words, 1)
        row.addWidget(Icon("keyboard", IconSize.MEDIUM, tone=Tone.SOFT))

    def say(self, text: str, *, name: str) -> None:
        """Show other words; `name` is what is heard."""
        self._words.say(text)
        self.setText(name)
        describe(self, name, text)

    def face(self) -> Face:
        """Return the ground of a field."""
        theme = current_theme()
        fill = Tone.PRESSED if self.isDown() else Tone.CARD
        line, radius = theme.size_px("focus_ring"), theme.radius_px("card")
        return Face(fill, Tone.PRIMARY, line, radius)
