# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a machine is, as the city knows it: true after each exchange, told again when it changes."""

from __future__ import annotations

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.sessions import SessionOutcome
from sync.compression import gunzip_bytes
from sync.wire import SyncRequest
from sync.wire_form import MAX_INFLATED_BYTES, decode
from tests.sync.test_enrolment import restore, snapshot


def a_session(kiosk):
    session = kiosk.sessions.open("fr")
    kiosk.clock.pass_time(minutes=7)
    kiosk.sessions.finish(session, SessionOutcome.FINISHED)


def known_health(city, kiosk):
    with city.city.database.transaction() as unit:
        return unit.fleet.machine(kiosk.device.identity().device_id).health


def asked(client):
    """What the next request says, which is then answered."""
    prepared = client.prepare()
    client.settle(client.send(prepared))
    return decode(gunzip_bytes(prepared.body, MAX_INFLATED_BYTES), SyncRequest)


def test_what_a_request_carries_does_not_wait_any_more_once_it_is_answered(city):
    kiosk = city.machine("a")
    a_session(kiosk)
    a_session(kiosk)

    city.client(kiosk).exchange()

    assert known_health(city, kiosk).get("n_pending", 0) == 0


def test_health_is_told_once_and_again_when_it_changes(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)

    assert asked(client).health is not None
    assert asked(client).health is None
    kiosk.packs.note_refusal(PackRefused(PackFault.DISK_FULL), version="2026.12.1")
    assert asked(client).health.content_problem == "disk_full 2026.12.1"
    assert asked(client).health is None
    assert known_health(city, kiosk)["content_problem"] == "disk_full 2026.12.1"


def test_health_is_told_again_to_a_city_that_was_restored(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    older = snapshot(city)
    client.exchange()
    restore(city, older)

    client.exchange()

    assert asked(client).health is not None
    assert known_health(city, kiosk)["version"]


def test_health_is_told_again_in_a_new_life(city):
    """What was told in the life that the city refused is not what it knows."""
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    device, life = kiosk.device.identity().device_id, kiosk.device.identity().incarnation
    with city.city.database.transaction() as unit:
        unit.fleet.begin_life(device, "f" * 16, city.city.now())
    kiosk.packs.note_refusal(PackRefused(PackFault.DISK_FULL), version="2026.12.1")

    client.exchange()
    assert kiosk.device.identity().incarnation != life
    client.exchange()

    assert known_health(city, kiosk)["content_problem"] == "disk_full 2026.12.1"
