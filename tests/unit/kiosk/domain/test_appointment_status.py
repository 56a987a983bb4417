# SPDX-License-Identifier: AGPL-3.0-or-later
"""News of an appointment add up in whatever order they come."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.appointment_requests import OPEN_REQUESTS, RequestStatus, request_after
from kiosk.domain.appointment_status import (
    AT_FIRST,
    GONE,
    AppointmentStatus,
    Attendance,
    Ending,
    Presence,
    Standing,
    after,
)
from kiosk.storage import appointments as here
from sync.server.storage import agenda_tables as there

S = AppointmentStatus
standings = st.builds(
    Standing,
    st.integers(0, 3),
    st.sampled_from(Presence),
    st.sampled_from(Ending),
    st.integers(0, 4),
)


@given(news=st.lists(standings, min_size=1, max_size=6), data=st.data())
def test_the_order_of_news_and_their_repetition_change_nothing(news, data):
    again = data.draw(st.permutations(news + data.draw(st.lists(st.sampled_from(news)))))

    assert reduce(Standing.joined, again) == reduce(Standing.joined, news)


@given(st.sampled_from(S), st.sampled_from(S), st.sampled_from(S))
def test_statuses_alone_add_up_in_any_order_too(first, second, third):
    assert after(after(first, second), third) is after(after(first, third), second)
    assert after(first, second) is after(second, first)


@given(standings)
def test_a_standing_is_read_as_it_was_written(standing):
    assert Standing.of_text(standing.text()) == standing


@pytest.mark.parametrize("text", ["", "0.0.0", "0.5.0.0", "0.0.0.-1", "a.0.0.0", "0.0.0.99999"])
def test_what_is_no_standing_is_refused(text):
    with pytest.raises(ValueError, match="standing"):
        Standing.of_text(text)


@pytest.mark.parametrize("status", list(S))
def test_each_status_is_shown_by_the_least_standing_that_says_so(status):
    assert Standing.of(status).status is status


@pytest.mark.parametrize("ending", [one for one in Ending if one is not Ending.NONE])
def test_a_check_in_beats_every_end_that_was_told_before_or_after(ending):
    ended = Standing(ending=ending)

    assert ended.marked(Attendance.ARRIVED).status is S.ARRIVED
    assert AT_FIRST.marked(Attendance.ARRIVED).joined(ended).status is S.ARRIVED


def test_a_person_who_did_not_come_after_all_is_cancelled_again():
    """A false arrival is taken back: what was hidden by it is seen again."""
    cancelled = Standing(ending=Ending.BY_PERSON).marked(Attendance.ARRIVED)

    assert cancelled.marked(Attendance.ABSENT).status is S.CANCELLED


def test_a_displaced_appointment_stands_again_and_can_be_displaced_again():
    gone = AT_FIRST.displaced()
    back = gone.placed_again()

    assert (gone.status, back.status) == (S.DISPLACED, S.CONFIRMED)
    assert back.joined(gone) == back
    assert back.displaced().status is S.DISPLACED
    assert gone.displaced() == gone
    assert back.placed_again() == back


def test_a_cancellation_of_somebody_displaced_stays_whatever_becomes_of_the_time():
    cancelled = AT_FIRST.displaced().joined(Standing(ending=Ending.BY_PERSON))

    assert cancelled.status is S.CANCELLED
    assert cancelled.placed_again().status is S.CANCELLED


def test_only_what_is_gone_holds_no_time():
    assert {one for one in S if one in GONE} == {S.CANCELLED, S.CANCELLED_BY_CENTRE, S.MOVED}


@given(st.lists(st.sampled_from(RequestStatus), min_size=1, max_size=5), st.data())
def test_news_of_a_request_add_up_in_any_order(news, data):
    other = data.draw(st.permutations(news))

    assert reduce(request_after, other) is reduce(request_after, news)


def test_an_answer_that_comes_late_counts_and_the_person_is_heard_last():
    expired, confirmed = RequestStatus.EXPIRED, RequestStatus.CONFIRMED

    assert request_after(expired, confirmed) is confirmed
    assert request_after(confirmed, RequestStatus.WITHDRAWN) is RequestStatus.WITHDRAWN
    assert request_after(RequestStatus.WITHDRAWN, confirmed) is RequestStatus.WITHDRAWN
    assert expired not in OPEN_REQUESTS


def test_each_word_has_room_in_the_columns_of_both_databases():
    """PostgreSQL refuses a longer one; SQLite says nothing."""
    longest = max(len(status.value) for status in (*S, *RequestStatus))

    for table in (here.appointment, there.appointment, there.appointment_request):
        assert longest <= table.c.status.type.length
