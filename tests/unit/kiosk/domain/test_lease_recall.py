# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back: only the holder's report moves a recall on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.lease_recall import (
    Recall,
    RecallState,
    after_report,
    asked_back,
    granted_to,
    to_ask,
)
from kiosk.domain.leases import RightState
from kiosk.domain.slots import Cell

CELL = Cell("samira", 5_900_000)
LEASED = LedgerRow(CELL, 3, CellState.LEASED, "kiosk", "life", 7)
SOLD = replace(LEASED, state=CellState.SOLD, booking="life.12345678")
FREE = LEASED.freed()


def test_asking_for_a_right_of_another_leaves_the_row_as_it_is():
    (recall,) = asked_back([LEASED], "post")

    assert recall == Recall(CELL, 3, "post", "", RecallState.ASKED)


def test_a_free_cell_is_kept_at_once():
    (recall,) = asked_back([FREE], "post")

    assert (recall.state, recall.epoch) == (RecallState.KEPT, 4)


@pytest.mark.parametrize(
    "row",
    [SOLD, replace(LEASED, state=CellState.BLOCKED), replace(LEASED, device="post")],
    ids=["sold", "blocked", "the taker's own"],
)
def test_what_nobody_can_give_is_not_asked(row):
    assert asked_back([row], "post") == ()


def test_a_cell_that_came_back_is_kept_for_the_one_who_asked():
    moved, changed = after_report(asked_back([LEASED], "post"), {CELL: FREE})

    assert moved == (Recall(CELL, 4, "post", "", RecallState.KEPT),)
    assert changed == ()


def test_a_cell_sold_before_the_holder_heard_ends_the_recall():
    moved, changed = after_report(asked_back([LEASED], "post"), {CELL: SOLD})

    assert [one.state for one in moved] == [RecallState.SOLD]
    assert changed == ()


def test_a_cell_that_came_back_for_a_sale_that_waits_is_its_own_at_once():
    recalls = asked_back([LEASED], "", booking="other.87654321")

    moved, changed = after_report(recalls, {CELL: FREE})

    assert [one.state for one in moved] == [RecallState.GIVEN]
    assert [(row.state, row.booking, row.epoch) for row in changed] == [
        (CellState.SOLD, "other.87654321", 4)
    ]


def test_a_holder_that_says_nothing_moves_nothing():
    assert after_report(asked_back([LEASED], "post"), {CELL: LEASED}) == ((), ())


def test_only_the_very_right_that_was_meant_is_asked():
    (recall,) = asked_back([LEASED], "post")

    (asked,) = to_ask([recall], {CELL: LEASED})
    assert (asked.cell, asked.epoch, asked.state) == (CELL, 3, RightState.HELD)
    assert to_ask([recall], {CELL: replace(LEASED, epoch=4)}) == ()
    assert to_ask([recall], {}) == ()
    assert to_ask([replace(recall, state=RecallState.KEPT)], {CELL: LEASED}) == ()


def test_a_grant_closes_the_recalls_of_its_own_machine_only():
    kept = Recall(CELL, 4, "post", "", RecallState.KEPT)

    assert [one.state for one in granted_to([kept], "post")] == [RecallState.GIVEN]
    assert granted_to([kept], "kiosk") == ()
    assert granted_to([replace(kept, booking="b")], "post") == ()


def test_only_asked_and_kept_keep_others_away():
    assert {state for state in RecallState if state.is_open} == {
        RecallState.ASKED,
        RecallState.KEPT,
    }
