# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: real sound of espeak-ng, and where each word begins in it."""

from __future__ import annotations

import array

import pytest

from kiosk.foundation.translation import LANGUAGES
from ui.a11y.speech_engine import (
    MAX_TEXT_CHARS,
    Voice,
    Word,
    program_sound,
    sentences_of,
    sound_of,
    whole_words,
)


def texts(sentence, words):
    return [sentence[word.start : word.start + word.length] for word in words]


@pytest.mark.parametrize("voice", sorted({language.voice for language in LANGUAGES}))
def test_the_library_and_the_program_speak_each_language_as_long(voice):
    by_library = sound_of("CAF 12 bonjour, roman ana.", Voice(voice))
    by_program = program_sound("CAF 12 bonjour, roman ana.", Voice(voice))

    assert by_library is not None
    assert by_program is not None
    samples = array.array("h", by_library.samples)
    assert (sum(one * one for one in samples) / len(samples)) ** 0.5 > 200
    # The program adds a silence at the end.
    assert 0 <= by_program.lasts_ms - by_library.lasts_ms < 600


@pytest.mark.parametrize(
    ("voice", "sentence", "words"),
    [
        (
            "fr",
            "Avez-vous déjà l’adresse, en 2026 ?",
            ["Avez-vous", "déjà", "l’adresse", "en", "2026"],
        ),
        ("ar", "مرحبا بكم، ماذا تريد؟", ["مرحبا", "بكم", "ماذا", "تريد"]),
    ],
)
def test_words_are_told_whole_and_in_the_order_of_time(voice, sentence, words):
    sound = sound_of(sentence, Voice(voice))

    assert texts(sentence, sound.words) == words
    times = [word.at_ms for word in sound.words]
    assert times == sorted(set(times))
    assert times[-1] < sound.lasts_ms


def test_the_program_tells_the_sentence_as_one():
    assert program_sound("Bonjour à vous", Voice()).words == (Word(0, 14, 0),)


def test_a_voice_that_does_not_exist_is_silence():
    assert sound_of("Bonjour", Voice("nowhere")) is None
    assert program_sound("Bonjour", Voice("nowhere")) is None


def test_a_slower_voice_lasts_longer():
    slow, fast = (sound_of("Bonjour à vous", Voice("fr", 70, wpm)) for wpm in (100, 200))

    assert slow.lasts_ms > fast.lasts_ms * 1.3


def test_sentences_keep_their_place():
    text = "Un papier. Deux ! Trois\nماذا تريد؟ نعم"

    assert [text[at : at + len(part)] for at, part in sentences_of(text)] == [
        "Un papier.",
        "Deux !",
        "Trois",
        "ماذا تريد؟",
        "نعم",
    ]


def test_a_text_without_end_is_cut():
    assert sum(len(part) for _, part in sentences_of("mot " * 90_000)) <= MAX_TEXT_CHARS


def test_parts_of_a_word_mark_it_once():
    told = (Word(0, 1, 0), Word(2, 7, 300), Word(9, 1, 900))

    assert whole_words("l’adresse ?", told) == (Word(0, 9, 0),)
