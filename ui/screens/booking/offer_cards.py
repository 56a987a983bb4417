# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards of centres and of workshops: what it is, where or when, and whether one can come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.cards import Card, CardButton, let_touches_through
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.marks import Chip
from ui.widgets.pool import Pool
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from ui.screens.booking.state import PlaceCard, Sign, WorkshopCard


class _Words(Column):
    """A name over lines of details, and in a pill what choosing it gives."""

    def __init__(self, *, from_top: bool = False) -> None:
        super().__init__(gap=Space.HAIR)
        self.name = Text("", TextRole.H3, bold=True)
        self.french = Text("", TextRole.SMALL)
        self.when = Text("", TextRole.BODY, bold=True)
        self.sign = Chip("", "check")
        let_touches_through(self.name, self.french, self.when, self.sign)
        lines = Column(gap=Space.NONE)
        self._lines = Pool(self._line, lines.addWidget)
        if not from_top:
            self.addStretch(1)
        for text in (self.name, self.french, self.when):
            self.addWidget(text)
        self.addLayout(lines)
        self.addSpacing(current_theme().space_px(Space.HAIR))
        self.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignLeading)
        self.addStretch(1)

    @staticmethod
    def _line(at: int) -> Text:
        del at
        line = Text("", TextRole.SMALL, tone=Tone.SOFT)
        let_touches_through(line)
        return line

    def say(self, name: str, french: str, when: str, lines: tuple[str, ...], sign: Sign) -> None:
        self.name.say(name)
        for text, words in ((self.french, french), (self.when, when)):
            text.say(words)
            text.setVisible(bool(words))
        for text, words in self._lines.fill(lines):
            text.say(words)
        if sign.words:
            self.sign.say(sign.words, icon=sign.icon, tone=sign.tone)
        self.sign.setVisible(bool(sign.words))


class PlaceButton(CardButton):
    """A centre where one may come."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.LARGE, edges=Edges.all(Space.LARGE))
        self._icon = Icon("map-pin", IconSize.LARGE, tone=Tone.PRIMARY)
        let_touches_through(self._icon)
        row.addWidget(self._icon)
        self._words = _Words()
        row.addLayout(self._words, 1)

    def draw(self, place: PlaceCard) -> None:
        """Show a centre."""
        self._icon.show_icon(place.icon)
        self._words.say(place.name, "", "", place.lines, place.sign)
        self.setText(place.name)
        describe(self, place.name, ". ".join(filter(None, (place.sign.words, *place.lines))))


class _Leaf(Card):
    """The day of a workshop, as a leaf of a calendar."""

    def __init__(self) -> None:
        super().__init__(fill=Tone.PRIMARY_TINT, border=None, gap=Space.NONE, edges=Space.SMALL)
        self._week_day = Text("", TextRole.SMALL, align=Align.CENTRE, bar=True)
        self._number = Text("", TextRole.H2, bold=True, align=Align.CENTRE, bar=True)
        self.column.addWidget(self._week_day.keep_on_one_line())
        self.column.addWidget(self._number.keep_on_one_line())
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        let_touches_through(self, self._week_day, self._number)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Take the width again: leaves stand under one another."""
        self.setMinimumWidth(round(current_theme().text_px(TextRole.H2, bar=True) * 3))

    def say(self, week_day: str, number: str) -> None:
        self._week_day.say(week_day)
        self._number.say(number)


class WorkshopButton(CardButton):
    """A workshop to choose; one that is full says so and cannot be touched."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.LARGE, edges=Edges.all(Space.LARGE))
        self._leaf = _Leaf()
        row.addWidget(self._leaf, 0, Qt.AlignmentFlag.AlignTop)
        self._words = _Words(from_top=True)
        row.addLayout(self._words, 1)

    def draw(self, card: WorkshopCard) -> None:
        """Show a workshop."""
        self._leaf.say(card.week_day, card.number)
        self._words.say(card.title, card.french, card.when, card.lines, card.sign)
        self.setText(card.title)
        parts = (card.french, card.when, *card.lines, card.sign.words)
        describe(self, card.title, ". ".join(filter(None, parts)))
        self.setEnabled(card.can_choose)

    def face(self) -> Face:
        """Return a quiet ground where it is full."""
        if self.isEnabled():
            return super().face()
        theme = current_theme()
        return Face(Tone.PAPER, Tone.LINE, theme.size_px("hairline"), theme.radius_px("card"))
