# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calling screen as the page of a machine: nothing to touch, nothing to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.screens.base import Screen
from ui.screens.calling.board import Board
from ui.screens.calling.presenter import CallingPresenter
from ui.screens.calling.words import CallingState

if TYPE_CHECKING:
    from ui.screens.calling.voice import RoomVoice

LOOK_AGAIN_MS = 10_000


class CallingScreen(Screen[CallingState]):
    """Draws the room's board over the whole window."""

    has_header = False

    def __init__(self, voice: RoomVoice) -> None:
        """Show the board; `voice` ends with the page."""
        super().__init__()
        self.board = Board()
        self.body.addWidget(self.board, 1)
        self.voice = voice
        voice.setParent(self)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look_again)
        self._clock.start(LOOK_AGAIN_MS)

    def draw(self, state: CallingState) -> None:
        """Show `state`."""
        self.board.draw(state)

    def page_language(self) -> str:
        """Return French: what a room shows is said as it is written."""
        return "fr"

    def leave(self) -> None:
        """Be silent and read no more."""
        self._clock.stop()
        self.voice.stop()
        super().leave()

    def _look_again(self) -> None:
        if isinstance(self.presenter, CallingPresenter):
            self.presenter.look_again()
