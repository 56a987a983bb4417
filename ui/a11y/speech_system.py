# SPDX-License-Identifier: AGPL-3.0-or-later
"""The voice of Windows, through QtTextToSpeech: loaded at its first use, off where it is missing.

Only there: on other systems the engine of Qt starts a service that outlives the program, and has
no word to show. PySide6-Addons holds it; without it the machine is silent and `doctor` says so.

Source: Qt 6.11, QTextToSpeech (sayingWord, stateChanged), "Qt TextToSpeech Engines".
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

    from ui.a11y.speech_engine import Voice

_WINDOWS = "windows"
_USUAL_WPM = 150
_FULL_VOLUME = 140


def open_system_voice(parent: QObject | None = None) -> SystemVoice | None:
    """Return the voice of this system; None where it has none, or none that we use."""
    if platform.system().casefold() != _WINDOWS:
        return None
    try:
        return SystemVoice(parent)
    except ImportError:
        return None


class SystemVoice(QObject):
    """Says one text at a time with an engine of Qt.

    Signals:
        word_said: A word is heard now: its place in the text and its length.
        ended: The text was said, or cannot be.
    """

    word_said = Signal(int, int)
    ended = Signal()

    def __init__(self, parent: QObject | None = None, engine: str = "") -> None:
        """Load `engine`, by default the system's.

        Raises:
            ImportError: If QtTextToSpeech is not installed.
        """
        super().__init__(parent)
        from PySide6.QtTextToSpeech import QTextToSpeech

        self._states = QTextToSpeech.State
        self._speech: QTextToSpeech = QTextToSpeech(engine, self) if engine else QTextToSpeech(self)
        self._speech.stateChanged.connect(self._changed)
        self._speech.sayingWord.connect(self._word)
        self._is_speaking = False

    def say(self, text: str, voice: Voice) -> None:
        """Say `text`, in the language of `voice`, or the nearest that the system has."""
        self._speech.setLocale(QLocale(voice.name))
        self._speech.setRate(max(-1.0, min(1.0, (voice.speed_wpm - _USUAL_WPM) / _USUAL_WPM)))
        self._speech.setVolume(min(1.0, voice.volume / _FULL_VOLUME))
        self._is_speaking = True
        self._speech.say(text)

    def stop(self) -> None:
        """Be silent at once."""
        self._is_speaking = False
        self._speech.stop()

    def _changed(self, state: QTextToSpeech.State) -> None:
        if self._is_speaking and state in {self._states.Ready, self._states.Error}:
            self._is_speaking = False
            self.ended.emit()

    def _word(self, word: str, utterance: int, start: int, length: int) -> None:
        del word, utterance
        self.word_said.emit(start, length)
