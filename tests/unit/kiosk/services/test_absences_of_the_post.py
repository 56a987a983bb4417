# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absences at the post: bounded, taken back, and what was planned for the people they displace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.absences import LONGEST_ABSENCE, AbsenceState, DisplacedPlan, absence_id
from kiosk.domain.appointments import IntentKind
from kiosk.domain.openings import Absence
from kiosk.domain.outbox import EventKind, EventVerdict, Identity, OutboxLane, Verdict
from kiosk.foundation.errors import Refused
from kiosk.services.erasure import ErasureService
from tests.support.booking_desk import NADIA, a_seller, at, booked, events


def noted(post):
    post.appointments.add_absence(NADIA.mediator_id, at(9, 30), at(11))
    (absence,) = post.appointments.absences()
    return absence


def acknowledge(post):
    """Let the city acknowledge everything that was told."""
    with post.database.unit_of_work() as uow:
        for event in uow.outbox.pending(OutboxLane.BOOKINGS, 100):
            uow.outbox.settle(EventVerdict(event.identity, Verdict.ACCEPTED), post.clock.now_utc())
        uow.commit()


def test_an_absence_bears_the_name_that_the_city_will_give_it(tmp_path):
    post = a_seller(tmp_path)

    absence = noted(post)

    with post.database.unit_of_work() as uow:
        told_by = uow.outbox.pending(OutboxLane.BOOKINGS, 10)[-1].identity
    assert isinstance(told_by, Identity)
    name = absence_id("k-1", told_by.incarnation, told_by.sequence)
    assert (absence.absence_id, absence.state) == (name, AbsenceState.WAITING)


def test_one_that_the_city_has_not_heard_of_is_gone_at_once_and_told_all_the_same(tmp_path):
    post = a_seller(tmp_path)
    absence = noted(post)

    state = post.appointments.withdraw_absence(absence.absence_id)

    assert state is AbsenceState.WAITING
    assert post.appointments.absences() == ()
    assert [one.kind for one in post.appointments.intents()] == [IntentKind.ABSENCE_BACK]
    assert [(kind, core) for kind, core, _ in events(post)][-1] == (
        EventKind.ABSENCE_WITHDRAWN,
        {"absence": absence.absence_id},
    )


def test_one_that_stands_in_the_agenda_is_leaving_until_the_city_has_heard(tmp_path):
    post = a_seller(tmp_path)
    name = noted(post).absence_id
    acknowledge(post)
    with post.database.unit_of_work() as uow:
        uow.agenda.add_absence(Absence(name, NADIA.mediator_id, at(9, 30), at(11)))
        uow.commit()
    (known,) = post.appointments.absences()

    state = post.appointments.withdraw_absence(name)

    (leaving,) = post.appointments.absences()
    assert known.state is state is AbsenceState.KNOWN
    assert leaving.state is AbsenceState.LEAVING
    with pytest.raises(Refused, match="absence_unknown"):
        post.appointments.withdraw_absence(name)


def test_what_the_city_entered_is_taken_back_by_the_city(tmp_path):
    post = a_seller(tmp_path)
    with post.database.unit_of_work() as uow:
        uow.agenda.add_absence(Absence("v-0123", NADIA.mediator_id, at(9), at(11)))
        uow.commit()

    with pytest.raises(Refused, match="absence_of_city"):
        post.appointments.withdraw_absence("v-0123")

    assert events(post) == []


def test_an_absence_that_is_over_is_not_listed(tmp_path):
    post = a_seller(tmp_path)
    noted(post)

    post.clock.pass_time(days=3)

    assert post.appointments.absences() == ()


def test_an_absence_of_more_than_a_year_is_refused_and_tells_nothing(tmp_path):
    post = a_seller(tmp_path)
    start = at(9)

    with pytest.raises(Refused, match="absence_too_long"):
        post.appointments.add_absence(
            NADIA.mediator_id, start, start + LONGEST_ABSENCE + timedelta(minutes=5)
        )

    assert events(post) == []
    post.appointments.add_absence(NADIA.mediator_id, start, start + LONGEST_ABSENCE)
    assert len(post.appointments.absences()) == 1


def test_a_plan_is_kept_by_its_number_replaced_and_erased_with_the_label(tmp_path):
    post = a_seller(tmp_path)
    ticket = booked(post, label="Amina")
    post.appointments.note_plan(ticket.number, DisplacedPlan.CALL)

    post.appointments.note_plan(ticket.number, DisplacedPlan.DOOR)

    assert post.appointments.plans() == {ticket.number: DisplacedPlan.DOOR}
    post.clock.pass_time(days=4)
    post.device.note_instant()
    ErasureService(post.database, post.bus, post.device).run()
    assert post.appointments.plans() == {}


def test_a_plan_for_nobody_is_refused(tmp_path):
    post = a_seller(tmp_path)

    with pytest.raises(Refused, match="number_unknown"):
        post.appointments.note_plan("1234 5678", DisplacedPlan.DOOR)
