# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions whose day had not come when the city received them: kept, and counted nowhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    delete,
    func,
    select,
)

from kiosk.domain.centre import LONGEST_CODE
from sync.server.storage.reports import EventPlace, SessionEntry
from sync.server.storage.schema import city_column, metadata, text_column
from sync.server.storage.statements import insert_bisected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Connection

session_aside = Table(
    "session_aside",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", LONGEST_CODE),
    text_column("hour", 16),
    Column("minutes", Integer, nullable=False),
    text_column("language", 16),
    text_column("outcome", 16),
    Column("walkthroughs", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
    Index("ix_session_aside_hour", "city", "hour"),
)


class SessionAsideRepository:
    """The sessions of one city that count nowhere."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add(self, entries: Sequence[SessionEntry]) -> list[int]:
        """Keep sessions aside; return the places of those that the database does not take."""
        return insert_bisected(self._connection, session_aside, list(map(self._row, entries)))

    def take(self, first_hour: str, last_hour: str) -> tuple[SessionEntry, ...]:
        """Return the sessions that began between two hours; they are not aside any more."""
        chosen = (
            session_aside.c.city == self._city,
            session_aside.c.hour.between(first_hour, last_hour),
        )
        found = self._connection.execute(select(session_aside).where(*chosen)).all()
        self._connection.execute(delete(session_aside).where(*chosen))
        return tuple(map(_entry, found))

    def machines(self, first_hour: str, last_hour: str = "9") -> frozenset[str]:
        """Return the machines whose sessions, from an hour on, are aside."""
        found = self._connection.execute(
            select(session_aside.c.device)
            .where(
                session_aside.c.city == self._city,
                session_aside.c.hour.between(first_hour, last_hour),
            )
            .distinct()
        )
        return frozenset(found.scalars())

    def n_aside(self) -> int:
        """Return how many sessions are aside."""
        n = self._connection.execute(
            select(func.count())
            .select_from(session_aside)
            .where(session_aside.c.city == self._city)
        ).scalar()
        return n or 0

    def _row(self, entry: SessionEntry) -> dict[str, Any]:
        values = {name: getattr(entry, name) for name in _SAID}
        return {"city": self._city, **asdict(entry.place), **values}


_SAID = ("centre", "hour", "minutes", "language", "outcome", "walkthroughs")


def _entry(row: Any) -> SessionEntry:
    place = EventPlace(row.device, row.incarnation, row.sequence)
    return SessionEntry(place, **{name: getattr(row, name) for name in _SAID})
