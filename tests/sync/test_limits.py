# SPDX-License-Identifier: AGPL-3.0-or-later
"""What strangers and broken programs may send to the city, and what comes of it: nothing."""

from __future__ import annotations

import zlib

import pytest

from sync.compression import NotGzip, TooLarge, gunzip_bytes, gzip_bytes
from sync.server.sync_api import answer_sync
from sync.wire_form import MAX_BODY_BYTES, MAX_INFLATED_BYTES
from tests.support.city import URL
from tests.support.raw_machine import RawMachine, lane, session


@pytest.fixture
def machine(city):
    return RawMachine(city.city)


def n_records(city):
    with city.city.database.transaction() as unit:
        return sum(unit.records.counts().values())


def test_a_bomb_is_refused_before_it_fills_the_memory(city, machine):
    bomb = gzip_bytes(b"[" * (64 << 20))

    assert len(bomb) < MAX_BODY_BYTES
    assert machine.send(bomb).status == 413
    assert n_records(city) == 0


def test_a_column_that_unfolds_without_end_is_refused(city, machine):
    from sync.columns import canonical
    from sync.wire import EventGroup, LaneBatch

    group = EventGroup(
        kind="session_closed",
        fields=["hour"],
        sequences=[1] * 5000,
        columns=[["c", "x" * 100_000]],
    )
    batch = LaneBatch(n=5000, check="", groups=[group])

    assert len(canonical("session_closed", {"hour": "x"})) > 0
    assert machine.send(machine.body(logs=batch)).status == 400
    assert n_records(city) == 0


def test_a_body_larger_than_its_bound_is_refused_at_the_door(city):
    answer = city.browser().post(
        f"{URL}/v1/sync", data=b"x" * (MAX_BODY_BYTES + 1), headers={"sixieme-device": "0" * 12}
    )

    assert answer.status_code == 413


def test_an_enrolment_of_many_kilobytes_is_refused_at_the_door(city):
    answer = city.browser().post(f"{URL}/v1/enrol", data=b"x" * 5000)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"\x1f\x8b", b"not gzip", gzip_bytes(b"{}")[:-4], gzip_bytes(b"{}") * 2]
)
def test_a_body_that_is_not_one_whole_gzip_is_refused(machine, body):
    assert machine.send(body).status == 400


@pytest.mark.parametrize(
    "plain", [b"", b"[]", b"{", b'{"device": 5}', b"\xff", b"[" * 5000 + b"]" * 5000]
)
def test_a_body_that_is_no_request_is_refused(machine, plain):
    assert machine.send(gzip_bytes(plain)).status == 400


def test_a_request_of_another_machine_is_refused(city, machine):
    other = RawMachine(city.city, device="ba9876543210")
    body = other.body(logs=lane(session(1)))

    assert machine.send(body).status == 400
    assert n_records(city) == 0


def test_a_wrong_signature_is_refused_before_anything_is_read(city, machine):
    answer = answer_sync(
        city.city, machine.device, "A" * 86 + "==", machine.body(), takes_gzip=False
    )

    assert answer.status == 401


def test_an_unknown_machine_is_refused(city):
    assert answer_sync(city.city, "nobody", "", b"", takes_gzip=False).status == 401


def test_the_same_bytes_give_the_same_gzip():
    assert gzip_bytes(b"abc" * 100) == gzip_bytes(b"abc" * 100)


def test_what_was_pressed_comes_out_again():
    assert gunzip_bytes(gzip_bytes(b"abc"), 3) == b"abc"


def test_nothing_comes_out_beyond_the_bound():
    with pytest.raises(TooLarge):
        gunzip_bytes(gzip_bytes(b"abcd"), 3)


@pytest.mark.parametrize("packed", [b"", b"\x1f", zlib.compress(b"abc"), gzip_bytes(b"a") + b"b"])
def test_only_one_whole_gzip_member_is_read(packed):
    with pytest.raises(NotGzip):
        gunzip_bytes(packed, MAX_INFLATED_BYTES)


def test_health_and_the_page_of_the_api_are_open_to_all(city):
    health = city.get("/health").json()

    assert (health["status"], health["demo"], health["city"]) == ("ok", True, "59512")
    page = city.get("/schema/")
    assert page.status_code == 200
    assert "/v1/sync" in page.text
    described = city.get("/schema/openapi.json").json()
    assert {"/v1/sync", "/v1/enrol", "/health"} <= set(described["paths"])
