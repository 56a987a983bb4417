# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own voice: espeak-ng, fed by standard input, played by whatever the system has.

Nothing spoken appears in a command line. A machine without voice or without sound is silent and
goes on. A new text, or a touch, stops the one before.

Source: EN 301 549 v3.2.1, 5.1.3.4 to 5.1.3.6 and 5.1.3.14; espeak-ng 1.51, espeak-ng(1).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("aplay", "-q", "-"),
    ("paplay",),
    ("play", "-q", "-t", "wav", "-"),
)
_END_MS = 200


@dataclass(frozen=True, slots=True)
class Voice:
    """How it speaks.

    Attributes:
        name: Voice of espeak-ng, such as ``fr`` or ``ar``.
        volume: Amplitude, 0 to 200.
        speed_wpm: Words a minute.
    """

    name: str = "fr"
    volume: int = 70
    speed_wpm: int = 150


def voice_command(voice: Voice) -> tuple[str, ...]:
    """Return the command that turns standard input into a WAV on standard output."""
    options = ("-v", voice.name, "-a", str(voice.volume), "-s", str(voice.speed_wpm))
    return ("espeak-ng", "--stdin", "--stdout", *options)


class Speaker(QObject):
    """Says one text at a time.

    Signals:
        changed: It began or stopped to speak; carries whether it speaks.
    """

    changed = Signal(bool)

    def __init__(
        self, parent: QObject | None = None, *, player: Sequence[str] | None = None
    ) -> None:
        """Use `player` for sound; by default the first that the system has, if any."""
        super().__init__(parent)
        self._player = tuple(player) if player is not None else None
        self._running: tuple[QProcess, QProcess] | None = None
        self.last_text = ""

    @property
    def is_speaking(self) -> bool:
        """Say whether a text is being said."""
        return self._running is not None

    def say(self, text: str, voice: Voice) -> None:
        """Say `text` instead of what was being said; an empty one only stops."""
        self.stop()
        self.last_text = text
        if self._player is None:
            self._player = _first_player()
        if not text or not self._player or shutil.which("espeak-ng") is None:
            return
        maker, player = QProcess(self), QProcess(self)
        maker.setStandardOutputProcess(player)
        maker.setStandardErrorFile(QProcess.nullDevice())
        player.setStandardErrorFile(QProcess.nullDevice())
        player.setStandardOutputFile(QProcess.nullDevice())
        player.finished.connect(self._ended)
        player.errorOccurred.connect(self._ended)
        self._running = (maker, player)
        player.start(self._player[0], list(self._player[1:]))
        command = voice_command(voice)
        maker.start(command[0], list(command[1:]))
        maker.write(text.encode("utf-8") + b"\n")
        maker.closeWriteChannel()
        self.changed.emit(self.is_speaking)

    def stop(self) -> None:
        """Be silent at once; the text is forgotten."""
        self.last_text = ""
        if self._running is None:
            return
        running, self._running = self._running, None
        for process in reversed(running):
            process.blockSignals(True)  # noqa: FBT003 - Qt’s signature
            process.kill()
            process.waitForFinished(_END_MS)
            process.deleteLater()
        self.changed.emit(self.is_speaking)

    def _ended(self) -> None:
        if self._running is not None and self.sender() is self._running[1]:
            self.stop()


def _first_player() -> tuple[str, ...]:
    return next((command for command in _PLAYERS if shutil.which(command[0])), ())
