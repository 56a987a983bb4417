# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calling screen on the other monitors of a post: one mind and one voice, a board on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.screens.calling.board import Board
from ui.screens.calling.presenter import CallingPresenter
from ui.screens.calling.screen import LOOK_AGAIN_MS
from ui.screens.calling.voice import RoomVoice
from ui.theme.tokens import Space
from ui.widgets.layouts import Column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kiosk.wiring import Kiosk
    from ui.navigation.presenter import Stage
    from ui.screens.calling.words import CallingState


class CallingRoom(QObject):
    """Draws one state on every board; a monitor may come and go."""

    def __init__(self, stage: Stage, kiosk: Kiosk, parent: QObject | None = None) -> None:
        """Tell the room of the queue of `kiosk`."""
        super().__init__(parent)
        self.boards: dict[QWidget, Board] = {}
        self._state: CallingState | None = None
        self.voice = RoomVoice(stage.tasks, kiosk.settings.speech, self)
        self.presenter = CallingPresenter(
            self, stage, queue=kiosk.queue, call_out=self.voice.call_out
        )
        self.presenter.start()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.presenter.look_again)
        self._clock.start(LOOK_AGAIN_MS)

    def draw(self, state: CallingState) -> None:
        """Show `state` on every board."""
        self._state = state
        for board in self.boards.values():
            board.draw(state)

    def announce(self, text: str) -> None:
        """Show nothing: a room has no messages."""

    def fill(self, cover: QWidget) -> None:
        """Put a board over the whole of a cover."""
        board = Board()
        Column(cover, gap=Space.NONE).addWidget(board)
        self.boards[cover] = board
        if self._state is not None:
            board.draw(self._state)

    def empty(self, cover: QWidget) -> None:
        """Forget the board of a cover that goes."""
        self.boards.pop(cover, None)

    def stop(self) -> None:
        """Be silent and read no more."""
        self._clock.stop()
        self.presenter.leave()
        self.voice.stop()
