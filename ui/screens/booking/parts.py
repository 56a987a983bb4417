# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the booking page: the card beside, today's queue, what is looked at last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from ui.a11y.names import describe
from ui.screens.booking.state import BookingStage
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card, CardButton, let_touches_through
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.booking.state import BookingState, SummaryLine


class TodayCard(CardButton):
    """The way to a number of the queue, for who cannot wait for another day."""

    radius_name = "button"

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._title = Text("", TextRole.BUTTON, bold=True)
        self._line = Text("", TextRole.SMALL)
        icon = Icon("ticket", IconSize.MEDIUM, tone=Tone.BLUE)
        let_touches_through(icon, self._title, self._line)
        row = Row(self, gap=Space.SMALL, edges=Edges.all(Space.MEDIUM))
        row.addWidget(icon)
        words = Column(gap=Space.HAIR)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        row.addLayout(words, 1)

    def say(self, title: str, line: str) -> None:
        """Show how many people are ahead."""
        self._title.say(title)
        self._line.say(line)
        self.setText(title)
        describe(self, title, line)

    def face(self) -> Face:
        """Return a blue ground, darker while touched."""
        theme = current_theme()
        fill = Tone.PRESSED if self.isDown() else Tone.BLUE_TINT
        return Face(fill, Tone.BLUE, theme.size_px("hairline"), theme.radius_px("button"))


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = Row(self, gap=Space.SMALL)
        self._icon = Icon("circle-dot", IconSize.MEDIUM)
        row.addWidget(self._icon)
        words = Column(gap=Space.HAIR)
        self._text = Text("", TextRole.BUTTON, bold=True)
        self._detail = Text("", TextRole.SMALL, tone=Tone.SOFT)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        row.addLayout(words, 1)

    def draw(self, line: SummaryLine) -> None:
        self._icon.show_icon(line.icon)
        self._text.say(line.text)
        self._detail.say(line.detail)
        self._detail.setVisible(bool(line.detail))


class Beside(Card):
    """« Votre rendez-vous »: what is known so far, and the queue of today.

    Signals:
        changed: The need is to be chosen again.
    """

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.SMALL)
        self._title = Text("", TextRole.H3, bold=True)
        self.column.addWidget(self._title)
        lines = Column(gap=Space.SMALL)
        self.column.addLayout(lines)
        self._lines = Pool(lambda _at: _Line(), lines.addWidget)
        self._change = SecondaryButton("", "edit")
        self._change.clicked.connect(self.changed)
        self.column.addWidget(self._change)
        self.today = TodayCard()
        self.column.addWidget(self.today)
        self.column.addStretch(1)

    def draw(self, state: BookingState) -> None:
        """Show what is known."""
        self._title.say(state.summary_title)
        for widget, line in self._lines.fill(state.summary):
            widget.draw(line)
        self._change.say(state.change)
        self._change.setVisible(bool(state.change))
        self.today.say(*state.today)
        self.today.setVisible(bool(state.today[0]))


class QuestionFirst(SidePair):
    """What is known beside the question; under it in large text, where only one is in sight."""

    def __init__(self, known: QWidget, question: QLayout) -> None:
        """Put `known` where reading starts while there is room for both."""
        super().__init__(known, question, width=CardWidth.THEME)

    def theme_changed(self) -> None:
        """Take the direction again; one under the other, the question is above."""
        super().theme_changed()
        if self.direction() is QBoxLayout.Direction.TopToBottom:
            self.setDirection(QBoxLayout.Direction.BottomToTop)


class SureCard(Card):
    """Everything that the last touch promises, in large words."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(fill=Tone.PRIMARY_TINT, border=Tone.PRIMARY, gap=Space.MEDIUM)
        self._lines = Pool(lambda _at: _LargeLine(), self.column.addWidget)

    def draw(self, state: BookingState) -> None:
        """Show the lines at the last question only."""
        is_sure = state.stage is BookingStage.SURE
        self.setVisible(is_sure)
        for at, (widget, line) in enumerate(self._lines.fill(state.summary if is_sure else ())):
            widget.draw(line, is_first=at == 0)


class _LargeLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = Row(self, gap=Space.LARGE)
        self._icon = Icon("circle-dot", IconSize.LARGE, tone=Tone.PRIMARY)
        row.addWidget(self._icon)
        words = Column(gap=Space.HAIR)
        self._when = Text("", TextRole.H2, bold=True)
        self._text = Text("", TextRole.H3, bold=True)
        self._detail = Text("", TextRole.BODY)
        for one in (self._when, self._text, self._detail):
            words.addWidget(one)
        row.addLayout(words, 1)

    def draw(self, line: SummaryLine, *, is_first: bool) -> None:
        self._icon.show_icon(line.icon)
        shown, hidden = (self._when, self._text) if is_first else (self._text, self._when)
        shown.say(line.text)
        hidden.say("")
        shown.setVisible(True)
        hidden.setVisible(False)
        self._detail.say(line.detail)
        self._detail.setVisible(bool(line.detail))
