# SPDX-License-Identifier: AGPL-3.0-or-later
"""The voice: real sound in three languages, silent machines, texts that leave no trace."""

from __future__ import annotations

import array
import subprocess

import pytest

from kiosk.foundation.tasks import ImmediateTasks, Lane
from tests.tour.sound import SoundCard
from ui.a11y.speech import Speaker
from ui.a11y.speech_engine import Voice, voice_command
from ui.navigation.preferences import Preferences
from ui.tasks import QtTasks

HEADER_BYTES = 44
AUDIBLE = 200


@pytest.mark.parametrize(
    ("name", "text"),
    [("fr", "Bonjour, que voulez-vous faire ?"), ("ar", "مرحبا"), ("en-gb", "Hello")],
)
def test_the_voice_makes_a_sound_that_is_not_silence(name, text):
    done = subprocess.run(
        voice_command(Voice(name)), input=text.encode(), capture_output=True, check=True
    )
    sound = done.stdout[HEADER_BYTES:]
    samples = array.array("h", sound[: len(sound) // 2 * 2])
    power = (sum(sample * sample for sample in samples) / len(samples)) ** 0.5

    assert power > AUDIBLE


def test_nothing_said_stands_in_a_command_line():
    assert not any("Bonjour" in part for part in voice_command(Voice("fr")))


def test_a_text_is_spoken_to_its_end(qtbot):
    speaker = Speaker(ImmediateTasks(), player=("cat",))
    with qtbot.waitSignal(speaker.changed, timeout=5000):
        speaker.say("Bonjour", Voice())
    assert speaker.is_speaking
    qtbot.waitUntil(lambda: not speaker.is_speaking, timeout=10000)


def test_a_new_text_and_a_stop_silence_the_one_before(qtbot):
    speaker = Speaker(ImmediateTasks(), player=("cat",))
    speaker.say("Une longue phrase qui continue encore un peu", Voice())
    speaker.say("Une autre", Voice())
    assert speaker.last_text == "Une autre"
    speaker.stop()

    assert not speaker.is_speaking
    assert speaker.last_text == ""


def test_a_machine_without_sound_goes_on(qtbot):
    speaker = Speaker(ImmediateTasks(), player=("/nowhere/player",))
    speaker.say("Bonjour", Voice())
    qtbot.waitUntil(lambda: not speaker.is_speaking, timeout=5000)


def test_listen_reads_the_page_and_a_door_reads_itself(bench, monkeypatch):
    said = []
    monkeypatch.setattr(
        bench.terminal.speaker, "say", lambda text, voice: said.append((text, voice))
    )
    bench.touch("Écouter")
    bench.touch("Écouter : J’ai un ticket")

    assert "Faire une démarche" in said[0][0]
    assert said[1][0].startswith("J’ai un ticket")
    assert said[0][1].name == "fr"


def test_in_listening_mode_each_page_and_each_thing_in_focus_is_read(bench, monkeypatch):
    said = []
    monkeypatch.setattr(bench.terminal.speaker, "say", lambda text, voice: said.append(text))
    bench.window.prefer(Preferences(listening=True))
    bench.touch("Vos données")
    bench.named("Précédent").setFocus()
    bench.settle()

    assert any("Cette borne ne vous demande pas qui vous êtes" in text for text in said)
    assert "Précédent" in said[-1]


def test_volume_and_speed_come_back_for_the_next_person(bench):
    bench.window.prefer(Preferences().louder(2).faster(-1))
    assert bench.window.voice().volume > Voice().volume
    bench.terminal.turnover.next_person()

    assert bench.window.voice() == Voice()


def test_the_pace_of_the_settings_is_the_usual_one(bench):
    bench.window.set_pace(120)

    assert bench.window.voice().speed_wpm == 120
    bench.window.prefer(Preferences().faster(-1))
    assert bench.window.voice().speed_wpm < 120


def test_a_machine_without_voice_offers_no_listening(bench, monkeypatch):
    said = []
    monkeypatch.setattr(bench.terminal.speaker, "say", lambda text, voice: said.append(text))

    bench.window.lose_voice()
    bench.touch("Écouter : J’ai un ticket")

    assert not bench.window.header.listen.isVisible()
    assert said == []


@pytest.fixture
def lanes(qapp):
    tasks = QtTasks()
    yield tasks
    tasks.close()


def test_sound_made_in_its_lane_reaches_the_card_whole(qtbot, lanes, tmp_path, monkeypatch):
    card = SoundCard(tmp_path / "card")
    monkeypatch.setenv("PATH", card.environment["PATH"])
    speaker = Speaker(lanes)
    speaker.say("Bonjour. Que voulez-vous faire ? Nous sommes là pour vous aider.", Voice())

    qtbot.waitUntil(lambda: card.seconds() > 3 and card.is_playing(), timeout=10_000)
    speaker.stop()
    qtbot.waitUntil(lambda: not card.is_playing(), timeout=10_000)


def test_sound_that_comes_after_a_stop_is_dropped(qtbot, lanes):
    speaker = Speaker(lanes, player=("cat",))
    told = []
    speaker.word_said.connect(lambda at, length: told.append(at))
    speaker.say("Bonjour. Que voulez-vous faire ?", Voice())
    speaker.stop()
    with qtbot.waitCallback() as after:
        lanes.run(Lane.VOICE, lambda: None, done=after)

    assert not speaker.is_speaking
    assert told == []
