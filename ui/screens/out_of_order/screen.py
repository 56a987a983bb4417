# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a terminal that cannot be used, drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.screens.base import Screen
from ui.screens.out_of_order.presenter import OutOfOrderState
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text


class OutOfOrderScreen(Screen[OutOfOrderState]):
    """A sign, a sentence, where to go."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.PAGE, Space.WIDE, Space.WIDE), gap=Space.LARGE)
        self.body.addWidget(page)
        column = page.column
        column.addStretch(1)
        sign = Icon("hourglass", IconSize.HUGE, tone=Tone.BRICK)
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = Text("", TextRole.H1, bold=True, align=Align.CENTRE)
        self._line = Text("", TextRole.LEAD, align=Align.CENTRE)
        self._place = Text("", TextRole.BODY, align=Align.CENTRE)
        self._hours = Text("", TextRole.BODY, align=Align.CENTRE)
        self._reference = Text("", TextRole.SMALL, tone=Tone.SOFT, align=Align.CENTRE)
        for text in (self._title, self._line, self._place, self._hours):
            column.addWidget(text)
        column.addStretch(1)
        column.addWidget(self._reference)

    def draw(self, state: OutOfOrderState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._line.say(state.line)
        self._place.say(state.place)
        self._hours.say(state.hours)
        self._reference.say(state.reference)
