# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests: how a person wants to hear, what the centre answers, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

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
from kiosk.domain.appointments import AccessNeed, CancelOutcome, ReplyBy, TicketState, WhoComes
from kiosk.domain.centre import CentreCard
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Slot
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import (
    NADIA,
    WEDNESDAY,
    a_machine,
    a_seller,
    an_agenda,
    at,
    events,
)

STATUS = RequestStatus
SUD = CentreCard(code="SUD", name="Sud", quarter="Sud", address="", phone="")


def asked(machine, **said):
    return machine.appointments.request("caf", Wish(), who=WhoComes(**said))


def a_hold(machine):
    return machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))


def found(machine, ticket):
    return machine.appointments.find(ticket.number)


def test_a_request_says_how_to_answer_and_who_comes(tmp_path):
    post = a_seller(tmp_path)
    ticket = asked(
        post,
        label="Ali",
        reply_by=ReplyBy.IN_PERSON,
        party_size=2,
        needs=frozenset({AccessNeed.INTERPRETER}),
        language="tr",
    )

    (line,) = post.appointments.requests_for_desk()
    assert (line.number, line.reply_by, line.party_size) == (ticket.number, ReplyBy.IN_PERSON, 2)
    assert (line.needs, line.language) == ({AccessNeed.INTERPRETER}, "tr")
    assert line.expires_day == date(2026, 12, 3)


def test_an_answer_by_telephone_wants_a_number_to_call(tmp_path):
    post = a_seller(tmp_path)

    with pytest.raises(Refused, match="contact_missing"):
        asked(post, reply_by=ReplyBy.PHONE)
    assert asked(post, reply_by=ReplyBy.PHONE, contact="0612345678").state is TicketState.REQUESTED


def test_another_centre_is_named_if_it_is_known(tmp_path):
    post = a_seller(tmp_path, agenda=an_agenda(centres=(SUD,)))

    post.appointments.request("caf", Wish(centre="SUD"))

    assert events(post)[0][1]["centre"] == "SUD"
    assert post.appointments.requests_for_desk() == ()
    with pytest.raises(Refused, match="centre_unknown"):
        post.appointments.request("caf", Wish(centre="NULLE-PART"))


def test_a_time_given_is_an_appointment_that_the_number_of_the_request_leads_to(tmp_path):
    post = a_seller(tmp_path)
    request = asked(post, label="Ali", party_size=2)

    ticket = post.appointments.answer_request(request.number, ConfirmRequest(a_hold(post)))

    kind, core, _ = events(post)[-1]
    assert kind is EventKind.APPOINTMENT_SOLD
    assert core["answers"] == {"number": request.number.replace(" ", ""), "device": ""}
    seen = found(post, request)
    assert (seen.number, seen.status) == (ticket.number, AppointmentStatus.CONFIRMED)
    assert seen.request.status is STATUS.CONFIRMED
    assert post.appointments.open_label(ticket.number) == "Ali"
    assert post.appointments.requests_for_desk() == ()


def test_a_sale_that_fails_leaves_the_request_waiting(tmp_path):
    post = a_seller(tmp_path)
    request = asked(post)
    hold = a_hold(post)
    post.clock.pass_time(minutes=6)

    with pytest.raises(Refused, match="hold_expired"):
        post.appointments.answer_request(request.number, ConfirmRequest(hold))

    assert found(post, request).request.status is STATUS.REQUESTED


def test_times_are_offered_and_the_person_takes_one(tmp_path):
    post = a_seller(tmp_path)
    request = asked(post)
    slots = post.appointments.slots("caf", WEDNESDAY)[:2]
    post.appointments.answer_request(request.number, ProposeTimes(slots))

    seen = found(post, request)
    assert seen.request.status is STATUS.PROPOSED
    chosen = ProposedTime(slots[1].start_utc, slots[1].mediator_id, slots[1].duration_min)
    with pytest.raises(Refused, match="not_proposed"):
        post.appointments.choose(seen, replace(chosen, duration_min=5))
    post.appointments.choose(seen, chosen)

    (line,) = post.appointments.requests_for_desk()
    assert line.chosen == chosen
    assert [kind for kind, _, _ in events(post)[1:]] == [
        EventKind.REQUEST_ANSWERED,
        EventKind.REQUEST_CHOSEN,
    ]


@pytest.mark.parametrize("n_slots", [0, 4])
def test_one_to_three_times_are_offered(tmp_path, n_slots):
    post = a_seller(tmp_path)
    request = asked(post)
    slots = (Slot(at(9), NADIA.mediator_id, 45),) * n_slots

    with pytest.raises(Refused, match="proposals_wrong"):
        post.appointments.answer_request(request.number, ProposeTimes(slots))


def test_a_request_declined_says_why_by_a_code_and_forgets_the_name(tmp_path):
    post = a_seller(tmp_path)
    request = asked(post, label="Ali")

    post.appointments.answer_request(request.number, DeclineRequest(DeclineReason.ELSEWHERE))

    seen = found(post, request)
    assert (seen.request.status, seen.request.reason) == (
        STATUS.DECLINED,
        DeclineReason.ELSEWHERE,
    )
    assert post.appointments.open_label(request.number) is None
    assert post.appointments.cancel(seen) is CancelOutcome.ALREADY
    with pytest.raises(Refused, match="request_over"):
        post.appointments.answer_request(request.number, DeclineRequest(DeclineReason.ELSEWHERE))


def test_a_request_that_nobody_answers_expires_after_ten_days(tmp_path):
    post = a_seller(tmp_path)
    request = asked(post)
    post.clock.pass_time(days=10)
    assert found(post, request).request.status is STATUS.REQUESTED

    post.clock.pass_time(days=1)

    assert found(post, request).request.status is STATUS.EXPIRED
    assert post.appointments.requests_for_desk() == ()
    with pytest.raises(Refused, match="request_over"):
        post.appointments.answer_request(request.number, DeclineRequest(DeclineReason.ELSEWHERE))


def test_the_word_of_the_city_on_a_request_is_kept_with_what_was_said_here(tmp_path):
    kiosk = a_machine(tmp_path)
    request = asked(kiosk)
    number = request.number.replace(" ", "")
    with kiosk.database.unit_of_work() as uow:
        known = uow.requests.by_number(number)
        times = (ProposedTime(at(9), NADIA.mediator_id, 45),)
        offered = replace(known, status=STATUS.PROPOSED, proposals=times, device="k-1")
        uow.requests.replace_synced([offered], kiosk.clock.now_utc())
        uow.commit()

    kiosk.appointments.choose(found(kiosk, request), times[0])
    with kiosk.database.unit_of_work() as uow:
        uow.requests.replace_synced([offered], kiosk.clock.now_utc() + timedelta(hours=1))
        uow.commit()

    assert found(kiosk, request).request.chosen == times[0]
    kiosk.appointments.cancel(found(kiosk, request))
    with kiosk.database.unit_of_work() as uow:
        uow.requests.replace_synced([offered], kiosk.clock.now_utc())
        uow.commit()
    assert found(kiosk, request).request.status is STATUS.WITHDRAWN
