# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lets sound be heard: the first program of the system that takes a WAV by standard input.

A program that fails, for want of a sound server or of a card, is followed by the next; when none
is left the sound was not heard, and nothing waits. Where the sound goes is the system's choice:
its default output, which a headset takes when it is plugged in (docs/operations.md).

Source: aplay(1), paplay(1), sox(1); Microsoft, "Multimedia Programming Interface" 1.0 (WAVE).
"""

from __future__ import annotations

import shutil
import struct
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, Signal

from ui.a11y.program_end import end_program

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAYERS: tuple[tuple[str, ...], ...] = (
    ("paplay",),
    ("aplay", "-q", "-"),
    ("play", "-q", "-t", "wav", "-"),
)
_BYTES_A_SAMPLE = 2
# Sound comes little by little: its length is not known, so the largest that readers take is told.
_UNKNOWN_BYTES = 0x7FFF_F000


def wav_header(rate_hz: int, n_bytes: int = _UNKNOWN_BYTES) -> bytes:
    """Return the header of a WAV of one channel of 16 bits."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + n_bytes,
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        rate_hz,
        rate_hz * _BYTES_A_SAMPLE,
        _BYTES_A_SAMPLE,
        8 * _BYTES_A_SAMPLE,
        b"data",
        n_bytes,
    )


def players_here() -> tuple[tuple[str, ...], ...]:
    """Return the players that this system has, the first to try first."""
    return tuple(command for command in PLAYERS if shutil.which(command[0]))


class Player(QObject):
    """Plays one sound, given piece by piece.

    Signals:
        ended: It is over; carries whether a program took the sound.
    """

    ended = Signal(bool)

    def __init__(
        self, parent: QObject | None, rate_hz: int, players: Sequence[Sequence[str]]
    ) -> None:
        """Begin with the first of `players`."""
        super().__init__(parent)
        self._players = list(players)
        self._given = bytearray(wav_header(rate_hz))
        self._is_complete = False
        self._process: QProcess | None = None
        self._clock = QElapsedTimer()
        self._start_next()

    @property
    def heard_ms(self) -> int:
        """Milliseconds since sound was first given; 0 before."""
        return self._clock.elapsed() if self._clock.isValid() else 0

    def give(self, samples: bytes) -> None:
        """Play `samples` after those before."""
        self._given += samples
        if not self._clock.isValid():
            self._clock.start()
        if self._process is not None:
            self._process.write(samples)

    def complete(self) -> None:
        """Say that nothing follows."""
        self._is_complete = True
        if self._process is not None:
            self._process.closeWriteChannel()

    def stop(self) -> None:
        """Be silent at once, and tell nothing."""
        self._players.clear()
        self._given.clear()
        self._drop()

    def _drop(self) -> None:
        process, self._process = self._process, None
        end_program(process)

    def _start_next(self) -> None:
        self._drop()
        if not self._players:
            self.ended.emit(False)  # noqa: FBT003 - a signal
            return
        program, *options = self._players.pop(0)
        process = self._process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        process.start(program, options)
        process.write(bytes(self._given))
        if self._is_complete:
            process.closeWriteChannel()

    def _finished(self, code: int, how: QProcess.ExitStatus) -> None:
        if how is QProcess.ExitStatus.NormalExit and code == 0:
            self._given.clear()
            self.ended.emit(True)  # noqa: FBT003 - a signal
        else:
            self._clock.invalidate()
            if self._is_given():
                self._clock.start()
            self._start_next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        # The other errors are followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._start_next()

    def _is_given(self) -> bool:
        return len(self._given) > len(wav_header(1))
