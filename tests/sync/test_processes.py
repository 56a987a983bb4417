# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kiosk and city as processes of their own, on a real port, killed without a word."""

from __future__ import annotations

import http.client
import json
import re
import resource
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import requests

from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.clock import SystemClock
from kiosk.wiring import build_kiosk
from sync.cli.parser import shown_time
from sync.codes import read_code
from sync.signing import Purpose, new_signing_pair, sign
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


def test_a_server_says_in_french_that_another_program_holds_its_port(server, tmp_path):
    second = run_sync(tmp_path / "other", "serve", "--port", str(server.port))

    assert second.returncode == 1
    assert f"L’adresse 127.0.0.1:{server.port} n’est pas libre" in second.stderr
    assert second.stdout == ""


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
    assert "enregistrements acceptés : 101" in status.stdout


def test_an_exchange_that_had_nothing_to_send_is_told_as_one(server, tmp_path):
    folder = tmp_path / "kiosk"
    code = first_code(run_sync(server.folder, "invite", "--centre", "NORD").stdout)
    before = datetime.now(UTC).replace(second=0, microsecond=0)

    enrolled = run_sync(folder, "enrol", "--server", server.url, "--code", code)
    status = run_sync(folder, "status").stdout.splitlines()
    at_city = run_sync(server.folder, "status").stdout.splitlines()

    (told,) = (line for line in status if line.startswith("dernier échange : "))
    instants = (before + timedelta(minutes=n) for n in range(3))
    assert told.partition(" : ")[2] in {shown_time(one) for one in instants}
    (shown,) = (line for line in enrolled.stdout.splitlines() if "Empreinte" in line)
    prints = re.fullmatch(r".* : ([0-9a-f]{4}(?: [0-9a-f]{4}){4})", shown)
    assert f"empreinte de la clé : {prints[1]}" in status
    assert f"    empreinte de la clé : {prints[1]}" in at_city


def test_the_server_says_that_it_is_well(server):
    with urllib.request.urlopen(f"{server.url}/health") as answer:
        health = json.load(answer)

    assert health["status"] == "ok"
    assert health["demo"] is False


def test_the_address_told_by_a_proxy_is_believed_from_this_machine_alone(server):
    def guess(peer, told):
        at_city = http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=20, source_address=(peer, 0)
        )
        with closing(at_city):
            headers = {
                "content-type": "application/x-www-form-urlencoded",
                "x-forwarded-for": f"203.0.113.{told}",
            }
            form = f"identifiant=personne{told}&mot_de_passe=no"
            at_city.request("POST", "/console/entrer", form, headers)
            return at_city.getresponse().status

    assert [guess("127.0.0.2", n) for n in range(6)] == [403] * 5 + [429]
    assert [guess("127.0.0.1", n) for n in range(10, 16)] == [403] * 6


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
    url = postgres.bare_database()  # the migrations themselves, here
    city, folder = tmp_path / "city", tmp_path / "kiosk"
    run_sync(city, "centre", "add", "--code", "NORD", "--name", "Espace Nord", "--db", url)
    server = ServerProcess(city, "--db", url)
    lived(folder, 20)
    code = first_code(run_sync(city, "invite", "--centre", "NORD", "--db", url).stdout)

    enrolled = run_sync(folder, "enrol", "--server", server.url, "--code", code)
    status = run_sync(city, "status", "--db", url)
    server.stop()

    assert "envoyés : 20" in enrolled.stdout
    assert "enregistrements acceptés : 20" in status.stdout
    assert not (city / "city.db").exists()


def test_a_server_whose_disk_is_full_says_come_back_and_takes_the_code_later(tmp_path):
    city = tmp_path / "city"
    run_sync(city, "centre", "add", "--code", "NORD", "--name", "Espace Nord")
    code = first_code(run_sync(city, "invite", "--centre", "NORD").stdout)
    server = ServerProcess(city, "--demo")
    key = new_signing_pair()
    asked = {
        "code": read_code(code).secret,
        "public_key": key.public.hex(),
        "role": "borne",
        "demo": True,
    }
    body = json.dumps(asked).encode()
    headers = {"sixieme-signature": sign(key.private, Purpose.ENROLMENT, body)}
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)

    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (10, hard))
    full = requests.post(f"{server.url}/v1/enrol", data=body, headers=headers, timeout=20)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
    later = requests.post(f"{server.url}/v1/enrol", data=body, headers=headers, timeout=20)
    server.kill()
    again = ServerProcess(city, "--demo")
    known = requests.post(f"{again.url}/v1/enrol", data=body, headers=headers, timeout=20)
    again.stop()

    assert (full.status_code, later.status_code, known.status_code) == (503, 200, 200)
    assert known.json()["device"] == later.json()["device"]
