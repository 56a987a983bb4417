# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops: what they offer, who is offered a seat, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.slots import Cell
from kiosk.domain.workshops import (
    Waiting,
    WorkshopState,
    WorkshopStatus,
    checked_workshop,
    free_seats,
    is_workshop,
    offer_until,
    state_for,
    to_offer,
    workshop_id_of,
)
from tests.support.booking_desk import NADIA, SAMIR, an_agenda, at
from tests.support.workshop_desk import a_workshop, seats_of


def test_a_workshop_stands_for_a_need_and_for_who_leads_it():
    agenda = an_agenda(workshops=(a_workshop(),))

    motif = agenda.motif("atelier:souris")
    assert (motif.label("en"), motif.duration_min, motif.papers()) == (
        "The mouse",
        90,
        ("Vos lunettes",),
    )
    assert agenda.mediator("atelier:souris") == SAMIR
    assert agenda.mediator("m-nadia") == NADIA
    assert agenda.labels()["atelier:souris"] == "La souris"
    assert agenda.labels("en")["caf"] == agenda.motif("caf").label("en")


def test_the_name_of_a_workshop_is_told_from_that_of_a_need():
    assert is_workshop("atelier:souris")
    assert not is_workshop("caf")
    assert workshop_id_of("atelier:souris") == "souris"
    assert workshop_id_of("caf") == ""


def test_free_seats_come_in_the_order_of_their_numbers_and_never_beyond_the_capacity():
    workshop = a_workshop(capacity=12)
    held = seats_of(workshop, 11, 2, 10) | {Cell("m-samir", workshop.seats()[0].step)}

    assert [cell.mediator_id for cell in free_seats(workshop, held)] == [
        "atelier:souris:2",
        "atelier:souris:10",
        "atelier:souris:11",
    ]
    assert [cell.mediator_id for cell in free_seats(replace(workshop, capacity=4), held)] == [
        "atelier:souris:2"
    ]


@pytest.mark.parametrize(
    ("n_free", "party", "n_waiting", "state"),
    [
        (2, 2, 3, WorkshopState.FREE),
        (1, 2, 1, WorkshopState.WAITING),
        (0, 1, 2, WorkshopState.WAITING),
        (1, 2, 2, WorkshopState.FULL),
        (0, 1, 3, WorkshopState.FULL),
    ],
)
def test_a_party_sits_together_waits_together_or_finds_the_list_full(
    n_free, party, n_waiting, state
):
    assert state_for(a_workshop(n_waiting=n_waiting), n_free, party) is state


def test_enrolment_ends_with_the_notice_and_with_the_workshop():
    workshop = a_workshop(notice_min=60)

    assert workshop.takes_enrolments(at(12, 59))
    assert not workshop.takes_enrolments(at(13))
    assert not replace(workshop, status=WorkshopStatus.CANCELLED).takes_enrolments(at(9))


def test_seats_go_by_rank_and_a_party_too_big_keeps_its_rank():
    waiting = [Waiting("c", 1, 30), Waiting("a", 3, 10), Waiting("b", 1, 20)]

    assert [one.key for one in to_offer(waiting, 2)] == ["b", "c"]
    assert [one.key for one in to_offer(waiting, 3)] == ["a"]
    assert to_offer(waiting, 0) == ()


@given(
    st.lists(
        st.builds(Waiting, st.uuids().map(str), st.integers(1, 6), st.integers(0, 50)), max_size=12
    ),
    st.integers(0, 20),
)
def test_offers_never_exceed_the_free_seats_and_nobody_who_would_fit_is_passed_over(waiting, n):
    chosen = to_offer(waiting, n)

    left = n - sum(one.party_size for one in chosen)
    assert left >= 0
    assert len(set(chosen)) == len(chosen)
    assert all(one.party_size > left for one in waiting if one not in chosen)
    for one in waiting:
        before = sum(
            other.party_size for other in chosen if (other.since, other.key) < (one.since, one.key)
        )
        assert (one in chosen) == (one.party_size <= n - before)


def test_an_offer_lasts_its_time_and_never_beyond_the_end_of_enrolment():
    workshop = a_workshop(notice_min=60)
    day = timedelta(hours=24)

    assert offer_until(at(9) - timedelta(days=2), workshop, day) == at(9) - timedelta(days=1)
    assert offer_until(at(9), workshop, day) == at(13)
    assert offer_until(at(13), workshop, day) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"workshop_id": "a:b"}, "workshop_id"),
        ({"workshop_id": "x" * 49}, "workshop_id"),
        ({"workshop_id": ""}, "workshop_id"),
        ({"titles": (("en", "The mouse"),)}, "titles"),
        ({"titles": (("fr", "x" * 121),)}, "titles"),
        ({"start_utc": at(14, 2)}, "start"),
        ({"duration_min": 0}, "duration_min"),
        ({"duration_min": 42}, "duration_min"),
        ({"duration_min": 485}, "duration_min"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 201}, "capacity"),
        ({"waiting_capacity": -1}, "waiting_capacity"),
        ({"waiting_capacity": 201}, "waiting_capacity"),
        ({"min_participants": 5}, "min_participants"),
        ({"notice_min": -5}, "notice_min"),
        ({"n_waiting": -1}, "n_waiting"),
    ],
)
def test_a_workshop_that_no_ticket_could_hold_is_refused_by_its_field(change, field):
    assert checked_workshop(a_workshop()) == a_workshop()
    with pytest.raises(ValueError, match=f"^{field}$"):
        checked_workshop(a_workshop(**change))
