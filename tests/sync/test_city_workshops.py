# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops between machines and the city: seats, the waiting, changes, the end of one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus, Presence, Standing
from kiosk.domain.appointments import CentreReason, WhoComes
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.outbox import EventKind
from kiosk.foundation.errors import Refused
from sync.server.people_tasks import ask_where_two_come
from sync.server.projections import EventRefused
from sync.server.rights_events import apply_rights_event
from sync.server.workshops import cancel_workshop
from tests.support.centre_desk import digits, exchange
from tests.support.city_workshop import (
    FRIDAY,
    MOUSE,
    NAME,
    called,
    enrol,
    enrolments,
    enter,
    seats_held,
    sell,
    sold_seats,
)
from tests.support.reminded import MOBILE, chores, messages, with_gateway
from tests.support.text_gateway import TextGateway

S = AppointmentStatus


@contextmanager
def closing_gateway():
    gateway = TextGateway()
    try:
        yield gateway
    finally:
        gateway.stop()


def test_the_last_seats_of_two_leases_are_sold_offline_and_none_twice(any_city):
    """Cas 37."""
    enter(any_city)
    one, other = any_city.machine("a"), any_city.machine("b")
    exchange(any_city, one, other)
    assert (len(seats_held(one)), len(seats_held(other))) == (2, 1)
    assert not seats_held(one) & seats_held(other)

    tickets = [enrol(one), enrol(one), enrol(other)]
    for kiosk in (one, other):
        with pytest.raises(Refused, match="seats_missing"):
            kiosk.workshops.hold(MOUSE, 1)
    exchange(any_city, one, other)
    # of the two seats left, the first machine has one
    tickets += [enrol(one), sell(any_city)]

    with pytest.raises(Refused, match="seats_missing"):
        sell(any_city)
    exchange(any_city, one, other)
    assert seats_held(one) == seats_held(other) == set()
    found = enrolments(any_city)
    assert {one.status for one in found.values()} == {S.CONFIRMED}
    assert set(found) == {ticket.number.replace(" ", "") for ticket in tickets}
    assert len(sold_seats(any_city)) == len(set(sold_seats(any_city))) == 5
    assert called(any_city) == []


def test_two_who_come_together_are_refused_where_one_seat_is_left(any_city):
    """Cas 39: tous ou personne, à la borne comme à la ville."""
    enter(any_city)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    enrol(kiosk)

    with pytest.raises(Refused, match="seats_missing") as refused:
        kiosk.workshops.hold(MOUSE, 2)
    assert refused.value.values["n_free"] == 1
    sell(any_city, 2)
    with pytest.raises(Refused, match="seats_missing"):
        sell(any_city, 2)

    exchange(any_city, kiosk)
    assert sorted(one.party_size for one in enrolments(any_city).values()) == [1, 2]
    assert len(sold_seats(any_city)) == 3


def test_a_party_at_a_kiosk_takes_a_seat_each_and_gives_them_back_together(any_city):
    enter(any_city)
    kiosk, post = any_city.machine("a"), any_city.machine("p", "poste")
    exchange(any_city, kiosk, post)
    ticket = enrol(kiosk, 2)
    exchange(any_city, kiosk, post)
    assert len(sold_seats(any_city)) == 2
    assert post.appointments.find(ticket.number).status is S.CONFIRMED

    kiosk.appointments.cancel(kiosk.appointments.find(ticket.number))
    exchange(any_city, kiosk, post)

    assert sold_seats(any_city) == []
    assert enrolments(any_city)[digits(ticket)].status is S.CANCELLED


def test_everybody_in_a_cancelled_workshop_hears_of_it_or_is_listed(any_city):
    """Cas 40: message à qui a laissé un contact, les autres à appeler, l’attente close."""
    with closing_gateway() as gateway:
        with_gateway(any_city, gateway.url)
        enter(any_city)
        kiosk, offline = any_city.machine("a"), any_city.machine("b")
        exchange(any_city, kiosk, offline)
        told = enrol(kiosk, contact=MOBILE)
        listed = enrol(kiosk)
        online = sell(any_city)
        late = enrol(offline)
        exchange(any_city, kiosk)

        concerned = cancel_workshop(any_city.city, MOUSE)
        chores(any_city)
        exchange(any_city, kiosk, offline)

    assert concerned.n_enrolments == 3
    found = enrolments(any_city)
    assert {one.status for one in found.values()} == {S.CANCELLED_BY_CENTRE}
    assert {one.reason for one in found.values()} == {CentreReason.WORKSHOP_CANCELLED.value}
    assert messages(any_city)["cancelled"].booking == found[digits(told)].booking
    to_call = {number for why, number in called(any_city) if why == "cancelled"}
    assert to_call >= {digits(listed), online.number, digits(late)}
    assert to_call | {digits(told)} == set(found)
    assert sold_seats(any_city) == []
    assert seats_held(kiosk) == seats_held(offline) == set()
    assert kiosk.appointments.find(listed.number).status is S.CANCELLED_BY_CENTRE
    with pytest.raises(Refused, match="workshop_cancelled"):
        cancel_workshop(any_city.city, MOUSE)


def test_who_waits_for_a_cancelled_workshop_waits_no_more(any_city):
    enter(any_city, capacity=1)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    sell(any_city)
    waiting = kiosk.workshops.wait(MOUSE, WhoComes())
    exchange(any_city, kiosk)

    concerned = cancel_workshop(any_city.city, MOUSE)

    assert (concerned.n_enrolments, concerned.n_waiting) == (1, 1)
    with any_city.city.database.transaction() as unit:
        (entry,) = unit.bookings.requests_of_number(digits(waiting))
    assert entry.status is RequestStatus.DECLINED


def test_seats_are_asked_back_and_granted_to_nobody_while_somebody_waits(any_city):
    enter(any_city)
    kiosk, other = any_city.machine("a"), any_city.machine("b")
    exchange(any_city, kiosk, other)
    assert seats_held(kiosk)
    other.workshops.wait(MOUSE, WhoComes(party_size=3))
    exchange(any_city, other)
    # two seats are free: not enough for three, who wait
    exchange(any_city, kiosk, other)
    assert seats_held(kiosk) == seats_held(other) == set()

    exchange(any_city, kiosk, other)
    chores(any_city)

    assert seats_held(kiosk) == seats_held(other) == set()
    with any_city.city.database.transaction() as unit:
        (entry,) = unit.waiting.to_look_at()
    assert entry.status is RequestStatus.PROPOSED
    with pytest.raises(Refused, match="seats_missing"):
        sell(any_city, 3)


def test_the_city_sells_no_seat_before_those_who_wait(any_city):
    enter(any_city, capacity=2)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    kiosk.workshops.wait(MOUSE, WhoComes(party_size=2))
    sell(any_city)
    exchange(any_city, kiosk)

    with pytest.raises(Refused, match="people_waiting"):
        sell(any_city)


def test_a_workshop_of_another_centre_is_neither_told_nor_granted(any_city):
    enter(any_city, centre="SUD", mediator="")
    kiosk = any_city.machine("a")

    exchange(any_city, kiosk)

    assert kiosk.workshops.offers("fr") == ()
    assert seats_held(kiosk) == set()
    with pytest.raises(Refused, match="motif_unknown"):
        sell(any_city)


def test_two_who_come_to_one_workshop_are_no_double_booking(any_city):
    enter(any_city)
    first, second = sell(any_city), sell(any_city)
    arrived = Standing().joined(Standing(presence=Presence.ARRIVED))
    with any_city.city.database.transaction() as unit:
        for number in (first.number, second.number):
            (one,) = unit.bookings.of_number(number)
            came = unit.bookings.get(one.booking)
            unit.leases.store(row.freed() for row in unit.leases.of_booking(one.booking))
            unit.bookings.put(_with(came, arrived))
            ask_where_two_come(any_city.city, unit, _with(came, arrived))

    assert called(any_city) == []


def _with(one, standing):
    return replace(one, standing=standing)


def test_a_post_counts_those_who_walk_in(any_city):
    enter(any_city)
    kiosk, post = any_city.machine("a"), any_city.machine("p", "poste")
    exchange(any_city, kiosk, post)
    any_city.clock.pass_time(seconds=(FRIDAY - any_city.clock.now_utc()).total_seconds())
    any_city.clock.pass_time(seconds=timedelta(minutes=5).total_seconds())
    exchange(any_city, post)

    post.workshops.note_walk_ins(MOUSE, 3)
    post.workshops.note_walk_ins(MOUSE, 2)
    exchange(any_city, post)

    with any_city.city.database.transaction() as unit:
        (told,) = unit.workshops.walk_ins(MOUSE)
    assert told.n == 2


def test_the_state_of_a_seat_granted_is_leased_like_a_cell(any_city):
    enter(any_city)
    kiosk = any_city.machine("a")

    exchange(any_city, kiosk)

    with any_city.city.database.transaction() as unit:
        rows = unit.leases.of_cells(seats_held(kiosk))
    assert {row.state for row in rows.values()} == {CellState.LEASED}
    assert {cell.mediator_id.rpartition(":")[0] for cell in rows} == {NAME}


def test_a_count_is_taken_of_a_post_of_the_centre_within_the_seats(any_city):
    enter(any_city)
    post, kiosk = any_city.machine("p", "poste"), any_city.machine("a")
    told = {"workshop": MOUSE, "walk_ins": 2, "round": 3}
    with any_city.city.database.transaction() as unit:
        teller, stranger = (
            unit.fleet.machine(one.device.identity().device_id) for one in (post, kiosk)
        )
        city = any_city.city
        for facts, why in (
            ({**told, "walk_ins": 6}, "unreadable"),
            ({**told, "walk_ins": -1}, "unreadable"),
            ({**told, "round": "1"}, "unreadable"),
            ({**told, "workshop": "rien"}, "workshop_unknown"),
        ):
            with pytest.raises(EventRefused, match=why):
                apply_rights_event(city, unit, teller, EventKind.WORKSHOP_TOLD, facts)
        with pytest.raises(EventRefused, match="not_a_post"):
            apply_rights_event(city, unit, stranger, EventKind.WORKSHOP_TOLD, told)
        elsewhere = replace(teller, centre="SUD")
        with pytest.raises(EventRefused, match="other_centre"):
            apply_rights_event(city, unit, elsewhere, EventKind.WORKSHOP_TOLD, told)
        for facts in (told, {**told, "walk_ins": 5, "round": 2}):
            apply_rights_event(city, unit, teller, EventKind.WORKSHOP_TOLD, facts)

        assert [one.n for one in unit.workshops.walk_ins(MOUSE)] == [2]
