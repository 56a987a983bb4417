# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop between two kiosks, a post and the real city: seats, list, offer, cancellation."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import CancelOutcome, CentreReason, WhoComes
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.workshops import WorkshopState, WorkshopStatus
from kiosk.foundation.errors import Refused
from sync.server.workshop_file import WorkshopEntry
from sync.server.workshops import cancel_workshop, replace_workshop, workshop_count
from tests.support.centre_desk import exchange

MOUSE = "souris"


def an_entry(**changes):
    said = {
        "id": MOUSE,
        "centre": "NORD",
        "titles": {"fr": "La souris"},
        "start": "2026-11-27T14:00",
        "minutes": 90,
        "capacity": 4,
        "mediator": "samira",
        "waiting": 2,
    }
    return WorkshopEntry(**(said | changes))


@pytest.fixture
def seats(centre):
    """Return the city with a workshop of four, two kiosks and a post that have heard of it."""
    city, *machines = centre
    replace_workshop(city.city, an_entry())
    exchange(city, *machines, *machines)
    return centre


def n_free(machine):
    (offer,) = machine.workshops.offers("fr")
    return offer.n_free


def enrol(machine, size=1):
    kept = machine.workshops.hold(MOUSE, size)
    return machine.appointments.confirm(kept, who=WhoComes(party_size=size))


def fill(city, machines):
    """Sell every seat that the machines hold, and let the city keep what is left to wait for."""
    tickets = [enrol(one) for one in machines for _ in range(n_free(one))]
    exchange(city, *machines)
    return tickets


def states(city):
    with city.city.database.transaction() as unit:
        cells = [f"atelier:{MOUSE}:{seat}" for seat in range(1, 5)]
        rows = unit.leases.between(cells, 0, 1 << 25)
        return [row.state for row in rows.values()]


def test_machines_sell_the_seats_that_the_city_gave_them_and_no_others(seats):
    city, *machines = seats
    assert sum(map(n_free, machines)) > 0

    tickets = fill(city, machines)
    exchange(city, *machines)

    assert states(city).count(CellState.SOLD) == len(tickets)
    assert workshop_count(city.city, MOUSE).n_enrolled == len(tickets) <= 4
    for machine in machines:
        sheet = machine.workshops.sheet(MOUSE)
        assert (sheet.n_enrolled, sheet.n_seats_left) == (len(tickets), 4 - len(tickets))
    kiosk, other, _ = machines
    for ticket in tickets:
        for machine in (kiosk, other):
            assert machine.appointments.find(ticket.number).motif_label == "La souris"


def test_a_seat_given_back_is_offered_to_who_waits_and_the_city_sells_it(seats):
    city, *machines = seats
    kiosk, other, post = machines
    replace_workshop(city.city, an_entry(capacity=len(fill(city, machines))))
    exchange(city, *machines)
    sold = post.workshops.sheet(MOUSE).lines
    waiting = other.workshops.wait(MOUSE)
    exchange(city, other, post)
    assert [line.number for line in post.workshops.sheet(MOUSE).waiting] == [waiting.number]

    outcome = other.appointments.cancel(other.appointments.find(sold[0].number))
    exchange(city, *machines, *machines)
    assert outcome in (CancelOutcome.ONCE_SENT, CancelOutcome.EFFECTIVE)
    found = other.appointments.find(waiting.number)
    assert found.request.status is RequestStatus.PROPOSED
    assert found.request.offer_until_utc is not None
    assert post.workshops.sheet(MOUSE).waiting[0].offer_until_utc == found.request.offer_until_utc

    other.appointments.choose(found, found.request.proposals[0])
    exchange(city, other, post, kiosk)

    found = other.appointments.find(waiting.number)
    assert found.status is AppointmentStatus.CONFIRMED
    assert post.workshops.sheet(MOUSE).n_enrolled == len(sold)
    assert post.workshops.sheet(MOUSE).waiting == ()


def test_the_post_says_yes_for_somebody_on_the_telephone(seats):
    city, *machines = seats
    kiosk, _, post = machines
    replace_workshop(city.city, an_entry(capacity=len(fill(city, machines))))
    exchange(city, *machines)
    waiting = kiosk.workshops.wait(MOUSE)
    exchange(city, kiosk, post)
    sold = post.workshops.sheet(MOUSE).lines[0]
    post.appointments.cancel_by_centre(sold.number, CentreReason.ASKED_BY_PHONE)
    exchange(city, post, *machines, post)

    post.appointments.accept_offer(waiting.number)
    exchange(city, post, kiosk)

    assert kiosk.appointments.find(waiting.number).status is AppointmentStatus.CONFIRMED


def test_a_cancelled_workshop_ends_every_ticket_and_the_list_with_its_reason(seats):
    city, *machines = seats
    kiosk, other, post = machines
    tickets = fill(city, machines)
    waiting = other.workshops.wait(MOUSE)
    exchange(city, *machines)

    cancel_workshop(city.city, MOUSE)
    exchange(city, *machines, *machines)

    for ticket in tickets:
        found = kiosk.appointments.find(ticket.number)
        assert found.status is AppointmentStatus.CANCELLED_BY_CENTRE
        assert found.reason is CentreReason.WORKSHOP_CANCELLED
    assert other.appointments.find(waiting.number).request.status is RequestStatus.DECLINED
    assert kiosk.workshops.offers("fr") == ()
    (workshop,) = post.workshops.coming()
    assert workshop.status is WorkshopStatus.CANCELLED
    with pytest.raises(Refused, match="workshop_over"):
        kiosk.workshops.wait(MOUSE)


def test_a_ticket_sold_while_the_city_cancelled_ends_once_it_arrives(seats):
    city, *machines = seats
    seller = next(one for one in machines if n_free(one))
    cancel_workshop(city.city, MOUSE)
    ticket = enrol(seller)

    exchange(city, seller, *machines)

    found = seller.appointments.find(ticket.number)
    assert found.status in (
        AppointmentStatus.CANCELLED_BY_CENTRE,
        AppointmentStatus.DISPLACED,
    )
    assert [task.number for task in machines[2].rights.tasks()] == [ticket.number.replace(" ", "")]


def test_another_hour_displaces_who_is_enrolled_and_the_post_places_them_again(seats):
    city, *machines = seats
    post = machines[2]
    tickets = fill(city, machines)

    replace_workshop(city.city, an_entry(start="2026-11-27T16:00"))
    exchange(city, *machines, *machines)

    assert {line.number for line in post.appointments.displaced()} == {
        ticket.number for ticket in tickets
    }
    assert {one.number for one in post.rights.tasks()} == {
        ticket.number.replace(" ", "") for ticket in tickets
    }


def test_who_walked_in_is_counted_at_the_city(seats):
    city, *machines = seats
    post = machines[2]
    tickets = fill(city, machines)
    city.clock.pass_time(days=4, hours=5)
    exchange(city, post)
    post.appointments.mark(tickets[0].number, Attendance.ATTENDED)
    most = post.workshops.sheet(MOUSE).n_seats_left

    if most:
        post.workshops.note_walk_ins(MOUSE, most)
    exchange(city, post)

    assert workshop_count(city.city, MOUSE).n_walk_ins == most
    assert post.workshops.sheet(MOUSE).n_present == 1


def test_a_full_list_is_told_and_a_party_too_many_is_declined(seats):
    city, *machines = seats
    kiosk, other, _ = machines
    fill(city, machines)
    replace_workshop(city.city, an_entry(capacity=workshop_count(city.city, MOUSE).n_enrolled))
    exchange(city, *machines)
    first = kiosk.workshops.wait(MOUSE, WhoComes(party_size=2))
    late = other.workshops.wait(MOUSE)
    exchange(city, kiosk, other, kiosk, other)

    assert kiosk.appointments.find(first.number).request.status is RequestStatus.REQUESTED
    declined = other.appointments.find(late.number).request
    assert (declined.status, declined.reason.value) == (
        RequestStatus.DECLINED,
        "waiting_list_full",
    )
    assert other.workshops.offers("fr")[0].state is WorkshopState.FULL


def test_a_machine_without_network_promises_its_seats_only(seats):
    _, *machines = seats
    seller = next(one for one in machines if n_free(one))
    for _ in range(n_free(seller)):
        enrol(seller)

    with pytest.raises(Refused) as refused:
        seller.workshops.hold(MOUSE, 1)
    assert refused.value.reason in ("seats_missing", "no_rights")
    assert seller.workshops.wait(MOUSE).workshop_utc is not None
