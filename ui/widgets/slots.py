# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and hours to choose: each by its line, its words and its colour."""

from __future__ import annotations

from enum import Enum

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.cards import CardButton, let_touches_through
from ui.widgets.layouts import Column, Edges
from ui.widgets.text import Align, Text


class SlotLook(Enum):
    """What an hour is: kept by this kiosk, or to be asked for."""

    FREE = "free"
    ASK = "ask"


class DayCard(CardButton):
    """A day: its name, its number, how many hours are free."""

    def __init__(self, week_day: str = "", number: str = "", state: str = "") -> None:
        """Show a day; disable it when it is full or closed."""
        super().__init__()
        self.setCheckable(True)
        self._day = Text("", TextRole.SMALL, align=Align.CENTRE, bar=True)
        self._number = Text("", TextRole.LEAD, bold=True, align=Align.CENTRE, bar=True)
        self._state = Text("", TextRole.MIN, tone=Tone.SOFT, align=Align.CENTRE, bar=True)
        let_touches_through(self._day, self._number, self._state)
        column = Column(self, gap=Space.NONE, edges=Edges(Space.HAIR, Space.SMALL, Space.SMALL))
        for text in (self._day, self._number, self._state):
            column.addWidget(text)
        self.toggled.connect(self._retone)
        self.say(week_day, number, state)

    def say(self, week_day: str, number: str, state: str, *, name: str = "") -> None:
        """Show other words; `name` is the whole date, heard."""
        self._day.say(week_day)
        self._number.say(number)
        self._state.say(state)
        describe(self, name or f"{week_day} {number}", state)

    def _retone(self) -> None:
        on = self.isChecked()
        self._day.set_tone(Tone.ON_PRIMARY if on else Tone.INK)
        self._number.set_tone(Tone.ON_PRIMARY if on else Tone.INK)
        self._state.set_tone(Tone.ON_PRIMARY if on else Tone.SOFT)

    def face(self) -> Face:
        """Return a full ground when chosen, a dashed line when nothing is free."""
        theme = current_theme()
        radius = theme.radius_px("card")
        if self.isChecked():
            return Face(Tone.PRIMARY, None, 0, radius)
        if not self.isEnabled():
            return Face(Tone.PAPER, Tone.LINE, theme.size_px("hairline"), radius)
        return super().face()


class SlotButton(CardButton):
    """An hour: « 14 h 45 » and a word that says what it is."""

    radius_name = "button"

    def __init__(self, hour: str = "", state: str = "", *, look: SlotLook = SlotLook.FREE) -> None:
        """Show an hour."""
        super().__init__()
        self.setCheckable(look is SlotLook.FREE)
        self._look = look
        self._hour = Text("", TextRole.H3, bold=True, align=Align.CENTRE)
        self._state = Text("", TextRole.MIN, bold=True, align=Align.CENTRE)
        let_touches_through(self._hour, self._state)
        column = Column(self, gap=Space.NONE, edges=Edges(Space.SMALL, Space.SMALL, Space.SMALL))
        column.addStretch(1)
        column.addWidget(self._hour)
        column.addWidget(self._state)
        column.addStretch(1)
        self.toggled.connect(self._retone)
        self.say(hour, state)

    def say(self, hour: str, state: str, *, name: str = "") -> None:
        """Show other words."""
        self._hour.say(hour)
        self._state.say(state)
        describe(self, name or hour, state)
        self._retone()

    def set_look(self, look: SlotLook) -> None:
        """Take another look; touched or not stays as it is."""
        if look is not self._look:
            self._look = look
            self._retone()
            self.update()

    def _retone(self) -> None:
        tone = Tone.OK if self._look is SlotLook.FREE else Tone.SUN_INK
        if self.isChecked():
            tone = Tone.ON_PRIMARY
        elif not self.isEnabled():
            tone = Tone.SOFT
        self._hour.set_tone(tone)
        self._state.set_tone(tone)

    def face(self) -> Face:
        """Return a green line for a free hour, a dashed one for an hour to ask for."""
        theme = current_theme()
        radius, line = theme.radius_px("button"), theme.size_px("border")
        if self.isChecked():
            return Face(Tone.PRIMARY, None, 0, radius)
        if not self.isEnabled():
            return Face(Tone.PAPER, Tone.LINE, theme.size_px("hairline"), radius)
        fill = Tone.PRESSED if self.isDown() else Tone.CARD
        if self._look is SlotLook.ASK:
            return Face(fill, Tone.SUN_INK, line, radius, dashed=True)
        return Face(fill, Tone.OK, line, radius)
