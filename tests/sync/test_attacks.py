# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a stranger or a broken machine may send: refused in words, and nobody else waits."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
import requests

from kiosk.foundation.errors import ContentUnreadable
from sync.server.accounts import add_account
from sync.server.app import MAX_IN_FLIGHT, build_app
from sync.server.board_file import import_board
from sync.server.console.access import enter
from sync.server.guesses import Guesses, Sender
from sync.server.sync_api import answer_probe, answer_sync
from sync.server.throttle import Throttles
from sync.signing import Purpose, new_signing_pair, sign
from sync.wire_form import ENROL_PATH, SYNC_PATH
from tests.support.city import URL, ServerProcess
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, lane, session

SLOW = b"POST /v1/sync HTTP/1.1\r\nhost: city\r\ncontent-length: 100\r\n\r\nx"


@pytest.fixture
def machine(any_city):
    return RawMachine(any_city.city)


def guess(city, secret="AAAAAAAAAA"):
    key = new_signing_pair()
    asked = {"code": secret, "public_key": key.public.hex(), "role": "borne", "demo": True}
    body = json.dumps(asked).encode()
    signature = sign(key.private, Purpose.ENROLMENT, body)
    return city.browser().post(
        URL + ENROL_PATH, data=body, headers={"sixieme-signature": signature}
    )


def test_bodies_that_never_come_keep_no_machine_waiting(tmp_path):
    server = ServerProcess(tmp_path / "city", "--demo")
    try:
        with ExitStack() as stack:
            for _ in range(MAX_IN_FLIGHT + 6):
                slow = stack.enter_context(
                    closing(socket.create_connection(("127.0.0.1", server.port)))
                )
                slow.sendall(SLOW)
            answer = requests.post(f"{server.url}{SYNC_PATH}", data=b"x", timeout=20)
    finally:
        server.stop()

    assert answer.status_code == 401


def test_a_body_that_does_not_come_in_time_is_let_go(city):
    slow_city = replace(city.city, settings=replace(city.city.settings, body_s=0.01))
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": SYNC_PATH,
        "raw_path": SYNC_PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"city.test"), (b"content-length", b"9")],
        "client": ("127.0.0.1", 1),
        "server": ("city.test", 443),
    }
    asyncio.run(build_app(slow_city)(scope, receive, send))

    assert sent[0]["status"] == 503
    assert dict(sent[0]["headers"])[b"retry-after"]


def test_guessing_codes_makes_a_pause_for_the_address_that_guesses(city):
    statuses = [guess(city).status_code for _ in range(5)]

    paused = guess(city)

    assert statuses == [403] * 5
    assert paused.status_code == 503
    assert int(paused.headers["retry-after"]) == 60
    city.clock.pass_time(minutes=1)
    assert guess(city).status_code == 403


def test_a_pause_of_one_address_is_not_anothers():
    throttles = Throttles()
    for _ in range(5):
        throttles.of("192.0.2.1").note_wrong(0.0)

    assert throttles.of("192.0.2.1").wait_s(1.0) == 59.0
    assert throttles.of("192.0.2.2").wait_s(1.0) == 0.0


def test_addresses_are_forgotten_before_they_fill_the_memory():
    throttles = Throttles()
    throttles.of("first").note_wrong(0.0)
    for number in range(1_000):
        throttles.of(str(number))

    assert throttles.of("first").n_wrong == 0


def test_passwords_guessed_at_the_same_time_count_one_by_one(city):
    add_account(city.city, "ana", ["accueil"], by="")
    guesses = Guesses()
    answers = []

    def guess_once():
        try:
            answers.append(
                enter(city.city, "ana", "orage-violet-13", guesses=guesses, sender=Sender("a"))
            )
        except Exception as error:  # noqa: BLE001 - the pause is what is counted
            answers.append(type(error).__name__)

    threads = [threading.Thread(target=guess_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(None) == 5
    assert answers.count("Refused") == 7


@pytest.mark.parametrize(
    "fields",
    [
        {"request": 1 << 70},
        {"oldest": {"logs": 1 << 70}},
        {"oldest": {"logs": -5}},
        {"floors": {"logs": 1 << 70}},
    ],
)
def test_a_number_or_a_text_that_no_database_holds_is_refused(machine, fields):
    answer = machine.send(machine.body(**fields))

    assert answer.status == 400


@pytest.mark.parametrize("cursor", ["9" * 5000, "²", "-1", "\0"])
def test_a_cursor_that_is_none_gets_the_part_whole(machine, cursor):
    reply = machine.ask(cursors={"keys": cursor, "agenda": cursor})

    assert [one.serial for one in reply.statements] == [1]
    assert reply.agenda is not None


@pytest.mark.parametrize("device", ["\0", "a\0b", "' OR 1=1 --", "é" * 300])
def test_a_device_that_is_none_is_unknown(any_city, device):
    assert answer_probe(any_city.city, device, "x").status == 401


def test_another_machines_key_opens_nothing(machine):
    other = RawMachine(machine.city, device="ba9876543210")
    body = machine.body(logs=lane(session(1)))
    signature = sign(other.key.private, Purpose.REQUEST, body)

    answer = answer_sync(machine.city, machine.device, signature, body, takes_gzip=False)

    assert answer.status == 401


def test_a_request_replayed_by_a_stranger_gives_the_same_answer_and_counts_nothing(machine):
    body = machine.body(logs=lane(session(1)))
    first = machine.send(body)
    machine.ask(logs=lane(session(2)))

    replayed = machine.send(body)

    assert first.status == replayed.status == 200
    with machine.city.database.transaction() as unit:
        assert unit.reports.n_sessions() == 2


@pytest.fixture
def inside(any_city):
    person = Inside(any_city)
    person.browser.csrf = person.jeton
    return person.browser


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("cas", {"cas": "9" * 5000}),
        ("cas", {"cas": "9" * 25}),
        ("cas", {"cas": "²"}),
        ("revoquer", {"machine": "\0' OR 1=1 --"}),
        ("inviter", {"centre": "NO\0RD", "role": "borne", "nom": "<script>\0</script>"}),
    ],
)
def test_a_form_filled_by_an_enemy_breaks_nothing(inside, path, fields):
    answer = inside.post(
        f"{URL}/console/{path}", data={"jeton": inside.csrf, **fields}, allow_redirects=False
    )

    assert answer.status_code in {200, 303, 400}
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "days",
    ["du=0001-01-01&au=9999-12-31", "du=9999-12-31&au=9999-12-31", "du=0001-01-01&au=0001-01-02"],
)
def test_the_first_and_the_last_day_of_the_calendar_are_no_fault(inside, days):
    assert inside.get(f"{URL}/console/frequentation?{days}").status_code == 200
    assert inside.get(f"{URL}/console/journal?{days}").status_code == 200


def test_the_words_of_people_are_shown_as_words(city, inside_sqlite):
    page = inside_sqlite.get(f"{URL}/console/parc").text

    assert "<b>mal</b>" not in page
    assert "&lt;b&gt;mal&lt;/b&gt;" in page


@pytest.fixture
def inside_sqlite(city):
    from sync.wire_down import WireCentre

    with city.city.database.transaction() as unit:
        unit.fleet.put_centre(WireCentre(code="EST", name="<b>mal</b>"))
    return Inside(city).browser


def event_of(*lines):
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", *lines]
    return "\r\n".join([*whole, "END:VEVENT", "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b"id\n" + b"x" * (10 << 20)),
        ("x.csv", b'id\n"' + b"x" * 200_000 + b'"\n'),
        ("x.csv", b"id;nom\nx\0y;z\n"),
        ("x.csv", "id;nom\npic-nord;Comité".encode("utf-16")),
        ("x.csv", "id;nom\npic-nord;Comité é".encode("latin-1")),
        ("x.csv", b""),
        ("x.ics", b""),
        ("x.ics", b"<html>not a calendar</html>"),
        ("x.ics", b"\xff\xfe\x00"),
        ("x.ics", event_of("DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY;BYMONTH=2")),
        ("x.ics", event_of("DTSTART:19700101T000000", "RRULE:FREQ=DAILY;INTERVAL=0")),
        ("x.ics", event_of("DTSTART:19700101T000000", "RRULE:FREQ=DAILY;BYSECOND=1,2,3")),
        ("x.ics", event_of("DTSTART:00010101T000000", "DTSTART:20270101T000000")),
        ("x.exe", b"MZ"),
    ],
)
def test_a_board_file_that_is_none_is_refused_in_words(city, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(ContentUnreadable, match=r"^x\."):
        import_board(city.city, file)


def test_the_server_logs_neither_queries_nor_tokens(tmp_path):
    (tmp_path / "city").mkdir()
    server = ServerProcess(tmp_path / "city", "--demo")
    secrets = ("d0d0d0d0d0d0", "feedfacefeedface", "cafe-du-coin", "0612345678")
    requests.get(f"{server.url}/v1/idle?d={secrets[0]}&t={secrets[1]}", timeout=20)
    requests.get(f"{server.url}/console/{secrets[2]}?q={secrets[3]}", timeout=20)
    requests.post(
        f"{server.url}{SYNC_PATH}", data=b"x", headers={"sixieme-device": secrets[0]}, timeout=20
    )

    told = "".join(server.stop())
    logs = [file.read_text() for file in (tmp_path / "city" / "logs").rglob("*") if file.is_file()]

    assert logs
    assert not [secret for secret in secrets if secret in told + "".join(logs)]
