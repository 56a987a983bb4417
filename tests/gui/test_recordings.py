# SPDX-License-Identifier: AGPL-3.0-or-later
"""A voice is recorded at the post by a real recorder, heard, approved, and handed over."""

from __future__ import annotations

import itertools
import os
import shlex

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.content.recordings import read_recording, recording_of
from kiosk.services.staff import StaffRole
from tests.support.microphone import Microphone, Tape
from tests.support.sounds import first_on_path, stand_in
from tests.support.terminal import PINS
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.screens.recordings.parts import Booth
from ui.screens.recordings.sound import SoundBooth, loudness_of
from ui.widgets.notice import Notice
from ui.widgets.text import Text

RULE = "Personne d’autre ne parle pendant l’enregistrement."


@pytest.fixture
def microphone(tmp_path, monkeypatch):
    made = Microphone(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(made.configuration))
    yield made
    made.close()


@pytest.fixture
def played(tmp_path, monkeypatch):
    """Return the file into which a stand-in for the loudspeaker puts what it is given."""
    heard = tmp_path / "heard.wav"
    for name in ("paplay", "aplay", "play"):
        stand_in(tmp_path / "programs", name, f"cat > {shlex.quote(str(heard))}")
    monkeypatch.setenv("PATH", first_on_path(tmp_path / "programs"))
    return heard


@pytest.fixture
def tape():
    return Tape()


def open_booth(bench, language="kab"):
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[StaffRole.MEDIATOR])
    bench.router.go(Route.DESK)
    bench.touch("Notés")
    bench.touch("Enregistrer une voix")
    bench.window.page.presenter.choose_language(language)
    bench.touch("Reconnaître une arnaque")
    return bench.window.page


def state_of(bench):
    return bench.window.page._state


def drafts(bench):
    return sorted((bench.kiosk.folder / "enregistrements").rglob("*.wav"))


def told(bench):
    bench.settle()
    return [one.text() for one in bench.window.findChildren(Notice) if one.isVisible()]


def until(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def record(bench, qtbot, microphone, seconds=1.5, button="Enregistrer la voix"):
    bench.touch(button)
    microphone.speak(seconds)
    until(qtbot, lambda: bench.window.page.presenter._now.seconds >= seconds - 0.5)
    bench.touch("Arrêter")


def test_a_voice_goes_from_the_microphone_to_the_folder_that_is_signed(
    bench, qtbot, microphone, played
):
    open_booth(bench)
    assert RULE in bench.texts()

    record(bench, qtbot, microphone)
    (draft,) = drafts(bench)
    assert draft.name.endswith(".a-verifier.wav")
    assert read_recording(draft).loudness > 5_000
    assert not bench.named("Garder").isEnabled()

    bench.touch("Écouter")
    until(qtbot, lambda: bench.named("Garder").isEnabled())
    assert len(played.read_bytes()) > read_recording(draft).rate_hz
    first = state_of(bench).steps[0].key
    bench.touch("Garder")
    assert state_of(bench).steps[0].state == "Approuvée"
    assert not state_of(bench).steps[0].is_chosen

    bench.touch("Préparer le paquet")
    assert told(bench) == [
        "C’est prêt : 1 voix dans voix-2026-11-23, dossier exports. La ville la signe."
    ]
    walkthrough = bench.kiosk.walkthroughs.start("arnaque").walkthrough
    out = bench.kiosk.folder / "exports" / "voix-2026-11-23" / "arnaque"
    assert recording_of(out, walkthrough, step_id=first, language="kab") is not None


def test_the_time_and_the_loudness_are_seen_while_it_records(bench, qtbot, microphone):
    page = open_booth(bench)
    button = bench.named("Enregistrer la voix")
    at = button.y()

    bench.touch("Enregistrer la voix")
    microphone.speak(1.5)
    until(qtbot, lambda: "1 s sur 30" in bench.texts())

    assert 0.5 < state_of(bench).booth.level < 1
    assert bench.named("Arrêter") is button
    assert button.y() == at
    assert page.page_text() == " "
    page.presenter.go_back()


def test_the_button_stays_under_the_finger_where_words_stood(bench, qtbot, microphone):
    page = open_booth(bench)
    page.presenter.prepare()
    assert told(bench) == ["Aucune voix nouvelle n’est approuvée : écoutez-les d’abord."]
    button = bench.named("Enregistrer la voix")
    at = button.mapToGlobal(button.rect().topLeft())

    bench.touch("Enregistrer la voix")

    assert told(bench) == [RULE]
    assert button.mapToGlobal(button.rect().topLeft()) == at
    microphone.speak(1.5)
    until(qtbot, lambda: page.presenter._now.seconds > 1)
    bench.touch("Arrêter")
    assert told(bench) == []


def test_what_was_being_recorded_is_forgotten_when_the_page_is_left(bench, qtbot, microphone):
    page = open_booth(bench)
    bench.touch("Enregistrer la voix")
    microphone.speak(1.0)
    until(qtbot, lambda: page.presenter._now.seconds > 0.3)
    recorder = page.sound._process.processId()

    bench.touch("Verrouiller")

    with pytest.raises(ProcessLookupError):
        os.kill(recorder, 0)
    assert drafts(bench) == []
    assert bench.router.current.route is Route.HOME


def test_silence_is_not_kept_and_the_voice_before_stays(bench, qtbot, microphone):
    page = open_booth(bench)
    record(bench, qtbot, microphone)
    (before,) = [draft.read_bytes() for draft in drafts(bench)]

    bench.touch("Recommencer")
    microphone.speak(1.5, peak=0)
    until(qtbot, lambda: page.presenter._now.seconds > 1)
    bench.touch("Arrêter")

    assert told(bench) == ["On n’entend personne. Parlez plus près du micro, puis recommencez."]
    assert [draft.read_bytes() for draft in drafts(bench)] == [before]


def test_a_machine_without_sound_says_so_and_goes_on(bench, qtbot, tmp_path, monkeypatch):
    (tmp_path / "none.conf").write_text("", encoding="utf-8")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none.conf"))
    monkeypatch.setenv("PULSE_SERVER", "/nowhere")
    open_booth(bench)

    bench.touch("Enregistrer la voix")
    until(qtbot, lambda: told(bench))

    assert told(bench) == ["Aucun son ne vient. Branchez un micro, puis recommencez."]
    assert bench.named("Enregistrer la voix").isEnabled()


def test_without_any_recorder_nothing_is_recorded_and_nothing_waits(qtbot):
    given = []
    booth = SoundBooth(recorders=(("/nowhere/recorder",), ("/nowhere/other",)))

    booth.record(heard=lambda seconds, level: None, ended=given.append)
    until(qtbot, lambda: given)

    assert given == [None]


def test_a_recorder_that_stays_mute_is_given_up(qtbot, tmp_path):
    given = []
    mute = stand_in(tmp_path, "mute", "exec tail -f /dev/null")
    booth = SoundBooth(recorders=((str(mute),),))
    booth._mute.setInterval(50)

    booth.record(heard=lambda seconds, level: None, ended=given.append)
    until(qtbot, lambda: given)

    assert given == [None]


def test_a_microphone_that_falls_silent_leaves_what_was_said_and_no_other_goes_on(qtbot, tmp_path):
    given = []
    gone = stand_in(tmp_path, "gone", "head -c 32000 /dev/zero; exec tail -f /dev/null")
    other = stand_in(tmp_path, "other", "head -c 64000 /dev/zero")
    booth = SoundBooth(recorders=((str(gone),), (str(other),)))
    booth._mute.setInterval(500)

    booth.record(heard=lambda seconds, level: None, ended=given.append)
    until(qtbot, lambda: given)

    assert given[0].seconds == 1


def test_a_recording_ends_by_itself_at_its_longest_time(qtbot, tmp_path):
    given = []
    endless = stand_in(tmp_path, "endless", "exec cat /dev/zero")
    booth = SoundBooth(recorders=((str(endless),),))

    booth.record(heard=lambda seconds, level: None, ended=given.append)
    until(qtbot, lambda: given)

    assert given[0].seconds == 30


def test_a_voice_that_is_not_heard_to_its_end_cannot_be_approved(
    bench, qtbot, microphone, tmp_path, monkeypatch
):
    open_booth(bench)
    record(bench, qtbot, microphone)
    for name in ("paplay", "aplay", "play"):
        stand_in(tmp_path / "broken", name, "exit 1")
    monkeypatch.setenv("PATH", first_on_path(tmp_path / "broken"))

    bench.touch("Écouter")
    until(qtbot, lambda: told(bench))

    assert told(bench) == ["La voix n’est pas entendue jusqu’au bout. Regardez le son."]
    assert not bench.named("Garder").isEnabled()


def test_the_booth_is_in_sight_in_large_text_and_nothing_covers_another(bench):
    open_booth(bench, language="ar-ma")
    bench.window.prefer(Preferences(scale=2.0))
    bench.settle()

    booth = bench.window.page.findChild(Booth)
    texts = [one for one in booth.findChildren(Text) if one.isVisible()]
    assert not any(one.is_cut() for one in texts)
    foot = [booth._texts, booth._advice, booth._record, booth._rule]
    for above, below in itertools.pairwise(foot):
        assert above.geometry().bottom() < below.geometry().top()


def press(bench, name):
    """Press what bears `name` by the space bar; return what has the focus then."""
    bench.named(name).setFocus()
    QTest.keyClick(bench.app.focusWidget(), Qt.Key.Key_Space)
    bench.settle()
    return bench.app.focusWidget()


def test_by_keys_the_focus_goes_to_the_step_and_never_to_a_button_that_ends(bench, tape):
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[StaffRole.MEDIATOR])
    bench.router.go(Route.DESK)
    bench.window.activateWindow()
    bench.touch("Notés")
    bench.touch("Enregistrer une voix")
    page = bench.window.page
    page.presenter._sound = tape

    assert press(bench, "Reconnaître une arnaque").text().startswith("Que vous arrive")
    press(bench, "Enregistrer la voix")
    press(bench, "Arrêter")
    press(bench, "Écouter")
    tape.ended(True)
    assert press(bench, "Garder").text().startswith("D’où vient")
    assert press(bench, "Précédent") is page._title


def test_french_stands_from_the_left_and_arabic_from_the_right(bench):
    open_booth(bench, language="ar-ma")
    booth = bench.window.page._booth

    for language in ("fr", "ar"):
        bench.window.speak_language(language)
        bench.settle()
        assert booth._french[0].layoutDirection() is Qt.LayoutDirection.LeftToRight
        assert booth._shown[0].layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_a_resident_never_comes_here(bench):
    bench.session.begin()
    bench.router.go(Route.RECORDINGS)

    assert bench.router.current.route is Route.PIN


def test_silence_is_at_the_bottom_of_the_scale_and_the_loudest_at_its_top():
    assert loudness_of(b"") == 0
    assert loudness_of(b"\0\0" * 400) == 0
    assert loudness_of(b"\x00\x80" * 400) == 1


@pytest.mark.parametrize("language", ["fr", "ar", "ro"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_in_the_booth_is_unnamed_cut_or_out_of_reach(bench, tape, language, scale):
    page = open_booth(bench, language="ar-ma")
    page.presenter._sound = tape
    bench.window.prefer(Preferences(scale=scale))
    bench.window.speak_language(language)
    bench.settle()

    found = list(audit(bench.window))
    page.presenter.record()
    tape.heard(7.0, 0.5)
    bench.settle()
    found += audit(bench.window)
    page.presenter.record()
    page.presenter.listen()
    tape.ended(True)
    bench.settle()
    found += audit(bench.window)

    assert bench.window.page._state.booth.can_keep
    assert found == []
