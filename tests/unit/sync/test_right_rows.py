# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights as they travel: by runs, whole again on arrival, and bounded before they unfold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.lease_recall import Holding, RecallState
from kiosk.domain.leases import Grant, Granted, Listed, RightState
from kiosk.domain.slots import Cell
from sync.right_rows import (
    grant_of,
    grant_on_the_wire,
    holdings_of,
    holdings_on_the_wire,
    lease_runs,
    listed_rows,
    runs_of,
    steps_of,
)
from sync.translation import MAX_STEP, NotTranslatable
from sync.wire import Grant as WireGrant
from sync.wire import GrantRuns, LeaseRuns
from sync.wire_down import WireHolding

CELLS = st.builds(Cell, st.sampled_from(["a", "b"]), st.integers(0, 60))
ROWS = st.lists(
    st.builds(
        Listed,
        CELLS,
        st.integers(1, 2),
        st.sampled_from(RightState),
        st.sampled_from(["", "x.1", "x.2"]),
    ),
    max_size=40,
    unique_by=lambda row: (row.cell, row.epoch),
)
HOLDINGS = st.lists(
    st.builds(
        Holding,
        CELLS,
        st.sampled_from(["", "k"]),
        st.none() | st.sampled_from(RecallState),
        st.sampled_from(["", "p"]),
    ),
    max_size=40,
    unique_by=lambda one: one.cell,
)
ABSURD = [
    [],
    [5],
    [5, 1, 2],
    [5, 0],
    [5, -1],
    [-1, 1],
    [5, 1001],
    [5, 1 << 40],
    [1 << 40, 1],
    [MAX_STEP, 1],
    [5, 1, -2, 1],
    [5, 600, 1, 600],
]


@given(st.sets(st.integers(0, MAX_STEP - 1), min_size=1, max_size=60))
def test_cells_travel_by_runs_and_come_out_whole(steps):
    assert steps_of(runs_of(steps), 1000) == sorted(steps)


def test_each_run_counts_from_the_end_of_the_one_before():
    assert runs_of([*range(100, 136), 140, *range(142, 148)]) == [100, 36, 4, 1, 1, 6]


@pytest.mark.parametrize("runs", ABSURD)
def test_absurd_runs_are_refused_before_they_are_unfolded(runs):
    with pytest.raises(NotTranslatable):
        steps_of(runs, 1000)


@given(ROWS)
def test_a_report_comes_out_whole_and_in_the_order_of_its_cells(rows):
    found = listed_rows(lease_runs(rows), 1000)

    assert found == tuple(sorted(rows, key=lambda row: (row.cell, row.epoch)))


def test_all_mornings_of_a_mediator_are_one_row():
    rows = [
        Listed(Cell("a", day + step), 1, RightState.HELD) for day in (0, 288) for step in range(36)
    ]

    assert lease_runs(rows) == [LeaseRuns("a", [0, 36, 252, 36], 1, "held")]


def test_the_cells_of_a_report_are_counted_together():
    rows = [LeaseRuns(name, [5, 600], 1, "held") for name in ("a", "b")]

    assert len(listed_rows(rows, 1200)) == 1200
    with pytest.raises(NotTranslatable):
        listed_rows(rows, 1199)


@pytest.mark.parametrize(
    "row",
    [
        LeaseRuns("a", [0, 1], 1, "stolen"),
        LeaseRuns("a", [0, 1], -1, "held"),
        LeaseRuns("a\0", [0, 1], 1, "held"),
        LeaseRuns("a" * 65, [0, 1], 1, "held"),
        LeaseRuns("a", [0, 1], 1, "sold", "x" * 65),
        *(LeaseRuns("a", runs, 1, "held") for runs in ABSURD),
    ],
)
def test_a_row_out_of_range_is_refused(row):
    with pytest.raises(NotTranslatable):
        listed_rows([row], 1000)


@given(st.lists(st.builds(Granted, CELLS, st.integers(1, 2)), unique=True, max_size=40))
def test_a_grant_comes_out_whole(cells):
    grant = Grant("a" * 16, 3, datetime(2026, 12, 7, tzinfo=UTC), tuple(cells))

    found = grant_of(grant_on_the_wire(grant))

    assert sorted(found.cells) == sorted(grant.cells)
    assert (found.incarnation, found.request, found.sell_until_utc) == (
        grant.incarnation,
        grant.request,
        grant.sell_until_utc,
    )


@pytest.mark.parametrize(
    "row",
    [
        GrantRuns("a", [5_880_204, 1 << 40], 1),
        GrantRuns("a", [1 << 40, 6], 1),
        GrantRuns("a", [-1, 6], 1),
        GrantRuns("a", [5_880_204, 0], 1),
        GrantRuns("a", [5_880_204, 6], 1 << 62),
    ],
)
def test_a_grant_of_absurd_cells_is_refused_before_it_is_unfolded(row):
    grant = WireGrant(incarnation="a" * 16, request=1, sell_until=1_796_000_000, rows=[row])

    with pytest.raises(NotTranslatable):
        grant_of(grant)


@given(HOLDINGS)
def test_what_others_hold_comes_out_whole(holdings):
    found = holdings_of(holdings_on_the_wire(holdings))

    assert sorted(found, key=lambda one: one.cell) == sorted(holdings, key=lambda one: one.cell)


@pytest.mark.parametrize("runs", [[5, 1 << 40], [1 << 40, 6], [-1, 6], []])
def test_holdings_of_absurd_cells_are_refused_before_they_are_unfolded(runs):
    with pytest.raises(NotTranslatable):
        holdings_of([WireHolding("a", runs, "0123456789ab")])
