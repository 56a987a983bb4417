# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor says who speaks and whether anything can be heard; nothing of it is a fault."""

from __future__ import annotations

import pytest

from kiosk.cli.doctor_sound import sound_findings
from kiosk.foundation.settings import Settings, SpeechSettings
from tests.support.sounds import stand_in


@pytest.fixture
def cards(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    for name in ("espeak-ng", "aplay"):
        stand_in(tmp_path / "programs", name, "exit 0")
    file = tmp_path / "cards"
    file.write_text(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n", encoding="utf-8")
    return file


def told(cards, settings=None):
    return {
        what: (state, said) for state, what, said in sound_findings(settings or Settings(), cards)
    }


def test_a_whole_machine_speaks_and_is_heard(cards):
    assert told(cards) == {
        "voix": ("bon", "espeak-ng, le mot dit se voit"),
        "son": ("bon", "aplay, sur la sortie que le système choisit"),
    }


@pytest.mark.parametrize("listed", ["--- no soundcards ---\n", "", None])
def test_a_machine_without_card_is_told(cards, listed):
    if listed is None:
        cards.unlink()
    else:
        cards.write_text(listed, encoding="utf-8")

    assert told(cards)["son"][0] == "attention"
    assert "aucune carte son" in told(cards)["son"][1]


@pytest.mark.parametrize(
    ("missing", "what", "words"),
    [("espeak-ng", "voix", "espeak-ng manque"), ("aplay", "son", "installez alsa-utils")],
)
def test_a_missing_program_is_named(cards, missing, what, words):
    (cards.parent / "programs" / missing).unlink()

    state, said = told(cards)[what]
    assert state == "attention"
    assert words in said


def test_a_voice_that_settings_stop_is_all_there_is_to_say(cards):
    settings = Settings(speech=SpeechSettings(enabled=False))

    assert told(cards, settings) == {"voix": ("attention", "arrêtée par les réglages")}
