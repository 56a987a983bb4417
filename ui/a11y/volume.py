# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the loudness of the machine back for the next person, with whatever the system has.

A headset's own buttons change it, and nobody must be startled. Loudness in dBA cannot be measured
here: a technician sets the percentage that is at most 65 dBA at the place (docs/operations.md).

Source: EN 301 549 v3.2.1, 5.1.3.13; wpctl(1), pactl(1), amixer(1).
"""

from __future__ import annotations

import shutil

from PySide6.QtCore import QObject, QProcess, QTimer

from ui.a11y.program_end import end_program

LIMIT_MS = 2000
_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("wpctl", "set-volume", "@DEFAULT_AUDIO_SINK@", "{percent}%"),
    ("pactl", "set-sink-volume", "@DEFAULT_SINK@", "{percent}%"),
    ("amixer", "-q", "-M", "set", "Master,0", "{percent}%", "unmute"),
    ("amixer", "-q", "-M", "set", "PCM,0", "{percent}%", "unmute"),
)


class Volume(QObject):
    """Sets the loudness of the system's default output, and waits for nothing."""

    def __init__(self, percent: int, parent: QObject | None = None) -> None:
        """Come back to `percent` of the full loudness; 0 leaves it alone."""
        super().__init__(parent)
        self._percent = percent
        self._waiting: list[tuple[str, ...]] = []
        self._process: QProcess | None = None
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LIMIT_MS)
        self._limit.timeout.connect(self._try_next)

    @property
    def is_busy(self) -> bool:
        """Say whether a program is still at it."""
        return self._process is not None

    def come_back(self) -> None:
        """Set the loudness, with the first program that manages; a failure is not told."""
        if not self._percent or self.is_busy:
            return
        self._waiting = [
            tuple(part.format(percent=self._percent) for part in command)
            for command in _COMMANDS
            if shutil.which(command[0])
        ]
        self._try_next()

    def stop(self) -> None:
        """Leave it: the program ends."""
        self._waiting.clear()
        self._try_next()

    def _try_next(self) -> None:
        self._limit.stop()
        old, self._process = self._process, None
        end_program(old)
        if not self._waiting:
            return
        program, *options = self._waiting.pop(0)
        process = self._process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._limit.start()
        process.start(program, options)

    def _finished(self, code: int, how: QProcess.ExitStatus) -> None:
        if code == 0 and how is QProcess.ExitStatus.NormalExit:
            self._waiting.clear()
        self._try_next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        # The other errors are followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._try_next()
