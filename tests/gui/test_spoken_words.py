# SPDX-License-Identifier: AGPL-3.0-or-later
"""While it speaks the word heard is seen; recordings come first; no machine waits for sound."""

from __future__ import annotations

import shlex

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.content.recordings import recording_path
from kiosk.foundation.tasks import ImmediateTasks
from tests.support.sounds import first_on_path, stand_in, wav
from ui.a11y.speech import Speaker
from ui.a11y.speech_engine import Voice
from ui.a11y.speech_system import SystemVoice
from ui.a11y.volume import Volume
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.theme.live import colour_of
from ui.theme.tokens import Scheme, Tone
from ui.widgets.text import Text

TEXT = "Avez-vous un compte ? Il en faut un."


@pytest.fixture
def programs(tmp_path, monkeypatch):
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", first_on_path(folder))
    return folder


def sound_card(programs, file, name="aplay"):
    """A card that takes a sound at once and keeps it."""
    stand_in(programs, name, f"cat > {shlex.quote(str(file))}.new; mv {file}.new {file}")


def marked(bench):
    bench.settle()
    return [label.spoken_text for label in bench.window.findChildren(Text) if label.spoken_text]


def open_step(bench, walkthrough_id="arnaque"):
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)
    bench.settle()
    return bench.window.page


def test_the_words_are_told_in_the_order_in_which_they_are_heard(qtbot):
    speaker = Speaker(ImmediateTasks(), player=("sh", "-c", "cat > /dev/null; exec sleep 30"))
    told = []
    speaker.word_said.connect(lambda at, length: told.append(TEXT[at : at + length]))
    speaker.say(TEXT, Voice("fr", 70, 300))

    words = ["Avez-vous", "un", "compte", "Il", "en", "faut", "un"]
    qtbot.waitUntil(lambda: told == words, timeout=10_000)
    assert speaker.is_speaking
    speaker.stop()
    assert not speaker.is_speaking


def test_a_program_that_fails_is_followed_by_the_next(qtbot, programs, tmp_path):
    stand_in(programs, "paplay", "exit 1")
    sound_card(programs, tmp_path / "heard.wav")
    speaker = Speaker(ImmediateTasks())
    unheard = []
    speaker.unheard.connect(lambda: unheard.append(True))
    speaker.say(TEXT, Voice())

    qtbot.waitUntil(lambda: not speaker.is_speaking, timeout=10_000)
    sound = (tmp_path / "heard.wav").read_bytes()
    assert sound.startswith(b"RIFF")
    assert len(sound) > 22_050 * 2
    assert unheard == []


def test_a_machine_without_sound_says_so_once_and_goes_on(bench, programs, qtbot):
    for name in ("paplay", "aplay", "play"):
        stand_in(programs, name, "exit 1")
    told = []
    bench.terminal.speaker.unheard.connect(lambda: told.append(True))
    for _ in range(2):
        bench.touch("Écouter")
        qtbot.waitUntil(lambda: not bench.terminal.speaker.is_speaking, timeout=10_000)

    assert told == [True]
    assert bench.window.toast.isVisible()
    assert bench.window.header.listen.isVisible()
    bench.touch("Vos données")
    assert bench.router.current.route is not Route.HOME


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_word_heard_is_marked_where_it_stands_and_nowhere_after(bench, language):
    bench.window.speak_language(language)
    page = open_step(bench)
    speaker, text = bench.terminal.speaker, page.page_text()
    speaker.last_text = text
    words = text.split()
    at = text.index(words[-1])
    speaker.changed.emit(True)
    speaker.word_said.emit(0, len(words[0]))
    assert marked(bench) == [words[0]]

    speaker.word_said.emit(text.rindex(words[-1]), len(words[-1]))
    assert marked(bench) == [words[-1]]
    assert at >= 0
    speaker.changed.emit(False)
    assert marked(bench) == []


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("language", "is_right"), [("fr", False), ("ar", True)])
def test_the_mark_stands_on_the_side_where_reading_begins(bench, scheme, language, is_right):
    bench.window.speak_language(language)
    bench.window.prefer(Preferences(scheme=scheme))
    page = open_step(bench)
    label = page.first_focus()
    plain = label.grab().toImage()
    label.show_spoken(0, len(label.text().split()[0]))
    image = label.grab().toImage()

    sun, ink = colour_of(Tone.SUN), colour_of(Tone.ON_SUN)
    ratio = image.devicePixelRatio()
    across = range(image.width())
    marked_at = [x for x in across if image.pixelColor(x, round(4 * ratio)) == sun]
    assert marked_at
    assert all(plain.pixelColor(x, round(4 * ratio)) != sun for x in marked_at)
    middle = image.width() / 2
    assert all((x > middle) is is_right for x in marked_at)
    # Not by colour alone: a line stands below the word.
    columns = [x for x in marked_at[2:-2] if image.pixelColor(x, image.height() - 2) == ink]
    assert len(columns) == len(marked_at[2:-2])


def test_a_touch_and_a_key_stop_the_voice(bench, programs, qtbot):
    stand_in(programs, "paplay", "cat > /dev/null; exec sleep 60")
    bench.app.installEventFilter(bench.terminal.watch)
    for stop in (
        lambda: QTest.mouseClick(bench.window.header.brand, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(bench.window, Qt.Key.Key_Tab),
    ):
        bench.touch("Écouter")
        assert bench.terminal.speaker.is_speaking
        stop()
        assert not bench.terminal.speaker.is_speaking
    bench.app.removeEventFilter(bench.terminal.watch)


def record(bench, root, language):
    """Give the first step of a walkthrough a checked voice; return the step's text."""
    import shutil

    from kiosk.foundation.resources import asset_path

    shutil.copytree(asset_path("content"), root)
    walkthroughs = bench.kiosk.walkthroughs
    run = walkthroughs.start("arnaque")
    path = recording_path(root / "arnaque", run.walkthrough, step_id=run.step_id, language=language)
    path.parent.mkdir(parents=True)
    path.with_name(path.name.replace(".a-verifier", "")).write_bytes(wav(1.5))
    walkthroughs.use(root, root.parent / "cache")
    bench.terminal.turnover.next_person()
    bench.settle()


def test_a_recorded_language_is_offered_read_and_heard_then_gone(bench, programs, tmp_path, qtbot):
    heard = tmp_path / "heard.wav"
    sound_card(programs, heard, name="paplay")
    offered = lambda: [one.own_name for one in bench.terminal.parts.stage.translator.offered]  # noqa: E731
    assert "الدارجة" not in offered()
    record(bench, tmp_path / "content", "ar-ma")

    assert "الدارجة" in offered()
    assert "Taqbaylit" not in offered()
    bench.touch("الدارجة")
    assert bench.window.header.language.accessibleName() == "الدارجة"
    page = open_step(bench)
    assert page.page_language() == "ar"
    bench.window.prefer(Preferences(volume=2))
    bench.touch("استمع")
    qtbot.waitUntil(heard.exists, timeout=10_000)
    assert heard.read_bytes()[44:] == wav(1.5)[44:]

    bench.terminal.turnover.next_person()
    assert bench.terminal.parts.stage.translator.choice.code == "fr"
    assert bench.window.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_recording_that_is_broken_gives_way_to_our_own_voice(bench, programs, tmp_path, qtbot):
    heard = tmp_path / "heard.wav"
    sound_card(programs, heard, name="paplay")
    record(bench, tmp_path / "content", "fr")
    for path in (tmp_path / "content").rglob("*.wav"):
        path.write_bytes(b"broken")
    open_step(bench)
    bench.touch("Écouter")

    qtbot.waitUntil(heard.exists, timeout=10_000)
    assert len(heard.read_bytes()) > 22_050 * 2 * 2


def test_the_voice_of_the_toolkit_tells_words_and_its_end(qtbot):
    voice = SystemVoice(engine="mock")
    words = []
    voice.word_said.connect(lambda at, length: words.append((at, length)))
    with qtbot.waitSignal(voice.ended, timeout=10_000):
        voice.say("Hello to you", Voice("en-gb"))

    assert words == [(0, 5), (6, 2), (9, 3)]


def test_the_loudness_comes_back_with_the_first_program_that_manages(programs, tmp_path, qtbot):
    asked = tmp_path / "asked"
    stand_in(programs, "wpctl", f"echo wpctl >> {asked}; exit 1")
    stand_in(programs, "pactl", f'echo "$@" >> {asked}')
    stand_in(programs, "amixer", f"echo amixer >> {asked}")
    volume = Volume(40)
    volume.come_back()

    qtbot.waitUntil(lambda: not volume.is_busy, timeout=10_000)
    assert asked.read_text() == "wpctl\nset-sink-volume @DEFAULT_SINK@ 40%\n"


def test_a_mixer_that_hangs_is_left_and_zero_asks_nothing(programs, tmp_path, qtbot):
    asked = tmp_path / "asked"
    stand_in(programs, "wpctl", "exec sleep 60")
    for name in ("pactl", "amixer"):
        stand_in(programs, name, f"echo {name} >> {asked}")
    Volume(0).come_back()
    assert not asked.exists()
    volume = Volume(40)
    volume.come_back()
    assert volume.is_busy

    qtbot.waitUntil(lambda: not volume.is_busy, timeout=10_000)
    assert asked.read_text() == "pactl\n"


def test_the_next_person_finds_the_loudness_of_the_settings(bench, programs, tmp_path, qtbot):
    asked = tmp_path / "asked"
    stand_in(programs, "wpctl", f'echo "$@" >> {asked}')
    qtbot.waitUntil(lambda: not bench.terminal.volume.is_busy, timeout=10_000)
    bench.terminal.turnover.next_person()

    qtbot.waitUntil(asked.exists, timeout=10_000)
    qtbot.waitUntil(lambda: not bench.terminal.volume.is_busy, timeout=10_000)
    assert asked.read_text().splitlines()[0] == "set-volume @DEFAULT_AUDIO_SINK@ 50%"
