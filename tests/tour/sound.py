# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sound card for machines that have none: it keeps what it is given, for as long as it lasts."""

from __future__ import annotations

import array
import os
from pathlib import Path

_HEADER_BYTES = 44
_AUDIBLE = 200
_SAMPLES_A_SECOND = 22050
# Two bytes a sample. The sound is whole when it has its name, then plays as long as it lasts.
_PLAYER = """#!/bin/sh
cd {folder} || exit
rm -f sound.wav
echo $$ > player
cat > begun.wav
mv begun.wav sound.wav
exec sleep $(($(wc -c < sound.wav) / 44100))
"""


class SoundCard:
    """The player that machines of the tour find first.

    What makes the sound stays the real voice; only what would move the air is another.
    """

    def __init__(self, folder: Path) -> None:
        """Put the player into `folder`."""
        folder.mkdir()
        self._folder = folder
        self.environment = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
        player = folder / "aplay"
        player.write_text(_PLAYER.format(folder=folder), encoding="ascii")
        player.chmod(0o755)

    def seconds(self) -> float:
        """Return how long the last sound is; 0 for none, or for silence."""
        file = self._folder / "sound.wav"
        sound = file.read_bytes()[_HEADER_BYTES:] if file.exists() else b""
        samples = array.array("h", sound[: len(sound) // 2 * 2])
        power = (sum(one * one for one in samples) / max(1, len(samples))) ** 0.5
        return len(samples) / _SAMPLES_A_SECOND if power > _AUDIBLE else 0.0

    def is_playing(self) -> bool:
        """Say whether the player of the last sound still runs."""
        file = self._folder / "player"
        pid = file.read_text(encoding="ascii").strip() if file.exists() else ""
        return bool(pid) and Path(f"/proc/{pid}").exists()
