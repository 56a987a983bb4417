# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seat taken by somebody who walked in is offered and sold to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.workshop_events import WalkIns, workshop_told
from kiosk.foundation.errors import Refused
from sync.server.workshops import workshop_count
from tests.support.waiting import START, Kiosk, Workshop

ANNE = "91111111"


@pytest.fixture
def morning(city):
    """Return a workshop of two seats on the morning of its day, a kiosk and a post."""
    workshop = Workshop(city, capacity=2)
    post = Kiosk(city, workshop, device="cccccccccccc", role="poste", life="c" * 16)
    kiosk = Kiosk(city, workshop)
    city.clock.set_wall(START - timedelta(hours=3))
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
