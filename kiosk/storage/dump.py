# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a table as plain values, for technicians and tests; no personal field is among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, select

from kiosk.storage.schema import whole_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column

    from kiosk.domain.outbox import JSON
    from kiosk.storage.engine import Database

_DIGESTS = {("outbox", "hash"), ("outbox", "annex_hash")}
_TEXTS = {("outbox", "core_json")}
_HIDDEN = {
    ("mediator", "first_name"),
    ("staff_pin", "name"),
    ("absence_plan", "number"),
    ("appointment", "booking"),
    ("appointment", "number"),
    ("appointment_request", "number"),
    ("conflict_task", "number"),
    ("conflict_task", "keeps_number"),
    ("lease_cell", "booking"),
    ("number_pool", "number"),
    ("parameter", "value"),
    ("sold_cell", "booking"),
}
# a booking ends with the number of its ticket, a code is the ticket itself
_NUMBERS_IN_CORES = ("number", "booking", "code")


def table_names() -> tuple[str, ...]:
    """Return the name of every table, in order."""
    return tuple(sorted(whole_metadata().tables))


def rows_of(database: Database, table: str) -> Iterator[dict[str, JSON]]:
    """Give the rows of a table in the order of their keys.

    Left out: sealed fields, digests of codes, names, ticket numbers, values of parameters.

    Raises:
        KeyError: If there is no such table.
    """
    found = whole_metadata().tables[table]
    columns = [column for column in found.columns if not column.system]
    query = select(*columns).order_by(*found.primary_key.columns)
    with database.connection() as connection:
        for row in connection.execute(query):
            shown: dict[str, JSON] = {}
            for column, value in zip(columns, row, strict=True):
                if not _is_private(table, column):
                    shown[column.name] = _shown(table, column.name, value)
            yield shown


def _is_private(table: str, column: Column[object]) -> bool:
    place = (table, column.name)
    is_sealed = isinstance(column.type, LargeBinary) and place not in _DIGESTS | _TEXTS
    return is_sealed or place in _HIDDEN


def _shown(table: str, column: str, value: object) -> JSON:
    match value:
        case bytes() if (table, column) in _TEXTS:
            return _core(value)
        case bytes():
            return value.hex()
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def _core(stored: bytes) -> JSON:
    """Return a core as it would be sent, without the numbers that open a ticket."""
    try:
        whole: JSON = json.loads(stored)
    except ValueError:
        return None
    if isinstance(whole, dict) and isinstance(core := whole.get("core"), dict):
        for name in _NUMBERS_IN_CORES:
            core.pop(name, None)
    return whole
