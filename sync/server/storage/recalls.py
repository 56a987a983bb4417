# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back; `kiosk.domain.lease_recall` decides what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from kiosk.domain.lease_recall import Recall, RecallState
from kiosk.domain.slots import Cell
from sync.server.storage.lease_tables import recall
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement, Connection

_OPEN = [state.value for state in RecallState if state.is_open]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for cells, and when.

    Attributes:
        by: The machine, or the person at the console.
        at: Seconds since 1970.
    """

    by: str
    at: int


class RecallRepository:
    """One recall a cell: the last that was asked."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def ask(self, recalls: Iterable[Recall], asked: Asked) -> None:
        """Keep new recalls over those of the same cells."""
        rows = [
            {
                "city": self._city,
                "mediator_id": one.cell.mediator_id,
                "cell": one.cell.step,
                "epoch": one.epoch,
                "taker": one.taker,
                "booking": one.booking,
                "state": one.state.value,
                "asked_by": asked.by,
                "asked": asked.at,
                "moved": asked.at,
            }
            for one in recalls
        ]
        upsert(self._connection, recall, rows)

    def move(self, recalls: Iterable[Recall], now: int) -> None:
        """Keep where recalls stand now."""
        for one in recalls:
            self._connection.execute(
                update(recall)
                .where(self._at(one.cell))
                .values(state=one.state.value, epoch=one.epoch, moved=now)
            )

    def open(self, first_step: int) -> tuple[Recall, ...]:
        """Return the open recalls of cells that have not begun, in order."""
        return self._select(recall.c.state.in_(_OPEN) & (recall.c.cell >= first_step))

    def ahead(self, first_step: int) -> tuple[Recall, ...]:
        """Return the recalls of cells that have not begun, ended ones too, in order."""
        return self._select(recall.c.cell >= first_step)

    def open_of(self, cells: Collection[Cell]) -> tuple[Recall, ...]:
        """Return the open recalls of some cells."""
        wanted = set(cells)
        if not wanted:
            return ()
        return tuple(
            one for one in self.open(min(cell.step for cell in wanted)) if one.cell in wanted
        )

    def _select(self, where: ColumnElement[bool]) -> tuple[Recall, ...]:
        rows = self._connection.execute(
            select(recall)
            .where(recall.c.city == self._city, where)
            .order_by(recall.c.mediator_id, recall.c.cell)
        )
        return tuple(_recall(row) for row in rows)

    def _at(self, cell: Cell) -> ColumnElement[bool]:
        return (
            (recall.c.city == self._city)
            & (recall.c.mediator_id == cell.mediator_id)
            & (recall.c.cell == cell.step)
        )


def _recall(row: Any) -> Recall:
    return Recall(
        Cell(row.mediator_id, row.cell),
        row.epoch,
        row.taker,
        row.booking,
        RecallState(row.state),
    )
