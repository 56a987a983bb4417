# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a person may wait: a range from what was measured, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.waiting_time import LONGEST_MIN, MEASURED_MIN, STEP_MIN, WaitRange, estimate

TWENTY = [20] * 8
minutes = st.lists(st.integers(1, 90), min_size=MEASURED_MIN, max_size=40)


def test_nothing_is_told_before_five_receptions_were_measured():
    assert estimate(2, [20] * 4, 1) is None


def test_nothing_is_told_while_nobody_receives():
    assert estimate(2, TWENTY, 0) is None


@pytest.mark.parametrize(
    ("n_ahead", "n_receiving", "n_being_received", "wanted"),
    [
        (0, 1, 0, WaitRange(0, 10)),
        (0, 1, 1, WaitRange(0, 20)),
        (2, 1, 1, WaitRange(40, 60)),
        (2, 2, 2, WaitRange(20, 30)),
        (30, 1, 1, WaitRange(LONGEST_MIN - STEP_MIN, LONGEST_MIN)),
    ],
)
def test_a_wait_is_a_range_in_steps_of_ten_minutes(n_ahead, n_receiving, n_being_received, wanted):
    assert estimate(n_ahead, TWENTY, n_receiving, n_being_received=n_being_received) == wanted


def test_receptions_that_differ_make_the_range_wide():
    told = estimate(3, [5, 10, 10, 20, 30, 40, 60], 1, n_being_received=1)

    assert told is not None
    assert told.high_min - told.low_min >= 60


@given(st.integers(0, 20), minutes, st.integers(1, 6), st.integers(0, 6))
def test_a_range_has_whole_steps_and_grows_with_who_is_ahead(n_ahead, served, n_open, n_busy):
    now = estimate(n_ahead, served, n_open, n_being_received=n_busy)
    later = estimate(n_ahead + 1, served, n_open, n_being_received=n_busy)

    assert now is not None
    assert later is not None
    for told in (now, later):
        assert 0 <= told.low_min < told.high_min <= LONGEST_MIN
        assert told.low_min % STEP_MIN == 0
        assert told.high_min % STEP_MIN == 0
    assert now.low_min <= later.low_min
    assert now.high_min <= later.high_min
