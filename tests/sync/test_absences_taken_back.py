# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absences that a post takes back, and machines known by their names, with the real city."""

from __future__ import annotations

from kiosk.domain.absences import AbsenceState
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.booking_events import absence_withdrawn
from tests.support.centre_desk import book, exchange, free_slots, shown, tasks

S = AppointmentStatus


def test_an_absence_that_the_post_takes_back_lets_everybody_stand_again(centre):
    city, kiosk, _, post = centre
    ticket = book(kiosk)
    exchange(city, kiosk, post)
    start = ticket.start_utc
    post.appointments.add_absence("samira", start, start.replace(hour=start.hour + 1))
    exchange(city, post, kiosk, post)
    assert shown(kiosk, ticket) is S.DISPLACED
    (absence,) = post.appointments.absences()
    assert absence.state is AbsenceState.KNOWN

    post.appointments.withdraw_absence(absence.absence_id)
    exchange(city, post, kiosk, post)

    assert shown(kiosk, ticket) is shown(post, ticket) is S.CONFIRMED
    assert post.appointments.absences() == post.appointments.intents() == ()
    assert tasks(post) == []


def test_an_absence_taken_back_before_the_city_has_heard_displaces_nobody(centre):
    city, kiosk, _, post = centre
    ticket = book(kiosk)
    exchange(city, kiosk, post)
    start = ticket.start_utc
    post.appointments.add_absence("samira", start, start.replace(hour=start.hour + 1))
    (absence,) = post.appointments.absences()

    post.appointments.withdraw_absence(absence.absence_id)
    exchange(city, post, kiosk, post)

    assert shown(kiosk, ticket) is S.CONFIRMED
    assert tasks(post) == []
    with city.city.database.transaction() as unit:
        assert unit.agenda.whole(unit.agenda.revision()).absences == ()


def test_a_kiosk_takes_no_absence_back(centre):
    city, kiosk, _, post = centre
    start = free_slots(kiosk)[0].start_utc
    post.appointments.add_absence("samira", start, start.replace(hour=start.hour + 1))
    exchange(city, post, kiosk)
    (absence,) = kiosk.appointments.absences()

    with kiosk.database.unit_of_work() as uow:  # its own service says no
        uow.outbox.append(absence_withdrawn(absence.absence_id))
        uow.commit()
    exchange(city, kiosk)

    with city.city.database.transaction() as unit:
        assert len(unit.agenda.whole(unit.agenda.revision()).absences) == 1


def test_a_post_knows_the_machines_of_its_centre_by_their_names(centre):
    city, kiosk, _, post = centre
    exchange(city, kiosk, post)

    day = free_slots(kiosk)[0].start_utc.date()
    names = {one.holder for one in post.rights.kept_elsewhere(day)}

    assert names
    assert all(name.startswith("borne ") for name in names)
