# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back from their holder, and what they are kept for once they come.

Asking takes nothing away: the cell stays the holder's until its own report gives it back or
tells that it was sold. From then on, and until the recall is closed, the cell goes to nobody but
the one for whom it was asked. Pure, like `kiosk.domain.lease_ledger`.

Source: docs/data_flow.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import Listed, RightState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.slots import Cell


class RecallState(StrEnum):
    """Where a recall stands.

    ASKED: the holder has not answered. KEPT: the cell is free for the one who asked, and for
    nobody else. GIVEN: it has it. SOLD: the holder had sold it before it heard. LEFT: nobody
    needs it any more.
    """

    ASKED = "asked"
    KEPT = "kept"
    GIVEN = "given"
    SOLD = "sold"
    LEFT = "left"

    @property
    def is_open(self) -> bool:
        """Whether the recall still keeps others from the cell."""
        return self in (RecallState.ASKED, RecallState.KEPT)


@dataclass(frozen=True, slots=True)
class Recall:
    """A cell asked back.

    Attributes:
        cell: Which cell.
        epoch: Right that is asked back.
        taker: Machine for which it is asked; empty when the city only wants it withheld.
        booking: Sale that waits for the cell; empty for none.
        state: Where it stands.
    """

    cell: Cell
    epoch: int
    taker: str = ""
    booking: str = ""
    state: RecallState = RecallState.ASKED


def asked_back(rows: Iterable[LedgerRow], taker: str, *, booking: str = "") -> tuple[Recall, ...]:
    """Return the recalls of rights that somebody else holds, and of cells that are free.

    What is free is kept at once. Sold and blocked cells, and the taker's own, are left out.
    """
    recalls: list[Recall] = []
    for row in rows:
        if row.state is CellState.FREE:
            recalls.append(Recall(row.cell, row.epoch, taker, booking, RecallState.KEPT))
        elif row.state is CellState.LEASED and (row.device != taker or booking):
            recalls.append(Recall(row.cell, row.epoch, taker, booking))
    return tuple(recalls)


def after_report(
    recalls: Iterable[Recall], rows: Mapping[Cell, LedgerRow]
) -> tuple[tuple[Recall, ...], tuple[LedgerRow, ...]]:
    """Return the recalls that a settled report moves on, and the rows that this changes.

    Args:
        recalls: Open recalls.
        rows: Rows of their cells after the settlement; a cell without row is free.

    Returns:
        Recalls to store and rows to store: a cell that came back for a sale that waits is that
        sale's at once.
    """
    moved: list[Recall] = []
    changed: list[LedgerRow] = []
    for recall in recalls:
        row = rows.get(recall.cell) or LedgerRow(recall.cell)
        if row.state is CellState.SOLD:
            is_own = bool(recall.booking) and row.booking == recall.booking
            moved.append(replace(recall, state=RecallState.GIVEN if is_own else RecallState.SOLD))
        elif row.state is CellState.FREE and recall.booking:
            changed.append(replace(row, state=CellState.SOLD, booking=recall.booking))
            moved.append(replace(recall, state=RecallState.GIVEN, epoch=row.epoch))
        elif row.state is CellState.FREE and recall.state is RecallState.ASKED:
            moved.append(replace(recall, state=RecallState.KEPT, epoch=row.epoch))
    return tuple(moved), tuple(changed)


def to_ask(recalls: Iterable[Recall], rows: Mapping[Cell, LedgerRow]) -> tuple[Listed, ...]:
    """Return what a reply asks back: the rights that still stand as they did when asked.

    Args:
        recalls: Open recalls.
        rows: Rows leased to the machine that is answered, by cell.
    """
    return tuple(
        Listed(recall.cell, recall.epoch, RightState.HELD)
        for recall in recalls
        if recall.state is RecallState.ASKED
        and (row := rows.get(recall.cell)) is not None
        and row.state is CellState.LEASED
        and row.epoch == recall.epoch
    )


def granted_to(recalls: Iterable[Recall], device: str) -> tuple[Recall, ...]:
    """Return the recalls whose cells the next grant to a machine holds, closed."""
    return tuple(
        replace(recall, state=RecallState.GIVEN)
        for recall in recalls
        if recall.state is RecallState.KEPT and recall.taker == device and not recall.booking
    )


@dataclass(frozen=True, slots=True)
class Holding:
    """A cell that another machine may sell, or that was asked back, as a post knows it.

    Attributes:
        cell: Which cell.
        device: Who holds it; empty once it is kept for the one who asked.
        recall: State of the recall; nothing for none.
        taker: Machine for which it was asked back.
    """

    cell: Cell
    device: str
    recall: RecallState | None
    taker: str
