# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements that both databases understand, and inserts that survive one bad row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

Values = dict[str, Any]


def upsert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, or put them in the place of those with the same primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    others = [name for name in rows[0] if name not in keys]
    if connection.dialect.name == "postgresql":
        chosen = postgresql.insert(table)
        fresh = {name: chosen.excluded[name] for name in others}
        connection.execute(chosen.on_conflict_do_update(index_elements=keys, set_=fresh), rows)
        return
    local = sqlite.insert(table)
    fresh = {name: local.excluded[name] for name in others}
    connection.execute(local.on_conflict_do_update(index_elements=keys, set_=fresh), rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert the rows whose unique keys are not there yet; leave the others as they are."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
        return
    connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)


def insert_bisected(connection: Connection, table: Table, rows: Sequence[Values]) -> list[int]:
    """Insert all rows in one statement; halve it where the database says no.

    Returns:
        Places of the rows that the database does not take, each found by bisection; all the
        others are in.
    """
    return _bisected(connection, table, rows, 0)


def _bisected(connection: Connection, table: Table, rows: Sequence[Values], at: int) -> list[int]:
    if not rows:
        return []
    try:
        with connection.begin_nested():
            connection.execute(insert(table), list(rows))
    except (DataError, IntegrityError, StatementError, OverflowError):
        if len(rows) == 1:
            return [at]
        half = len(rows) // 2
        first = _bisected(connection, table, rows[:half], at)
        return first + _bisected(connection, table, rows[half:], at + half)
    return []


def replace_all(connection: Connection, table: Table, city: str, rows: Sequence[Values]) -> None:
    """Put `rows` in the place of every row of the city."""
    connection.execute(delete(table).where(table.c.city == city))
    if rows:
        connection.execute(insert(table), list(rows))
