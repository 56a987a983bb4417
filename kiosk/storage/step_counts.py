# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of steps by ISO week: those that wait, and the statements made of them.

One row a week holds the sums in sorted order, so that neither the order of rows nor their number
tells which session added what.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, Text, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.step_counts import Cell, StepEvent, WeekStatement
from kiosk.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

_log = logging.getLogger(__name__)
step_count = Table(
    "step_count",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("cells", Text, nullable=False),
)

step_statement = Table(
    "step_statement",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("since", String(8), nullable=False),
    Column("cells", Text, nullable=False),
)


class StepCountRepository:
    """Sums and statements within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def add(self, week: str, cells: Iterable[Cell]) -> None:
        """Add one to each of some cells of a week."""
        new = set(cells)
        if new:
            sums = self._sums(week)
            self._put(week, sums | {cell: sums.get(cell, 0) + 1 for cell in new})

    def waiting(self, before_week: str) -> dict[str, dict[Cell, int]]:
        """Return, by week, the sums of the weeks before one that were not told."""
        query = select(step_count.c.week, step_count.c.cells).where(step_count.c.week < before_week)
        rows = self._connection.execute(query.order_by(step_count.c.week))
        return {row.week: _cells(row.cells) for row in rows}

    def put_back(self, week: str, cells: Mapping[Cell, int]) -> None:
        """Write what is left of the sums of a week; nothing leaves no row."""
        if cells:
            self._put(week, cells)
        else:
            self._connection.execute(delete(step_count).where(step_count.c.week == week))

    def save(self, statement: WeekStatement) -> None:
        """Write a statement that was made."""
        self._connection.execute(
            insert(step_statement).values(
                week=statement.week, since=statement.since, cells=_text(statement.cells)
            )
        )

    def last_statement_week(self) -> str:
        """Return the week of the last statement; empty if none was ever made."""
        found = self._connection.execute(select(func.max(step_statement.c.week))).scalar()
        return found or ""

    def first_week(self) -> str:
        """Return the first week that is told or counted; empty if there is none."""
        told = self._connection.execute(select(func.min(step_statement.c.since))).scalar()
        counted = self._connection.execute(select(func.min(step_count.c.week))).scalar()
        return min(filter(None, (told, counted)), default="")

    def statements(self, first_week: str, last_week: str) -> tuple[WeekStatement, ...]:
        """Return the statements of some weeks, both ends in, in order."""
        rows = self._connection.execute(
            select(step_statement)
            .where(step_statement.c.week.between(first_week, last_week))
            .order_by(step_statement.c.week)
        )
        return tuple(WeekStatement(row.week, row.since, _cells(row.cells)) for row in rows)

    def erase(self, before_week: str) -> int:
        """Erase sums and statements of the weeks before one; return how many weeks."""
        return sum(
            self._connection.execute(delete(table).where(table.c.week < before_week)).rowcount
            for table in (step_count, step_statement)
        )

    def _sums(self, week: str) -> dict[Cell, int]:
        query = select(step_count.c.cells).where(step_count.c.week == week)
        found = self._connection.execute(query).scalar()
        return {} if found is None else _cells(found)

    def _put(self, week: str, cells: Mapping[Cell, int]) -> None:
        row = insert(step_count).values(week=week, cells=_text(cells))
        self._connection.execute(
            row.on_conflict_do_update(index_elements=["week"], set_={"cells": row.excluded.cells})
        )


def _text(cells: Mapping[Cell, int]) -> str:
    rows = [
        [cell.walkthrough_id, cell.version, cell.language, cell.step_id, cell.event.value, n]
        for cell, n in sorted(cells.items())
    ]
    return json.dumps(rows, separators=(",", ":"))


def _cells(text: str) -> dict[Cell, int]:
    """Return the cells of a row; what another version wrote is left out.

    A figure must never keep a session from being closed, nor the program from starting.
    """
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    cells: dict[Cell, int] = {}
    n_left_out = int(not isinstance(rows, list))
    for row in rows if isinstance(rows, list) else ():
        try:
            walkthrough_id, version, language, step_id, event, n = row
            cells[Cell(walkthrough_id, version, language, step_id, StepEvent(event))] = int(n)
        except (ValueError, TypeError):
            n_left_out += 1
    if n_left_out:
        _log.warning("sums of steps that do not read were left out: %d", n_left_out)
    return cells
