# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of the post's lists: time, hidden name, need, state or action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.desk.state import LineLook
from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, NarrowButton, SecondaryButton
from ui.widgets.layouts import Column, Edges, Flow, Row
from ui.widgets.marks import Chip
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.desk.state import DeskLine

_WIDEST_TIME = "00 h 00"
_CHIPS = {
    LineLook.PLAIN: ("circle-dot", Tone.PRIMARY),
    LineLook.GOOD: ("check", Tone.OK),
    LineLook.ALERT: ("circle-x", Tone.BRICK),
    LineLook.WAITING: ("hourglass", Tone.SUN),
}


class DeskRow(QWidget):
    """One line.

    Signals:
        revealed: The hidden name was touched.
        main_pressed, other_pressed: An action was touched.
    """

    revealed = Signal()
    main_pressed = Signal()
    other_pressed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.TIGHT, edges=Edges(Space.HAIR, Space.SMALL, Space.SMALL))
        top = Row(gap=Space.MEDIUM)
        self._time = Text("", TextRole.BODY, bold=True).keep_on_one_line()
        top.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Space.NONE)
        self._reveal = NarrowButton("", "eye", kind=ButtonKind.PLAIN)
        self._reveal.align_to_start()
        self._reveal.clicked.connect(self.revealed)
        self._name = Text("", TextRole.BODY, bold=True)
        self._detail = Text("", TextRole.SMALL, tone=Tone.SOFT)
        for widget in (self._reveal, self._name, self._detail):
            words.addWidget(widget)
        under = Flow(edges=Edges(Space.NONE, Space.HAIR, Space.NONE))
        self._chip_under = Chip("", "check")
        under.addWidget(self._chip_under)
        words.addLayout(under)
        top.addLayout(words, 1)
        self._chip = Chip("", "check")
        top.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        actions = Flow(gap=Space.TIGHT)
        self._main = Button("", kind=ButtonKind.PRIMARY)
        self._main.clicked.connect(self.main_pressed)
        self._other = SecondaryButton("", "user-x")
        self._other.clicked.connect(self.other_pressed)
        actions.addWidget(self._main)
        actions.addWidget(self._other)
        self._actions = QWidget()
        self._actions.setLayout(actions)
        column.addWidget(self._actions)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Give every time the same room, so that names stand under each other."""
        widest = QFontMetrics(self._time.text_font()).horizontalAdvance(_WIDEST_TIME)
        self._time.setMinimumWidth(widest)
        self._place_chip()

    def _place_chip(self) -> None:
        """Put a long state under the words: beside them it would leave them no room."""
        is_long = self._chip.sizeHint().width() > current_theme().card_px(CardWidth.TILE)
        is_there = bool(self._chip.text())
        self._chip.setVisible(is_there and not is_long)
        self._chip_under.setVisible(is_there and is_long)

    def draw(self, line: DeskLine, reveal: str) -> None:
        """Show a line; `reveal` names the hidden name."""
        self._time.say(line.time)
        self._time.setVisible(bool(line.time))
        self._reveal.setVisible(line.can_reveal)
        self._reveal.say(line.name, name=f"{reveal}, {line.spoken}")
        self._name.setVisible(not line.can_reveal and bool(line.name))
        self._name.say(line.name)
        self._detail.say(line.detail)
        icon, tone = _CHIPS[line.look]
        for chip in (self._chip, self._chip_under):
            chip.say(line.chip, icon=icon, tone=tone)
        self._place_chip()
        self._main.say(line.main, name=f"{line.main}, {line.spoken}", icon=line.main_icon)
        self._main.setVisible(bool(line.main))
        self._other.say(line.other, name=f"{line.other}, {line.spoken}")
        self._other.setVisible(bool(line.other))
        self._actions.setVisible(bool(line.main or line.other))
        describe(self, line.spoken)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the line under it."""
        painter = QPainter(self)
        line = current_theme().size_px("hairline")
        painter.fillRect(0, self.height() - line, self.width(), line, colour_of(Tone.LINE))
        painter.end()
