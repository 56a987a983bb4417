# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places, as the city entered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, Integer, PrimaryKeyConstraint, Table, select

from sync.server.storage.schema import city_column, metadata, text_column
from sync.server.storage.statements import replace_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

place = Table(
    "place",
    metadata,
    city_column(),
    text_column("place_id", 100),
    Column("rank", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("city", "place_id"),
)


class PlaceRepository:
    """Places, kept as the fields of the national schema that travel."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def fields(self, at_most: int | None = None) -> list[dict[str, str]]:
        """Return the fields of each place, those of the city first; `at_most` cuts the list."""
        rows = self._connection.execute(
            select(place.c.content)
            .where(place.c.city == self._city)
            .order_by(place.c.rank)
            .limit(at_most)
        )
        return [content for (content,) in rows]

    def replace(self, places: Sequence[dict[str, str]]) -> None:
        """Put places in the place of all those of the city, in this order."""
        rows = [
            {"city": self._city, "place_id": fields["id"], "rank": rank, "content": fields}
            for rank, fields in enumerate(places)
        ]
        replace_all(self._connection, place, self._city, rows)
