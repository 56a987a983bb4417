# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops that change after people enrolled, and what an older database makes of them."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_seats import seat_of
from kiosk.foundation.errors import Refused
from sync.server import agenda_engine as engine
from sync.server.agenda_file import AgendaFile, ClosureEntry, enter_agenda
from sync.server.storage.cases import CaseKind
from sync.server.workshops import cancel_workshop, remove_workshop, replace_workshop
from tests.support.centre_desk import digits, exchange, free_slots
from tests.support.city_workshop import (
    FRIDAY,
    FRIDAY_S,
    MOUSE,
    a_workshop,
    called,
    enrol,
    enrolments,
    enter,
    seats_held,
    sell,
    sold_seats,
)
from tests.sync.test_enrolment import restore, snapshot

S = AppointmentStatus


def test_a_smaller_room_displaces_those_whose_seat_is_gone_until_it_is_back(any_city):
    enter(any_city, capacity=3)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    ticket = enrol(kiosk)
    others = [sell(any_city), sell(any_city)]
    exchange(any_city, kiosk)

    replace_workshop(any_city.city, a_workshop(capacity=1))

    found = enrolments(any_city)
    displaced = {number for number, one in found.items() if one.status is S.DISPLACED}
    assert len(displaced) == 2
    assert called(any_city) == sorted(("displaced", number) for number in displaced)
    exchange(any_city, kiosk)
    assert seats_held(kiosk) == set()
    assert displaced <= {digits(ticket), *(one.number for one in others)}

    replace_workshop(any_city.city, a_workshop(capacity=3))

    assert {one.status for one in enrolments(any_city).values()} == {S.CONFIRMED}
    assert called(any_city) == []


def test_another_hour_displaces_everybody_and_a_post_gets_the_seats_to_place_them(any_city):
    enter(any_city)
    kiosk, post = any_city.machine("a"), any_city.machine("p", "poste")
    exchange(any_city, kiosk)
    ticket = enrol(kiosk)
    exchange(any_city, kiosk)

    replace_workshop(any_city.city, a_workshop(start="2026-11-27T16:00"))
    exchange(any_city, kiosk, kiosk, post)

    assert enrolments(any_city)[digits(ticket)].status is S.DISPLACED
    assert called(any_city) == [("displaced", digits(ticket))]
    assert seats_held(kiosk) == set()
    assert len(seats_held(post)) == 1
    new = post.appointments.move(
        post.appointments.find(ticket.number), post.workshops.hold(MOUSE, 1)
    )
    exchange(any_city, post, kiosk)
    found = enrolments(any_city)
    assert found[digits(ticket)].status is S.MOVED
    assert (found[digits(new)].status, found[digits(new)].start) == (
        S.CONFIRMED,
        FRIDAY_S + 2 * 3600,
    )
    assert called(any_city) == []


def test_who_is_enrolled_in_a_workshop_taken_away_is_called(any_city):
    enter(any_city)
    sold = sell(any_city)

    assert remove_workshop(any_city.city, MOUSE)

    assert called(any_city) == [("displaced", sold.number)]
    enter(any_city)
    exchange(any_city, any_city.machine("a"))
    assert enrolments(any_city)[sold.number].status is S.CONFIRMED
    assert called(any_city) == []


def test_a_seat_sold_by_the_city_survives_an_older_database(any_city):
    enter(any_city)
    older = snapshot(any_city)
    sold = sell(any_city, 2)

    restore(any_city, older)

    one = enrolments(any_city)[sold.number]
    assert (one.status, one.party_size) == (S.CONFIRMED, 2)
    assert len(sold_seats(any_city)) == 2


def test_a_cancelled_workshop_is_cancelled_in_an_older_database_and_people_are_called(any_city):
    enter(any_city)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    sold = sell(any_city)
    older = snapshot(any_city)
    cancel_workshop(any_city.city, MOUSE)

    restore(any_city, older)
    exchange(any_city, kiosk)

    assert enrolments(any_city)[sold.number].status is S.CANCELLED_BY_CENTRE
    assert ("cancelled", sold.number) in called(any_city)
    assert kiosk.workshops.offers("fr") == ()
    with any_city.city.database.transaction() as unit:
        assert not unit.workshops.get(MOUSE).is_planned


def test_a_workshop_cancelled_before_the_older_database_knew_of_it_stays_cancelled(any_city):
    older = snapshot(any_city)
    enter(any_city)
    cancel_workshop(any_city.city, MOUSE)

    restore(any_city, older)

    with any_city.city.database.transaction() as unit:
        assert not unit.workshops.get(MOUSE).is_planned
    enter(any_city)
    with any_city.city.database.transaction() as unit:
        assert not unit.workshops.get(MOUSE).is_planned


def test_who_leads_a_workshop_receives_nobody_meanwhile_wherever_it_is(any_city):
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    enter(any_city, centre="SUD", start="2026-11-27T09:00", minutes=180)

    exchange(any_city, kiosk, kiosk)

    days = {slot.start_utc.date() for slot in free_slots(kiosk)}
    assert days
    assert FRIDAY.date() not in days


def test_a_seat_sold_in_a_workshop_taken_away_meanwhile_is_looked_at_by_a_person(any_city):
    enter(any_city)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    remove_workshop(any_city.city, MOUSE)
    ticket = enrol(kiosk)

    exchange(any_city, kiosk)

    with any_city.city.database.transaction() as unit:
        kinds = {case.kind for case in unit.cases.all_open()}
    assert CaseKind.INCOMPLETE_SALE in kinds
    assert enrolments(any_city)[digits(ticket)].status is S.DISPLACED
    assert ("displaced", digits(ticket)) in called(any_city)


def test_a_seat_sold_before_the_room_was_known_to_be_smaller_is_displaced(any_city):
    enter(any_city)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    seats = seats_held(kiosk)
    replace_workshop(any_city.city, a_workshop(capacity=1))
    tickets = [enrol(kiosk), enrol(kiosk)]

    exchange(any_city, kiosk)

    found = [enrolments(any_city)[digits(ticket)] for ticket in tickets]
    n_gone = sum(seat_of(cell) > 1 for cell in seats)
    assert [one.status for one in found].count(S.DISPLACED) == n_gone > 0
    assert len(called(any_city)) == n_gone


def test_who_notes_the_absence_of_a_leader_sees_whom_it_displaces_first(any_city):
    enter(any_city)
    sold = sell(any_city)
    away = engine.Away("samira", FRIDAY_S + 1800, FRIDAY_S + 3600)

    seen = engine.preview_absence(any_city.city, away)
    assert [one.number for one in seen.displaced] == [sold.number]
    assert enrolments(any_city)[sold.number].status is S.CONFIRMED
    engine.add_absence(any_city.city, away)

    assert enrolments(any_city)[sold.number].status is S.DISPLACED
    assert called(any_city) == [("displaced", sold.number)]
    beside = engine.Away("samira", FRIDAY_S + 90 * 60, FRIDAY_S + 100 * 60)
    assert engine.preview_absence(any_city.city, beside).displaced == ()


def test_no_seat_is_held_nor_sold_for_a_day_on_which_the_centre_is_shut(any_city):
    enter(any_city)
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)
    assert seats_held(kiosk)
    shut = ClosureEntry(id="c", centre="NORD", first_day="2026-11-27", last_day="2026-11-27")
    enter_agenda(any_city.city, AgendaFile(closure=[shut]))

    exchange(any_city, kiosk, kiosk)

    assert seats_held(kiosk) == set()
    with pytest.raises(Refused, match="workshop_over"):
        sell(any_city)
