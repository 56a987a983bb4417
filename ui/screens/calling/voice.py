# SPDX-License-Identifier: AGPL-3.0-or-later
"""Says the calls of a room one after the other, each after two soft tones.

It has a voice of its own, so that neither a page read aloud nor a call silences the other.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.a11y.speech import Speaker
from ui.a11y.speech_engine import Voice
from ui.navigation.preferences import VOLUMES

if TYPE_CHECKING:
    from kiosk.foundation.settings import SpeechSettings
    from kiosk.foundation.tasks import Tasks

_KEPT = 6


class RoomVoice(QObject):
    """The voice of the calls; silent where the machine has no voice."""

    def __init__(
        self, tasks: Tasks, settings: SpeechSettings, parent: QObject | None = None
    ) -> None:
        """Speak in a lane of `tasks`, as loud and as fast as `settings` allow."""
        super().__init__(parent)
        self._is_on = settings.enabled
        self._voice = Voice("fr", VOLUMES[-1], settings.pace_wpm)
        self._waiting: deque[str] = deque(maxlen=_KEPT)
        self.speaker = Speaker(tasks, self)
        self.speaker.changed.connect(self._changed)

    def call_out(self, text: str) -> None:
        """Say `text` now, or after the call that is being said."""
        if not self._is_on:
            return
        self._waiting.append(text)
        if not self.speaker.is_speaking:
            self._say_next()

    def stop(self) -> None:
        """Be silent at once."""
        self._waiting.clear()
        self.speaker.stop()

    def _changed(self, speaks: bool) -> None:  # noqa: FBT001 - the slot of a signal
        if not speaks and self._waiting:
            # The speaker ends its own work first.
            QTimer.singleShot(0, self, self._say_next)

    def _say_next(self) -> None:
        if self._waiting and not self.speaker.is_speaking:
            self.speaker.call_out(self._waiting.popleft(), self._voice)
