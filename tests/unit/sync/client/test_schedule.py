# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.foundation.errors import BugError
from sync.client.schedule import (
    CAP_S,
    LONGEST_ASKED_S,
    MAX_BATCH,
    Pace,
    asked_wait_s,
    next_wait_s,
    retry_wait_s,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_is_between_nothing_and_a_bound_that_stops_at_a_quarter_of_an_hour(failures, jitter):
    assert 0.0 <= retry_wait_s(failures, jitter) <= CAP_S


def test_the_bound_doubles_from_two_seconds():
    assert [retry_wait_s(n, 1.0) for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert retry_wait_s(30, 1.0) == 900


def test_the_jitter_is_full():
    assert retry_wait_s(5, 0.0) == 0.0
    assert retry_wait_s(5, 0.5) == 16.0


def test_what_the_server_asks_for_wins():
    assert retry_wait_s(1, 0.0, 120.0) == 120.0
    assert retry_wait_s(1, 1.0, 120.0) == pytest.approx(132.0)
    assert retry_wait_s(1, 0.0, 1e12) == LONGEST_ASKED_S


@pytest.mark.parametrize(("failures", "jitter"), [(0, 0.5), (1, -0.1), (1, 1.1)])
def test_a_wait_out_of_range_is_a_bug(failures, jitter):
    with pytest.raises(BugError):
        retry_wait_s(failures, jitter)


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("Mon, 23 Nov 2026 08:02:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0.0),
        ("", 0.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("9" * 400, LONGEST_ASKED_S),
        ("٣", 0.0),
    ],
)
def test_a_retry_after_is_read_and_junk_asks_for_nothing(header, wait_s):
    assert asked_wait_s(header, NOW) == wait_s


@given(st.text(max_size=40))
def test_no_retry_after_whatever_breaks_the_reading(header):
    assert 0.0 <= asked_wait_s(header, NOW) <= LONGEST_ASKED_S


def test_kiosks_of_one_city_do_not_all_come_at_once():
    assert next_wait_s(900, 0.0) == pytest.approx(810)
    assert next_wait_s(900, 1.0) == pytest.approx(990)
    assert next_wait_s(0, 0.5) == 2.0


def test_a_batch_is_halved_down_to_one_and_grows_again():
    pace = Pace()
    for _ in range(20):
        pace = pace.after_failure(0.0, 1.0, halve=True)
    assert (pace.batch, pace.failures) == (1, 20)

    pace = pace.after_success(0.0, 1.0)
    assert (pace.batch, pace.failures) == (2, 0)
    for _ in range(20):
        pace = pace.after_success(0.0, 1.0)
    assert pace.batch == MAX_BATCH


def test_other_failures_leave_the_batch():
    assert Pace().after_failure(5.0, 3.0, halve=False) == Pace(1, MAX_BATCH, 8.0)
