# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue of the day."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.waiting_queue import QueueOutcome, QueueReason, QueueState, SyncedTicket
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.queue import QueueService
from tests.support.booking_desk import NOW, a_machine


def told(machine):
    with machine.database.unit_of_work() as uow:
        pending = uow.outbox.pending(OutboxLane.LOGS, 100)
    return [(event.kind, json.loads(event.core_json)["core"]) for event in pending]


def synced(machine, *tickets, heard=None):
    now = machine.clock.now_utc()
    with machine.database.unit_of_work() as uow:
        uow.queue.replace_synced_waiting(paris_day(now), tickets, heard or now)
        uow.commit()


def elsewhere(number, minutes=-10, **changes):
    values = {
        "device": "k-9",
        "number": number,
        "reason": QueueReason.HELP,
        "state": QueueState.WAITING,
        "taken_utc": NOW + timedelta(minutes=minutes),
    } | changes
    return SyncedTicket(**values)


def test_numbers_begin_at_one_and_count_who_is_before(tmp_path):
    machine = a_machine(tmp_path)

    taken = [machine.queue.take(QueueReason.HELP) for _ in range(3)]

    assert [(one.number, one.n_ahead) for one in taken] == [("1", 0), ("2", 1), ("3", 2)]


def test_a_number_is_told_with_the_minute_and_nothing_else_of_the_person(tmp_path):
    machine = a_machine(tmp_path)
    machine.clock.pass_time(seconds=42)
    machine.queue.take(QueueReason.APPOINTMENT)

    ((kind, core),) = told(machine)

    assert kind is EventKind.QUEUE_TICKET_ISSUED
    assert core == {
        "day": "2026-11-23",
        "number": "1",
        "place": 1,
        "reason": "appointment",
        "taken": int(NOW.timestamp()) // 60,
    }


def test_a_number_is_not_given_again_after_a_restart_or_once_closed(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    machine.queue.close("1")

    again = QueueService(machine.database, machine.clock, machine.bus)

    assert again.take().number == "2"


def test_numbers_begin_anew_at_midnight_in_paris(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    machine.clock.set_wall(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    assert machine.queue.take().number == "2"
    machine.clock.set_wall(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))

    first = machine.queue.take()

    assert (first.number, first.n_ahead) == ("1", 0)
    outcomes = [
        core["outcome"] for kind, core in told(machine) if kind is EventKind.QUEUE_TICKET_CLOSED
    ]
    assert outcomes == ["expired", "expired"]


def test_a_clock_that_goes_back_a_day_gives_no_number_twice(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    machine.clock.set_wall(NOW + timedelta(days=1))
    machine.queue.take()
    machine.clock.set_wall(NOW)

    assert machine.queue.take().number == "2"


def test_the_letter_of_the_machine_stands_before_its_numbers(tmp_path):
    machine = a_machine(tmp_path)
    queue = QueueService(machine.database, machine.clock, machine.bus, letter="A")

    assert queue.take().number == "A1"


def test_who_was_received_is_no_longer_ahead(tmp_path):
    machine = a_machine(tmp_path)
    for _ in range(3):
        machine.queue.take()
    machine.queue.call("1")
    assert machine.queue.waiting()[0].state is QueueState.CALLED
    machine.queue.serve("1")

    assert [(one.number, one.n_ahead) for one in machine.queue.waiting()] == [("2", 0), ("3", 1)]
    machine.queue.close("2", QueueOutcome.NO_ANSWER)
    assert [(one.number, one.n_ahead) for one in machine.queue.waiting()] == [("3", 0)]


def test_urgent_needs_come_first(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()

    urgent = machine.queue.take(QueueReason.URGENT)

    assert urgent.n_ahead == 0
    assert [one.number for one in machine.queue.waiting()] == ["2", "1"]


def test_numbers_of_the_other_machines_are_counted(tmp_path):
    machine = a_machine(tmp_path)
    synced(machine, elsewhere("B1"), elsewhere("B2", minutes=-5))

    taken = machine.queue.take()

    assert (taken.n_ahead, taken.is_exact) == (2, True)


def test_the_count_says_when_it_may_be_old(tmp_path):
    machine = a_machine(tmp_path)
    synced(machine, elsewhere("B1"))
    machine.clock.pass_time(minutes=16)

    assert not machine.queue.take().is_exact


def test_a_machine_alone_counts_exactly(tmp_path):
    assert a_machine(tmp_path, None).queue.take().is_exact


def test_the_post_receives_a_number_of_another_machine(tmp_path):
    post = a_machine(tmp_path)
    synced(post, elsewhere("B1"))

    post.queue.call("B1")
    post.queue.serve("B1")
    post.queue.close("B1")

    ((kind, core),) = told(post)
    assert kind is EventKind.QUEUE_TICKET_CLOSED
    assert (core["device"], core["number"], core["outcome"]) == ("k-9", "B1", "served")


def test_a_number_closed_here_does_not_come_back_with_older_news(tmp_path):
    post = a_machine(tmp_path)
    synced(post, elsewhere("B1"))
    post.queue.close("B1")
    synced(post, elsewhere("B1"))

    assert post.queue.waiting() == ()


def test_a_number_given_here_and_closed_at_the_post_leaves_the_queue(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    synced(machine, elsewhere("1", device="", state=QueueState.CLOSED))

    assert machine.queue.waiting() == ()


def test_a_number_that_nobody_has_is_refused(tmp_path):
    machine = a_machine(tmp_path)

    with pytest.raises(Refused, match="queue_number_unknown"):
        machine.queue.call("7")


def test_listeners_hear_of_the_queue(tmp_path):
    machine = a_machine(tmp_path)
    heard = []
    machine.bus.subscribe(Topic.QUEUE, heard.append)
    machine.queue.take()
    machine.queue.call("1")
    machine.queue.close("1")

    assert heard == [Topic.QUEUE] * 3


def test_numbers_of_past_days_are_erased(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    today = paris_day(NOW)
    with machine.database.unit_of_work() as uow:
        assert uow.queue.n_given(today) == 1
        assert uow.queue.erase(today) == 0
        assert uow.queue.erase(today + timedelta(days=1)) == 1
        uow.commit()
