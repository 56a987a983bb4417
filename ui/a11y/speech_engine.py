# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the sound of a sentence with espeak-ng, and says where each word begins in it.

The library of espeak-ng tells the words; where it is missing the program makes the same sound, fed
by standard input, and tells none. On neither way does a text stand in a command line or a file.
Both take a few milliseconds a sentence, and run in the VOICE lane.

Source: espeak-ng 1.51, speak_lib.h (espeak_Synth, espeak_EVENT); espeak-ng(1).
"""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE_RATE_HZ = 22_050
MAX_TEXT_CHARS = 6_000
_LIBRARY = "libespeak-ng.so.1"
_PROGRAM = "espeak-ng"
_PROGRAM_TIMEOUT_S = 20
_WAV_HEADER_BYTES = 44
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_RATE, _VOLUME = 1, 2
_UTF8 = 1
_END_OF_LIST, _WORD = 0, 1
_WRITTEN_WORD = re.compile(r"\w(?:\S*[\w\u064b-\u0652])?")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+|\n+")


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


@dataclass(frozen=True, slots=True)
class Word:
    """A part of the text, and when it is heard.

    Attributes:
        start: Place of its first character in the text.
        length: Number of characters.
        at_ms: Milliseconds from the beginning of the sound.
    """

    start: int
    length: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Sound:
    """One channel of 16 bits at `SAMPLE_RATE_HZ`, and the words heard in it, in order."""

    samples: bytes
    words: tuple[Word, ...]

    @property
    def lasts_ms(self) -> int:
        """How long it is heard."""
        return len(self.samples) // 2 * 1000 // SAMPLE_RATE_HZ


def whole_words(text: str, told: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words as they are written, once each: the engine tells parts of some.

    It cuts « Avez-vous », « l’adresse » and long numbers; what is shown goes from space to space,
    signs at both ends left out.
    """
    written = [found.span() for found in _WRITTEN_WORD.finditer(text)]
    whole: list[Word] = []
    at = 0
    for word in told:
        while at < len(written) and written[at][1] <= word.start:
            at += 1
        if at == len(written):
            break
        start, end = written[at]
        if not whole or whole[-1].start != start:
            whole.append(Word(start, end - start, word.at_ms))
    return tuple(whole)


class _VoiceWanted(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Library:
    """The library, opened once; only ever called from one thread at a time."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._samples = bytearray()
        self._words: list[Word] = []
        self._heard = _Callback(self._take)  # kept: C holds no reference
        library.espeak_SetSynthCallback(self._heard)

    def _take(self, samples: object, n_samples: int, events: object) -> int:
        if samples:
            self._samples += ctypes.string_at(samples, n_samples * 2)  # type: ignore[arg-type]
        at = 0
        while (event := events[at]).type != _END_OF_LIST:  # type: ignore[index]
            if event.type == _WORD:
                self._words.append(
                    Word(event.text_position - 1, event.length, event.audio_position)
                )
            at += 1
        return 0

    def _takes(self, name: str) -> bool:
        """Take a voice by its name or, as the program does, by its language."""
        raw = name.encode("ascii")
        if self._library.espeak_SetVoiceByName(raw) == 0:
            return True
        wanted = _VoiceWanted(None, raw, None, 0, 0, 0, 0, 0, None)
        return bool(self._library.espeak_SetVoiceByProperties(ctypes.byref(wanted)) == 0)

    def sound(self, text: str, voice: Voice) -> Sound | None:
        """Return the sound of `text`; None if the voice is not there."""
        if not self._takes(voice.name):
            return None
        self._library.espeak_SetParameter(_RATE, voice.speed_wpm, 0)
        self._library.espeak_SetParameter(_VOLUME, voice.volume, 0)
        self._samples, self._words = bytearray(), []
        raw = text.encode("utf-8") + b"\0"
        answer = self._library.espeak_Synth(
            raw, ctypes.c_size_t(len(raw)), 0, 1, 0, _UTF8, None, None
        )
        samples, self._samples = bytes(self._samples), bytearray()
        words, self._words = whole_words(text, self._words), []
        return Sound(samples, words) if answer == 0 and samples else None


@lru_cache(maxsize=1)
def _library() -> _Library | None:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 0, None, _DONT_EXIT)
    return _Library(library) if rate_hz == SAMPLE_RATE_HZ else None


def can_speak() -> bool:
    """Say whether espeak-ng is on this machine."""
    return shutil.which(_PROGRAM) is not None


def tells_words() -> bool:
    """Say whether the engine tells words, and not sentences alone."""
    return _library() is not None


def voice_command(voice: Voice) -> tuple[str, ...]:
    """Return the command that turns standard input into a WAV on standard output."""
    options = ("-v", voice.name, "-a", str(voice.volume), "-s", str(voice.speed_wpm))
    return (_PROGRAM, "--stdin", "--stdout", *options)


def sentences_of(text: str) -> tuple[tuple[int, str], ...]:
    """Return the sentences of a text, each with the place of its first character."""
    text = text[:MAX_TEXT_CHARS]
    cuts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    parts = ((start, text[start:end].rstrip()) for start, end in pairwise(cuts))
    return tuple((start, part) for start, part in parts if part)


def sound_of(sentence: str, voice: Voice) -> Sound | None:
    """Return the sound of a sentence, with its words or as one; None if there is no voice."""
    library = _library()
    if library is not None:
        return library.sound(sentence, voice)
    return program_sound(sentence, voice)


def program_sound(sentence: str, voice: Voice) -> Sound | None:
    """Return the sound that the program makes: the sentence is its only word."""
    try:
        done = subprocess.run(
            voice_command(voice),
            input=sentence.encode("utf-8") + b"\n",
            capture_output=True,
            timeout=_PROGRAM_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    samples = done.stdout[_WAV_HEADER_BYTES:]
    samples = samples[: len(samples) // 2 * 2]
    return Sound(samples, (Word(0, len(sentence), 0),)) if samples else None
