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


def test_a_server_on_postgresql_takes_what_a_kiosk_pushes(postgres, tmp_path):
    url = postgres.new_database()
    city, folder = tmp_path / "city", tmp_path / "kiosk"
    run_sync(city, "centre", "add", "--code", "NORD", "--name", "Espace Nord", "--db", url)
    server = ServerProcess(city, "--db", url)
    lived(folder, 20)
    code = first_code(run_sync(city, "invite", "--centre", "NORD", "--db", url).stdout)

    enrolled = run_sync(folder, "enrol", "--server", server.url, "--code", code)
    status = run_sync(city, "status", "--db", url)
    server.stop()

    assert "envoyés : 20" in enrolled.stdout
    assert "enregistrements accepted : 20" in status.stdout
    assert not (city / "city.db").exists()
