# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the page of recordings: a step of the list, and the booth of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import TitleMark
from ui.screens.recordings.state import Look
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Flow, Row
from ui.widgets.list_row import ListRow
from ui.widgets.marks import Chip
from ui.widgets.pair import STACKED_FROM_SCALE
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.stroke import Stroke
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.recordings.state import BoothState, StepLine

_CHIPS = {
    Look.EMPTY: ("circle", Tone.PRIMARY),
    Look.WAITING: ("volume", Tone.SUN),
    Look.GOOD: ("check", Tone.OK),
    Look.ALERT: ("refresh-alert", Tone.BRICK),
}


class StepRow(ListRow):
    """A step: its number and title, its state beneath."""

    def __init__(self) -> None:
        """Start empty."""
        title = Text("", TextRole.SMALL, bold=True)
        super().__init__(title)
        self._title = title

    def draw(self, line: StepLine) -> None:
        """Show a step."""
        icon, tone = _CHIPS[line.look]
        self._title.say(line.title)
        self._chip.say(line.state, icon=icon, tone=tone)
        self.setChecked(line.is_chosen)
        describe(self, line.title, line.state)


class Booth(Card):
    """What to say, and the buttons that record, play and keep it.

    Signals:
        record_pressed: Record, or stop.
        listen_pressed: Play, or stop.
        keep_pressed: Keep what was heard.
    """

    record_pressed = Signal()
    listen_pressed = Signal()
    keep_pressed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.SMALL)
        head = Row(gap=Space.MEDIUM)
        self._place = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._chip = Chip("", "check")
        head.addWidget(self._place, 1)
        head.addWidget(self._chip)
        self.column.addLayout(head)
        self._texts = ScrollPage(edges=Edges(), gap=Space.SMALL)
        self.column.addWidget(self._texts, 1)
        french, shown = Column(gap=Space.SMALL), Column(gap=Space.TIGHT)
        self._french = Pool(self._make_french, french.addWidget)
        self._texts.column.addLayout(french)
        self._shown = Pool(lambda _at: Text("", TextRole.BODY, tone=Tone.SOFT), shown.addWidget)
        self._texts.column.addLayout(shown)
        self._texts.column.addStretch(1)
        self._build_foot()
        self.theme_changed()

    @staticmethod
    def _make_french(at: int) -> Text:
        text = Text("", TextRole.LEAD if at else TextRole.H2, bold=not at)
        if not at:
            TitleMark(text)
        # French stays as it is written whatever the language of the screens.
        text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return text

    def _build_foot(self) -> None:
        meter = QWidget()
        line = Row(meter, gap=Space.MEDIUM)
        self._level = Stroke()
        self._clock = Text("", TextRole.BODY, bold=True).keep_on_one_line()
        line.addWidget(self._level, 1)
        line.addWidget(self._clock)
        self._meter = meter
        # Its room stays: the button that records must not move under the finger that stops it.
        policy = meter.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        meter.setSizePolicy(policy)
        self.column.addWidget(meter)
        self._advice = Text("", TextRole.BODY, bold=True)
        self.column.addWidget(self._advice)
        buttons = Flow(gap=Space.SMALL)
        self._record = Button("", "microphone-2", kind=ButtonKind.PRIMARY, large=True)
        self._record.clicked.connect(self.record_pressed)
        self._listen = SecondaryButton("", "volume", large=True)
        self._listen.clicked.connect(self.listen_pressed)
        self._keep = Button("", "check", kind=ButtonKind.PRIMARY, large=True)
        self._keep.clicked.connect(self.keep_pressed)
        for button in (self._record, self._listen, self._keep):
            buttons.addWidget(button)
        self.column.addLayout(buttons)
        self._rule = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self.column.addWidget(self._rule)

    def theme_changed(self) -> None:
        """Let texts scroll, in a room of their own where the booth stands under the list."""
        theme = current_theme()
        stacked = theme.scale >= STACKED_FROM_SCALE
        # Where it is ignored, the height of its own would be too.
        down = QSizePolicy.Policy.Preferred if stacked else QSizePolicy.Policy.Ignored
        self._texts.setSizePolicy(QSizePolicy.Policy.Expanding, down)
        self._texts.setMinimumHeight(theme.card_px(CardWidth.TILE) if stacked else 0)

    def draw(self, booth: BoothState, rule: str) -> None:
        """Show the chosen step."""
        icon, tone = _CHIPS[booth.look]
        self._place.say(booth.place)
        self._chip.say(booth.state, icon=icon, tone=tone)
        for text, words in self._french.fill(booth.french):
            text.say(words)
        right, left = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        side = right if booth.is_from_right else left
        for text, words in self._shown.fill(booth.shown):
            text.setLayoutDirection(side)
            text.say(words)
        self._meter.setVisible(booth.is_recording)
        self._level.show_share(booth.level)
        self._clock.say(booth.clock)
        self._advice.say(booth.advice)
        self._rule.say(rule)
        self._draw_buttons(booth)

    def _draw_buttons(self, booth: BoothState) -> None:
        if booth.is_recording:
            self._record.say(booth.record, icon="player-stop")
            self._record.set_kind(ButtonKind.DANGER_FULL)
        else:
            self._record.say(booth.record, icon="microphone-2" if booth.is_first else "rotate-2")
            kind = ButtonKind.PRIMARY if booth.is_first else ButtonKind.SECONDARY
            self._record.set_kind(kind)
        self._listen.say(booth.listen, icon="player-stop" if booth.is_playing else "volume")
        self._listen.setVisible(bool(booth.listen))
        self._keep.say(booth.keep)
        self._keep.setVisible(bool(booth.keep))
        self._keep.setEnabled(booth.can_keep)

    def first_words(self) -> Text:
        """Return the title of the step, once a step was drawn."""
        return self._french[0]

    def to_top(self) -> None:
        """Show the first text."""
        self._texts.to_top()
