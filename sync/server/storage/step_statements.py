# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weekly statements of machines: at which steps of walkthroughs people stop, in sums of five."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, Table, select

from kiosk.domain.step_counts import Cell, StepEvent, WeekStatement
from sync.server.storage.schema import city_column, metadata, text_column
from sync.server.storage.statements import insert_missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Connection

step_statement = Table(
    "step_statement",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("week", 8),
    text_column("since", 8),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", 32),
    Column("cells", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "week"),
    Index("ix_step_statement_week", "city", "week"),
)


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One machine's statement of one week.

    Attributes:
        device: The machine.
        incarnation: Its life when it made it.
        sequence: Place of the event.
        centre: Where it stands.
        statement: What it tells.
    """

    device: str
    incarnation: str
    sequence: int
    centre: str
    statement: WeekStatement


class StatementRepository:
    """Statements of one city; a week of a machine is told once and never replaced."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add(self, entries: Sequence[StatementEntry]) -> None:
        """Keep the statements of weeks that their machine has not told yet.

        A machine restored from a backup tells some weeks again: the first telling stands, since
        two tellings of one week would count it twice, and show by their difference who came
        between.
        """
        for entry in entries:
            if not self._is_told(entry):
                insert_missing(self._connection, step_statement, [self._row(entry)])

    def between(self, first_week: str, last_week: str) -> tuple[StatementEntry, ...]:
        """Return the statements made of some weeks, both ends in."""
        rows = self._connection.execute(
            select(step_statement)
            .where(
                step_statement.c.city == self._city,
                step_statement.c.week.between(first_week, last_week),
            )
            .order_by(step_statement.c.week, step_statement.c.device)
        )
        return tuple(
            StatementEntry(
                row.device,
                row.incarnation,
                row.sequence,
                row.centre,
                WeekStatement(row.week, row.since, _cells(row.cells)),
            )
            for row in rows
        )

    def _is_told(self, entry: StatementEntry) -> bool:
        query = select(step_statement.c.week).where(
            step_statement.c.city == self._city,
            step_statement.c.device == entry.device,
            step_statement.c.week >= entry.statement.since,
            step_statement.c.since <= entry.statement.week,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _row(self, entry: StatementEntry) -> dict[str, Any]:
        cells = sorted(entry.statement.cells.items())
        return {
            "city": self._city,
            "device": entry.device,
            "week": entry.statement.week,
            "since": entry.statement.since,
            "incarnation": entry.incarnation,
            "sequence": entry.sequence,
            "centre": entry.centre,
            "cells": [
                [c.walkthrough_id, c.version, c.language, c.step_id, c.event.value, n]
                for c, n in cells
            ],
        }


def _cells(rows: list[list[Any]]) -> dict[Cell, int]:
    return {
        Cell(walkthrough_id, version, language, step_id, StepEvent(event)): n
        for walkthrough_id, version, language, step_id, event, n in rows
    }
