# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the queue for the room and has each call said once.

What was called before the screen started is shown and not said: nobody is called twice because a
machine was switched on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.calling import HeardCalls
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.screens.calling.words import CallingState, spoken, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.calling import RoomView
    from kiosk.services.queue import QueueService
    from ui.navigation.presenter import Stage, View


class CallingPresenter(Presenter[CallingState]):
    """The mind of the calling screen."""

    def __init__(
        self,
        view: View[CallingState],
        stage: Stage,
        *,
        queue: QueueService,
        call_out: Callable[[str], None],
    ) -> None:
        """Tell the room of `queue`; `call_out` says a call after its two tones."""
        super().__init__(view, stage)
        self._queue, self._call_out = queue, call_out
        self._heard, self._room = HeardCalls(), None
        self._day = paris_day(stage.clock.now_utc())

    _room: RoomView | None

    def start(self) -> None:
        """Show what is known and read the rest."""
        self.follow(Topic.QUEUE)
        self.redraw()
        self.look_again()

    def redraw(self) -> None:
        """Show the hour and the calls."""
        self.show(state_of(self._heard, self._room, self.stage.clock.now_utc()))

    def on_topic(self, topic: Topic) -> None:
        """Read the queue."""
        del topic  # only the queue is followed
        self.look_again()

    def look_again(self) -> None:
        """Read the queue; also when nothing was told, since news grow old."""
        self.store(self._queue.room, done=self._read, failed=self.note_failure)

    def page_text(self) -> str:
        """Return what the screen shows."""
        return state_of(self._heard, self._room, self.stage.clock.now_utc()).in_words

    def _read(self, room: RoomView) -> None:
        is_first, today = self._room is None, paris_day(self.stage.clock.now_utc())
        if today != self._day:
            self._heard, self._day = HeardCalls(), today
        self._room = room
        new = self._heard.hear(room.tickets)
        self.redraw()
        if new and not is_first:
            self._call_out(spoken(new))
