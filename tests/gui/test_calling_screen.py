# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calling screen: on its monitor, out of reach, read from afar, heard once a call."""

from __future__ import annotations

import array
import cmath
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.domain.calling import HeardCalls, RoomView
from kiosk.domain.waiting_queue import QueueReason, QueueState, QueueTicket
from kiosk.foundation.clock import paris_day
from kiosk.foundation.settings import SpeechSettings
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.services.queue import QueueRules, QueueService
from tests.support.fakes import FrozenClock
from tests.support.sounds import first_on_path, stand_in
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.chime import TONES_HZ
from ui.a11y.speech_engine import SAMPLE_RATE_HZ
from ui.lockdown import KeyGuard
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.screens.calling.board import Board
from ui.screens.calling.voice import RoomVoice
from ui.screens.calling.words import state_of
from ui.theme.contrast import contrast_ratio
from ui.theme.live import apply_theme
from ui.theme.room import RoomLook
from ui.theme.tokens import Scheme, Theme, Tone

HEADER_BYTES = 44
AUDIBLE = 200
MONITOR_24_INCHES_MM = 299.0
TWO_MONITORS = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.wiring import build_kiosk
from tests.support.fakes import FrozenClock, MemorySecrets
from ui.lockdown import Covers
from ui.screens.calling.board import Board
from ui.wiring import build_terminal
import sys
app = QApplication([])
folder, clock = Path(sys.argv[1]), FrozenClock()
kiosk = build_kiosk(folder, clock=clock, secrets=MemorySecrets())
terminal = build_terminal(folder, tasks=ImmediateTasks(), clock=clock)
terminal.window.begin()
terminal.covers = Covers(app, terminal.window)
terminal.complete()
terminal.open_services(lambda: kiosk)
terminal.window.show()
app.processEvents()
kiosk.queue.take()
kiosk.queue.call("A1")
app.processEvents()
(cover,) = terminal.covers.covers.values()
boards = cover.findChildren(Board)
print(terminal.window.findChildren(Board), [one.size().toTuple() for one in boards])
print([(one.state.number, one.state.desk) for one in boards])
print(cover.close(), cover.isVisible(), cover.isActiveWindow())
terminal.close()
"""


@pytest.fixture(autouse=True)
def fonts(qapp):
    apply_theme(qapp, Theme())


def on_two_monitors(folder, calling):
    (folder / "kiosk.toml").write_text(
        f'[machine]\nletter = "A"\ndesk = "Bureau 2"\ncalling = "{calling}"\n'
    )
    one = {"name": "one", "x": 0, "y": 0, "width": 1366, "height": 768}
    two = {"name": "two", "x": 1366, "y": 0, "width": 1920, "height": 1080}
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": [one, two]}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    done = subprocess.run(
        [sys.executable, "-c", TWO_MONITORS, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path.cwd(),
    )
    return done.stdout.splitlines()


def test_the_second_monitor_of_a_post_calls_and_cannot_be_closed(tmp_path):
    assert on_two_monitors(tmp_path, "second_screen") == [
        "[] [(1920, 1080)]",
        "[('A1', 'Bureau 2')]",
        "False True False",
    ]


def test_without_the_setting_the_second_monitor_is_only_covered(tmp_path):
    assert on_two_monitors(tmp_path, "")[:2] == ["[] []", "[]"]


@pytest.fixture
def whole(tmp_path, qapp):
    (tmp_path / "kiosk.toml").write_text('[machine]\ncalling = "whole_screen"\n')
    bench = open_bench(tmp_path)
    guard = KeyGuard()
    guard.staff_asked.connect(bench.terminal.turnover.ask_pin)
    qapp.installEventFilter(guard)
    yield bench
    qapp.removeEventFilter(guard)
    bench.close()


def test_a_machine_of_its_own_shows_nothing_else_and_touches_lead_nowhere(whole):
    page = whole.window.page
    assert whole.router.current.route is Route.CALLING
    assert not whole.window.header.isVisible()
    for x, y in itertools.product((5, 683, 1360), (5, 384, 760)):
        for widget in (whole.window, page, page.board):
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())
        spot = whole.window.rect().topLeft() + type(whole.window.rect().topLeft())(x, y)
        menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, spot)
        QApplication.sendEvent(page.board, menu)
    for key in (*range(Qt.Key.Key_F1, Qt.Key.Key_F12), Qt.Key.Key_Escape, Qt.Key.Key_Return):
        QTest.keyClick(whole.window, Qt.Key(key))
    whole.settle()

    assert whole.window.page is page
    assert not whole.session.is_open
    assert page.findChildren(type(page.board))[0].focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_machine_of_its_own_waits_for_nobody_and_lets_the_staff_in(whole):
    whole.terminal.watch.went_idle.emit()
    whole.settle()
    assert whole.router.current.route is Route.CALLING

    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    QTest.keyClick(whole.window, Qt.Key.Key_T, control | alt)
    whole.settle()
    assert whole.router.current.route is Route.PIN

    whole.terminal.turnover.lock_staff()
    whole.settle()
    assert whole.router.current.route is Route.CALLING


def test_a_call_reaches_the_page_and_its_voice_once(whole, monkeypatch):
    said = []
    page = whole.window.page
    monkeypatch.setattr(page.voice.speaker, "call_out", lambda text, voice: said.append(text))
    desk = QueueService(
        whole.kiosk.database, whole.clock, whole.kiosk.bus, rules=QueueRules(desk="Bureau 2")
    )
    desk.take()
    desk.call("1")
    whole.settle()
    page.presenter.look_again()
    whole.settle()

    assert page.board.state.number == "1"
    assert page.board.accessibleName().startswith("Numéro appelé : 1 Bureau 2")
    assert said == ["Numéro 1. Bureau 2."]


# Read from afar


def a_state(number="A12", desk="Bureau 2", n_before=5):
    clock = FrozenClock()
    now_utc, day = clock.now_utc(), paris_day(clock.now_utc())

    def ticket(name, desk_name):
        waiting = QueueTicket(name, 0, True, day, QueueReason.HELP, QueueState.CALLED, now_utc)
        return type(waiting)(
            **{name: getattr(waiting, name) for name in waiting.__slots__}
            | {"n_calls": 1, "desk": desk_name}
        )

    heard = HeardCalls()
    tickets = [ticket(f"A{n}", "Grande salle du 1er étag") for n in range(1, n_before + 1)]
    heard.hear([*tickets, ticket(number, desk)])
    return state_of(heard, RoomView((), 12, None, is_exact=False), now_utc)


def test_the_number_called_is_read_from_six_metres_and_the_others_too():
    look = RoomLook(*LARGE)
    high_mm = {
        name: QFontMetricsF(look.font(name, "12", 1e6)).tightBoundingRect("12").height()
        * MONITOR_24_INCHES_MM
        / LARGE[1]
        for name in ("number", "list_number")
    }

    assert high_mm["number"] >= 85
    assert high_mm["list_number"] >= 24


@pytest.mark.parametrize("size", [SMALL, LARGE, (1024, 768), (1080, 1920)])
@pytest.mark.parametrize(("number", "desk"), [("7", ""), ("Z1234", "Grande salle du 1er étag")])
def test_every_word_has_room_on_every_monitor(qapp, size, number, desk):
    board = Board()
    board.resize(*size)
    board.draw(a_state(number, desk))
    board.grab()

    assert not board.is_cut()


def largest_difference(one, other):
    """Return how much two pictures differ, from 0 to 255, edges of letters smoothed."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = [image.scaled(171, 96, mode=smooth) for image in (one, other)]
    return max(
        abs(small[0].pixelColor(x, y).lightness() - small[1].pixelColor(x, y).lightness())
        for x, y in itertools.product(range(171), range(96))
    )


def test_it_looks_the_same_whatever_a_person_chose_on_the_terminal(bench):
    board = Board()
    board.resize(*SMALL)
    board.draw(a_state())
    before = board.grab().toImage()

    bench.window.prefer(Preferences(scheme=Scheme.HIGH_CONTRAST, scale=2.0, dyslexia=True))
    bench.window.speak_language("ar")

    assert largest_difference(before, board.grab().toImage()) < 30


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (Tone.INK, Tone.SUN),
        (Tone.INK, Tone.CARD),
        (Tone.INK, Tone.PAPER),
        (Tone.CARD, Tone.INK),
    ],
)
def test_its_colours_reach_the_contrast_asked_of_high_contrast(ink, ground):
    assert contrast_ratio(RoomLook.colour(ink).name(), RoomLook.colour(ground).name()) >= 7


def test_a_number_in_call_differs_without_colours(qapp):
    heard_now, before = Board(), Board()
    calling = a_state(n_before=0)
    over = type(calling)(
        **{name: getattr(calling, name) for name in calling.__slots__} | {"is_calling": False}
    )
    greys = []
    for board, state in ((heard_now, calling), (before, over)):
        board.resize(*SMALL)
        board.draw(state)
        image = board.grab().toImage()
        greys.append((image.pixelColor(4, 300).lightness(), image.pixelColor(40, 300).lightness()))

    (line_now, ground_now), (line_before, ground_before) = greys
    assert line_before == ground_before
    assert abs(line_now - ground_now) > 100


# Heard


def loudness(samples):
    return (sum(one * one for one in samples) / max(1, len(samples))) ** 0.5


def share_of(tone_hz, samples):
    """Return how much of a sound is one tone: 1 for nothing else (Goertzel)."""
    turn = cmath.exp(-2j * cmath.pi * tone_hz / SAMPLE_RATE_HZ)
    total, phase = 0j, 1 + 0j
    for one in samples:
        total += one * phase
        phase *= turn
    return 2 * abs(total) ** 2 / (len(samples) * sum(one * one for one in samples))


@pytest.fixture
def card(tmp_path, monkeypatch):
    """Stand in for the sound card: it keeps each sound it was given whole."""
    folder = tmp_path / "programs"
    script = f"n=$(ls {tmp_path}/heard | wc -l); cat > {tmp_path}/part; "
    stand_in(folder, "paplay", script + f"mv {tmp_path}/part {tmp_path}/heard/$n")
    (tmp_path / "heard").mkdir()
    monkeypatch.setenv("PATH", first_on_path(folder))
    return tmp_path / "heard"


def sounds_of(card):
    parts = [card / str(n) for n in range(len(list(card.iterdir())))]
    return [array.array("h", part.read_bytes()[HEADER_BYTES:]) for part in parts]


def is_over(voice, card, n_sounds):
    return not voice.speaker.is_speaking and len(list(card.iterdir())) == n_sounds


def test_a_call_is_heard_as_two_tones_and_then_words(qtbot, card):
    voice = RoomVoice(ImmediateTasks(), SpeechSettings())
    voice.call_out("Numéro A 12. Bureau 2.")
    qtbot.waitUntil(lambda: is_over(voice, card, 1), timeout=20_000)

    (samples,) = sounds_of(card)
    half = SAMPLE_RATE_HZ // 2
    first, second, words = samples[:half], samples[half : 2 * half], samples[3 * half :]
    assert share_of(TONES_HZ[0], first) > 0.5
    assert share_of(TONES_HZ[1], second) > 0.5
    assert share_of(TONES_HZ[1], first) < 0.1
    assert loudness(words) > AUDIBLE
    assert len(words) > SAMPLE_RATE_HZ


def test_two_calls_are_said_one_after_the_other_and_neither_is_lost(qtbot, card):
    voice = RoomVoice(ImmediateTasks(), SpeechSettings())
    voice.call_out("Numéro 1.")
    voice.call_out("Numéro 2.")
    assert voice.speaker.last_text == "Numéro 1."
    qtbot.waitUntil(lambda: is_over(voice, card, 2), timeout=20_000)

    assert all(loudness(sound) > AUDIBLE for sound in sounds_of(card))


def test_where_the_machine_has_no_voice_nothing_is_played(qtbot, card):
    voice = RoomVoice(ImmediateTasks(), SpeechSettings(enabled=False))

    voice.call_out("Numéro 1.")

    assert not voice.speaker.is_speaking
    assert sounds_of(card) == []


def test_the_help_page_says_a_call_once_and_not_where_the_sound_is_off(bench, monkeypatch):
    said = []
    monkeypatch.setattr(bench.terminal.speaker, "say", lambda text, voice: said.append(text))
    desk = QueueService(
        bench.kiosk.database, bench.clock, bench.kiosk.bus, rules=QueueRules(desk="Bureau 2")
    )
    bench.session.begin()
    bench.router.go(Route.HELP)
    bench.settle()

    desk.call("1")
    bench.settle()
    assert "Bureau 2" in bench.texts()
    assert said == ["C’est à vous : Bureau 2"]

    bench.window.lose_voice()
    desk.no_answer("1")
    desk.call("1")
    bench.settle()
    assert said == ["C’est à vous : Bureau 2"]


def test_keys_do_not_leave_the_terminal_for_a_monitor_that_is_touched(qapp):
    from ui.lockdown import Cover

    cover = Cover(qapp.primaryScreen())

    assert cover.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert cover.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    QApplication.sendPostedEvents(cover, QEvent.Type.DeferredDelete)
    cover.deleteLater()
