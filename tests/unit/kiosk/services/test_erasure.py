# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.outbox import EventVerdict, OutboxLane, Verdict
from kiosk.domain.periods import Period
from kiosk.domain.privacy import Kept
from kiosk.domain.sessions import Feedback, SessionOutcome
from kiosk.domain.visit_marks import Served, ServedKind
from kiosk.foundation.clock import paris_day
from kiosk.services.visit_salts import SALTS, mark_in
from kiosk.storage.erasure_log import ErasureLine
from tests.support.booking_desk import at
from tests.support.storage import Machine
from tests.support.workshop_desk import a_workshop

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    made.start()
    yield made
    made.stop()


def send_all(kiosk):
    batch = kiosk.outbox.next_batch(OutboxLane.LOGS, 100)
    kiosk.outbox.record_verdicts(
        [EventVerdict(event.identity, Verdict.ACCEPTED) for event in batch]
    )


def n_sessions(kiosk):
    with kiosk.database.unit_of_work() as uow:
        return len(uow.sessions.between(LONG_AGO, LATER))


def test_sessions_and_faces_stay_thirteen_months_and_not_a_day_more(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    kiosk.sessions.give_feedback(Feedback.YES)
    machine.clock.pass_time(days=395)
    assert dict(kiosk.erasure.run().counts) == {}

    machine.clock.pass_time(days=2)

    counts = dict(kiosk.erasure.run().counts)
    assert (counts[Kept.SESSIONS], counts[Kept.FEEDBACK]) == (1, 1)
    assert n_sessions(kiosk) == 0


def test_a_salt_goes_after_four_weeks_where_no_record_is_made_any_more(machine):
    kiosk = machine.kiosk
    today = paris_day(kiosk.clock.now_utc())
    with kiosk.database.unit_of_work() as uow:
        mark_in(uow, Served(ServedKind.TICKET, "borne/1", today), today)
        uow.commit()
    machine.clock.pass_time(days=28)
    assert dict(kiosk.erasure.run().counts) == {}

    machine.clock.pass_time(days=7)

    assert dict(kiosk.erasure.run().counts) == {Kept.VISIT_SALTS: 1}
    with kiosk.database.unit_of_work() as uow:
        assert uow.parameters.get(SALTS) == {}


def test_events_that_the_city_has_stay_thirty_days_the_others_until_it_has_them(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    send_all(kiosk)
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)

    machine.clock.pass_time(days=31)

    assert dict(kiosk.erasure.run().counts) == {Kept.SENT_EVENTS: 1}
    assert kiosk.outbox.status().n_pending == 1


def test_workshops_stay_as_long_as_the_tickets_for_them(machine):
    kiosk = machine.kiosk
    with kiosk.database.unit_of_work() as uow:
        uow.workshops.put(a_workshop())
        uow.commit()
    machine.clock.set_wall(at(14) + timedelta(days=90))
    kiosk.device.confirm_date(paris_day(machine.clock.now_utc()))
    assert dict(kiosk.erasure.run().counts) == {}

    machine.clock.pass_time(minutes=1)
    kiosk.device.note_instant()

    assert dict(kiosk.erasure.run().counts) == {Kept.APPOINTMENTS: 1}
    assert kiosk.workshops.find("souris") is None


@pytest.mark.parametrize("name", ["backups/old.db", "set_aside/2026/kiosk.db", "logs/kiosk.log.3"])
def test_old_copies_and_journals_go_by_their_date(machine, name):
    now_utc = machine.clock.now_utc()
    old = machine.folder / name
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"old")
    young = machine.folder / name.split("/")[0] / "young"
    young.write_bytes(b"young")
    for path, days in ((old.parent, 31), (old, 31), (young, 1)):
        stamp = (now_utc - timedelta(days=days)).timestamp()
        os.utime(path, (stamp, stamp))

    report = machine.kiosk.erasure.run()

    assert report.total == 1
    assert not old.exists()
    assert young.exists()


def test_an_erased_row_leaves_no_byte_in_database_or_log(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    machine.clock.pass_time(days=400)

    kiosk.erasure.run()

    assert (machine.folder / "kiosk.db-wal").stat().st_size == 0


def test_a_clock_that_leapt_ahead_erases_nothing(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    backup = machine.folder / "backups" / "young.db"
    backup.parent.mkdir(exist_ok=True)
    backup.write_bytes(b"young")
    stamp = machine.clock.now_utc().timestamp()
    os.utime(backup, (stamp, stamp))
    machine.stop()

    machine.clock.set_wall(machine.clock.now_utc() + timedelta(days=3 * 365))
    machine.clock.reboot("boot-2")
    kiosk = machine.start()

    assert kiosk.erasure.run().total == 0
    assert n_sessions(kiosk) == 1
    assert backup.exists()


def test_what_was_erased_is_in_the_log_of_its_day_with_kind_and_count_alone(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    kiosk.sessions.give_feedback(Feedback.YES)
    machine.clock.pass_time(days=397)
    today = paris_day(machine.clock.now_utc())

    kiosk.erasure.run()

    logged = kiosk.erasure.log(Period(today, today))
    assert logged == (
        ErasureLine(today, Kept.FEEDBACK, 1),
        ErasureLine(today, Kept.SESSIONS, 1),
    )


def test_two_erasures_of_a_day_are_one_line_with_their_sum(machine):
    kiosk = machine.kiosk
    for _ in range(2):
        kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
        machine.clock.pass_time(hours=2)
    machine.clock.pass_time(days=396, hours=-3)
    kiosk.erasure.run()
    machine.clock.pass_time(hours=2)
    kiosk.erasure.run()
    today = paris_day(machine.clock.now_utc())

    lines = kiosk.erasure.log(Period(today - timedelta(days=1), today))

    assert sum(line.n for line in lines if line.kept is Kept.SESSIONS) == 2


def test_the_log_of_erasures_goes_after_thirteen_months(machine):
    kiosk = machine.kiosk
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    machine.clock.pass_time(days=397)
    kiosk.erasure.run()
    day = paris_day(machine.clock.now_utc())
    machine.clock.pass_time(days=397)

    kiosk.erasure.run()

    assert kiosk.erasure.log(Period(day, day)) == ()
