# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the files made on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, delete, insert, select

from kiosk.domain.export_journal import ExportLine
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

export_journal = Table(
    "export_journal",
    metadata,
    Column("line", Integer, primary_key=True),
    Column("made_utc", UtcTime, nullable=False),
    Column("role", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("filters", Text, nullable=False),
    Column("k", Integer, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("coverage", Text, nullable=False),
    Index("ix_export_journal_made_utc", "made_utc"),
)
_TOLD = tuple(column for column in export_journal.c if column.name != "line")


class ExportJournalRepository:
    """Adds lines, reads and erases them, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def add(self, line: ExportLine) -> None:
        """Add a line; none is ever changed."""
        values = {column.name: getattr(line, column.name) for column in _TOLD}
        self._connection.execute(insert(export_journal).values(**values))

    def newest(self, limit: int) -> tuple[ExportLine, ...]:
        """Return the newest lines, newest first."""
        query = select(*_TOLD).order_by(export_journal.c.line.desc()).limit(limit)
        return tuple(ExportLine(*row) for row in self._connection.execute(query))

    def knows(self, sha256: str) -> bool:
        """Return whether a file of some hash was made on this machine."""
        query = select(export_journal.c.line).where(export_journal.c.sha256 == sha256).limit(1)
        return self._connection.execute(query).first() is not None

    def erase(self, before_utc: datetime) -> int:
        """Erase the lines made before an instant; return how many."""
        query = delete(export_journal).where(export_journal.c.made_utc < before_utc)
        return self._connection.execute(query).rowcount
