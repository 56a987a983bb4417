# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two promises for one time: the printed ticket wins, and somebody calls the other person."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_cases import TaskKind, TaskOutcome
from kiosk.domain.lease_events import task_done
from kiosk.foundation.errors import Refused
from tests.support.raw_machine import RawMachine, event, lane, verdicts
from tests.sync.test_settling import FIRST, NINE, sold

LATE = "b" * 16
OTHER_NUMBER = "22345678"


def kiosk_and(city, role):
    """Return the seller that the ledger hears first, of a role, and a kiosk that it hears late."""
    first = RawMachine(city.city, role=role)
    late = RawMachine(city.city, device="ba9876543210", life=LATE)
    first.ask(bookings=lane(sold()))
    late.ask(bookings=lane(sold(life=LATE, number=OTHER_NUMBER)))
    return first, late


def status(city, booking):
    with city.city.database.transaction() as unit:
        return unit.bookings.get(booking).status


def holders(city):
    with city.city.database.transaction() as unit:
        return {row.booking for row in unit.leases.between({"samira"}, FIRST, FIRST + 5).values()}


def tasks_down(machine):
    return machine.ask().tasks


def post_of(city, device="cccccccccccc", centre="NORD"):
    return RawMachine(city.city, device=device, life="d" * 16, role="poste", centre=centre)


def done(sequence, task, outcome=TaskOutcome.CALLED):
    told = task_done(task, outcome)
    return event(sequence, told.kind, told.core)


def test_of_two_tickets_the_earlier_sale_keeps_and_the_later_person_is_called(any_city):
    first, late = kiosk_and(any_city, "borne")

    (task,) = tasks_down(post_of(any_city))

    assert holders(any_city) == {f"{first.life}.12345678"}
    assert status(any_city, f"{first.life}.12345678") is AppointmentStatus.CONFIRMED
    assert status(any_city, f"{late.life}.{OTHER_NUMBER}") is AppointmentStatus.DISPLACED
    assert (task.kind, task.number, task.keeps) == ("conflict", OTHER_NUMBER, "12345678")
    assert (task.mediator, task.start) == ("samira", NINE)


def test_the_printed_ticket_wins_over_an_appointment_made_at_a_post(any_city):
    first, late = kiosk_and(any_city, "poste")

    (task,) = tasks_down(post_of(any_city))

    assert holders(any_city) == {f"{late.life}.{OTHER_NUMBER}"}
    assert status(any_city, f"{first.life}.12345678") is AppointmentStatus.DISPLACED
    assert status(any_city, f"{late.life}.{OTHER_NUMBER}") is AppointmentStatus.CONFIRMED
    assert (task.number, task.keeps) == ("12345678", OTHER_NUMBER)


def test_hearing_of_both_again_changes_nothing(any_city):
    first, late = kiosk_and(any_city, "poste")
    before = holders(any_city)

    first.ask(bookings=lane(sold()))
    late.ask(bookings=lane(sold(life=LATE, number=OTHER_NUMBER)))

    assert holders(any_city) == before
    assert len(tasks_down(post_of(any_city))) == 1


def test_a_task_called_is_closed_and_says_by_whom(any_city):
    kiosk_and(any_city, "borne")
    post = post_of(any_city)
    (task,) = tasks_down(post)

    post.ask(bookings=lane(done(1, task.task)))

    assert tasks_down(post) == []
    with any_city.city.database.transaction() as unit:
        assert unit.cases.all_open() == ()
        case = unit.cases.get(task.task)
    assert (case.closed_by, case.outcome) == (post.device, "called")


def test_a_task_is_closed_by_no_kiosk_and_by_no_other_centre(any_city):
    first, _ = kiosk_and(any_city, "borne")
    (task,) = tasks_down(post_of(any_city))
    stranger = post_of(any_city, "dddddddddddd", centre="SUD")

    by_kiosk = first.ask(bookings=lane(done(2, task.task)))
    by_stranger = stranger.ask(bookings=lane(done(1, task.task)))

    assert verdicts(by_kiosk, "bookings") == {2: "refused"}
    assert verdicts(by_stranger, "bookings") == {1: "refused"}
    assert stranger.ask().tasks == []
    with any_city.city.database.transaction() as unit:
        assert len([case for case in unit.cases.all_open() if "task" in case.detail]) == 1


def test_no_kiosk_hears_whom_to_call_nor_who_holds_what(any_city):
    kiosk_and(any_city, "borne")

    reply = RawMachine(any_city.city, device="eeeeeeeeeeee", life="e" * 16).ask()

    assert (reply.tasks, reply.holdings) == (None, None)


def test_a_post_takes_people_off_its_list_even_before_the_city_heard(any_city):
    kiosk_and(any_city, "borne")
    post = any_city.machine("p", role="poste")
    any_city.client(post).exchange()
    (task,) = post.rights.tasks()
    assert (task.kind, task.keeps_number) == (TaskKind.CONFLICT, "12345678")

    post.rights.finish_task(task.task_id, TaskOutcome.AT_ARRIVAL)

    assert post.rights.tasks() == ()
    any_city.client(post).exchange()
    any_city.client(post).exchange()
    assert post.rights.tasks() == ()
    with pytest.raises(Refused) as refused:
        post.rights.finish_task(task.task_id, TaskOutcome.CALLED)
    assert refused.value.reason == "task_unknown"
