# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own voice: recordings where there are some, else espeak-ng, else the system's voice.

Nothing spoken appears in a command line or in a file. A machine without voice or without sound is
silent and goes on. A new text, or a touch, stops the one before. While it speaks it tells which
word is heard, so that a page can show it.

Source: EN 301 549 v3.2.1, 5.1.3.4 to 5.1.3.6 and 5.1.3.14.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.foundation.tasks import Lane
from ui.a11y.chime import two_tones
from ui.a11y.speech_engine import SAMPLE_RATE_HZ, Word, can_speak, sentences_of, sound_of
from ui.a11y.speech_player import Player, players_here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.content.recordings import RecordedSound
    from kiosk.foundation.tasks import Tasks
    from ui.a11y.speech_engine import Sound, Voice
    from ui.a11y.speech_system import SystemVoice

# A player has this much sound in hand before the first of it is heard.
_LATE_MS = 120
# The engine ends with the last sound of a sentence: without a breath, answers run together.
_PAUSE_MS = 300
_PAUSE = bytes(2 * (SAMPLE_RATE_HZ * _PAUSE_MS // 1000))


class Readable(Protocol):
    """What is read of a page (`ui.screens.base.Screen`)."""

    def page_text(self) -> str:
        """Return what is read aloud."""

    def page_recording(self) -> Path | None:
        """Return the recorded voice that says it; None for none."""


class Speaker(QObject):
    """Says one text at a time.

    Signals:
        changed: It began or stopped to speak; carries whether it speaks.
        word_said: A word is heard now: its place in the text and its length.
        unheard: No program of this machine takes sound; told once.
    """

    changed = Signal(bool)
    word_said = Signal(int, int)
    unheard = Signal()

    def __init__(
        self,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        player: Sequence[str] | None = None,
    ) -> None:
        """Make sound in a lane of `tasks`; `player` plays it, by default what the system has."""
        super().__init__(parent)
        self._tasks = tasks
        self._players = None if player is None else (tuple(player),)
        self._player: Player | None = None
        self._system: SystemVoice | None = None
        self._is_unheard_told = False
        self._given_ms = 0
        self._words: deque[Word] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell_word)
        self._is_speaking = False
        self.last_text = ""

    @property
    def is_speaking(self) -> bool:
        """Say whether a text is being said."""
        return self._is_speaking

    def say(self, text: str, voice: Voice) -> None:
        """Say `text` instead of what was being said; an empty one only stops."""
        self.stop()
        self.last_text = text
        sentences = deque(sentences_of(text))
        if not sentences:
            return
        if not can_speak():
            self._say_with_system(text, voice)
        elif (player := self._begin(SAMPLE_RATE_HZ)) is not None:
            self._make_next(player, sentences, voice)

    def call_out(self, text: str, voice: Voice) -> None:
        """Say `text` after two soft tones; the system's voice has none."""
        self.stop()
        sentences = deque(sentences_of(text))
        if not sentences or not can_speak():
            self.say(text, voice)
        elif (player := self._begin(SAMPLE_RATE_HZ)) is not None:
            self.last_text = text
            tones = two_tones()
            player.give(tones)
            self._given_ms += len(tones) // 2 * 1000 // SAMPLE_RATE_HZ
            self._make_next(player, sentences, voice)

    def read(self, page: Readable, voice: Voice) -> None:
        """Read a page: its recorded voice where it has one, else its text."""
        recording = page.page_recording()
        if recording is None:
            self.say(page.page_text(), voice)
        else:
            self.play(recording, page.page_text(), voice)

    def play(self, path: Path, text: str, voice: Voice) -> None:
        """Play the recording at `path`; say `text` if it cannot be played."""
        from kiosk.content.recordings import read_recording

        self.stop()
        self.last_text = text
        loudness = voice.volume / 100

        def done(sound: RecordedSound) -> None:
            if self.last_text != text or self._is_speaking:
                return
            player = self._begin(sound.rate_hz)
            if player is not None:
                player.give(sound.samples)
                player.complete()

        self._tasks.run(
            Lane.VOICE,
            lambda: read_recording(path).louder(loudness),
            done=done,
            failed=lambda _: self.say(text, voice) if self.last_text == text else None,
        )

    def stop(self) -> None:
        """Be silent at once; the text is forgotten."""
        self.last_text = ""
        self._timer.stop()
        self._words.clear()
        self._given_ms = 0
        player, self._player = self._player, None
        if player is not None:
            player.blockSignals(True)  # noqa: FBT003 - Qt’s signature
            player.stop()
            player.deleteLater()
        if self._system is not None:
            self._system.stop()
        self._set_speaking(speaks=False)

    def _set_speaking(self, *, speaks: bool) -> None:
        if speaks is not self._is_speaking:
            self._is_speaking = speaks
            self.changed.emit(speaks)

    # Our own engine

    def _begin(self, rate_hz: int) -> Player | None:
        players = players_here() if self._players is None else self._players
        if not players:
            self._tell_unheard()
            return None
        player = self._player = Player(self, rate_hz, players)
        player.ended.connect(self._ended)
        self._set_speaking(speaks=True)
        return player

    def _make_next(self, player: Player, sentences: deque[tuple[int, str]], voice: Voice) -> None:
        start, sentence = sentences.popleft()

        def done(sound: Sound | None) -> None:
            if self._player is not player:
                return  # it was stopped meanwhile
            if sound is not None:
                self._give(player, sound, start)
            if sentences:
                self._make_next(player, sentences, voice)
            else:
                player.complete()

        self._tasks.run(Lane.VOICE, lambda: sound_of(sentence, voice), done=done)

    def _give(self, player: Player, sound: Sound, start: int) -> None:
        player.give(sound.samples + _PAUSE)
        for word in sound.words:
            self._words.append(Word(start + word.start, word.length, self._given_ms + word.at_ms))
        self._given_ms += sound.lasts_ms + _PAUSE_MS
        if not self._timer.isActive():
            self._wait_for_word()

    def _wait_for_word(self) -> None:
        if self._words and self._player is not None:
            at_ms = self._words[0].at_ms + _LATE_MS
            self._timer.start(max(0, at_ms - self._player.heard_ms))

    def _tell_word(self) -> None:
        if self._words:
            word = self._words.popleft()
            self._wait_for_word()
            self.word_said.emit(word.start, word.length)

    def _ended(self, was_heard: bool) -> None:  # noqa: FBT001 - the slot of a signal
        self.stop()
        if not was_heard:
            self._tell_unheard()

    def _tell_unheard(self) -> None:
        if not self._is_unheard_told:
            self._is_unheard_told = True
            self.unheard.emit()

    # The system's voice

    def _say_with_system(self, text: str, voice: Voice) -> None:
        from ui.a11y.speech_system import open_system_voice

        if self._system is None:
            self._system = open_system_voice(self)
            if self._system is None:
                return
            self._system.word_said.connect(self.word_said)
            self._system.ended.connect(self.stop)
        self._system.say(text, voice)
        self._set_speaking(speaks=True)
