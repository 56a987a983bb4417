# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of the post's lists: time, hidden name, need, state, and what one can do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.screens.desk.state import LineLook
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import ButtonKind, NarrowButton
from ui.widgets.layouts import Column, Edges, Flow, Row
from ui.widgets.marks import Chip
from ui.widgets.pool import Pool
from ui.widgets.ruled_line import RuledLine
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.desk.state import DeskLine

_WIDEST_TIME = "00 h 00"
CHIPS = {
    LineLook.PLAIN: ("circle-dot", Tone.PRIMARY),
    LineLook.GOOD: ("check", Tone.OK),
    LineLook.ALERT: ("alert-circle", Tone.BRICK),
    LineLook.WAITING: ("hourglass", Tone.SUN),
    LineLook.CURRENT: ("pencil", Tone.PRIMARY),
}


class DeskRow(RuledLine):
    """One line.

    Signals:
        revealed: The hidden name was touched.
        main_pressed: The action was touched.
        opened: The button of the other actions was touched.
        acted: The second action, one of the others, or an answer was touched; carries the deed.
    """

    revealed = Signal()
    main_pressed = Signal()
    opened = Signal()
    acted = Signal(str)

    def __init__(self, *, kind: ButtonKind = ButtonKind.PRIMARY, is_broad: bool = False) -> None:
        """Start empty; `kind` is how loud the action is, `is_broad` that the list is a wide one."""
        super().__init__()
        self._is_broad = is_broad
        side = Qt.AlignmentFlag.AlignVCenter if is_broad else Qt.AlignmentFlag.AlignTop
        column = Column(self, gap=Space.TIGHT, edges=Edges(Space.TIGHT, Space.SMALL, Space.SMALL))
        self._heading = Text("", TextRole.SMALL, tone=Tone.PRIMARY, bold=True)
        column.addWidget(self._heading)
        top = Row(gap=Space.TIGHT)
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
        top.addWidget(self._chip, 0, side)
        column.addLayout(top)
        first = Flow(gap=Space.TIGHT)
        self._main = NarrowButton("", "player-play", kind=kind)
        self._main.clicked.connect(self.main_pressed)
        self._second = NarrowButton("", "", kind=ButtonKind.SECONDARY)
        self._second.clicked.connect(self._second_pressed)
        self._more = NarrowButton("", "dots", kind=ButtonKind.SECONDARY)
        self._more.clicked.connect(self.opened)
        self._beside = QWidget()
        beside = Row(self._beside, gap=Space.TIGHT)
        for button in (self._main, self._second, self._more):
            beside.addWidget(button, 0, side)
        top.addWidget(self._beside, 0, side)
        self._top, self._under = top, first
        column.addLayout(first)
        self._ask = Text("", TextRole.SMALL, bold=True)
        column.addWidget(self._ask)
        actions = Flow(gap=Space.TIGHT)
        column.addLayout(actions)
        self._actions = Pool(self._make_action, actions.addWidget)
        self._deeds: tuple[str, ...] = ()
        self._second_deed = ""
        self.theme_changed()

    def _make_action(self, at: int) -> NarrowButton:
        button = NarrowButton("", "", kind=ButtonKind.SECONDARY)
        button.setCheckable(True)
        button.clicked.connect(partial(self._action_pressed, at))
        return button

    def _action_pressed(self, at: int) -> None:
        # The presenter decides: until it redraws, a choice stays what it was.
        self._actions[at].setChecked(False)
        self.acted.emit(self._deeds[at])

    def _second_pressed(self) -> None:
        self.acted.emit(self._second_deed)

    def theme_changed(self) -> None:
        """Give every time the same room, so that names stand under each other."""
        widest = QFontMetrics(self._time.text_font()).horizontalAdvance(_WIDEST_TIME)
        self._time.setMinimumWidth(widest)
        self._place_chip()

    def _place_chip(self) -> None:
        """Put a long state or action under the words: beside them it would leave them no room."""
        theme = current_theme()
        room = theme.card_px(CardWidth.TILE)
        has_main = not self._main.isHidden()
        is_wordy = self._chip.sizeHint().width() > room
        told_px = QFontMetrics(self._detail.text_font()).horizontalAdvance(self._detail.text())
        is_long = has_main or is_wordy or told_px > 2 * room
        is_there = bool(self._chip.text())
        self._chip.setVisible(is_there and not is_long)
        self._chip_under.setVisible(is_there and is_long)
        is_wide = self._beside.sizeHint().width() * 9 > theme.card_px(CardWidth.POST) * 4
        is_wide = is_wide and not self._is_broad
        home = self._under if is_wide or is_wordy or theme.scale > 1 else self._top
        if self._beside.property("home") != id(home):
            self._top.removeWidget(self._beside)
            self._under.removeWidget(self._beside)
            home.addWidget(self._beside)
            self._beside.setProperty("home", id(home))

    def draw(self, line: DeskLine, reveal: str) -> None:
        """Show a line; `reveal` names the hidden name."""
        self.mark(is_current=line.is_current)
        self._heading.say(line.heading)
        self._heading.setVisible(bool(line.heading))
        self._time.say(line.time)
        self._time.setVisible(bool(line.time))
        self._reveal.setVisible(line.can_reveal)
        self._reveal.say(line.name, name=f"{reveal}, {line.spoken}")
        self._name.setVisible(not line.can_reveal and bool(line.name))
        self._name.say(line.name)
        self._detail.say(line.detail)
        self._detail.setVisible(bool(line.detail))
        icon, tone = CHIPS[line.look]
        for chip in (self._chip, self._chip_under):
            chip.say(line.chip, icon=icon, tone=tone)
        if line.main is not None:
            spoken = f"{line.main.word}, {line.spoken}"
            self._main.say(line.main.word, icon=line.main.icon, name=spoken)
        self._main.setVisible(line.main is not None)
        if line.second is not None:
            self._second_deed = line.second.deed
            spoken = f"{line.second.word}, {line.spoken}"
            self._second.say(line.second.word, icon=line.second.icon, name=spoken)
        self._second.setVisible(line.second is not None)
        self._more.say("", icon="x" if line.is_open else "dots", name=f"{line.more}, {line.spoken}")
        self._more.setVisible(bool(line.more))
        has_button = line.main is not None or line.second is not None or bool(line.more)
        self._beside.setVisible(has_button)
        self._ask.say(line.ask)
        self._ask.setVisible(bool(line.ask))
        self._deeds = tuple(action.deed for action in line.actions)
        for button, action in self._actions.fill(line.actions):
            button.say(action.word, icon=action.icon, name=f"{action.word}, {line.spoken}")
            button.setChecked(action.is_on)
        self._place_chip()
        describe(self, line.spoken)
