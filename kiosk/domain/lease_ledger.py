# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights to sell, on the city's side: who may sell which cell, and who has.

The ledger frees a cell only on the word of its holder (returned, cancelled, or absent from the
report of the same life), never on a clock. A sale that arrives is never refused: where the cell
is somebody else's, both promises stand and a person gets a case. Pure: the server loads the rows
of the report and of the device, asks `settle`, stores the changes, and answers.

Source: docs/data_flow.md; the other half is `kiosk.domain.leases`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.leases import Listed, RightState

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from kiosk.domain.leases import LeaseReport
    from kiosk.domain.slots import Cell

FIRST_EPOCH = 1


class CellState(StrEnum):
    """Whose a cell is."""

    FREE = "free"
    LEASED = "leased"
    SOLD = "sold"
    BLOCKED = "blocked"


class CaseKind(StrEnum):
    """Why a person must look.

    CONFLICT: two promises for one time; both stand until a person has called one of them.
    SUSPECT: a sale under a right that had ended; its cells were free and are kept for it.
    LOSS: the ledger was older than the machine (restored from a backup); an appointment that
    it knew has given way to what the machine says.
    """

    CONFLICT = "conflict"
    SUSPECT = "suspect"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One cell as the city knows it; a cell without a row is free, at the first epoch.

    Attributes:
        cell: Which cell.
        epoch: Raised each time the cell becomes free; never lowered.
        state: Whose it is.
        device: Holder of the right, or seller.
        incarnation: Life of the device to which the right was granted.
        request: Request in answer to which it was granted.
        booking: The sale that holds it.
    """

    cell: Cell
    epoch: int = FIRST_EPOCH
    state: CellState = CellState.FREE
    device: str = ""
    incarnation: str = ""
    request: int = 0
    booking: str = ""

    def freed(self) -> LedgerRow:
        """Return the row once the cell is free again, under a new epoch."""
        return LedgerRow(self.cell, self.epoch + 1)


@dataclass(frozen=True, slots=True)
class Case:
    """Something for a person to look at.

    Attributes:
        kind: Why.
        booking: The sale that is in trouble.
        device: Who sold it.
        cells: Cells of it that are concerned.
        against: Sales that hold some of these cells; empty where another machine may still sell
            them, or nobody.
    """

    kind: CaseKind
    booking: str
    device: str
    cells: tuple[Cell, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale that the ledger did not know."""

    booking: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a report changes.

    Attributes:
        changes: Rows to store.
        acks: Rows that the machine may stop listing.
        cases: For a person.
        sales: Sales learnt from this report; their event may come later.
        cancelled: Bookings of which the report says that they are cancelled.
    """

    changes: tuple[LedgerRow, ...]
    acks: tuple[Listed, ...]
    cases: tuple[Case, ...]
    sales: tuple[Sale, ...]
    cancelled: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    rows: dict[Cell, LedgerRow]
    device: str
    incarnation: str
    request: int
    changed: dict[Cell, LedgerRow] = field(default_factory=dict)
    acks: list[Listed] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    cancelled: dict[str, None] = field(default_factory=dict)

    def row(self, cell: Cell) -> LedgerRow:
        return self.changed.get(cell) or self.rows.get(cell) or LedgerRow(cell)

    def put(self, row: LedgerRow) -> None:
        self.changed[row.cell] = row


def settle(
    rows: Mapping[Cell, LedgerRow],
    report: LeaseReport,
    *,
    device: str,
    is_current: bool,
    known: Container[str],
) -> Settlement:
    """Return what a full report changes in the ledger.

    Args:
        rows: At least the rows of every cell listed and every row leased to `device`.
        report: What the machine lists; its request number is newer than any settled before
            for this incarnation, which the caller has checked.
        device: Who reports.
        is_current: Whether the report's incarnation is the newest of the device. The report of
            an older life tells sales; it frees nothing.
        known: Bookings that the city has on record, cancelled ones too: hearing of them again
            under a right that has ended since is no news. `without_ended` comes next.
    """
    work = _Work(dict(rows), device, report.incarnation, report.request)
    by_booking: dict[str, list[Listed]] = {}
    for listed in report.rows:
        if listed.state is RightState.SOLD:
            by_booking.setdefault(listed.booking, []).append(listed)
    for booking, sold in by_booking.items():
        _settle_sale(work, booking, sold, is_known=booking in known)
    for listed in report.rows:
        match listed.state:
            case RightState.CANCELLED:
                _settle_cancelled(work, listed, is_current=is_current)
            case RightState.RETURNED if is_current:
                _settle_returned(work, listed)
            case RightState.HELD if is_current:
                _settle_held(work, listed)
            case _:
                pass
    if is_current:
        _free_absent(work, {(listed.cell, listed.epoch) for listed in report.rows})
    return Settlement(
        changes=tuple(work.changed.values()),
        acks=tuple(work.acks),
        cases=tuple(work.cases),
        sales=tuple(work.sales),
        cancelled=tuple(work.cancelled),
    )


def without_ended(changes: Iterable[LedgerRow], ended: Container[str]) -> tuple[LedgerRow, ...]:
    """Return the changes of a settlement without sales cancelled before the ledger heard of them.

    Args:
        changes: What `settle` changed.
        ended: Bookings that the city has on record as cancelled; their cells become free.
    """
    return tuple(
        row.freed() if row.state is CellState.SOLD and row.booking in ended else row
        for row in changes
    )


def cancel_booking(rows: Iterable[LedgerRow], booking: str) -> tuple[LedgerRow, ...]:
    """Return the rows that become free when a sale that the ledger knows is cancelled."""
    return tuple(
        row.freed() for row in rows if row.state is CellState.SOLD and row.booking == booking
    )


def declare_lost(
    rows: Iterable[LedgerRow], device: str, incarnations: Container[str]
) -> tuple[LedgerRow, ...]:
    """Return the rows that a person frees by declaring lives of a device lost.

    A sale that still arrives from it becomes a case.
    """
    return tuple(
        row.freed()
        for row in rows
        if row.state is CellState.LEASED
        and row.device == device
        and row.incarnation in incarnations
    )


def handed_over(
    rows: Iterable[LedgerRow], losers: Container[str], booking: str, device: str
) -> tuple[LedgerRow, ...]:
    """Return the rows that change hands once it is decided who keeps a time.

    Args:
        rows: Rows of the cells of the sale that keeps it.
        losers: Sales that give way.
        booking: The sale that keeps the time.
        device: Who sold that one.
    """
    return tuple(
        replace(row, device=device, booking=booking)
        for row in rows
        if row.state is CellState.SOLD and row.booking in losers
    )


def orphans(rows: Iterable[LedgerRow], device: str, incarnation: str) -> tuple[LedgerRow, ...]:
    """Return the rights of older lives of a device: kept until sold, started or declared lost."""
    return tuple(
        row
        for row in rows
        if row.state is CellState.LEASED and row.device == device and row.incarnation != incarnation
    )


def _is_behind(row: LedgerRow, listed: Listed) -> bool:
    """Say whether the ledger is older than the machine: only a restored backup makes it so."""
    return row.epoch < listed.epoch or (row.epoch == listed.epoch and row.state is CellState.FREE)


def _settle_sale(work: _Work, booking: str, sold: list[Listed], *, is_known: bool) -> None:
    work.acks.extend(sold)
    conflict: list[LedgerRow] = []
    suspect: list[Cell] = []
    for listed in sold:
        row = work.row(listed.cell)
        if row.state is CellState.SOLD and row.booking == booking:
            continue
        if _is_behind(row, listed):
            _note_loss(work, row)
            work.put(_sold(work, row, booking, listed.epoch))
        elif _is_right_of(work, row, listed):
            work.put(_sold(work, row, booking, listed.epoch))
        elif is_known:
            continue
        elif row.state is CellState.FREE:
            suspect.append(listed.cell)
            work.put(_sold(work, row, booking, row.epoch))
        else:
            conflict.append(row)
    if not is_known:
        work.sales.append(Sale(booking, tuple(one.cell for one in sold)))
    if conflict:
        cells = tuple(row.cell for row in conflict)
        against = dict.fromkeys(row.booking for row in conflict if row.state is CellState.SOLD)
        work.cases.append(Case(CaseKind.CONFLICT, booking, work.device, cells, tuple(against)))
    if suspect:
        work.cases.append(Case(CaseKind.SUSPECT, booking, work.device, tuple(suspect)))


def _is_right_of(work: _Work, row: LedgerRow, listed: Listed) -> bool:
    """Say whether a row is the very right under which the machine sold, of any of its lives."""
    return row.state is CellState.LEASED and row.device == work.device and row.epoch == listed.epoch


def _sold(work: _Work, row: LedgerRow, booking: str, epoch: int) -> LedgerRow:
    return replace(
        row,
        epoch=epoch,
        state=CellState.SOLD,
        device=work.device,
        incarnation=row.incarnation or work.incarnation,
        booking=booking,
    )


def _note_loss(work: _Work, row: LedgerRow) -> None:
    if row.state is CellState.SOLD:
        work.cases.append(Case(CaseKind.LOSS, row.booking, row.device, (row.cell,)))


def _settle_cancelled(work: _Work, listed: Listed, *, is_current: bool) -> None:
    work.acks.append(listed)
    work.cancelled[listed.booking] = None
    row = work.row(listed.cell)
    is_this_sale = row.state is CellState.SOLD and row.booking == listed.booking
    # A sale made and cancelled before the city heard of it. Only the life that holds the right
    # may free it: under an older one, a copy of the machine may have sold the same cell.
    is_unheard = (
        is_current
        and row.state is CellState.LEASED
        and row.device == work.device
        and row.incarnation == work.incarnation
        and row.epoch == listed.epoch
    )
    if is_this_sale or is_unheard:
        work.put(row.freed())


def _settle_returned(work: _Work, listed: Listed) -> None:
    work.acks.append(listed)
    row = work.row(listed.cell)
    if _is_ours(work, row) and row.epoch == listed.epoch:
        work.put(row.freed())
    elif _is_behind(row, listed):
        _note_loss(work, row)
        work.put(LedgerRow(row.cell, listed.epoch + 1))


def _settle_held(work: _Work, listed: Listed) -> None:
    row = work.row(listed.cell)
    if not _is_behind(row, listed):
        return
    _note_loss(work, row)
    work.put(
        LedgerRow(
            row.cell,
            listed.epoch,
            CellState.LEASED,
            work.device,
            work.incarnation,
            work.request,
        )
    )


def _is_ours(work: _Work, row: LedgerRow) -> bool:
    return (
        row.state is CellState.LEASED
        and row.device == work.device
        and row.incarnation == work.incarnation
    )


def _free_absent(work: _Work, listed: set[tuple[Cell, int]]) -> None:
    """Free what was granted to this life in answer to an older request and is not listed."""
    for cell in work.rows:
        row = work.row(cell)
        if (
            _is_ours(work, row)
            and row.request < work.request
            and (row.cell, row.epoch) not in listed
        ):
            work.put(row.freed())
