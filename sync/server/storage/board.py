# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of the quarters, as the city entered it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sync.server.storage.report_tables import board_item
from sync.server.storage.statements import replace_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


class BoardRepository:
    """Items of the board, kept as the plain values that travel."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def items(self) -> list[dict[str, Any]]:
        """Return the items in the order of the screen."""
        rows = self._connection.execute(
            select(board_item.c.content)
            .where(board_item.c.city == self._city)
            .order_by(board_item.c.rank)
        )
        return [content for (content,) in rows]

    def replace(self, items: Sequence[dict[str, Any]]) -> None:
        """Put items in the place of all those of the city."""
        rows = [
            {"city": self._city, "item_id": item["item_id"], "rank": rank, "content": item}
            for rank, item in enumerate(items)
        ]
        replace_all(self._connection, board_item, self._city, rows)
