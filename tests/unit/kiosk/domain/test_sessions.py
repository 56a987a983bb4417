# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.outbox import EventKind
from kiosk.domain.sessions import (
    Feedback,
    FeedbackRecord,
    OpenSession,
    SessionOutcome,
    WalkthroughTrace,
    close_session,
    cut_to_hour,
    hour_text,
    minimise,
)
from kiosk.foundation.errors import BugError

OPENED = datetime(2026, 11, 23, 8, 47, 31, 250_000, tzinfo=UTC)
SESSION = OpenSession(7, OPENED, 100.0, "boot-1", "fr")


def test_only_the_hour_and_whole_minutes_remain():
    record = close_session(SESSION, SessionOutcome.FINISHED, lasted_s=754.9)

    assert record.started_hour_utc == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert record.duration_min == 12


def test_the_event_tells_the_walkthroughs_with_their_last_step_and_no_number_of_the_row():
    session = SESSION.with_trace(WalkthroughTrace("rsa", "montants", finished=False))

    event = close_session(session, SessionOutcome.LEFT, lasted_s=60).event()

    assert event.kind is EventKind.SESSION_CLOSED
    assert event.annex is None
    assert event.core == {
        "hour": "2026-11-23T08Z",
        "minutes": 1,
        "language": "fr",
        "walkthroughs": [{"id": "rsa", "last_step": "montants", "finished": False}],
        "outcome": "left",
    }


@given(st.text(), st.text(), st.text())
def test_typed_text_never_passes_into_a_record(walkthrough_id, last_step, language):
    session = replace(
        SESSION,
        language=language,
        traces=(WalkthroughTrace(walkthrough_id, last_step, finished=True),),
    )

    core = json.dumps(close_session(session, SessionOutcome.IDLE, lasted_s=5).event().core)

    for typed in (walkthrough_id, last_step, language):
        if " " in typed or any(ord(letter) > 127 for letter in typed):
            assert json.dumps(typed) not in core


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_duration_is_between_nothing_and_a_day(lasted_s):
    record = close_session(SESSION, SessionOutcome.IDLE, lasted_s=lasted_s)

    assert 0 <= record.duration_min <= 24 * 60


def test_minimising_twice_changes_nothing():
    once = close_session(SESSION, SessionOutcome.HELPED, lasted_s=300)

    assert minimise(once) == once


def test_a_walkthrough_opened_again_keeps_its_place_and_its_newest_step():
    session = SESSION
    for step in ("a", "b"):
        session = session.with_trace(WalkthroughTrace("rsa", step, finished=False))
        session = session.with_trace(WalkthroughTrace("titre", "x", finished=True))

    assert [(trace.walkthrough_id, trace.last_step) for trace in session.traces] == [
        ("rsa", "b"),
        ("titre", "x"),
    ]


def test_a_face_is_told_by_hour_and_language_only():
    event = FeedbackRecord(cut_to_hour(OPENED), "ar", Feedback.A_LITTLE).event()

    assert event.core == {"hour": "2026-11-23T08Z", "language": "ar", "answer": "a_little"}


def test_a_naive_time_is_a_bug():
    with pytest.raises(BugError):
        cut_to_hour(datetime(2026, 11, 23, 8))


def test_an_hour_is_written_to_the_hour():
    assert hour_text(OPENED) == "2026-11-23T08Z"
