# SPDX-License-Identifier: AGPL-3.0-or-later
"""The waiting list of a workshop, through the real exchange: offered by rank, for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, ProposedTime, RequestStatus
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.booking_events import request_answered
from sync.server.agenda_engine import find_free
from sync.server.waiting_list import allot
from sync.translation import instant, seconds
from tests.support.reminded import chores, contacts
from tests.support.waiting import MOBILE, START, Kiosk, Workshop, in_hours

S = RequestStatus
ANNE, BILAL, CHEN = "91111111", "52222222", "43333333"


@pytest.fixture
def full(any_city):
    """Return a workshop of one seat that is sold, its sale, and a kiosk, on each database."""
    return _full(any_city)


@pytest.fixture
def quick(city):
    """Return the same on the database of one process."""
    return _full(city)


def _full(city):
    workshop = Workshop(city)
    return workshop, workshop.sell(), Kiosk(city, workshop)


def post_of(kiosk):
    return Kiosk(kiosk.city, kiosk.workshop, device="cccccccccccc", role="poste", life="c" * 16)


def tasks(post):
    return [(one.kind, one.number) for one in post.tell().tasks]


def test_a_seat_given_back_is_offered_to_the_first_who_came_whatever_their_number(full):
    workshop, sold, kiosk = full
    reply = kiosk.wait(ANNE, BILAL, CHEN)
    assert [workshop.status(one) for one in (ANNE, BILAL, CHEN)] == [S.REQUESTED] * 3
    assert [one.n_waiting for one in reply.agenda.workshops] == [3]

    workshop.free(sold)
    reply = kiosk.tell()

    assert [workshop.status(one) for one in (ANNE, BILAL, CHEN)] == [
        S.PROPOSED,
        S.REQUESTED,
        S.REQUESTED,
    ]
    (told,) = [one for one in reply.requests if one.number == ANNE]
    assert instant(told.offer_until) == in_hours(kiosk.city, 24)
    assert told.proposals == f"{seconds(START) // 60}/{workshop.need}/90"


def test_a_party_too_big_for_what_is_free_keeps_its_rank_and_lets_others_pass(quick):
    workshop, sold, kiosk = quick
    workshop.enter(capacity=3)
    pair = workshop.sell(2)
    kiosk.tell(kiosk.joining(ANNE, party=3), kiosk.joining(BILAL), kiosk.joining(CHEN, party=2))

    workshop.free(sold)
    assert [workshop.status(one) for one in (ANNE, BILAL, CHEN)] == [
        S.REQUESTED,
        S.PROPOSED,
        S.REQUESTED,
    ]
    workshop.free(pair)

    assert [workshop.status(one) for one in (ANNE, CHEN)] == [S.REQUESTED, S.PROPOSED]
    assert workshop.n_offered() == 3


def test_a_seat_too_few_for_those_who_wait_is_shown_as_free_to_nobody_else(quick):
    workshop, _sold, kiosk = quick
    workshop.enter(capacity=2)
    kiosk.tell(kiosk.joining(ANNE, party=2))

    days = (START.date(), START.date())
    assert find_free(kiosk.city.city, "NORD", workshop.need, days) == ()

    kiosk.leave(ANNE)
    assert len(find_free(kiosk.city.city, "NORD", workshop.need, days)) == 1


def test_an_offer_that_nobody_answers_lapses_and_the_next_one_hears(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)

    kiosk.city.clock.pass_time(hours=24, seconds=-1)
    chores(kiosk.city)
    assert workshop.status(ANNE) is S.PROPOSED
    kiosk.city.clock.pass_time(seconds=1)
    chores(kiosk.city)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.EXPIRED, S.PROPOSED]
    assert workshop.n_offered() == 1


def test_case_38_an_offer_that_lapses_at_night_begins_for_the_next_one_in_the_morning(quick):
    workshop, sold, kiosk = quick
    file = kiosk.city.folder / "city" / "city.toml"
    file.write_text("[workshops]\noffer_hours = 12\n", encoding="utf-8")
    kiosk.city.restart()
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    kiosk.city.clock.pass_time(hours=12)  # nine in the evening

    chores(kiosk.city)

    assert workshop.status(ANNE) is S.EXPIRED
    offered = workshop.entry(BILAL)
    assert instant(offered.offer_told) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert instant(offered.offer_until) == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_a_yes_is_a_sale_of_the_city_and_the_same_yes_again_changes_nothing(full):
    workshop, sold, kiosk = full
    kiosk.tell(kiosk.joining(ANNE), kiosk.joining(BILAL))
    workshop.free(sold)

    yes = kiosk.saying_yes(ANNE)
    first = kiosk.tell(yes)
    again = kiosk.machine.send(kiosk.machine.sent)  # the answer was lost
    kiosk.tell(yes)

    given = workshop.entry(ANNE)
    assert given.status is S.CONFIRMED
    assert kiosk.machine.read(again).requests == first.requests
    (seat,) = [one for one in first.bookings if one.booking == given.booking]
    assert (seat.motif_id, seat.start, seat.party_size) == (workshop.need, seconds(START), 1)
    assert (workshop.n_sold(), workshop.n_offered()) == (1, 0)
    assert workshop.status(BILAL) is S.REQUESTED


def test_a_late_yes_is_sold_while_a_seat_is_free(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE)
    workshop.free(sold)
    kiosk.city.clock.pass_time(hours=25)
    chores(kiosk.city)
    assert workshop.status(ANNE) is S.EXPIRED

    kiosk.yes(ANNE)

    assert workshop.status(ANNE) is S.CONFIRMED
    assert workshop.n_sold() == 1


def test_a_late_yes_without_a_seat_is_for_a_person_to_call(full):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    kiosk.city.clock.pass_time(hours=25)
    chores(kiosk.city)

    kiosk.yes(ANNE)
    kiosk.yes(BILAL)
    kiosk.yes(ANNE)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.DECLINED, S.CONFIRMED]
    assert workshop.entry(ANNE).reason == DeclineReason.NO_TIME_FREE
    assert tasks(post_of(kiosk)) == [("seat_missed", ANNE)]
    assert workshop.n_sold() == 1


def test_who_leaves_the_list_frees_the_offer_for_the_next_one(full):
    workshop, sold, kiosk = full
    post = post_of(kiosk)
    kiosk.wait(ANNE, BILAL, by=ReplyBy.IN_PERSON)
    workshop.free(sold)
    assert tasks(post) == [("seat_offered", ANNE)]

    kiosk.leave(ANNE)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.WITHDRAWN, S.PROPOSED]
    assert tasks(post) == [("seat_offered", BILAL)]


def test_a_yes_and_a_withdrawal_in_one_breath_leave_the_seat_to_the_next_one(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    kiosk.yes(ANNE)
    kiosk.leave(ANNE)

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.WITHDRAWN, S.PROPOSED]
    assert (workshop.n_sold(), workshop.n_offered()) == (0, 1)


def test_a_list_that_is_full_declines_and_says_so(quick):
    workshop, _sold, kiosk = quick
    workshop.enter(waiting_capacity=2, capacity=2)
    workshop.sell()

    kiosk.tell(kiosk.joining(ANNE), kiosk.joining(BILAL, party=2), kiosk.joining(CHEN))

    assert [workshop.status(one) for one in (ANNE, BILAL, CHEN)] == [
        S.REQUESTED,
        S.DECLINED,
        S.REQUESTED,
    ]
    assert workshop.entry(BILAL).reason == DeclineReason.WAITING_LIST_FULL


def test_a_party_that_no_room_could_hold_is_declined_at_once(quick):
    workshop, _sold, kiosk = quick
    workshop.enter(capacity=3)

    kiosk.tell(kiosk.joining(ANNE, party=4), kiosk.joining(BILAL, party=3))

    assert [workshop.status(one) for one in (ANNE, BILAL)] == [S.DECLINED, S.REQUESTED]
    assert workshop.entry(ANNE).reason == DeclineReason.NO_TIME_FREE


def test_case_40_a_cancelled_workshop_ends_every_wait_and_nobody_waits_in_silence(full):
    workshop, sold, kiosk = full
    post = post_of(kiosk)
    kiosk.tell(
        kiosk.joining(ANNE, by=ReplyBy.IN_PERSON),
        kiosk.joining(BILAL, by=ReplyBy.IN_PERSON),
        kiosk.joining(CHEN),
    )
    workshop.free(sold)
    assert workshop.status(ANNE) is S.PROPOSED

    workshop.enter(status="cancelled")
    kiosk.tell()

    assert {workshop.status(one) for one in (ANNE, BILAL, CHEN)} == {S.DECLINED}
    assert workshop.entry(CHEN).reason == DeclineReason.WORKSHOP_CANCELLED
    assert sorted(tasks(post)) == [("cancelled", BILAL), ("cancelled", ANNE)]


def test_a_workshop_taken_from_the_agenda_ends_every_wait(quick):
    workshop, _sold, kiosk = quick
    kiosk.wait(ANNE, by=ReplyBy.IN_PERSON)
    with kiosk.city.city.database.transaction() as unit:
        unit.workshops.remove(workshop.name)

    chores(kiosk.city)

    assert workshop.status(ANNE) is S.DECLINED
    assert ("cancelled", ANNE) in tasks(post_of(kiosk))


def test_who_still_waits_when_enrolments_end_hears_that_no_seat_came(quick):
    workshop, _sold, kiosk = quick
    workshop.enter(notice_min=60)
    kiosk.wait(ANNE)

    kiosk.city.clock.come_to(START - timedelta(minutes=61))
    chores(kiosk.city)
    assert workshop.status(ANNE) is S.REQUESTED
    kiosk.city.clock.come_to(START - timedelta(minutes=60))
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.DECLINED
    assert workshop.entry(ANNE).reason == DeclineReason.NO_TIME_FREE


def test_no_offer_outlives_the_enrolments(quick):
    workshop, sold, kiosk = quick
    workshop.enter(notice_min=60)
    kiosk.city.clock.come_to(START - timedelta(hours=3))
    kiosk.wait(ANNE)

    workshop.free(sold)

    assert instant(workshop.entry(ANNE).offer_until) == START - timedelta(hours=1)


def test_another_hour_is_told_again_and_a_yes_to_the_old_one_sells_nothing(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE)
    workshop.free(sold)
    later = START + timedelta(hours=1)
    workshop.enter(start=seconds(later))

    kiosk.yes(ANNE, START)

    assert workshop.status(ANNE) is S.PROPOSED
    assert workshop.entry(ANNE).proposals.startswith(f"{seconds(later) // 60}/")
    kiosk.yes(ANNE, later)
    assert workshop.status(ANNE) is S.CONFIRMED


def test_a_wait_lasts_as_long_as_one_may_enrol_and_not_ten_days(city):
    start = START + timedelta(days=40)
    workshop = Workshop(city, start=start)
    workshop.sell()
    kiosk = Kiosk(city, workshop)
    kiosk.wait(ANNE, contact=MOBILE)

    city.clock.pass_time(days=35)
    chores(city)
    reply = kiosk.tell()
    assert workshop.status(ANNE) is S.REQUESTED
    assert [one.number for one in reply.requests] == [ANNE]
    assert len(contacts(city)) == 1

    city.clock.come_to(start)
    chores(city)
    assert workshop.status(ANNE) is S.DECLINED
    assert contacts(city) == ()
    told = {one.number: one.state for one in kiosk.tell().requests}
    assert told == {ANNE: "declined"}


def test_who_lost_a_seat_to_another_hour_comes_before_who_waits(quick):
    workshop, _sold, kiosk = quick
    workshop.enter(start=seconds(START + timedelta(hours=1)))

    kiosk.wait(ANNE)

    assert workshop.status(ANNE) is S.REQUESTED


def test_offering_again_changes_nothing(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    before = workshop.entry(ANNE)
    kiosk.city.clock.pass_time(hours=1)

    with kiosk.city.city.database.transaction() as unit:
        allot(kiosk.city.city, unit)

    assert workshop.entry(ANNE) == before


def test_a_mediator_who_proposes_another_time_keeps_no_seat_for_it(quick):
    workshop, sold, kiosk = quick
    kiosk.wait(ANNE, BILAL)
    workshop.free(sold)
    post = post_of(kiosk)
    other = ProposedTime(START + timedelta(days=1), "samira", 30)
    asked = replace(kiosk.known(ANNE), device=kiosk.device)

    post.tell(request_answered(asked, (other,), None))

    assert workshop.status(ANNE) is S.PROPOSED
    assert workshop.entry(ANNE).offer_until == 0
    assert workshop.status(BILAL) is S.PROPOSED
