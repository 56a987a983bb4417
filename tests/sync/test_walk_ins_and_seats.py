# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats and people: who walked in has one, and an enrolment counts as many as it has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.slots import step_of
from kiosk.domain.workshop_events import WalkIns, workshop_told
from kiosk.foundation.errors import Refused
from sync.server.workshops import workshop_count
from sync.translation import seconds
from tests.support.waiting import START, Kiosk, Workshop

ANNE = "91111111"


@pytest.fixture
def morning(city):
    """Return a workshop of two seats on the morning of its day, a kiosk and a post."""
    workshop = Workshop(city, capacity=2)
    post = Kiosk(city, workshop, device="cccccccccccc", role="poste", life="c" * 16)
    kiosk = Kiosk(city, workshop)
    city.clock.come_to(START - timedelta(hours=3))
    return workshop, kiosk, post


def test_a_seat_of_who_walked_in_is_offered_to_nobody(morning):
    workshop, kiosk, post = morning
    workshop.sell()
    post.tell(workshop_told(WalkIns(workshop.name, 1, 1)))

    kiosk.wait(ANNE)

    assert workshop.status(ANNE) is RequestStatus.REQUESTED
    assert workshop_count(kiosk.city.city, workshop.name).n_free == 0


def test_a_seat_of_who_walked_in_is_sold_to_nobody_who_telephones(morning):
    workshop, _kiosk, post = morning
    post.tell(workshop_told(WalkIns(workshop.name, 1, 1)))

    workshop.sell()
    with pytest.raises(Refused, match="seats_missing"):
        workshop.sell()


def test_a_count_taken_back_frees_the_seat(morning):
    workshop, kiosk, post = morning
    workshop.sell()
    post.tell(workshop_told(WalkIns(workshop.name, 1, 1)))
    kiosk.wait(ANNE)

    post.tell(workshop_told(WalkIns(workshop.name, 0, 2)))

    assert workshop.status(ANNE) is RequestStatus.PROPOSED


def test_an_enrolment_counts_as_many_people_as_it_has_seats(morning):
    workshop, kiosk, _post = morning
    told = {
        "booking": f"{kiosk.life}.{ANNE}",
        "number": ANNE,
        "mediator": workshop.need,
        "motif": workshop.need,
        "start": seconds(START) // 60,
        "duration_min": 90,
        "cells": [],
        "seats": [[step_of(START), 1, 1]],
        "party": 50,
    }

    kiosk.tell(OutboxEvent(EventKind.APPOINTMENT_SOLD, told))

    with kiosk.city.city.database.transaction() as unit:
        assert unit.bookings.get(told["booking"]).party_size == 1
