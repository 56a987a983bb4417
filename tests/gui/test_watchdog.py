# SPDX-License-Identifier: AGPL-3.0-or-later
"""A terminal that always fails stays calm; systemd hears that the screen lives."""

from __future__ import annotations

import socket

from ui.watchdog import MOST_STARTS, WINDOW_S, CrashGuard, Watchdog, notify


def test_ten_starts_that_did_not_last_lead_to_the_calm_page(tmp_path):
    answers = [CrashGuard(tmp_path).note_start(1000.0 + n) for n in range(10)]

    assert answers == [False] * MOST_STARTS + [True] * (10 - MOST_STARTS)


def test_a_start_that_lasted_forgets_the_others(tmp_path):
    guard = CrashGuard(tmp_path)
    for n in range(MOST_STARTS):
        guard.note_start(1000.0 + n)
    guard.note_steady()

    assert not guard.note_start(1010.0)


def test_old_starts_and_a_clock_that_went_back_do_not_count(tmp_path):
    guard = CrashGuard(tmp_path)
    for n in range(MOST_STARTS):
        guard.note_start(1000.0 + n)

    assert not guard.note_start(1000.0 + 2 * WINDOW_S)
    assert not guard.note_start(10.0)


def test_a_damaged_count_is_no_reason_to_fail(tmp_path):
    (tmp_path / "starts.json").write_text("{nonsense")

    assert not CrashGuard(tmp_path).note_start(1.0)


def test_systemd_is_told_by_one_datagram(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "n"))
        assert notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "n")})

        assert receiver.recv(64) == b"READY=1"


def test_without_systemd_nothing_is_sent():
    assert not notify("READY=1", {})


def test_the_screen_pings_from_its_own_event_loop(tmp_path, monkeypatch, qtbot):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "n"))
        receiver.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        watchdog = Watchdog()
        heard = []

        def ping_arrived():
            try:
                heard.append(receiver.recv(64))
            except BlockingIOError:
                return False
            return True

        qtbot.waitUntil(ping_arrived, timeout=5000)
        watchdog.deleteLater()

    assert heard == [b"WATCHDOG=1"]
