# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places as the city last sent it; replaced whole, never edited here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select

from kiosk.domain.places import Place, place_fields, read_place
from kiosk.foundation.errors import Refused, StorageDamaged
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

place = Table(
    "place",
    metadata,
    Column("place_id", String(100), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("version", String(64), nullable=False),
    Column("received_utc", UtcTime, nullable=False),
)


class PlaceRepository:
    """Reads and replaces the directory within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work on `connection`."""
        self._connection = connection

    def all(self) -> tuple[Place, ...]:
        """Return every place, in the order in which the city sent them.

        Raises:
            StorageDamaged: If a row does not hold what was written.
        """
        found = self._connection.execute(select(place.c.content).order_by(place.c.rank))
        return tuple(_read(content) for (content,) in found)

    def find(self, place_id: str) -> Place | None:
        """Return one place; nothing when the city does not list it any more."""
        found = self._connection.execute(
            select(place.c.content).where(place.c.place_id == place_id)
        ).scalar()
        return None if found is None else _read(found)

    def version(self) -> str:
        """Return the version of the directory, empty when none was received."""
        return self._connection.execute(select(place.c.version).limit(1)).scalar() or ""

    def replace(self, places: Sequence[Place], *, version: str, received_utc: datetime) -> None:
        """Put places in the place of all those before.

        Args:
            places: Each with an identifier of its own.
            version: Text that changes with each change by the city.
            received_utc: When they came.
        """
        self._connection.execute(delete(place))
        rows = [
            {
                "place_id": one.place_id,
                "rank": rank,
                "content": json.dumps(place_fields(one), ensure_ascii=False, sort_keys=True),
                "version": version,
                "received_utc": received_utc,
            }
            for rank, one in enumerate(places)
        ]
        if rows:
            self._connection.execute(insert(place), rows)


def _read(content: str) -> Place:
    try:
        return read_place(json.loads(content)).place
    except (ValueError, Refused) as error:
        raise StorageDamaged("un lieu de l’annuaire ne se lit plus") from error
