# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recorded voices of walkthroughs: where they stand, and whether a file may be played.

A recording is the file ``<id>/media/<language>/<step>.<hash>.wav`` of a content folder. The hash
is that of the step's texts when it was spoken, in the language read with it, so that a voice never
says what the page no longer says. One that nobody has listened to again has ``.a-verifier`` before
its suffix, and is not played to residents. WAV, because `aplay` takes it and is everywhere.

Source: Microsoft, "Multimedia Programming Interface" 1.0 (WAVE); docs/decisions/0015.
"""

from __future__ import annotations

import re
import struct
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.content.translation_hashes import source_hashes
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.translation import RECORDED_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kiosk.domain.walkthroughs import Walkthrough

MEDIA_FOLDER: Final = "media"
SUFFIX: Final = ".wav"
TO_CHECK: Final = ".a-verifier"
MAX_SECONDS: Final = 60
MAX_TAKE_S: Final = 30
"""Longest time for which the post records a step."""
TAKE_RATE_HZ: Final = 16_000
"""Samples a second of what the post records."""
MAX_BYTES: Final = 6_000_000
MIN_RATE_HZ: Final = 8_000
MAX_RATE_HZ: Final = 48_000
VOICE_LANGUAGES: Final = (*CONTENT_LANGUAGES, *(one.code for one in RECORDED_LANGUAGES))
"""Languages that a recording may have: those of the texts, then those that are only spoken."""
_READ_AS: Final = {one.code: one.read_as for one in RECORDED_LANGUAGES}
_SILENCE: Final = 60
_SHORTEST_S: Final = 0.5
_NAME = re.compile(r"([a-z0-9][a-z0-9_-]{0,39})\.(h[0-9a-f]{12})(\.a-verifier)?\.wav")
_FORMAT = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")
_HEAD = struct.Struct("<4sI4s")
_PCM = 1
_FIT: Final = 32_767


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded step.

    Attributes:
        path: The file.
        language: Code of its language.
        step_id: The step that it says.
        text_hash: Hash of the texts of the step when it was spoken.
        is_checked: A person listened to it again.
    """

    path: Path
    language: str
    step_id: str
    text_hash: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class RecordedSound:
    """One channel of 16 bits."""

    samples: bytes
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / 2 / self.rate_hz

    @property
    def loudness(self) -> float:
        """Root of the mean square of its samples, 0 to 32767."""
        samples = array("h", self.samples)
        return float((sum(one * one for one in samples) / max(1, len(samples))) ** 0.5)

    def louder(self, factor: float) -> RecordedSound:
        """Return it louder or softer, cut where it is as loud as can be."""
        if factor == 1:
            return self
        samples = array(
            "h", (max(-_FIT, min(_FIT, int(one * factor))) for one in array("h", self.samples))
        )
        return RecordedSound(samples.tobytes(), self.rate_hz)


def recordings_of(folder: Path, languages: Sequence[str] = VOICE_LANGUAGES) -> Iterator[Recording]:
    """Yield the recordings of the walkthrough in `folder`, by language; none is opened."""
    for language in languages:
        for path in sorted((folder / MEDIA_FOLDER / language).glob(f"*{SUFFIX}")):
            found = _NAME.fullmatch(path.name)
            if found is not None and path.is_file() and not path.is_symlink():
                step_id, text_hash, to_check = found.groups()
                yield Recording(path, language, step_id, text_hash, to_check is None)


def recording_of(
    folder: Path, walkthrough: Walkthrough, *, step_id: str, language: str
) -> Path | None:
    """Return the checked recording of a step that says what the step says now; None for none."""
    name = f"{step_id}.{text_hash_of(walkthrough, step_id, language)}{SUFFIX}"
    path = folder / MEDIA_FOLDER / language / name
    return path if language in VOICE_LANGUAGES and path.is_file() else None


def text_hash_of(walkthrough: Walkthrough, step_id: str, language: str) -> str:
    """Return the hash that a recording of a step made today bears."""
    return text_hashes_of(walkthrough, language)[step_id]


def text_hashes_of(walkthrough: Walkthrough, language: str) -> dict[str, str]:
    """Return by step the hash that a recording made today bears."""
    hashes = source_hashes(walkthrough.texts_in(read_with(language)))
    return {step.step_id: hashes[step.step_id] for step in walkthrough.steps}


def read_with(language: str) -> str:
    """Return the language in which a page is read while recordings of `language` are heard."""
    return _READ_AS.get(language, language)


def recording_path(folder: Path, walkthrough: Walkthrough, *, step_id: str, language: str) -> Path:
    """Return where a new recording of a step goes, to be checked."""
    text_hash = text_hash_of(walkthrough, step_id, language)
    name = f"{step_id}.{text_hash}{TO_CHECK}{SUFFIX}"
    return folder / MEDIA_FOLDER / language / name


def read_recording(path: Path) -> RecordedSound:
    """Return the sound of a file, its header and bounds checked.

    Raises:
        ContentUnreadable: If it is no WAV of one channel of 16 bits, too long, or too large.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} ne peut pas être lu.") from error
    if len(raw) > MAX_BYTES:
        raise ContentUnreadable(f"{path.name} est trop gros : enregistrez moins longtemps.")
    sound = _sound(raw)
    if sound is None:
        raise ContentUnreadable(
            f"{path.name} n’est pas un son WAV simple (un canal, 16 bits) : enregistrez à nouveau."
        )
    if sound.seconds > MAX_SECONDS:
        raise ContentUnreadable(f"{path.name} dure plus de {MAX_SECONDS} secondes : coupez.")
    return sound


def check_recording(path: Path) -> RecordedSound:
    """Return the sound of a file in which somebody is heard.

    Raises:
        ContentUnreadable: As `read_recording`, or if it is too short or silent.
    """
    return check_sound(read_recording(path))


def check_sound(sound: RecordedSound) -> RecordedSound:
    """Return a sound in which somebody is heard.

    Raises:
        ContentUnreadable: If it is too short or silent.
    """
    if sound.seconds < _SHORTEST_S or sound.loudness < _SILENCE:
        raise ContentUnreadable(
            "On n’entend rien. Regardez si le micro est branché, puis recommencez."
        )
    return sound


def wav_of(sound: RecordedSound) -> bytes:
    """Return the WAV file of a sound."""
    n_bytes = len(sound.samples)
    shape = _FORMAT.pack(_PCM, 1, sound.rate_hz, 2 * sound.rate_hz, 2, 16)
    format_chunk = _CHUNK.pack(b"fmt ", len(shape)) + shape
    data_chunk = _CHUNK.pack(b"data", n_bytes) + sound.samples
    size = 4 + len(format_chunk) + len(data_chunk)
    return _HEAD.pack(b"RIFF", size, b"WAVE") + format_chunk + data_chunk


def _sound(raw: bytes) -> RecordedSound | None:
    """Return the sound of a whole WAV; None if it is not one that we take."""
    if len(raw) < 12 or raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":  # noqa: PLR2004 - the header
        return None
    at, rate_hz = 12, 0
    while at + _CHUNK.size <= len(raw):
        name, size = _CHUNK.unpack_from(raw, at)
        at += _CHUNK.size
        if name == b"fmt " and size >= _FORMAT.size and at + _FORMAT.size <= len(raw):
            kind, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(raw, at)
            is_ours = (kind, channels, bits) == (_PCM, 1, 16)
            if not is_ours or not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
                return None
        elif name == b"data":
            samples = raw[at : at + size]
            whole = samples[: len(samples) // 2 * 2]
            return RecordedSound(whole, rate_hz) if rate_hz and whole else None
        at += size + size % 2
    return None
