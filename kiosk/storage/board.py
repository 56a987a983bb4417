# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of the quarters as the city last sent it; replaced whole, never edited here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select

from kiosk.domain.participation import Board, board_from_json, item_to_json
from kiosk.foundation.errors import StorageDamaged
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

board_item = Table(
    "board_item",
    metadata,
    Column("item_id", String(64), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("quarter", String(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("version", String(64), nullable=False),
    Column("received_utc", UtcTime, nullable=False),
)


class BoardRepository:
    """Reads and replaces the board within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work on `connection`."""
        self._connection = connection

    def load(self) -> Board | None:
        """Return the board last received, None when none was.

        Raises:
            StorageDamaged: If a row does not hold what was written.
        """
        rows = self._connection.execute(select(board_item).order_by(board_item.c.rank)).all()
        if not rows:
            return None
        try:
            items = [json.loads(row.content) for row in rows]
        except ValueError as error:
            raise StorageDamaged("une ligne du tableau du quartier ne se lit plus") from error
        plain = {"version": rows[0].version, "items": items}
        return board_from_json(plain, rows[0].received_utc)

    def version(self) -> str:
        """Return the version of the board last received, empty when none was."""
        found = self._connection.execute(select(board_item.c.version).limit(1)).scalar()
        return found or ""

    def replace(self, board: Board) -> None:
        """Put `board` in place of the one before; an empty one leaves none.

        Args:
            board: As received; `received_utc` is needed.
        """
        self._connection.execute(delete(board_item))
        rows = [
            {
                "item_id": item.item_id,
                "rank": rank,
                "quarter": item.quarter.value,
                "content": json.dumps(item_to_json(item), ensure_ascii=False, sort_keys=True),
                "version": board.version,
                "received_utc": board.received_utc,
            }
            for rank, item in enumerate(board.items)
        ]
        if rows:
            self._connection.execute(insert(board_item), rows)
