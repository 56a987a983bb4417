# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.outbox import EventKind, OutboxLane, core_of
from kiosk.domain.sessions import Feedback, SessionOutcome, WalkthroughTrace
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import EventBus, Topic
from kiosk.services.sessions import SessionService
from tests.support.fakes import FrozenClock
from tests.support.storage import started_database

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    opened = started_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def bus():
    return EventBus()


@pytest.fixture
def sessions(database, clock, bus):
    return SessionService(database, clock, bus)


def kept(database):
    with database.unit_of_work() as uow:
        return uow.sessions.between(LONG_AGO, LATER)


def told(database):
    with database.unit_of_work() as uow:
        return [core_of(event.core_json) for event in uow.outbox.pending(OutboxLane.LOGS, 100)]


def test_an_open_session_is_unknown_to_the_city(sessions, database):
    sessions.open("fr")

    assert told(database) == []
    assert kept(database) == ()


def test_a_finished_session_leaves_one_row_and_one_event_that_agree(sessions, database, clock):
    session_id = sessions.open("fr")
    clock.pass_time(minutes=12, seconds=40)
    trace = WalkthroughTrace("rsa", "montants", finished=True)
    sessions.note_progress(session_id, language="ar", trace=trace)
    sessions.finish(session_id, SessionOutcome.FINISHED)

    (record,) = kept(database)
    assert (record.duration_min, record.language, record.traces) == (12, "ar", (trace,))
    assert told(database) == [(EventKind.SESSION_CLOSED, record.event().core)]


def test_the_row_of_an_open_session_is_gone_once_it_is_closed(sessions, database):
    sessions.finish(sessions.open("fr"), SessionOutcome.LEFT)

    with database.unit_of_work() as uow:
        assert uow.sessions.all_open() == ()


def test_a_session_closed_twice_is_counted_once(sessions, database):
    session_id = sessions.open("fr")
    sessions.finish(session_id, SessionOutcome.FINISHED)

    with pytest.raises(Refused, match="session_closed"):
        sessions.finish(session_id, SessionOutcome.FINISHED)
    assert len(told(database)) == 1


def test_a_wall_clock_that_jumps_does_not_change_the_duration(sessions, database, clock):
    session_id = sessions.open("fr")
    clock.pass_time(minutes=5)
    clock.set_wall(clock.now_utc() + timedelta(days=300))
    sessions.finish(session_id, SessionOutcome.FINISHED)

    assert kept(database)[0].duration_min == 5


def test_what_a_cut_left_open_is_closed_as_interrupted_with_the_time_it_had(
    sessions, database, clock
):
    session_id = sessions.open("fr")
    clock.pass_time(minutes=3)
    sessions.note_progress(session_id, language="en")
    clock.pass_time(hours=9)
    clock.reboot("boot-2")

    assert sessions.close_interrupted() == 1
    (record,) = kept(database)
    assert (record.outcome, record.duration_min) == (SessionOutcome.INTERRUPTED, 3)
    assert sessions.close_interrupted() == 0


def test_a_face_is_a_second_event_that_names_no_session(sessions, database):
    sessions.finish(sessions.open("ar"), SessionOutcome.FINISHED)
    sessions.give_feedback(Feedback.YES, language="ar")

    kind, core = told(database)[1]
    assert kind is EventKind.FEEDBACK_GIVEN
    assert core == {"hour": "2026-11-23T08Z", "language": "ar", "answer": "yes"}
    with database.unit_of_work() as uow:
        assert [row.answer for row in uow.sessions.feedback_between(LONG_AGO, LATER)] == [
            Feedback.YES
        ]


def test_listeners_hear_of_a_close_after_it_is_written(sessions, database, bus):
    heard = []
    bus.subscribe(Topic.OUTBOX, lambda _: heard.append(len(told(database))))

    sessions.finish(sessions.open("fr"), SessionOutcome.FINISHED)

    assert heard == [1]
