# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what can still be read of a damaged database.

A page whose code does not match stops the connection that met it; a fresh connection goes on
behind it. Rows are therefore read by their number, and after each error the connection is opened
again and the end of the hole is searched by doubling and halving.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from kiosk.storage.engine import connect_raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROWS_AT_ONCE = 256
_LONGEST_HOLE = 1 << 24
_SKIPPED = frozenset({"alembic_version", "sqlite_sequence"})


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """What was read of one table.

    Attributes:
        table: Its name.
        n_read: Rows brought over.
        n_holes: Runs of rows that could not be read.
    """

    table: str
    n_read: int
    n_holes: int


class _Source:
    """A damaged file, opened anew after each error."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._connection: driver.Connection | None = None

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]] | None:
        """Return the rows of a query; nothing if a damaged page is in the way."""
        try:
            if self._connection is None:
                self._connection = connect_raw(self._path, self._key)
                self._connection.execute("PRAGMA query_only = ON")
            return list(self._connection.execute(query, values).fetchall())
        except driver.Error:
            self.close()
            return None

    def close(self) -> None:
        """Leave the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def salvage(damaged: Path, fresh: Path, key: bytes) -> tuple[SalvagedTable, ...]:
    """Bring every readable row of a damaged database into a new one of the same key.

    Args:
        damaged: The file as it was found, its log beside it.
        fresh: A migrated, empty database.
        key: The key of both.

    Returns:
        What was read of each table; nothing of any if not even the first page opens.
    """
    source = _Source(damaged, key)
    with closing(source), closing(connect_raw(fresh, key)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("BEGIN IMMEDIATE")
        tables = [
            row[0]
            for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row[0] not in _SKIPPED and not row[0].startswith("sqlite_")
        ]
        report = tuple(_copy_table(source, target, table) for table in sorted(tables))
        _drop_orphans(target)
        target.execute("COMMIT")
    return report


def _copy_table(source: _Source, target: driver.Connection, table: str) -> SalvagedTable:
    known = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    found = source.rows(f'PRAGMA table_info("{table}")') or []
    there = {row[1] for row in found}
    columns = [name for name in known if name in there]
    if not columns:
        return SalvagedTable(table, 0, 0 if found else 1)
    listed = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    # the names come from our own schema, never from a person
    insert = f'INSERT OR IGNORE INTO "{table}" ({listed}) VALUES ({marks})'  # noqa: S608
    n_read = n_holes = 0
    for rows in _runs(source, table, listed):
        if rows is None:
            n_holes += 1
            continue
        target.executemany(insert, [row[1:] for row in rows])
        n_read += len(rows)
    return SalvagedTable(table, n_read, n_holes)


def _runs(source: _Source, table: str, listed: str) -> Iterator[list[tuple[object, ...]] | None]:
    """Give runs of rows in order, the row's number first; nothing in the place of each hole."""
    query = f'SELECT rowid, {listed} FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT ?'  # noqa: S608
    last, n_rows = -1, _ROWS_AT_ONCE
    while True:
        rows = source.rows(query, last, n_rows)
        if rows is None and n_rows > 1:
            n_rows = n_rows // 2
            continue
        if rows is None:
            yield None
            behind = _behind_hole(source, query, last)
            if behind is None:
                return
            last = behind
            continue
        if not rows:
            return
        yield rows
        last = int(str(rows[-1][0]))
        n_rows = min(_ROWS_AT_ONCE, n_rows * 2)


def _behind_hole(source: _Source, query: str, last: int) -> int | None:
    """Return the least number behind `last` from which rows can be read again."""
    low, step = last, 1
    while source.rows(query, last + step, 1) is None:
        low = last + step
        step *= 2
        if step > _LONGEST_HOLE:
            return None
    high = last + step
    while high - low > 1:
        middle = (low + high) // 2
        if source.rows(query, middle, 1) is None:
            low = middle
        else:
            high = middle
    return high


def _drop_orphans(target: driver.Connection) -> None:
    """Erase rows whose parent was lost, until every reference holds."""
    while orphans := target.execute("PRAGMA foreign_key_check").fetchall():
        for table, rowid, *_ in orphans:
            target.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608
