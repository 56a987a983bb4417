# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.visit_hours import (
    cut_start,
    end_of,
    start_at,
    waited_between,
    with_end,
    with_start,
)
from kiosk.foundation.errors import Refused
from tests.support.visits import a_draft

SUMMER = datetime(2026, 7, 1, 12, 29, 59, tzinfo=UTC)


def test_a_start_is_the_quarter_of_an_hour_in_paris():
    assert start_at(SUMMER) == "14:15"


@pytest.mark.parametrize("text", ["", "9:00", "24:00", "14:60", "１４:00", "14:15:00"])
def test_a_text_that_is_no_time_stays_to_be_refused(text):
    assert cut_start(text) == text


def test_the_end_is_the_start_and_the_duration():
    assert end_of(a_draft(start="14:15", duration_min=50)) == "15:05"
    assert end_of(a_draft(start="23:15", duration_min=45)) == "00:00"


@pytest.mark.parametrize(("start", "minutes"), [("", 30), ("14:15", 0), ("23:30", 45)])
def test_there_is_no_end_without_a_start_a_duration_or_on_another_day(start, minutes):
    assert end_of(a_draft(start=start, duration_min=minutes)) == ""


def test_setting_an_end_sets_the_duration():
    assert with_end(a_draft(start="14:15"), "15:07").duration_min == 45
    assert with_end(a_draft(start="23:00"), "00:00").duration_min == 60


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("", "15:00", "start_missing"),
        ("14:15", "14:29", "end_before_start"),
        ("14:15", "13:00", "end_before_start"),
        ("14:15", "demain", "end_before_start"),
    ],
)
def test_an_end_that_does_not_follow_its_start_is_refused(start, end, reason):
    with pytest.raises(Refused) as refused:
        with_end(a_draft(start=start), end)

    assert refused.value.reason == reason


@given(st.integers(0, 94), st.integers(1, 95))
def test_an_end_that_was_set_is_the_end_that_is_shown(start, quarters):
    draft = with_start(a_draft(), f"{start // 4:02}:{start % 4 * 15 + 14:02}")
    end = (start + quarters) % 96
    if start + quarters > 96:
        return
    wall = f"{end // 4:02}:{end % 4 * 15:02}"

    assert end_of(with_end(draft, wall)) == wall


@pytest.mark.parametrize(
    ("minutes", "waited"), [(0, 0), (4, 0), (14, 10), (600, 600), (601, None), (-1, None)]
)
def test_a_wait_is_cut_to_five_minutes_and_left_out_when_it_makes_no_sense(minutes, waited):
    assert waited_between(SUMMER, SUMMER + timedelta(minutes=minutes)) == waited
