# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post tells of rights is read as it was written, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.lease_cases import TaskOutcome
from kiosk.domain.lease_events import (
    MAX_CELLS_ASKED,
    cells_asked,
    cells_left,
    cells_of,
    task_done,
    task_of,
)
from kiosk.domain.outbox import OutboxLane
from kiosk.domain.slots import Cell

cells = st.sets(
    st.builds(Cell, st.sampled_from(["samira", "atelier:a:1"]), st.integers(0, 60)),
    min_size=1,
    max_size=MAX_CELLS_ASKED,
)


@given(cells)
def test_cells_asked_are_read_as_they_were_written(asked):
    assert set(cells_of(cells_asked(asked).core)) == asked
    assert set(cells_of(cells_left(asked).core)) == asked


def test_they_travel_in_the_lane_that_goes_first():
    asked = cells_asked([Cell("samira", 1)])

    assert asked.kind.lane is OutboxLane.BOOKINGS
    assert task_done(3, TaskOutcome.CALLED).kind.lane is OutboxLane.BOOKINGS


@pytest.mark.parametrize(
    "core",
    [
        {},
        {"runs": []},
        {"runs": "x"},
        {"runs": [["samira", 1]]},
        {"runs": [["samira", -1, 1]]},
        {"runs": [["samira", 1, 0]]},
        {"runs": [["samira", 1, MAX_CELLS_ASKED + 1]]},
        {"runs": [["samira", 1, 90], ["samira", 200, 90]]},
        {"runs": [["", 1, 1]]},
        {"runs": [["x" * 65, 1, 1]]},
    ],
)
def test_cells_out_of_bounds_are_refused(core):
    with pytest.raises(ValueError, match="cells"):
        cells_of(core)


def test_an_outcome_is_read_as_it_was_written():
    assert task_of(task_done(3, TaskOutcome.AT_ARRIVAL).core) == (3, TaskOutcome.AT_ARRIVAL)


@pytest.mark.parametrize(
    "core",
    [{}, {"task": 0, "outcome": "called"}, {"task": True, "outcome": "called"},
     {"task": 1, "outcome": "shouted"}, {"task": 1, "outcome": 1}],
)  # fmt: skip
def test_an_outcome_that_nobody_knows_is_refused(core):
    with pytest.raises(ValueError):
        task_of(core)
