# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger of rights: one row a cell that is not free at its first epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.lease_seats import is_seat
from kiosk.domain.slots import Cell
from sync.server.storage.agenda_tables import lease_cell
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection

_CHUNK = 400


class LeaseRepository:
    """Who may sell which five minutes; `kiosk.domain.lease_ledger` decides."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def rows_for(self, device: str, cells: Collection[Cell]) -> dict[Cell, LedgerRow]:
        """Return the rows of some cells and every row leased to a machine."""
        leased = (lease_cell.c.device == device) & (lease_cell.c.state == CellState.LEASED.value)
        rows = {row.cell: row for row in self._select(leased)}
        for near in _near(cells):
            rows.update({row.cell: row for row in self._select(near) if row.cell in cells})
        return rows

    def of_cells(self, cells: Collection[Cell]) -> dict[Cell, LedgerRow]:
        """Return the rows of some cells; one that has none is free, at its first epoch."""
        rows = {cell: LedgerRow(cell) for cell in cells}
        for near in _near(cells):
            rows.update({row.cell: row for row in self._select(near) if row.cell in rows})
        return rows

    def between(self, mediators: Collection[str], first: int, last: int) -> dict[Cell, LedgerRow]:
        """Return the rows of some mediators from one cell to another."""
        near = lease_cell.c.mediator_id.in_(list(mediators)) & lease_cell.c.cell.between(
            first, last
        )
        return {row.cell: row for row in self._select(near)}

    def of_booking(self, booking: str) -> tuple[LedgerRow, ...]:
        """Return the rows that a sale holds."""
        return tuple(self._select(lease_cell.c.booking == booking))

    def leased_to(self, device: str) -> tuple[LedgerRow, ...]:
        """Return the rights of a machine, of any of its lives."""
        return tuple(
            self._select(
                (lease_cell.c.device == device) & (lease_cell.c.state == CellState.LEASED.value)
            )
        )

    def all_leased(self, first_step: int) -> tuple[LedgerRow, ...]:
        """Return the rights of every machine to cells from one on, in order."""
        rows = self._select(
            (lease_cell.c.state == CellState.LEASED.value) & (lease_cell.c.cell >= first_step)
        )
        return tuple(sorted(rows, key=lambda row: row.cell))

    def forget_unsold(self, before_step: int) -> int:
        """Delete the rows of cells long past that no sale holds; return how many."""
        done = self._connection.execute(
            delete(lease_cell).where(
                lease_cell.c.city == self._city,
                lease_cell.c.cell < before_step,
                lease_cell.c.state.in_((CellState.FREE.value, CellState.LEASED.value)),
            )
        )
        return done.rowcount

    def store(self, rows: Iterable[LedgerRow]) -> None:
        """Write rows over the older ones."""
        values = [
            {
                "city": self._city,
                "mediator_id": row.cell.mediator_id,
                "cell": row.cell.step,
                "epoch": row.epoch,
                "state": row.state.value,
                "device": row.device,
                "incarnation": row.incarnation,
                "request": row.request,
                "booking": row.booking,
            }
            for row in rows
        ]
        upsert(self._connection, lease_cell, values)

    def counts(self) -> dict[tuple[str, str], int]:
        """Return (device, state) -> number of cells."""
        rows = self._connection.execute(
            select(lease_cell.c.device, lease_cell.c.state, func.count())
            .where(lease_cell.c.city == self._city)
            .group_by(lease_cell.c.device, lease_cell.c.state)
        )
        return {(device, state): n for device, state, n in rows}

    def sold(self) -> tuple[LedgerRow, ...]:
        """Return every row that a sale holds, for checks."""
        return tuple(self._select(lease_cell.c.state == CellState.SOLD.value))

    def _select(self, where: ColumnElement[bool]) -> list[LedgerRow]:
        rows = self._connection.execute(
            select(lease_cell).where(lease_cell.c.city == self._city, where)
        )
        return [_ledger_row(row) for row in rows]


def _near(cells: Collection[Cell]) -> Iterator[ColumnElement[bool]]:
    """Yield what is asked for by one statement each: a stretch of a mediator's time, or seats.

    All seats of a workshop lie at one step: they are asked for together.
    """
    steps: dict[str, list[int]] = {}
    seats: dict[int, list[str]] = {}
    for cell in sorted(cells):
        if is_seat(cell):
            seats.setdefault(cell.step, []).append(cell.mediator_id)
        else:
            steps.setdefault(cell.mediator_id, []).append(cell.step)
    for mediator_id, found in steps.items():
        for at in range(0, len(found), _CHUNK):
            part = found[at : at + _CHUNK]
            yield (lease_cell.c.mediator_id == mediator_id) & lease_cell.c.cell.between(
                part[0], part[-1]
            )
    for step, names in seats.items():
        for at in range(0, len(names), _CHUNK):
            near = lease_cell.c.mediator_id.in_(names[at : at + _CHUNK])
            yield near & (lease_cell.c.cell == step)


def _ledger_row(row: Any) -> LedgerRow:
    return LedgerRow(
        Cell(row.mediator_id, row.cell),
        row.epoch,
        CellState(row.state),
        row.device,
        row.incarnation,
        row.request,
        row.booking,
    )
