# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a number stands, for its person and for the room; machines of one centre side by side."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.waiting_queue import QueuePriority, QueueReason, QueueState, SyncedTicket
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.services.queue import QueueRules, QueueService
from tests.support.booking_desk import NOW, a_machine


def told(machine):
    with machine.database.unit_of_work() as uow:
        pending = uow.outbox.pending(OutboxLane.LOGS, 100)
    return [(event.kind, json.loads(event.core_json)["core"]) for event in pending]


def synced(machine, *tickets):
    now = machine.clock.now_utc()
    with machine.database.unit_of_work() as uow:
        uow.queue.replace_synced_waiting(paris_day(now), tickets, now)
        uow.commit()


def elsewhere(number, device="k-9"):
    taken_utc = NOW - timedelta(minutes=10)
    return SyncedTicket(device, number, QueueReason.HELP, QueueState.WAITING, taken_utc)


def with_rules(machine, **rules):
    of_post = QueueRules(role="poste", **rules)
    return QueueService(machine.database, machine.clock, machine.bus, rules=of_post)


def test_a_card_shown_later_changes_the_turn_and_not_the_number(tmp_path):
    machine = a_machine(tmp_path)
    for _ in range(2):
        machine.queue.take()

    claimed = machine.queue.claim_priority("2")
    machine.queue.claim_priority("2")

    assert (claimed.number, claimed.priority) == ("2", QueuePriority.CARD)
    assert [one.number for one in machine.queue.waiting()] == ["2", "1"]
    claims = [core for kind, core in told(machine) if kind is EventKind.QUEUE_PRIORITY_CLAIMED]
    assert claims == [{"day": "2026-11-23", "device": "", "number": "2", "priority": "card"}]


@pytest.mark.parametrize("device", ["", "k-9"])
def test_older_news_of_the_city_do_not_take_a_claimed_priority_back(tmp_path, device):
    machine = a_machine(tmp_path)
    if not device:
        machine.queue.take()
    synced(machine, elsewhere("1", device=device))
    machine.queue.claim_priority("1")
    synced(machine, elsewhere("1", device=device))

    assert machine.queue.waiting()[0].priority is QueuePriority.CARD


def test_a_number_says_where_it_stands_until_it_ended(tmp_path):
    machine = a_machine(tmp_path)
    queue = with_rules(machine, desk="Bureau 2")
    for _ in range(2):
        queue.take()
    assert queue.standing("2").ticket.n_ahead == 1
    queue.call("2")
    assert queue.standing("2").ticket.desk == "Bureau 2"
    queue.serve("2")
    assert queue.standing("2").ticket.state is QueueState.SERVING
    queue.close("2")
    assert queue.standing("2").ticket.state is QueueState.CLOSED

    machine.clock.pass_time(hours=24)
    with pytest.raises(Refused, match="queue_number_unknown"):
        queue.standing("2")


def test_the_room_knows_who_waits_and_whether_that_is_everybody(tmp_path):
    machine = a_machine(tmp_path)
    synced(machine, elsewhere("B1"))
    machine.queue.take()
    assert (machine.queue.room().n_waiting, machine.queue.room().is_exact) == (2, True)
    machine.queue.serve("B1")
    assert machine.queue.room().n_waiting == 1

    machine.clock.pass_time(minutes=16)

    assert (machine.queue.room().is_exact, machine.queue.room().wait) == (False, None)


def test_two_machines_of_a_centre_with_a_letter_each_share_no_number(tmp_path):
    one, two = a_machine(tmp_path / "a", "k-a"), a_machine(tmp_path / "b", "k-b")
    first, second = with_rules(one, letter="A"), with_rules(two, letter="B")
    given = [queue.take().number for queue in (first, second, first, second)]
    synced(one, elsewhere("B1", device="k-b"), elsewhere("B2", device="k-b"))

    first.call("B1")
    again = with_rules(one, letter="A").take()

    assert given == ["A1", "B1", "A2", "B2"]
    assert again.number == "A3"
    assert {ticket.number for ticket in first.waiting()} == {"A1", "A2", "A3", "B1", "B2"}


def test_a_number_means_that_of_the_machine_itself_where_two_have_no_letter(tmp_path):
    machine = a_machine(tmp_path)
    synced(machine, elsewhere("1"))
    machine.queue.take()

    assert machine.queue.claim_priority("1").device == ""
