# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who waits for a seat and is offered another time, or is answered by a mediator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, ProposedTime, RequestStatus
from kiosk.domain.appointments import ReplyBy, number_of_booking
from kiosk.domain.booking_events import request_answered
from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.slots import step_of
from sync.translation import seconds
from tests.support.reminded import chores, contacts
from tests.support.waiting import MOBILE, START, Kiosk, Workshop

S = RequestStatus
ANNE, GIVEN = "91111111", "64444444"
OTHER = ProposedTime(START - timedelta(days=1), "samira", 30)


@pytest.fixture
def full(city):
    """Return a workshop of one seat that is sold, its sale, a kiosk and a post."""
    workshop = Workshop(city)
    sold = workshop.sell()
    post = Kiosk(city, workshop, device="cccccccccccc", role="poste", life="c" * 16)
    return workshop, sold, Kiosk(city, workshop), post


def answer(kiosk, post, number, times=(), reason=None):
    asked = replace(kiosk.known(number), device=kiosk.device)
    return post.tell(request_answered(asked, times, reason))


def tasks(post):
    return [(one.kind, one.number) for one in post.tell().tasks]


def test_who_was_offered_another_time_keeps_no_seat_from_who_telephones(full):
    workshop, sold, kiosk, post = full
    kiosk.wait(ANNE)
    answer(kiosk, post, ANNE, (OTHER,))

    workshop.free(sold)

    assert workshop.sell().party_size == 1


def test_who_never_answers_another_time_is_forgotten_once_it_is_over(full):
    workshop, _sold, kiosk, post = full
    kiosk.wait(ANNE, contact=MOBILE)
    answer(kiosk, post, ANNE, (OTHER,))

    kiosk.city.clock.come_to(OTHER.start_utc)
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.EXPIRED
    assert contacts(kiosk.city) == ()


def test_another_time_far_ahead_keeps_nobody_on_the_list_for_ever(full):
    workshop, _sold, kiosk, post = full
    kiosk.wait(ANNE, contact=MOBILE)
    far = replace(OTHER, start_utc=START + timedelta(days=3650))
    answer(kiosk, post, ANNE, (far,))

    kiosk.city.clock.come_to(START + timedelta(days=10))
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.EXPIRED
    assert contacts(kiosk.city) == ()


def test_nobody_is_called_about_a_seat_that_a_mediator_has_declined(full):
    workshop, sold, kiosk, post = full
    kiosk.wait(ANNE, by=ReplyBy.IN_PERSON)
    workshop.free(sold)
    assert tasks(post) == [("seat_offered", ANNE)]

    answer(kiosk, post, ANNE, reason=DeclineReason.NOT_REACHED)

    assert workshop.status(ANNE) is S.DECLINED
    assert tasks(post) == []


def test_nobody_calls_whom_a_message_tells_of_a_seat_free_when_they_came(full):
    workshop, sold, kiosk, post = full
    workshop.free(sold)

    kiosk.wait(ANNE, by=ReplyBy.PHONE, contact=MOBILE)

    assert workshop.status(ANNE) is S.PROPOSED
    assert len(contacts(kiosk.city)) == 1
    assert tasks(post) == []


def test_a_person_looks_at_a_wait_that_the_city_and_a_post_both_answered(full):
    workshop, _sold, kiosk, post = full
    workshop.enter(capacity=2)
    kiosk.wait(ANNE)
    kiosk.yes(ANNE)
    first = workshop.entry(ANNE)
    assert first.status is S.CONFIRMED
    given = {
        "booking": f"{post.life}.{GIVEN}",
        "number": GIVEN,
        "mediator": OTHER.mediator_id,
        "motif": "caf",
        "start": seconds(OTHER.start_utc) // 60,
        "duration_min": OTHER.duration_min,
        "cells": [[step_of(OTHER.start_utc), 6, 1]],
        "answers": {"number": ANNE, "device": kiosk.device},
    }

    post.tell(OutboxEvent(EventKind.APPOINTMENT_SOLD, given))

    twice = [one for one in post.tell().tasks if one.kind == "moved_twice"]
    assert [(one.number, one.keeps) for one in twice] == [(GIVEN, number_of_booking(first.booking))]
    assert workshop.entry(ANNE).booking == first.booking
