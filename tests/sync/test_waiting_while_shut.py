# SPDX-License-Identifier: AGPL-3.0-or-later
"""A waiting list while its workshop cannot take place: nobody is offered a seat in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, RequestStatus
from kiosk.domain.appointments import ReplyBy
from sync.server.agenda_engine import Away, add_absence
from sync.translation import seconds
from sync.wire_down import WireClosure, WireMediator
from tests.support.reminded import chores
from tests.support.waiting import START, Kiosk, Workshop

S = RequestStatus
ANNE, BILAL = "91111111", "52222222"


@pytest.fixture
def full(city):
    """Return a workshop of one seat that is sold and led by Samira, its sale, and a kiosk."""
    with city.city.database.transaction() as unit:
        unit.agenda.put_mediator("NORD", WireMediator(mediator_id="samira", first_name="Samira"))
    workshop = Workshop(city)
    workshop.enter(mediator_id="samira")
    return workshop, workshop.sell(), Kiosk(city, workshop)


def leader_away(city):
    start = seconds(START - timedelta(hours=1))
    add_absence(city.city, Away("samira", start, start + 4 * 3600))


def leader_back(city):
    with city.city.database.transaction() as unit:
        for one in unit.agenda.whole(unit.agenda.revision()).absences:
            unit.agenda.remove_absence(one.absence_id)


def centre_shut(city):
    day = START.date().isoformat()
    with city.city.database.transaction() as unit:
        closure = WireClosure(closure_id="c1", first_day=day, last_day=day, centre="NORD")
        unit.agenda.put_closure(closure)


@pytest.mark.parametrize("end", [leader_away, centre_shut])
def test_no_seat_is_offered_while_the_workshop_cannot_take_place(full, end):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE)
    end(kiosk.city)

    workshop.free(sold)

    assert workshop.status(ANNE) is S.REQUESTED


def test_an_offer_is_made_once_the_leader_is_back(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE)
    leader_away(kiosk.city)
    workshop.free(sold)

    leader_back(kiosk.city)
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.PROPOSED


def test_a_yes_sells_no_seat_of_a_workshop_that_cannot_take_place_and_somebody_calls(full):
    workshop, sold, kiosk = full
    post = Kiosk(kiosk.city, workshop, device="cccccccccccc", role="poste", life="c" * 16)
    kiosk.wait(ANNE, by=ReplyBy.IN_PERSON)
    workshop.free(sold)
    leader_away(kiosk.city)

    kiosk.yes(ANNE)

    assert workshop.status(ANNE) is S.DECLINED
    assert workshop.entry(ANNE).reason == DeclineReason.NO_TIME_FREE
    assert workshop.n_sold() == 0
    assert [(one.kind, one.number) for one in post.tell().tasks] == [("seat_missed", ANNE)]


def test_an_offer_made_before_lapses_at_its_hour_and_nobody_else_is_offered_the_seat(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    leader_away(kiosk.city)

    kiosk.city.clock.pass_time(hours=25)
    chores(kiosk.city)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.EXPIRED, S.REQUESTED]


def test_another_hour_is_told_once_the_workshop_can_take_place_again(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE)
    workshop.free(sold)
    centre_shut(kiosk.city)
    workshop.enter(start=seconds(START + timedelta(hours=1)))

    chores(kiosk.city)
    assert workshop.entry(ANNE).proposals.startswith(f"{seconds(START) // 60}/")
    with kiosk.city.city.database.transaction() as unit:
        unit.agenda.remove_closure("c1")
    chores(kiosk.city)

    later = seconds(START + timedelta(hours=1)) // 60
    assert workshop.status(ANNE) is S.PROPOSED
    assert workshop.entry(ANNE).proposals.startswith(f"{later}/")
