# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kiosk and city as processes of their own, on a real port, killed without a word."""

from __future__ import annotations

import json
import urllib.request

import pytest

from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.clock import SystemClock
from kiosk.wiring import build_kiosk
from tests.support.city import ServerProcess, first_code, run_sync


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "city"
    run_sync(folder, "centre", "add", "--code", "NORD", "--name", "Espace Nord EXEMPLE")
    process = ServerProcess(folder)
    yield process
    process.kill()


def lived(folder, n=100):
    kiosk = build_kiosk(folder, clock=SystemClock())
    for _ in range(n):
        kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    kiosk.close()


def test_a_hundred_sessions_are_enrolled_pushed_and_survive_the_death_of_the_server(
    server, tmp_path
):
    folder = tmp_path / "kiosk"
    lived(folder)
    code = first_code(run_sync(server.folder, "invite", "--centre", "NORD").stdout)

    enrolled = run_sync(folder, "enrol", "--server", server.url, "--code", code)
    server.kill()
    lived(folder, 1)
    alone = run_sync(folder, "push")
    again = ServerProcess(server.folder, port=server.port)
    caught_up = run_sync(folder, "push")
    status = run_sync(server.folder, "status")
    again.stop()

    assert enrolled.returncode == 0, enrolled.stderr
    assert "envoyés : 100" in enrolled.stdout
    assert alone.returncode == 1
    assert "pas joignable" in alone.stderr
    assert "envoyés : 1, refusés : 0, en attente : 0" in caught_up.stdout
    assert "enregistrements accepted : 101" in status.stdout


def test_the_server_says_that_it_is_well(server):
    with urllib.request.urlopen(f"{server.url}/health") as answer:
        health = json.load(answer)

    assert health["status"] == "ok"
    assert health["demo"] is False


def test_the_server_stops_politely_and_says_nothing_on_its_error_stream(tmp_path):
    process = ServerProcess(tmp_path / "city", "--demo")

    told, errors = process.stop()

    assert f"Console : {process.url}/console" in told
    assert errors == ""


def test_a_second_server_on_the_folder_is_refused(server):
    second = run_sync(server.folder, "serve", "--port", "1")

    assert second.returncode == 1
    assert "déjà ouvert" in second.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("serve",),
        ("serve", "--port", "abc"),
        ("serve", "--port", "0"),
        ("invite",),
        ("enrol", "--server", "http://x"),
        ("export", "--from", "hier", "--to", "2026-11-30", "--format", "csv", "--out", "x"),
    ],
)
def test_wrong_use_exits_2_with_one_sentence(tmp_path, arguments):
    done = run_sync(tmp_path, *arguments)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "--centre", "NOWHERE"),
        ("revoke", "nobody"),
        ("board", "import", "absent.csv"),
        ("agenda", "import", "absent.toml"),
        ("mediator", "add", "--id", "m", "--centre", "NOWHERE", "--first-name", "M"),
        ("enrol", "--server", "http://127.0.0.1:9", "--code", "not a code"),
        ("enrol", "--server", "ftp://x", "--code", "0"),
        ("push",),
        ("serve", "--port", "80", "--db", "mysql://x"),
    ],
)
def test_a_refused_job_exits_1_with_one_sentence(tmp_path, arguments):
    done = run_sync(tmp_path / "data", *arguments)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "verb",
    ["serve", "invite", "enrol", "push", "status", "board", "agenda", "export", "console-password"],
)
def test_every_verb_has_its_help(tmp_path, verb):
    done = run_sync(tmp_path, verb, "--help")

    assert done.returncode == 0
    assert "usage" in done.stdout


def test_the_console_password_is_read_from_standard_input(tmp_path):
    done = run_sync(tmp_path, "console-password", typed="orage-violet-12\n")
    short = run_sync(tmp_path, "console-password", typed="court\n")

    assert done.returncode == 0
    assert short.returncode == 1


def test_an_export_is_written_whole(tmp_path):
    out = tmp_path / "reseau.csv"
    days = ("--from", "2026-11-01", "--to", "2026-11-30")

    done = run_sync(tmp_path / "city", "export", *days, "--format", "csv", "--out", str(out))

    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
