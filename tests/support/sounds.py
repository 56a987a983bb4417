# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sounds for tests: WAV files of a tone, and programs that stand in for the sound card."""

from __future__ import annotations

import array
import math
import os
import struct
from pathlib import Path


def wav(seconds=1.0, *, rate_hz=16_000, peak=9_000, channels=1, bits=16) -> bytes:
    """Return a WAV of a tone; a peak of 0 is silence."""
    n_samples = round(seconds * rate_hz)
    tone = array.array("h", (round(peak * math.sin(at / 12)) for at in range(n_samples)))
    samples = tone.tobytes()
    line = channels * bits // 8
    head = struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * line, line, bits)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head
    chunks += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def stand_in(folder: Path, name: str, script: str) -> Path:
    """Put a program of the system's sound into `folder`: a shell script."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def first_on_path(folder: Path) -> str:
    """Return a PATH on which `folder` comes first."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
