# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city forgets by itself, and forgets again after a restoration."""

from __future__ import annotations

from sync.server.housekeeping import housekeep
from tests.sync.test_enrolment import restore, snapshot
from tests.sync.test_rights import sell


def annexes(city):
    with city.city.database.transaction() as unit:
        return len(unit.records.annexed())


def labels(city):
    with city.city.database.transaction() as unit:
        return [one.label for one in unit.bookings.between(0, 1 << 40)]


def with_a_sale(city):
    kiosk = city.machine("a")
    city.machine("p", "poste")
    client = city.client(kiosk)
    client.exchange()
    sell(kiosk, label="Fatou")
    client.exchange()
    return kiosk


def housekept(city):
    with city.city.database.transaction() as unit:
        return housekeep(city.city, unit)


def test_a_label_goes_a_day_after_the_start(city):
    with_a_sale(city)
    assert annexes(city) == 1
    assert labels(city)[0]
    city.clock.pass_time(days=1, hours=20)
    housekept(city)
    assert annexes(city) == 1

    city.clock.pass_time(hours=12)
    housekept(city)

    assert annexes(city) == 0
    assert labels(city) == [None]


def test_what_was_erased_stays_erased_when_an_older_database_is_restored(city):
    with_a_sale(city)
    older = snapshot(city)
    city.clock.pass_time(days=3)
    housekept(city)

    restore(city, older)

    assert annexes(city) == 0


def test_it_is_done_at_the_start_and_then_at_most_once_an_hour(city):
    assert not housekept(city)
    city.clock.pass_time(hours=1)
    assert housekept(city)


def test_numbers_are_issued_again_only_after_the_horizon_and_ninety_days(city):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    identity = kiosk.device.identity()

    def n_issued():
        with city.city.database.transaction() as unit:
            return unit.numbers.n_issued(identity.device_id, identity.incarnation)

    city.clock.pass_time(days=103)
    housekept(city)
    assert n_issued() == 60
    city.clock.pass_time(days=2)
    housekept(city)
    assert n_issued() == 0
