# SPDX-License-Identifier: AGPL-3.0-or-later
"""The microphone and the loudspeaker of the machine, one of them at a time.

What is recorded comes by the standard output of a program of the system and stays in memory: no
file holds a voice before a person keeps it. A program that fails, for want of a sound server or of
a card, is followed by the next; when none is left nothing is recorded, and nothing waits.

Source: arecord(1), parecord(1).
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer

from kiosk.content.recordings import MAX_TAKE_S, TAKE_RATE_HZ, RecordedSound
from ui.a11y.program_end import end_program
from ui.a11y.speech_player import Player, players_here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RECORDERS: tuple[tuple[str, ...], ...] = (
    ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(TAKE_RATE_HZ), "-c", "1"),
    ("parecord", "--raw", f"--rate={TAKE_RATE_HZ}", "--channels=1", "--format=s16le"),
)
_BYTES_A_SECOND = 2 * TAKE_RATE_HZ
_MAX_BYTES = MAX_TAKE_S * _BYTES_A_SECOND
_MUTE_MS = 3_000
"""A program that gives no sound for so long waits for a card that gives none."""
_FULL = 32_768
_QUIETEST_DB = 50


class SoundBooth(QObject):
    """Records and plays (`ui.screens.recordings.state.Sound`)."""

    def __init__(
        self, parent: QObject | None = None, *, recorders: Sequence[Sequence[str]] = RECORDERS
    ) -> None:
        """Record with the first of `recorders` that gives sound."""
        super().__init__(parent)
        self._recorders = tuple(recorders)
        self._left: list[Sequence[str]] = []
        self._process: QProcess | None = None
        self._player: Player | None = None
        self._samples = bytearray()
        self._heard: Callable[[float, float], None] | None = None
        self._recorded: Callable[[RecordedSound | None], None] | None = None
        self._played: Callable[[bool], None] | None = None
        self._mute = QTimer(self)
        self._mute.setSingleShot(True)
        self._mute.setInterval(_MUTE_MS)
        self._mute.timeout.connect(self._fell_silent)

    # The microphone

    def record(
        self,
        *,
        heard: Callable[[float, float], None],
        ended: Callable[[RecordedSound | None], None],
    ) -> None:
        """Record until `stop`, or for the longest time (`state.Sound.record`)."""
        self.drop()
        self._heard, self._recorded = heard, ended
        self._left = list(self._recorders)
        self._start_next()

    def _start_next(self) -> None:
        self._drop_process()
        if not self._left:
            self._tell_recorded()
            return
        program, *options = self._left.pop(0)
        process = self._process = QProcess(self)
        process.setStandardInputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._take)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._mute.start()
        process.start(program, options)

    def _fell_silent(self) -> None:
        if self._samples:
            self._tell_recorded()
        else:
            self._start_next()

    def _take(self) -> None:
        if self._process is None:
            return
        chunk = bytes(self._process.readAllStandardOutput().data())
        self._samples += chunk[: _MAX_BYTES - len(self._samples)]
        self._mute.start()
        if self._heard is not None:
            self._heard(len(self._samples) / _BYTES_A_SECOND, loudness_of(chunk))
        if len(self._samples) >= _MAX_BYTES:
            self.stop()

    def _finished(self) -> None:
        self._take()
        if self._samples:
            self._tell_recorded()
        elif self._process is not None:
            self._start_next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        # The other errors are followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._start_next()

    def _tell_recorded(self) -> None:
        ended, self._recorded, self._heard = self._recorded, None, None
        self._drop_process()
        whole = bytes(self._samples[: len(self._samples) // 2 * 2])
        self._samples.clear()
        if ended is not None:
            ended(RecordedSound(whole, TAKE_RATE_HZ) if whole else None)

    def _drop_process(self) -> None:
        self._mute.stop()
        process, self._process = self._process, None
        end_program(process)

    # The loudspeaker

    def play(self, sound: RecordedSound, *, ended: Callable[[bool], None]) -> None:
        """Play `sound` (`state.Sound.play`)."""
        self.drop()
        players = players_here()
        if not players:
            ended(False)  # noqa: FBT003 - said once, as the signal of a player says it
            return
        self._played = ended
        player = self._player = Player(self, sound.rate_hz, players)
        player.ended.connect(self._tell_played)
        player.give(sound.samples)
        player.complete()

    def _tell_played(self, was_heard: bool) -> None:  # noqa: FBT001 - the slot of a signal
        ended, self._played = self._played, None
        self._drop_player()
        if ended is not None:
            ended(was_heard)

    def _drop_player(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            player.blockSignals(True)  # noqa: FBT003 - Qt’s signature
            player.stop()
            player.deleteLater()

    # Both

    def stop(self) -> None:
        """End what goes on, and tell its `ended` (`state.Sound.stop`)."""
        if self._recorded is not None:
            self._tell_recorded()
        elif self._played is not None:
            self._tell_played(was_heard=False)

    def drop(self) -> None:
        """End what goes on and forget it (`state.Sound.drop`)."""
        self._heard = self._recorded = self._played = None
        self._left.clear()
        self._drop_process()
        self._samples.clear()
        self._drop_player()


def loudness_of(samples: bytes) -> float:
    """Return how loud samples of 16 bits are: 0 at 50 dB below the loudest, 1 at the loudest."""
    values = array("h", samples[: len(samples) // 2 * 2])
    square = sum(one * one for one in values) / max(1, len(values))
    if square < 1:
        return 0.0
    return max(0.0, 1 + 10 * math.log10(square / _FULL**2) / _QUIETEST_DB)
