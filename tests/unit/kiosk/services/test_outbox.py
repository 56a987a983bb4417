# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text

from kiosk.domain.outbox import (
    EventKind,
    EventVerdict,
    OutboxEvent,
    OutboxLane,
    Verdict,
    core_of,
)
from kiosk.foundation.events import EventBus, Topic
from kiosk.services.outbox import OutboxService
from tests.support.fakes import FrozenClock
from tests.support.storage import a_device_row, started_database

OTHER = "ffeeddccbbaa9988"


@pytest.fixture
def database(tmp_path):
    opened = started_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def outbox(database):
    return OutboxService(database, FrozenClock(), EventBus())


def append(database, kind=EventKind.SESSION_CLOSED, annex=None, **core):
    with database.unit_of_work() as uow:
        identity = uow.outbox.append(OutboxEvent(kind, core, annex))
        uow.commit()
    return identity


def spoil(database, identity, column):
    with database.unit_of_work() as uow:
        uow.connection.execute(
            text(f"UPDATE outbox SET {column} = x'00' WHERE sequence = {identity.sequence}")
        )
        uow.commit()


def test_sequences_are_dense_in_each_lane(database):
    kinds = [EventKind.SESSION_CLOSED, EventKind.APPOINTMENT_SOLD, EventKind.FEEDBACK_GIVEN]

    given = [append(database, kind) for kind in kinds]

    assert [(identity.lane, identity.sequence) for identity in given] == [
        (OutboxLane.LOGS, 1),
        (OutboxLane.BOOKINGS, 1),
        (OutboxLane.LOGS, 2),
    ]


def test_a_transaction_taken_back_leaves_no_hole(database):
    with database.unit_of_work() as uow:
        uow.outbox.append(OutboxEvent(EventKind.SESSION_CLOSED, {}))

    assert append(database).sequence == 1


def test_accepted_and_duplicate_leave_the_queue_and_lose_their_annex(database, outbox):
    first = append(database, EventKind.APPOINTMENT_SOLD, b"sealed-1")
    second = append(database, EventKind.APPOINTMENT_SOLD, b"sealed-2")

    n_settled = outbox.record_verdicts(
        [EventVerdict(first, Verdict.ACCEPTED), EventVerdict(second, Verdict.DUPLICATE)]
    )

    assert n_settled == 2
    assert outbox.next_batch(OutboxLane.BOOKINGS, 10) == ()
    with database.unit_of_work() as uow:
        assert uow.connection.execute(text("SELECT annex FROM outbox")).scalars().all() == [
            None,
            None,
        ]


def test_a_refused_event_goes_to_the_tray_and_the_queue_flows_on(database, outbox):
    first, second = append(database, n=1), append(database, n=2)

    outbox.record_verdicts([EventVerdict(first, Verdict.REFUSED, "unknown_centre")])

    assert [event.identity for event in outbox.next_batch(OutboxLane.LOGS, 10)] == [second]
    (refused,) = outbox.refused()
    assert (refused.identity, refused.reason) == (first, "unknown_centre")
    assert outbox.status().n_refused == 1
    assert outbox.floor(OutboxLane.LOGS) == 2


def test_a_verdict_told_twice_changes_nothing(database, outbox):
    identity = append(database)
    outbox.record_verdicts([EventVerdict(identity, Verdict.ACCEPTED)])

    again = outbox.record_verdicts([EventVerdict(identity, Verdict.REFUSED, "late")])

    assert again == 0
    assert outbox.refused() == ()


def test_listeners_hear_only_of_verdicts_that_changed_something(database):
    bus, heard = EventBus(), []
    bus.subscribe(Topic.OUTBOX, heard.append)
    outbox = OutboxService(database, FrozenClock(), bus)
    identity = append(database)

    outbox.record_verdicts([EventVerdict(identity, Verdict.ACCEPTED)])
    outbox.record_verdicts([EventVerdict(identity, Verdict.ACCEPTED)])

    assert heard == [Topic.OUTBOX]


@pytest.mark.parametrize("column", ["core_json", "hash", "annex", "kind"])
def test_a_row_that_fails_its_own_hash_is_announced_as_a_tombstone(database, outbox, column):
    spoilt = append(database, EventKind.APPOINTMENT_SOLD, b"sealed")
    whole = append(database, EventKind.APPOINTMENT_SOLD, b"sealed")
    spoil(database, spoilt, column)

    first, second = outbox.next_batch(OutboxLane.BOOKINGS, 10)

    assert (first.identity, first.is_tombstone, first.annex) == (spoilt, True, None)
    assert (second.identity, second.is_tombstone) == (whole, False)


def test_a_row_whose_annex_was_erased_is_still_whole(database, outbox):
    append(database, EventKind.APPOINTMENT_SOLD, b"sealed")
    with database.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE outbox SET annex = NULL"))
        uow.commit()

    (event,) = outbox.next_batch(OutboxLane.BOOKINGS, 10)

    assert not event.is_tombstone
    assert event.annex_hash is not None


def test_after_a_new_incarnation_what_waits_is_offered_again_with_its_origin(database, outbox):
    sent, waiting = append(database, n=1), append(database, n=2)
    outbox.record_verdicts([EventVerdict(sent, Verdict.ACCEPTED)])

    n_moved = [begin_life(database, incarnation) for incarnation in (OTHER, "1" * 16)]

    assert n_moved == [1, 1]
    (event,) = outbox.next_batch(OutboxLane.LOGS, 10)
    assert (event.identity.incarnation, event.identity.sequence) == ("1" * 16, 1)
    assert event.origin == waiting
    assert core_of(event.core_json) == (EventKind.SESSION_CLOSED, {"n": 2})


def begin_life(database, incarnation):
    with database.unit_of_work() as uow:
        uow.device.save(a_device_row(incarnation=incarnation))
        n_moved = uow.outbox.move_to(incarnation)
        uow.commit()
    return n_moved


class OutboxMachine(RuleBasedStateMachine):
    """Appends, verdicts, new lives and losses of power in any order."""

    @initialize()
    def start(self):
        self.folder = tempfile.TemporaryDirectory()
        self.database = started_database(Path(self.folder.name))
        self.outbox = OutboxService(self.database, FrozenClock(), EventBus())
        self.written = set()
        self.judged = set()
        self.n_lives = 0

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    @rule(kind=st.sampled_from([EventKind.SESSION_CLOSED, EventKind.APPOINTMENT_SOLD]))
    def write(self, kind):
        n = len(self.written)
        append(self.database, kind, n=n)
        self.written.add(n)

    @rule()
    def lose_power_before_the_commit(self):
        with self.database.unit_of_work() as uow:
            uow.outbox.append(OutboxEvent(EventKind.SESSION_CLOSED, {"n": -1}))

    @rule(
        lane=st.sampled_from(OutboxLane), verdict=st.sampled_from(Verdict), limit=st.integers(1, 3)
    )
    def judge(self, lane, verdict, limit):
        batch = self.outbox.next_batch(lane, limit)
        self.outbox.record_verdicts([EventVerdict(event.identity, verdict) for event in batch])
        self.judged |= {core_of(event.core_json)[1]["n"] for event in batch}

    @rule()
    def live_anew(self):
        self.n_lives += 1
        begin_life(self.database, f"{self.n_lives:016x}")

    @invariant()
    def what_was_written_waits_or_was_judged_and_never_both(self):
        if not hasattr(self, "database"):
            return
        waiting = [event for lane in OutboxLane for event in self.outbox.next_batch(lane, 1000)]
        numbers = [core_of(event.core_json)[1]["n"] for event in waiting]
        assert len(numbers) == len(set(numbers))
        assert set(numbers) == self.written - self.judged

    @invariant()
    def sequences_of_this_life_are_dense(self):
        if not hasattr(self, "database"):
            return
        with self.database.unit_of_work() as uow:
            row = uow.device.get()
            for lane in OutboxLane:
                query = text(
                    "SELECT sequence FROM outbox WHERE lane = :lane AND incarnation = :life"
                    " ORDER BY sequence"
                )
                values = {"lane": lane.value, "life": row.incarnation}
                found = uow.connection.execute(query, values).scalars().all()
                assert found == list(range(1, len(found) + 1))


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
