# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue of the day."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.receiving import receiving_now
from kiosk.domain.waiting_queue import (
    QueueOutcome,
    QueuePriority,
    QueueReason,
    QueueState,
    SyncedTicket,
)
from kiosk.domain.waiting_time import WaitRange
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.queue import QueueRules, QueueService
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
    queue = QueueService(machine.database, machine.clock, machine.bus, rules=QueueRules(letter="A"))

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

    kind, core = told(post)[-1]
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


def served(machine, number, minutes):
    machine.queue.serve(number)
    machine.clock.pass_time(seconds=60 * minutes)
    machine.queue.close(number)


def with_rules(machine, **rules):
    of_post = QueueRules(role="poste", **rules)
    return QueueService(machine.database, machine.clock, machine.bus, rules=of_post)


def test_a_person_with_a_priority_card_comes_before_the_others(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    card = machine.queue.take(priority=QueuePriority.CARD)

    assert card.n_ahead == 0
    assert [one.number for one in machine.queue.waiting()] == ["2", "1"]
    assert told(machine)[1][1]["priority"] == "card"


def test_after_three_who_come_first_one_of_the_others_is_received(tmp_path):
    machine = a_machine(tmp_path)
    queue = with_rules(machine, ratio=3)
    queue.take()
    for _ in range(4):
        queue.take(priority=QueuePriority.CARD)
    for number in ("2", "3", "4"):
        queue.serve(number)
        queue.close(number)

    assert [one.number for one in queue.waiting()] == ["1", "5"]


def test_an_appointment_received_counts_among_those_who_came_first(tmp_path):
    machine = a_machine(tmp_path)
    queue = with_rules(machine, ratio=1)
    queue.take()
    queue.take(priority=QueuePriority.CARD)

    queue.note_appointment_received()

    assert [one.number for one in queue.waiting()] == ["1", "2"]


def test_a_call_says_the_desk_and_is_told(tmp_path):
    machine = a_machine(tmp_path)
    queue = with_rules(machine, desk="Bureau 2")
    queue.take()

    moved = queue.call("1")

    assert (moved.state, moved.desk, moved.n_calls) == (QueueState.CALLED, "Bureau 2", 1)
    kind, core = told(machine)[-1]
    assert kind is EventKind.QUEUE_TICKET_MOVED
    assert (core["state"], core["desk"], core["calls"]) == ("called", "Bureau 2", 1)


def test_a_number_that_answers_no_call_goes_to_the_end_and_is_closed_in_the_end(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    machine.clock.pass_time(seconds=300)
    machine.queue.take()
    machine.clock.pass_time(seconds=300)
    orders = []
    for _ in range(4):
        machine.queue.call("1")
        machine.queue.no_answer("1")
        orders.append([one.number for one in machine.queue.waiting()])

    assert orders == [["1", "2"], ["2", "1"], ["2", "1"], ["2"]]
    assert told(machine)[-1][1]["outcome"] == "no_answer"


def test_a_number_that_was_not_called_cannot_fail_to_answer(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()

    with pytest.raises(Refused, match="not_called"):
        machine.queue.no_answer("1")


def test_a_number_is_sent_only_to_a_mediator_of_the_agenda(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    with machine.database.unit_of_work() as uow:
        mediator = uow.agenda.load().mediators[0].mediator_id

    assert machine.queue.transfer("1", mediator).mediator_id == mediator
    with pytest.raises(Refused, match="mediator_unknown"):
        machine.queue.transfer("1", "personne")


def test_a_reception_is_measured_in_minutes_and_its_beginning_is_not_kept(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    served(machine, "1", 12)

    assert told(machine)[-1][1]["served"] == 12
    with machine.database.unit_of_work() as uow:
        assert uow.queue.served_minutes(paris_day(NOW)) == (12,)


def test_a_number_that_left_measures_nothing(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()
    machine.queue.serve("1")
    machine.queue.close("1", QueueOutcome.LEFT)

    assert "served" not in told(machine)[-1][1]


def test_a_wait_is_told_once_five_receptions_were_measured_and_not_before(tmp_path):
    machine = a_machine(tmp_path, None)
    for n in range(1, 6):
        assert machine.queue.wait_of(machine.queue.take().number) is None
        served(machine, str(n), 20)
    number = machine.queue.take().number
    with machine.database.unit_of_work() as uow:
        n_receiving = len(receiving_now(uow.agenda.load(), machine.clock.now_utc()))

    wait = machine.queue.wait_of(number)

    assert n_receiving > 0
    assert wait == WaitRange(0, 10)


def test_without_fresh_news_of_the_other_machines_no_wait_is_told(tmp_path):
    machine = a_machine(tmp_path)
    synced(machine, heard=NOW - timedelta(hours=1))
    for n in range(1, 6):
        machine.queue.take()
        served(machine, str(n), 20)

    assert machine.queue.wait_of(machine.queue.take().number) is None


def test_news_of_the_city_do_not_take_a_reception_away_from_the_post(tmp_path):
    post = a_machine(tmp_path)
    synced(post, elsewhere("B1"))
    post.queue.serve("B1")

    synced(post, elsewhere("B1"))
    post.clock.pass_time(seconds=600)
    post.queue.close("B1")

    assert told(post)[-1][1]["served"] == 10


def test_a_call_of_another_post_is_known_here(tmp_path):
    machine = a_machine(tmp_path)
    machine.queue.take()

    called_there = SyncedTicket(
        "", "1", QueueReason.HELP, QueueState.CALLED, NOW, n_calls=1, desk="Bureau 3"
    )
    synced(machine, called_there)

    (one,) = machine.queue.waiting()
    assert (one.state, one.desk) == (QueueState.CALLED, "Bureau 3")
