# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of the page of letters: a sender, a thing to do, what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.cards import Card, CardButton, ChoiceCard, let_touches_through
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.letters import LetterChoice
    from ui.screens.letter.presenter import ActWords


class SenderCard(CardButton):
    """A kind of organisation: a picture, its name, the French words printed on its letters."""

    def __init__(self, choice: LetterChoice) -> None:
        """Show `choice`."""
        super().__init__()
        self.setCheckable(True)
        row = Row(self, gap=Space.MEDIUM, edges=Edges(Space.MEDIUM, Space.TIGHT, Space.TIGHT))
        self._icon = Icon(choice.icon, IconSize.LARGE, tone=Tone.PRIMARY)
        row.addWidget(self._icon)
        words = Column(gap=Space.NONE)
        self._name = Text("", TextRole.BODY, bold=True)
        self._printed = Text("", TextRole.SMALL, tone=Tone.SOFT)
        let_touches_through(self._name, self._printed)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._printed)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.say(choice)

    def say(self, choice: LetterChoice) -> None:
        """Show the words of the moment's language; the printed ones stay French."""
        self._name.say(choice.label)
        self._printed.say(choice.printed)
        self.setText(choice.label)
        describe(self, choice.label, choice.printed)


class ActCard(ChoiceCard):
    """One thing to do; the main one is tinted and has a strong line."""

    def __init__(self, words: ActWords) -> None:
        """Show `words`."""
        super().__init__(
            words.icon, words.label, detail=words.detail, french=words.french, marked=False
        )
        self._is_main = words.is_main

    def face(self) -> Face:
        """Return the tinted ground of the main one, that of a card for the others."""
        if not self._is_main or self.isDown():
            return super().face()
        theme = current_theme()
        line = theme.size_px("focus_ring")
        return Face(Tone.PRIMARY_TINT, Tone.PRIMARY, line, theme.radius_px(self.radius_name))


def points_card(heading: str, points: Sequence[str]) -> Card:
    """Return the card of what to do now."""
    card = Card(edges=Space.MEDIUM, gap=Space.HAIR)
    head = Row(gap=Space.MEDIUM)
    head.addWidget(Icon("list-check", IconSize.MEDIUM, tone=Tone.PRIMARY))
    head.addWidget(Text(heading, TextRole.BODY, bold=True), 1)
    card.column.addLayout(head)
    for point in points:
        row = Row(gap=Space.SMALL)
        row.addWidget(Icon("chevron-right", IconSize.SMALL, tone=Tone.PRIMARY))
        row.addWidget(Text(point, TextRole.BODY), 1)
        card.column.addLayout(row)
    return card
