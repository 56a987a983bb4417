# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a table as plain values, for technicians and tests; no personal field is among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from kiosk.storage.schema import whole_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.domain.outbox import JSON
    from kiosk.storage.engine import Database

_DIGESTS = {("outbox", "hash"), ("outbox", "annex_hash")}
_TEXTS = {("outbox", "core_json")}
_HIDDEN = {
    ("mediator", "first_name"),
    ("staff_pin", "name"),
    ("appointment", "number"),
    ("appointment_request", "number"),
    ("number_pool", "number"),
    ("parameter", "value"),
}
_NUMBERS_IN_CORES = ("number",)


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
    query = select(found).order_by(*found.primary_key.columns)
    with database.connection() as connection:
        for row in connection.execute(query):
            shown: dict[str, JSON] = {}
            for column, value in zip(found.columns, row, strict=True):
                if (table, column.name) not in _HIDDEN:
                    _show(shown, table, column.name, value)
            yield shown


def _show(shown: dict[str, JSON], table: str, column: str, value: object) -> None:
    match value:
        case bytes() if (table, column) in _TEXTS:
            shown[column] = _core(value)
        case bytes() if (table, column) in _DIGESTS:
            shown[column] = value.hex()
        case bytes():
            return
        case bool() | int() | float() | str() | None:
            shown[column] = value
        case _:
            shown[column] = str(value)


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
