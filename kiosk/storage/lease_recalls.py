# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights asked back from this machine, and what a post knows of the rights of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Integer, String, Table, delete, insert, select, update

from kiosk.domain.lease_cases import ConflictTask, TaskKind
from kiosk.domain.lease_recall import Holding, RecallState
from kiosk.domain.leases import RightState, hand_back, to_give_back
from kiosk.domain.slots import Cell
from kiosk.storage.leases import LeaseRepository, lease_cell
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.domain.leases import Listed

holding = Table(
    "holding",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("device", String(64), nullable=False),
    Column("recall", String(16), nullable=False),
    Column("taker", String(64), nullable=False),
)

wanted_cell = Table(
    "wanted_cell",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("asked_utc", UtcTime, nullable=False),
)

conflict_task = Table(
    "conflict_task",
    metadata,
    Column("task_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("number", String(16), nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("keeps_number", String(16), nullable=False),
    Column("opened_utc", UtcTime, nullable=False),
    Column("is_done", Boolean, nullable=False),
)


class RecallRepository:
    """What the city asks back, what others hold, whom to call."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection
        self._leases = LeaseRepository(connection)

    def note_asked_back(self, asked: Collection[Listed]) -> None:
        """Remember which rights are asked back, durably: a hold may be in the way for now.

        A right that changed since (another epoch, sold, returned) is left as it is.
        """
        for row in asked:
            self._connection.execute(
                update(lease_cell)
                .where(
                    lease_cell.c.mediator_id == row.cell.mediator_id,
                    lease_cell.c.step == row.cell.step,
                    lease_cell.c.epoch == row.epoch,
                    lease_cell.c.state == RightState.HELD.value,
                )
                .values(asked_back=True)
            )

    def give_back_asked(self, *, now_s: float, boot_id: str) -> int:
        """Return to the city what it asked back, what is on hold left out.

        Returns:
            How many cells are given back.
        """
        rows = self._connection.execute(
            select(lease_cell.c.mediator_id, lease_cell.c.step).where(
                lease_cell.c.asked_back, lease_cell.c.state == RightState.HELD.value
            )
        )
        asked = [Cell(mediator_id, step) for mediator_id, step in rows]
        if not asked:
            return 0
        return self._leases.give_back(asked, now_s=now_s, boot_id=boot_id)

    def give_back_unused(self, before_step: int, most: int, *, now_s: float, boot_id: str) -> int:
        """Return to the city unsold cells that begin soon, the nearest first.

        Args:
            before_step: Cells that begin before this one are not needed here any more.
            most: Cells at most, so that one report stays small.
            now_s: Monotonic instant, for holds.
            boot_id: Run of the machine, for holds.

        Returns:
            How many cells are given back.
        """
        on_hold = self._leases.on_hold(now_s, boot_id)
        wanted = to_give_back(self._leases.rights(), before_step, most, on_hold=on_hold)
        changed = hand_back(self._leases.rights_of(wanted).values(), wanted, on_hold=on_hold)
        self._leases.store_states(changed)
        return len(changed)

    def replace_holdings(self, holdings: Iterable[Holding]) -> None:
        """Keep what the city says of the rights of others, in the place of before."""
        self._connection.execute(delete(holding))
        rows = [
            {
                "mediator_id": one.cell.mediator_id,
                "step": one.cell.step,
                "device": one.device,
                "recall": one.recall.value if one.recall else "",
                "taker": one.taker,
            }
            for one in holdings
        ]
        if rows:
            self._connection.execute(insert(holding), rows)

    def holdings(self, first_step: int, last_step: int) -> tuple[Holding, ...]:
        """Return what others hold between two cells, in order."""
        rows = self._connection.execute(
            select(holding)
            .where(holding.c.step.between(first_step, last_step))
            .order_by(holding.c.mediator_id, holding.c.step)
        )
        return tuple(
            Holding(
                Cell(row.mediator_id, row.step),
                row.device,
                RecallState(row.recall) if row.recall else None,
                row.taker,
            )
            for row in rows
        )

    def want(self, cells: Iterable[Cell], now_utc: datetime) -> None:
        """Remember which cells this post asked for."""
        known = set(self.wanted())
        rows = [
            {"mediator_id": cell.mediator_id, "step": cell.step, "asked_utc": now_utc}
            for cell in dict.fromkeys(cells)
            if cell not in known
        ]
        if rows:
            self._connection.execute(insert(wanted_cell), rows)

    def wanted(self) -> dict[Cell, datetime]:
        """Return the cells that this post asked for, and when."""
        rows = self._connection.execute(
            select(wanted_cell).order_by(wanted_cell.c.mediator_id, wanted_cell.c.step)
        )
        return {Cell(row.mediator_id, row.step): row.asked_utc for row in rows}

    def unwant(self, cells: Iterable[Cell]) -> None:
        """Forget cells asked for; forgetting twice is harmless."""
        for cell in cells:
            self._connection.execute(
                delete(wanted_cell).where(
                    wanted_cell.c.mediator_id == cell.mediator_id,
                    wanted_cell.c.step == cell.step,
                )
            )

    def replace_tasks(self, tasks: Iterable[ConflictTask]) -> None:
        """Keep the list of people to call; one that was finished here stays finished."""
        done = set(
            self._connection.scalars(select(conflict_task.c.task_id).where(conflict_task.c.is_done))
        )
        self._connection.execute(delete(conflict_task))
        rows = [
            {
                "task_id": one.task_id,
                "kind": one.kind.value,
                "number": one.number,
                "mediator_id": one.mediator_id,
                "start_utc": one.start_utc,
                "keeps_number": one.keeps_number,
                "opened_utc": one.opened_utc,
                "is_done": one.task_id in done,
            }
            for one in tasks
        ]
        if rows:
            self._connection.execute(insert(conflict_task), rows)

    def tasks(self) -> tuple[ConflictTask, ...]:
        """Return the people to call, oldest case first."""
        rows = self._connection.execute(
            select(conflict_task)
            .where(conflict_task.c.is_done.is_(False))
            .order_by(conflict_task.c.task_id)
        )
        return tuple(_task(row) for row in rows)

    def finish_task(self, task_id: int) -> bool:
        """Take a task off the list; say whether it was on it."""
        done = self._connection.execute(
            update(conflict_task)
            .where(conflict_task.c.task_id == task_id, conflict_task.c.is_done.is_(False))
            .values(is_done=True)
        )
        return done.rowcount == 1


def _task(row: Any) -> ConflictTask:
    return ConflictTask(
        task_id=row.task_id,
        kind=TaskKind(row.kind),
        number=row.number,
        mediator_id=row.mediator_id,
        start_utc=row.start_utc,
        keeps_number=row.keeps_number,
        opened_utc=row.opened_utc,
    )
