# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests between kiosks, posts of two centres and the real city."""

from __future__ import annotations

from kiosk.domain.appointment_requests import (
    ConfirmRequest,
    DeclineReason,
    DeclineRequest,
    ProposedTime,
    ProposeTimes,
    RequestStatus,
    Wish,
)
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import WhoComes
from tests.support.centre_desk import (
    a_hold,
    digits,
    exchange,
    free_slots,
    known,
    shown,
)

S = AppointmentStatus


def test_a_request_is_answered_by_the_post_and_found_at_any_kiosk_of_the_centre(centre):
    city, kiosk, other, post = centre
    request = kiosk.appointments.request("caf", Wish(), who=WhoComes(label="Ali", party_size=2))
    exchange(city, kiosk, post)
    (line,) = post.appointments.requests_for_desk()
    assert (line.number, line.party_size) == (request.number, 2)

    ticket = post.appointments.answer_request(request.number, ConfirmRequest(a_hold(post)))
    exchange(city, post, kiosk, other)

    for machine in (kiosk, other):
        found = machine.appointments.find(request.number)
        assert (found.number, found.status) == (ticket.number, S.CONFIRMED)
        assert found.request.status is RequestStatus.CONFIRMED
    assert post.appointments.open_label(ticket.number) == "Ali"
    assert known(city, ticket)[0].party_size == 2


def test_a_request_withdrawn_while_it_was_answered_gives_the_time_back(centre):
    city, kiosk, _, post = centre
    request = kiosk.appointments.request("caf", Wish())
    exchange(city, kiosk, post)
    ticket = post.appointments.answer_request(request.number, ConfirmRequest(a_hold(post)))
    kiosk.appointments.cancel(kiosk.appointments.find(request.number))

    exchange(city, kiosk, post, kiosk)

    assert known(city, ticket) == (known(city, ticket)[0], 0)
    assert known(city, ticket)[0].status is S.CANCELLED
    assert shown(post, ticket) is S.CONFIRMED or shown(post, ticket) is S.CANCELLED


def test_times_offered_travel_and_so_does_the_choice(centre):
    city, kiosk, other, post = centre
    request = kiosk.appointments.request("caf", Wish())
    exchange(city, kiosk, post)
    slots = tuple(free_slots(post)[:2])
    post.appointments.answer_request(request.number, ProposeTimes(slots))
    exchange(city, post, other)

    found = other.appointments.find(request.number)
    assert [one.start_utc for one in found.request.proposals] == [one.start_utc for one in slots]
    chosen = ProposedTime(slots[1].start_utc, slots[1].mediator_id, slots[1].duration_min)
    other.appointments.choose(found, chosen)
    exchange(city, other, post)

    (line,) = post.appointments.requests_for_desk()
    assert line.chosen == chosen


def test_a_request_declined_is_told_at_any_kiosk_with_its_reason(centre):
    city, kiosk, other, post = centre
    request = kiosk.appointments.request("caf", Wish(), who=WhoComes(label="Ali"))
    exchange(city, kiosk, post)
    answer = DeclineRequest(DeclineReason.NOT_OUR_TASK)
    post.appointments.answer_request(request.number, answer)

    exchange(city, post, other)

    asked = other.appointments.find(request.number).request
    assert (asked.status, asked.reason) == (RequestStatus.DECLINED, DeclineReason.NOT_OUR_TASK)
    with city.city.database.transaction() as unit:
        (row,) = unit.bookings.requests_of_number(digits(request))
    assert row.label is None


def test_a_request_for_another_centre_goes_to_its_post(any_city):
    kiosk, post = any_city.machine("a"), any_city.machine("p", "poste", enrolled=False)
    any_city.enrol(post, "poste", any_city.invite("poste", "SUD"))
    exchange(any_city, kiosk)
    request = kiosk.appointments.request("caf", Wish(centre="SUD"))

    exchange(any_city, kiosk, post)

    (line,) = post.appointments.requests_for_desk()
    assert (line.number, line.wish.centre) == (request.number, "SUD")
    answer = DeclineRequest(DeclineReason.NO_TIME_FREE)
    post.appointments.answer_request(request.number, answer)
    exchange(any_city, post, kiosk)
    assert kiosk.appointments.find(request.number).request.status is RequestStatus.DECLINED


def test_the_city_lets_a_request_expire_and_a_late_answer_still_counts(centre):
    city, kiosk, other, post = centre
    request = kiosk.appointments.request("caf", Wish(), who=WhoComes(label="Ali"))
    exchange(city, kiosk, post)
    post.appointments.answer_request(request.number, DeclineRequest(DeclineReason.NOT_REACHED))
    city.clock.pass_time(days=12)

    exchange(city, other)
    with city.city.database.transaction() as unit:
        (row,) = unit.bookings.requests_of_number(digits(request))
    assert (row.status, row.label) == (RequestStatus.EXPIRED, None)

    exchange(city, post)
    with city.city.database.transaction() as unit:
        (row,) = unit.bookings.requests_of_number(digits(request))
    assert row.status is RequestStatus.DECLINED
