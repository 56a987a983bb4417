# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offers and answers while a city is frozen, and in a database older than they are."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from tests.support.reminded import chores, contacts
from tests.support.waiting import MOBILE, START, Kiosk, Workshop
from tests.sync.test_enrolment import restore, snapshot

S = RequestStatus
ANNE, BILAL = "91111111", "52222222"


@pytest.fixture
def quick(city):
    """Return a workshop of one seat that is sold, its sale, and a kiosk."""
    workshop = Workshop(city)
    return workshop, workshop.sell(), Kiosk(city, workshop)


def test_a_city_whose_machines_still_tell_their_rights_offers_nothing(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE)
    with kiosk.city.city.database.transaction() as unit:
        kiosk.city.city.freeze(unit)

    workshop.free(sold)

    assert workshop.status(ANNE) is S.REQUESTED


def test_a_yes_said_meanwhile_is_answered_once_they_have(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE)
    workshop.free(sold)
    with kiosk.city.city.database.transaction() as unit:
        kiosk.city.city.freeze(unit)
    kiosk.yes(ANNE)
    assert (workshop.status(ANNE), workshop.n_sold()) == (S.PROPOSED, 0)

    with kiosk.city.city.database.transaction() as unit:
        epoch = unit.state.get("epoch")
    kiosk.machine.ask(epoch=epoch)

    assert (workshop.status(ANNE), workshop.n_sold()) == (S.CONFIRMED, 1)


def test_a_seat_sold_on_a_yes_is_still_sold_once_in_a_database_restored_from_before(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    older = snapshot(kiosk.city)
    kiosk.yes(ANNE)
    booking = workshop.entry(ANNE).booking

    restore(kiosk.city, older)

    found = workshop.entry(ANNE)
    assert (found.status, found.booking) == (S.CONFIRMED, booking)
    kiosk.yes(ANNE)
    assert (workshop.n_sold(), workshop.n_offered()) == (1, 0)
    assert workshop.status(BILAL) is S.REQUESTED


def test_a_yes_to_an_offer_that_a_restored_database_has_forgotten_counts(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE, BILAL)
    older = snapshot(kiosk.city)
    workshop.free(sold)
    assert workshop.status(ANNE) is S.PROPOSED

    restore(kiosk.city, older)
    chores(kiosk.city)
    kiosk.yes(ANNE)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.CONFIRMED, S.REQUESTED]
    assert workshop.n_sold() == 1


def test_nobody_is_kept_on_the_list_of_a_past_workshop_by_a_city_that_waits_for_machines(quick):
    workshop, _sold, kiosk = quick
    kiosk.wait(ANNE, contact=MOBILE)
    with kiosk.city.city.database.transaction() as unit:
        kiosk.city.city.freeze(unit)
    chores(kiosk.city)
    assert workshop.status(ANNE) is S.REQUESTED

    kiosk.city.clock.come_to(START)
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.DECLINED
    assert contacts(kiosk.city) == ()
