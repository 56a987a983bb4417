# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements that both databases understand, and inserts that survive one bad row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, cast, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Executable, Table

Values = dict[str, Any]


def upsert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, or put them in the place of those with the same primary key."""
    if not rows:
        return
    connection.execute(_upserting(connection.dialect.name, table, tuple(rows[0])), rows)


@lru_cache(maxsize=256)
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    """Return the statement for rows of some columns: making it takes longer than running it."""
    keys = [column.name for column in table.primary_key.columns]
    others = [name for name in names if name not in keys]
    chosen = _insert_into(dialect, table)
    fresh = {name: chosen.excluded[name] for name in others}
    return chosen.on_conflict_do_update(index_elements=keys, set_=fresh)


def count_up(connection: Connection, table: Table, key: Values, name: str) -> None:
    """Raise a whole number kept as text by one, from 0 where there is no row yet.

    The row stays locked until the end of the transaction, on both databases.
    """
    raised = cast(cast(table.c[name], BigInteger) + 1, String)
    chosen = _insert_into(connection.dialect.name, table).values(**key, **{name: "1"})
    connection.execute(chosen.on_conflict_do_update(index_elements=list(key), set_={name: raised}))


def _insert_into(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


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
