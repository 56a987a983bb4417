# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of an exercise: the banner, the pretend page, its telephone, the corners of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.cards import Card, ChoiceCard
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Edges, Row, clear_layout
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from kiosk.domain.practice_view import PracticeStepView, TargetView


class Banner(QWidget):
    """« ENTRAÎNEMENT : rien n'est envoyé », across the whole page and never scrolled away."""

    def __init__(self) -> None:
        """Start without words."""
        super().__init__()
        row = Row(self, gap=Space.SMALL, edges=Edges(Space.PAGE, Space.TIGHT, Space.TIGHT))
        row.addWidget(Icon("school", IconSize.MEDIUM, tone=Tone.SUN_INK, bar=True))
        self._words = Text("", TextRole.BODY, tone=Tone.SUN_INK, bar=True)
        row.addWidget(self._words, 1)

    def say(self, lead: str, text: str) -> None:
        """Show a bold beginning and a sentence."""
        self._words.say(text, lead=lead)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the tinted ground and the line under it."""
        theme, painter = current_theme(), QPainter(self)
        line = theme.size_px("border")
        painter.fillRect(self.rect(), colour_of(Tone.SUN_TINT))
        foot = QRectF(0, self.height() - line, self.width(), line)
        painter.fillRect(foot, colour_of(Tone.SUN))
        painter.end()


class PretendPage(Card):
    """A page of no site: a head, lines that are filled in, a message, room for fields."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.SMALL, edges=Space.MEDIUM)
        head = Row(gap=Space.SMALL)
        self._icon = Icon("circle-dot", IconSize.MEDIUM, tone=Tone.SOFT)
        self._head = Text("", TextRole.BODY, tone=Tone.SOFT, bold=True)
        head.addWidget(self._icon)
        head.addWidget(self._head, 1)
        self.column.addLayout(head)
        self._lines = Column(gap=Space.TIGHT)
        self.column.addLayout(self._lines)
        self._phone = Telephone()
        self.column.addWidget(self._phone)
        self.targets = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.SMALL)
        self.column.addLayout(self.targets)
        self.corners = Corners()
        self.column.addWidget(self.corners)
        self.fields = Row(gap=Space.MEDIUM)
        self.column.addLayout(self.fields)

    def draw(self, step: PracticeStepView | None, message_head: str) -> None:
        """Show the page of `step`; hide where it has none."""
        clear_layout(self._lines)
        clear_layout(self.targets)
        self.corners.place(())
        self.setVisible(step is not None and bool(step.page))
        if step is None or not step.page:
            return
        self._head.say(step.page)
        self._icon.setVisible(bool(step.icon))
        if step.icon:
            self._icon.show_icon(step.icon)
        for name, value in step.lines:
            row = Row(gap=Space.MEDIUM)
            row.addWidget(Text(name, TextRole.BODY, tone=Tone.SOFT), 2)
            row.addWidget(Text(value, TextRole.BODY_LARGE, bold=True), 5)
            self._lines.addLayout(row)
        self._phone.say(message_head, step.message)


class Telephone(Card):
    """A message on a telephone that is none."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__(fill=Tone.BLUE_TINT, border=Tone.BLUE, gap=Space.NONE, edges=Space.MEDIUM)
        row = Row(gap=Space.MEDIUM)
        row.addWidget(Icon("device-mobile-message", IconSize.LARGE, tone=Tone.BLUE_INK))
        words = Column(gap=Space.NONE)
        self._head = Text("", TextRole.SMALL, tone=Tone.BLUE_INK)
        self._message = Text("", TextRole.BODY_LARGE, bold=True)
        words.addWidget(self._head)
        words.addWidget(self._message)
        row.addLayout(words, 1)
        self.column.addLayout(row)
        self.hide()

    def say(self, head: str, message: str) -> None:
        """Show a message; an empty one hides the telephone."""
        self._head.say(head)
        self._message.say(message)
        self.setVisible(bool(message))


class Corners(QWidget):
    """A paper between its four corners; left stays left in every script."""

    def __init__(self) -> None:
        """Start without corners."""
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._grid)
        self.hide()

    def place(self, cards: Sequence[ChoiceCard]) -> None:
        """Put four cards at the corners of the paper."""
        clear_layout(self._grid)
        self.setVisible(bool(cards))
        if not cards:
            return
        paper = Card(fill=Tone.PAPER, gap=Space.TIGHT, edges=Space.LARGE)
        paper.column.addStretch(1)
        picture = Row()
        picture.addStretch(1)
        picture.addWidget(Icon("file-text", IconSize.HUGE, tone=Tone.SOFT))
        picture.addStretch(1)
        paper.column.addLayout(picture)
        paper.column.addStretch(1)
        for at, card in enumerate(cards):
            self._grid.addWidget(card, 2 * (at // 2), 2 * (at % 2))
        self._grid.addWidget(paper, 0, 1, 3, 1)
        self._grid.setRowMinimumHeight(1, current_theme().space_px(Space.PAGE))
        for column, stretch in enumerate((3, 2, 3)):
            self._grid.setColumnStretch(column, stretch)


def target_card(target: TargetView) -> ChoiceCard:
    """Return the card of something to touch."""
    card = ChoiceCard("", target.label)
    card.setChecked(target.is_touched)
    return card


def learnt_card(heading: str, learnt: Sequence[str]) -> Card:
    """Return the card of what was learnt."""
    card = Card(edges=Space.MEDIUM, gap=Space.TIGHT)
    card.column.addWidget(Text(heading, TextRole.BODY, bold=True, align=Align.START))
    for sentence in learnt:
        row = Row(gap=Space.SMALL)
        row.addWidget(Icon("circle-check", IconSize.MEDIUM, tone=Tone.OK))
        row.addWidget(Text(sentence, TextRole.BODY_LARGE), 1)
        card.column.addLayout(row)
    return card
