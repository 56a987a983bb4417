# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pad, drawn; a real keyboard types in it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from ui.a11y.names import describe
from ui.screens.base import Screen
from ui.screens.pin.presenter import PinPresenter, PinState
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.marks import BigNumber
from ui.widgets.notice import Notice
from ui.widgets.number_pad import NumberPad
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class PinScreen(Screen[PinState]):
    """A title, dots, a pad."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.PAGE, Space.WIDE, Space.WIDE), gap=Space.LARGE)
        self.body.addWidget(page)
        row = Row(gap=Space.PAGE)
        page.column.addStretch(1)
        page.column.addLayout(row)
        page.column.addStretch(1)
        words = Column(gap=Space.MEDIUM)
        words.addStretch(1)
        words.addWidget(Icon("lock", IconSize.HUGE, tone=Tone.PRIMARY))
        self._title = Text("", TextRole.H1, bold=True)
        self._line = Text("", TextRole.BODY_LARGE)
        self._error = Notice("alert-circle", tone=Tone.BRICK)
        for widget in (self._title, self._line, self._error):
            words.addWidget(widget)
        words.addStretch(1)
        row.addLayout(words, 1)
        card = Card(edges=Space.LARGE, gap=Space.LARGE)
        self._dots = BigNumber("", TextRole.H2, centred=True)
        card.column.addWidget(self._dots)
        self._pad = NumberPad()
        self._pad.digit.connect(self._figure_pressed)
        self._pad.erased.connect(self._erase_pressed)
        self._pad.entered.connect(self._enter_pressed)
        card.column.addWidget(self._pad)
        row.addWidget(card, 1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)

    def _presenter(self) -> PinPresenter:
        return cast("PinPresenter", self.presenter)

    def draw(self, state: PinState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._line.say(state.line)
        self._dots.say(state.dots or "\u2007", name=state.dots_spoken)
        self._error.show_words(state.error)
        self._pad.say(state.erase, state.enter)
        self._pad.enable_enter(state.can_enter)
        self._back.say(state.back)
        describe(self, state.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take figures from a real keyboard."""
        if event.text().isdigit():
            self._presenter().type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._presenter().erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._presenter().enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._presenter().back()
        else:
            super().keyPressEvent(event)

    def _figure_pressed(self, figure: str) -> None:
        self._presenter().type(figure)

    def _erase_pressed(self) -> None:
        self._presenter().erase()

    def _enter_pressed(self) -> None:
        self._presenter().enter()

    def _back_pressed(self) -> None:
        self._presenter().back()
