# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people, a machine and a city, until every time is over: what is left, and what is told."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text

from kiosk.cli.erasures import printed_log
from kiosk.domain.periods import Period
from kiosk.domain.privacy import RETENTION, Kept
from kiosk.domain.sessions import Feedback, SessionOutcome
from kiosk.domain.step_counts import Cell, StepEvent
from kiosk.exports.registry import ExportKind
from kiosk.foundation.clock import paris_day
from kiosk.services.exports import Order
from kiosk.services.staff import Staff, StaffRole
from kiosk.storage.tables import metadata
from sync.server.erasure import erase_due, lines_between, words_of
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.compiled_content import lend_compiled
from tests.support.fakes import FrozenClock
from tests.support.visits import a_draft
from tests.sync.test_erasure import personal, with_two_people

MEDIATOR = Staff(1, StaffRole.MEDIATOR, "EXEMPLE")
FILES = ("backups", "set_aside", "logs")
# The machine itself, its keys and its agenda: nothing that anybody did or said.
NOT_ABOUT_PEOPLE = {
    "agenda_state",
    "closure",
    "device",
    "erasure_log",
    "exchange",
    "lane",
    "lease_cell",
    "mediator",
    "motif",
    "number_pool",
    "opening",
    "other_centre",
    "parameter",
    "place",
    "receipt",
    "school_holiday",
}


@pytest.fixture
def city(tmp_path):
    one = TestCity(tmp_path, FrozenClock(MONDAY))
    enter_demo_agenda(one.city)
    yield one
    one.close()


def live_a_day(kiosk, out):
    """Leave something of every kind on a machine on which two people booked and asked."""
    today = paris_day(kiosk.clock.now_utc())
    lend_compiled(kiosk.folder)
    run = kiosk.walkthroughs.start("arnaque")
    seen = Cell("arnaque", run.walkthrough.version, "fr", run.step_id, StepEvent.SEEN)
    session = kiosk.sessions.open("fr")
    kiosk.sessions.finish(session, SessionOutcome.FINISHED, cells=frozenset([seen]))
    kiosk.sessions.give_feedback(Feedback.YES)
    kiosk.attendance.record(a_draft(day=today), MEDIATOR)
    kiosk.attendance.save_draft(a_draft(day=today), MEDIATOR)
    kiosk.queue.take()
    order = Order(ExportKind.CSV, StaffRole.COORDINATOR)
    kiosk.exports.export(Period(today, today), order, out / "fiches.csv")
    for name in FILES:
        (kiosk.folder / name).mkdir(exist_ok=True)
        old = kiosk.folder / name / "vieux"
        old.write_bytes(b"x")
        os.utime(old, (MONDAY.timestamp(),) * 2)


def tables_left(kiosk):
    with kiosk.database.unit_of_work() as uow:
        ask = uow.outbox._connection.execute
        return {
            one.name
            for one in metadata.sorted_tables
            if ask(text(f'SELECT 1 FROM "{one.name}" LIMIT 1')).scalar()
        }


def test_after_the_longest_time_nothing_of_anybody_is_left_and_both_logs_tell_it(city, tmp_path):
    kiosk = with_two_people(city)
    live_a_day(kiosk, tmp_path)
    before = tables_left(kiosk)

    for days in (20, 387):  # a week of sums is over only days after its first day
        kiosk.clock.pass_time(days=days)
        kiosk.device.note_instant()
        kiosk.erasure.run()
        with city.city.database.transaction() as unit:
            erase_due(city.city, unit)
        if days == 20:
            city.client(kiosk).exchange()

    assert {"session", "feedback", "visit", "visit_draft", "queue_ticket", "step_count"} < before
    assert tables_left(kiosk) <= NOT_ABOUT_PEOPLE
    assert not any((kiosk.folder / name / "vieux").exists() for name in FILES)
    assert personal(city) == (0, 0, 0, 0)

    told = printed_log(kiosk, Period(MONDAY.date(), paris_day(kiosk.clock.now_utc())))
    assert "machine " in told.splitlines()[0]
    for rule in RETENTION:
        # the log of erasures is not old enough yet; contacts left with the names beside them
        if rule.kept not in {Kept.ERASURE_LOG, Kept.APPOINTMENT_CONTACTS}:
            assert f"\t{rule.words}\t" in told
            assert rule.how_long in told
    assert not any(word in told for word in ("Fatou", "Omar", "03 20 11 22 33"))
    at_the_city = [words_of(line.kind) for line in lines_between(city.city, 0, 1 << 40)]
    assert {"noms choisis et besoins, aux rendez-vous", "noms et besoins des demandes"} <= set(
        at_the_city
    )
