# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of a week hold no session, and a week is told once, after its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.outbox import EventKind, OutboxLane, core_of
from kiosk.domain.privacy import Kept
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import Cell, StepEvent
from kiosk.foundation.errors import StorageFull
from kiosk.storage.step_counts import StepCountRepository
from tests.support.storage import Machine

SEEN = Cell("rsa", "2026.11.1", "fr", "compte", StepEvent.SEEN)
HELP = replace(SEEN, event=StepEvent.HELP)
LEFT = replace(SEEN, event=StepEvent.ABANDONED_IDLE)


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    made.start()
    yield made
    made.stop()


def count(kiosk, *cells, times=1):
    for _ in range(times):
        kiosk.sessions.finish(
            kiosk.sessions.open("fr"), SessionOutcome.FINISHED, cells=frozenset(cells)
        )


def told(kiosk):
    batch = kiosk.outbox.next_batch(OutboxLane.LOGS, 100)
    events = [core_of(event.core_json) for event in batch]
    return [core for kind, core in events if kind is EventKind.STEP_COUNTS]


def rows(kiosk):
    """Return every byte that the tables of steps hold, numbers of rows too."""
    with kiosk.database.connection() as connection:
        found = connection.exec_driver_sql("SELECT rowid, week, cells FROM step_count").fetchall()
    return [tuple(row) for row in found]


def a_week_later(machine):
    machine.clock.pass_time(days=7)
    machine.kiosk.device.note_instant()
    return machine.kiosk.step_counts.tell_ended_weeks()


def test_two_sessions_cannot_be_told_apart_in_the_sums(tmp_path):
    """Les mêmes gestes, faits par d’autres, dans un autre ordre : les mêmes octets."""
    shares = (
        ((SEEN, HELP), (SEEN, LEFT)),
        ((SEEN, LEFT, HELP), (SEEN,)),
        ((SEEN,), (LEFT, SEEN, HELP)),
    )
    found = []
    for place, sessions in enumerate(shares):
        machine = Machine(tmp_path / str(place))
        kiosk = machine.start()
        for cells in sessions:
            count(kiosk, *cells)
            machine.clock.pass_time(minutes=40 + 15 * place)
        found.append(rows(kiosk))
        machine.stop()

    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 1


def test_the_sums_share_no_time_and_no_number_with_the_rows_of_sessions(machine):
    count(machine.kiosk, SEEN)
    with machine.kiosk.database.connection() as connection:
        columns = {
            table: {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
            for table in ("session", "step_count", "step_statement")
        }

    assert columns["step_count"] == {"week", "cells"}
    assert not columns["session"] & (columns["step_count"] | columns["step_statement"])
    assert rows(machine.kiosk) == [(1, "2026-W48", '[["rsa","2026.11.1","fr","compte","seen",1]]')]


def test_a_session_that_is_not_committed_adds_nothing_to_the_sums(machine, monkeypatch):
    kiosk = machine.kiosk
    session = kiosk.sessions.open("fr")

    def full(*_):
        raise StorageFull("Le disque est plein.")

    monkeypatch.setattr(StepCountRepository, "_put", full)
    with pytest.raises(StorageFull):
        kiosk.sessions.finish(session, SessionOutcome.FINISHED, cells=frozenset({SEEN}))

    with kiosk.database.unit_of_work() as uow:
        assert len(uow.sessions.all_open()) == 1
    assert rows(kiosk) == []


def test_a_cut_loses_the_steps_of_the_open_session_alone(machine):
    count(machine.kiosk, SEEN, times=5)
    machine.kiosk.sessions.open("fr")
    machine.cut()
    machine.start()

    assert a_week_later(machine).cells == {SEEN: 5}


def test_a_week_is_told_once_and_only_after_its_end(machine):
    count(machine.kiosk, SEEN, times=6)
    early = machine.kiosk.step_counts.tell_ended_weeks()

    statement = a_week_later(machine)
    again = machine.kiosk.step_counts.tell_ended_weeks()

    assert (early, again) == (None, None)
    assert (statement.week, statement.since, dict(statement.cells)) == (
        "2026-W48",
        "2026-W48",
        {SEEN: 6},
    )
    assert told(machine.kiosk) == [statement.event().core]


def test_what_is_too_small_waits_and_is_told_with_the_weeks_to_come(machine):
    count(machine.kiosk, SEEN, times=3)
    first = a_week_later(machine)
    count(machine.kiosk, SEEN, times=2)

    second = a_week_later(machine)

    assert first.cells == {}
    assert second.cells == {SEEN: 5}
    assert rows(machine.kiosk) == []


def test_weeks_in_which_the_machine_was_off_are_told_with_the_next(machine):
    count(machine.kiosk, SEEN, times=5)
    machine.clock.pass_time(days=21)
    machine.kiosk.device.note_instant()

    statement = machine.kiosk.step_counts.tell_ended_weeks()

    assert (statement.since, statement.week) == ("2026-W48", "2026-W50")


def test_a_machine_that_never_counted_tells_nothing(machine):
    assert a_week_later(machine) is None
    assert told(machine.kiosk) == []


def test_the_page_shows_what_was_told_and_no_small_number(machine):
    count(machine.kiosk, SEEN, HELP, times=2)
    count(machine.kiosk, SEEN, LEFT, times=6)
    a_week_later(machine)

    (one,) = machine.kiosk.step_counts.stops().walkthroughs

    assert dict(one.lines[0].counts) == {StepEvent.SEEN: 8, StepEvent.ABANDONED_IDLE: 6}


def test_sums_and_statements_stay_thirteen_months(machine):
    count(machine.kiosk, SEEN, times=5)
    a_week_later(machine)
    count(machine.kiosk, SEEN)
    machine.clock.pass_time(days=380)
    assert Kept.STEP_COUNTS not in dict(machine.kiosk.erasure.run().counts)
    machine.clock.pass_time(days=30)

    assert dict(machine.kiosk.erasure.run().counts)[Kept.STEP_COUNTS] == 2


def test_typed_text_never_passes(machine):
    count(machine.kiosk, replace(SEEN, step_id="Amina Benali"))

    assert rows(machine.kiosk) == []


@pytest.mark.parametrize(
    ("change", "seen"),
    [("replace(cells, 'help', 'danced')", 7), ("'[[1], 2]'", 2), ("'{}'", 2), ("'['", 2)],
)
@pytest.mark.warns_in_log
def test_sums_that_do_not_read_cost_no_session_and_no_start(machine, change, seen):
    count(machine.kiosk, SEEN, HELP, times=5)
    with machine.kiosk.database.unit_of_work() as uow:
        uow.connection.exec_driver_sql(f"UPDATE step_count SET cells = {change}")
        uow.commit()

    count(machine.kiosk, SEEN, times=2)

    with machine.kiosk.database.unit_of_work() as uow:
        assert uow.sessions.all_open() == ()
        assert uow.step_counts.waiting("9999-W01") == {"2026-W48": {SEEN: seen}}
    machine.stop()
    machine.start()
    assert a_week_later(machine) is not None
