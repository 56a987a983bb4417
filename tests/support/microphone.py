# SPDX-License-Identifier: AGPL-3.0-or-later
"""A microphone for tests: the system's own recorder, and a card of ALSA that reads a pipe.

What a test speaks into the pipe comes out of a real ``arecord``, as fast as it is spoken.

Source: ALSA library, "PCM (digital audio) plugins": file, null.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kiosk.content.recordings import RecordedSound
from tests.support.sounds import wav

if TYPE_CHECKING:
    from pathlib import Path

_HEADER_BYTES = 44
_CARD = """
pcm.nobody {{ type null }}
pcm.voice {{
    type file
    slave.pcm nobody
    file "/dev/null"
    infile "{pipe}"
    format "raw"
}}
pcm.!default {{ type plug slave.pcm voice }}
"""


SPOKEN = RecordedSound(wav(2)[_HEADER_BYTES:], 16_000)


class Microphone:
    """A pipe that the default card of ALSA records."""

    def __init__(self, folder: Path) -> None:
        """Make the pipe and the configuration of ALSA in `folder`."""
        self.pipe = folder / "voice.pipe"
        self.configuration = folder / "alsa.conf"
        os.mkfifo(self.pipe)
        self.configuration.write_text(_CARD.format(pipe=self.pipe), encoding="utf-8")
        # Both ends at once: neither the recorder nor the test waits for the other to open it.
        self._end = os.open(self.pipe, os.O_RDWR)

    def speak(self, seconds: float, *, peak: int = 9_000) -> None:
        """Let a tone be heard; a peak of 0 is silence. Two seconds at most fit in the pipe."""
        os.write(self._end, wav(seconds, peak=peak)[_HEADER_BYTES:])

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._end)


class Tape:
    """A microphone and a loudspeaker that end when they are told to."""

    def __init__(self) -> None:
        self.heard = self.ended = None
        self.playing = None
        self.n_dropped = 0
        self.spoken = SPOKEN

    def record(self, *, heard, ended) -> None:
        self.heard, self.ended, self.playing = heard, ended, None

    def play(self, sound, *, ended) -> None:
        self.playing, self.ended = sound, ended

    def stop(self) -> None:
        ended, self.ended = self.ended, None
        if ended is not None:
            ended(False if self.playing else self.spoken)

    def drop(self) -> None:
        self.n_dropped += 1
        self.heard = self.ended = self.playing = None
