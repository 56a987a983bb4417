# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rights of this machine: cells listed, cells sold, numbers of tickets.

`kiosk.domain.leases` decides; this module loads what it needs and stores what it answers. Rows
of `sold_cell` stand for live sales, acknowledged or not: their primary key is the last guard
against two sales of one time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from kiosk.domain.free_time import FreeTime
from kiosk.domain.leases import (
    Grant,
    LeaseReport,
    Listed,
    Right,
    RightState,
    cancellation,
    cleared,
    hand_back,
    out_of_time,
    report_rows,
)
from kiosk.domain.leases import accepted as accepted_rights
from kiosk.domain.slots import Cell, step_of
from kiosk.foundation.errors import Refused
from kiosk.storage.holds import HoldRepository
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

lease_cell = Table(
    "lease_cell",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("incarnation", String(16), nullable=False),
    Column("sell_until_utc", UtcTime, nullable=False),
    Column("booking", String(64), nullable=False),
    Column("asked_back", Boolean, nullable=False, server_default=false()),
    Index("ix_lease_cell_booking", "booking"),
)

sold_cell = Table(
    "sold_cell",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("booking", String(64), nullable=False),
    Index("ix_sold_cell_booking", "booking"),
)

number_pool = Table(
    "number_pool",
    metadata,
    Column("number", String(8), primary_key=True),
    Column("incarnation", String(16), nullable=False),
    Index("ix_number_pool_incarnation", "incarnation"),
)

_HERE = and_(
    lease_cell.c.mediator_id == bindparam("at_mediator"),
    lease_cell.c.step == bindparam("at_step"),
)
_CHANGE = update(lease_cell).where(_HERE, lease_cell.c.epoch == bindparam("at_epoch"))
_FORGET = delete(lease_cell).where(_HERE)


class LeaseRepository(HoldRepository):
    """What this machine may sell, and what became of it."""

    def sellable(
        self, incarnation: str, now_utc: datetime, steps: tuple[int, int] | None = None
    ) -> FreeTime:
        """Return the cells that may be sold now, cells on hold included.

        Args:
            incarnation: Present life of the machine.
            now_utc: The moment.
            steps: First and last step of interest; all when left out.
        """
        whose = lease_cell.c.mediator_id
        # one row a mediator: cells come by the thousand, and rows are what a search waits for
        query = select(whose, func.json_group_array(lease_cell.c.step)).group_by(whose)
        query = query.where(_is_sellable(incarnation, now_utc))
        if steps is not None:
            query = query.where(lease_cell.c.step.between(*steps))
        rows = self._connection.execute(query).all()
        return FreeTime.of_steps({mediator_id: json.loads(found) for mediator_id, found in rows})

    def has_sellable(self, incarnation: str, now_utc: datetime) -> bool:
        """Say whether any cell may be sold now."""
        query = select(lease_cell.c.step).where(_is_sellable(incarnation, now_utc)).limit(1)
        return self._connection.execute(query).first() is not None

    def rights_of(self, cells: Collection[Cell]) -> dict[Cell, Right]:
        """Return the rights to some cells; cells not listed are left out."""
        rows = self._connection.execute(
            select(lease_cell).where(
                tuple_(lease_cell.c.mediator_id, lease_cell.c.step).in_(list(cells))
            )
        )
        return {right.cell: right for right in map(_right, rows)}

    def rights(self) -> tuple[Right, ...]:
        """Return every right listed, whatever its state and life."""
        rows = self._connection.execute(
            select(lease_cell).order_by(lease_cell.c.mediator_id, lease_cell.c.step)
        )
        return tuple(_right(row) for row in rows)

    def note_sale(self, sold: Collection[Right]) -> None:
        """Store a sale of whole cells.

        Raises:
            Refused: ``slot_taken`` when a live sale has one of the cells already.
        """
        try:
            self._connection.execute(
                insert(sold_cell),
                [
                    {
                        "mediator_id": right.cell.mediator_id,
                        "step": right.cell.step,
                        "epoch": right.epoch,
                        "booking": right.booking,
                    }
                    for right in sold
                ],
            )
        except IntegrityError as error:
            raise Refused("slot_taken") from error
        self.store_states(sold)

    def note_cancelled(self, booking: str) -> None:
        """Store that a sale of this machine is cancelled; its cells are not sold again here."""
        rows = self._connection.execute(select(lease_cell).where(lease_cell.c.booking == booking))
        self.store_states(cancellation([_right(row) for row in rows], booking))
        self.note_over(booking)

    def note_over(self, booking: str) -> None:
        """Store that a sale is not live any more, for whatever reason."""
        self._connection.execute(delete(sold_cell).where(sold_cell.c.booking == booking))

    def report(
        self, *, incarnation: str, request: int, server_epoch: str, with_acknowledged: bool
    ) -> LeaseReport:
        """Return the full report of what this machine lists.

        Args:
            incarnation: Present life of the machine.
            request: Number of the request that will carry it.
            server_epoch: Last epoch of the server seen.
            with_acknowledged: Tell the live sales again that the city has acknowledged, because
                its epoch is new and it may have forgotten them.
        """
        rows = report_rows(self.rights(), incarnation=incarnation)
        if with_acknowledged:
            told = {row.cell for row in rows}
            rows += tuple(row for row in self._live_sales() if row.cell not in told)
        return LeaseReport(incarnation, request, server_epoch, rows)

    def clear(self, acks: Collection[Listed]) -> int:
        """Stop listing what the city acknowledges, where the row still says exactly that.

        Returns:
            How many rows are not listed any more.
        """
        gone = cleared({right.cell: right for right in self.rights()}, acks)
        self._forget(right.cell for right in gone)
        return len(gone)

    def accept(
        self, grant: Grant, *, incarnation: str, request: int, is_signed: Callable[[Grant], bool]
    ) -> int:
        """Take the rights of a grant.

        Returns:
            How many cells were taken; 0 when the grant is for another request or life.

        Raises:
            Refused: ``grant_not_signed`` when the city did not sign it.
        """
        listed = {row.cell for row in report_rows(self.rights(), incarnation=incarnation)}
        listed |= {row.cell for row in self._live_sales()}
        rights = accepted_rights(
            listed, grant, incarnation=incarnation, request=request, is_signed=is_signed
        )
        if rights:
            self._forget(right.cell for right in rights)
            self._connection.execute(insert(lease_cell), [_values(right) for right in rights])
        return len(rights)

    def give_back(self, cells: Collection[Cell], *, now_s: float, boot_id: str) -> int:
        """Return cells to the city, those on hold left out.

        Returns:
            How many cells are given back.
        """
        changed = hand_back(self.rights(), set(cells), on_hold=self.on_hold(now_s, boot_id))
        self.store_states(changed)
        return len(changed)

    def give_back_late(self, now_utc: datetime, *, now_s: float, boot_id: str) -> int:
        """Return to the city the rights that may not be sold any more.

        Returns:
            How many cells are given back.
        """
        changed = out_of_time(self.rights(), now_utc, on_hold=self.on_hold(now_s, boot_id))
        self.store_states(changed)
        return len(changed)

    def add_numbers(self, numbers: Iterable[str], incarnation: str) -> None:
        """Add numbers of the city to the pool of this life of the machine."""
        known = set(self._connection.scalars(select(number_pool.c.number)))
        fresh = [number for number in dict.fromkeys(numbers) if number not in known]
        if fresh:
            self._connection.execute(
                insert(number_pool),
                [{"number": number, "incarnation": incarnation} for number in fresh],
            )

    def n_numbers(self, incarnation: str) -> int:
        """Return how many numbers are left."""
        query = select(func.count()).where(number_pool.c.incarnation == incarnation)
        return self._connection.scalar(query) or 0

    def draw_number(self, incarnation: str) -> str | None:
        """Take a number out of the pool at random; nothing when it is empty."""
        number = self._connection.scalar(
            select(number_pool.c.number)
            .where(number_pool.c.incarnation == incarnation)
            .order_by(func.random())
            .limit(1)
        )
        if number is not None:
            self._connection.execute(delete(number_pool).where(number_pool.c.number == number))
        return number

    def _live_sales(self) -> list[Listed]:
        rows = self._connection.execute(
            select(sold_cell).order_by(sold_cell.c.mediator_id, sold_cell.c.step)
        )
        return [
            Listed(Cell(row.mediator_id, row.step), row.epoch, RightState.SOLD, row.booking)
            for row in rows
        ]

    def store_states(self, rights: Iterable[Right]) -> None:
        """Write the states of rights that are listed already."""
        values = [
            {
                "at_mediator": right.cell.mediator_id,
                "at_step": right.cell.step,
                "at_epoch": right.epoch,
                "state": right.state.value,
                "booking": right.booking,
            }
            for right in rights
        ]
        if values:
            self._connection.execute(_CHANGE, values)

    def _forget(self, cells: Iterable[Cell]) -> None:
        values = [{"at_mediator": cell.mediator_id, "at_step": cell.step} for cell in cells]
        if values:
            self._connection.execute(_FORGET, values)


def _is_sellable(incarnation: str, now_utc: datetime) -> ColumnElement[bool]:
    """Return the condition of `kiosk.domain.leases.may_sell`, for whole sets of cells."""
    return and_(
        lease_cell.c.state == RightState.HELD.value,
        lease_cell.c.incarnation == incarnation,
        lease_cell.c.sell_until_utc > now_utc,
        lease_cell.c.step > step_of(now_utc),
    )


def _right(row: Row[tuple[object, ...]]) -> Right:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Right(
        cell=Cell(values["mediator_id"], values["step"]),
        epoch=values["epoch"],
        state=RightState(values["state"]),
        incarnation=values["incarnation"],
        sell_until_utc=values["sell_until_utc"],
        booking=values["booking"],
    )


def _values(right: Right) -> dict[str, object]:
    return {
        "mediator_id": right.cell.mediator_id,
        "step": right.cell.step,
        "epoch": right.epoch,
        "state": right.state.value,
        "incarnation": right.incarnation,
        "sell_until_utc": right.sell_until_utc,
        "booking": right.booking,
    }
