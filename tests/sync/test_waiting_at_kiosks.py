# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody joins a waiting list at one kiosk, says yes at another, and is on the post's list."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import WhoComes
from tests.support.centre_desk import digits, exchange
from tests.support.waiting import START, Workshop


def test_an_offer_is_seen_at_any_kiosk_and_a_yes_there_is_a_seat_with_its_name(city):
    kiosk, other, post = city.machine("a"), city.machine("b"), city.machine("p", "poste")
    workshop = Workshop(city)
    sold = workshop.sell()
    exchange(city, kiosk, other, post)
    ticket = kiosk.workshops.wait("tablette", WhoComes(label="Ali"))
    exchange(city, kiosk)
    workshop.free(sold)
    exchange(city, other)

    found = other.appointments.find(ticket.number)
    assert found.request.offer_until_utc == city.clock.now_utc() + timedelta(hours=24)
    other.appointments.choose(found, found.request.proposals[0])
    exchange(city, other, post, kiosk)

    seen = kiosk.appointments.find(ticket.number)
    assert (seen.status, seen.start_utc) == (AppointmentStatus.CONFIRMED, START)
    assert seen.request.status is RequestStatus.CONFIRMED
    assert workshop.status(digits(ticket)) is RequestStatus.CONFIRMED
    lines = post.workshops.sheet("tablette").lines
    (line,) = [one for one in lines if one.status is AppointmentStatus.CONFIRMED]
    assert post.appointments.open_label(line.number) == "Ali"
