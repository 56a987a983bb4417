# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a report changes in the city's ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.lease_ledger import (
    CaseKind,
    CellState,
    LedgerRow,
    cancel_booking,
    declare_lost,
    orphans,
    settle,
    without_ended,
)
from kiosk.domain.leases import LeaseReport, Listed, RightState
from kiosk.domain.slots import Cell

A, B = Cell("m", 10), Cell("m", 11)
LIFE, OLDER = "00000000000000aa", "00000000000000bb"


def leased(cell=A, **changes):
    row = LedgerRow(cell, 3, CellState.LEASED, "k-1", LIFE, 5)
    return replace(row, **changes)


def report(*rows, **changes):
    return replace(LeaseReport(LIFE, 6, "e", rows), **changes)


def settled(ledger, told, **changes):
    values = {"device": "k-1", "is_current": True, "known": ()} | changes
    return settle({row.cell: row for row in ledger}, told, **values)


def after(settlement, cell=A):
    return {row.cell: row for row in settlement.changes}.get(cell)


def test_a_sale_under_its_right_is_sold_and_acknowledged():
    told = Listed(A, 3, RightState.SOLD, "b")

    done = settled([leased()], report(told))

    assert (after(done).state, after(done).booking, after(done).epoch) == (CellState.SOLD, "b", 3)
    assert (done.acks, done.cases) == ((told,), ())
    assert [sale.booking for sale in done.sales] == ["b"]


def test_a_sale_told_again_changes_nothing():
    row = leased(state=CellState.SOLD, booking="b")
    told = Listed(A, 3, RightState.SOLD, "b")

    done = settled([row], report(told), known={"b"})

    assert (done.changes, done.acks, done.cases, done.sales) == ((), (told,), (), ())


def test_a_sale_of_somebody_elses_cell_is_a_case_and_is_not_refused():
    row = leased(device="k-2")
    told = Listed(A, 3, RightState.SOLD, "b")

    done = settled([row], report(told))

    assert done.changes == ()
    assert done.acks == (told,)
    assert [(case.kind, case.booking) for case in done.cases] == [(CaseKind.CONFLICT, "b")]


def test_a_conflict_on_one_cell_frees_none_of_the_sale():
    told = (Listed(A, 3, RightState.SOLD, "b"), Listed(B, 3, RightState.SOLD, "b"))

    done = settled([leased(A), leased(B, device="k-2")], report(*told))

    assert after(done, A).state is CellState.SOLD
    assert after(done, B) is None
    assert done.cases[0].cells == (B,)


def test_a_sale_under_a_right_declared_lost_keeps_its_free_cells_and_is_suspect():
    row = LedgerRow(A, 4)

    done = settled([row], report(Listed(A, 3, RightState.SOLD, "b")))

    assert (after(done).state, after(done).epoch) == (CellState.SOLD, 4)
    assert done.cases[0].kind is CaseKind.SUSPECT


def test_a_sale_known_by_its_event_first_is_sold_all_the_same():
    done = settled([leased()], report(Listed(A, 3, RightState.SOLD, "b")), known={"b"})

    assert after(done).state is CellState.SOLD


def test_a_sale_cancelled_before_its_report_frees_its_cells():
    told = Listed(A, 3, RightState.SOLD, "b")

    done = settled([leased()], report(told), known={"b"})
    (row,) = without_ended(done.changes, {"b"})

    assert (row.state, row.epoch) == (CellState.FREE, 4)
    assert without_ended(done.changes, {"c"}) == done.changes


def test_a_late_report_of_a_sale_whose_cell_was_sold_again_is_no_case():
    row = leased(device="k-2", epoch=4)

    done = settled([row], report(Listed(A, 3, RightState.SOLD, "b")), known={"b"})

    assert (done.changes, done.cases) == ((), ())


@pytest.mark.parametrize("state", [RightState.RETURNED, RightState.CANCELLED])
def test_what_is_returned_or_cancelled_becomes_free_under_a_new_epoch(state):
    booking = "b" if state is RightState.CANCELLED else ""

    done = settled([leased()], report(Listed(A, 3, state, booking)))

    assert (after(done).state, after(done).epoch, after(done).device) == (CellState.FREE, 4, "")


@pytest.mark.parametrize("state", [RightState.RETURNED, RightState.HELD, RightState.CANCELLED])
def test_an_older_life_frees_nothing(state):
    row = leased()
    told = report(Listed(A, 3, state, "b" if state is RightState.CANCELLED else ""))

    assert settled([row], told, is_current=False).changes == ()


def test_a_sale_of_an_older_life_is_settled():
    told = report(Listed(A, 3, RightState.SOLD, "b"), incarnation=OLDER)

    done = settled([leased(incarnation=OLDER)], told, is_current=False)

    assert after(done).state is CellState.SOLD


def test_a_grant_that_was_lost_is_free_again_once_the_machine_asks_anew():
    done = settled([leased(request=5)], report())

    assert (after(done).state, after(done).epoch) == (CellState.FREE, 4)


def test_the_grant_of_this_very_request_is_not_taken_back():
    assert settled([leased(request=6)], report()).changes == ()


def test_absent_frees_nothing_of_an_older_life():
    assert settled([leased(incarnation=OLDER)], report()).changes == ()
    assert orphans([leased(incarnation=OLDER)], "k-1", LIFE) == (leased(incarnation=OLDER),)


def test_a_cell_listed_under_an_older_epoch_counts_as_absent_under_the_newer():
    done = settled([leased()], report(Listed(A, 2, RightState.CANCELLED, "b")), known={"b"})

    assert after(done).epoch == 4


def test_a_restored_ledger_learns_held_rights_and_sales_again():
    done = settled(
        [LedgerRow(A, 1), LedgerRow(B, 2)],
        report(Listed(A, 3, RightState.HELD), Listed(B, 2, RightState.SOLD, "b")),
    )

    assert (after(done, A).state, after(done, A).epoch) == (CellState.LEASED, 3)
    assert (after(done, B).state, after(done, B).epoch) == (CellState.SOLD, 2)


def test_an_appointment_that_a_restored_ledger_gives_up_is_a_case():
    row = LedgerRow(A, 1, CellState.SOLD, "k-2", LIFE, 1, "old")

    done = settled([row], report(Listed(A, 3, RightState.HELD)))

    assert [(case.kind, case.booking) for case in done.cases] == [(CaseKind.LOSS, "old")]


def test_a_cancelled_booking_frees_its_cells_and_no_other():
    mine = leased(state=CellState.SOLD, booking="b")
    other = leased(B, state=CellState.SOLD, booking="c")

    assert [row.cell for row in cancel_booking([mine, other], "b")] == [A]


def test_declaring_a_life_lost_frees_its_rights_and_no_sale():
    sold = leased(B, state=CellState.SOLD, booking="b")

    assert [row.cell for row in declare_lost([leased(), sold], "k-1", {LIFE})] == [A]
    assert declare_lost([leased()], "k-1", {OLDER}) == ()
