# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city gave out to people outside; a line is added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text, insert, select

from kiosk.domain.disclosure_ledger import LedgerEntry, counts_of, counts_text, told_of, told_text
from sync.server.storage.schema import city_column, metadata, text_column, time_column
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

publication = Table(
    "publication",
    metadata,
    city_column(),
    text_column("period", 8),
    time_column("decided"),
    Column("counts", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("gaps", Text, nullable=False),
    Column("late", Text, nullable=False),
    PrimaryKeyConstraint("city", "period"),
)

LOST = ""
"""In the place of a machine: the city itself, whose restored database lacks what it gave out."""

published_alone = Table(
    "published_alone",
    metadata,
    city_column(),
    text_column("device", 12),
    text_column("month", 7),
    PrimaryKeyConstraint("city", "device", "month"),
)


class PublicationRepository:
    """The ledger of the city (`kiosk.domain.disclosure_ledger.Ledger`)."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def of_year(self, year: str) -> dict[str, LedgerEntry]:
        """Return the entries of a year by period."""
        rows = self._connection.execute(
            select(publication).where(
                publication.c.city == self._city, publication.c.period.startswith(year)
            )
        )
        return {
            row.period: LedgerEntry(
                row.period,
                instant(row.decided),
                counts_of(row.counts),
                told_of(row.told),
                row.gaps,
                row.late,
            )
            for row in rows
        }

    def add(self, entry: LedgerEntry) -> None:
        """Keep an entry that is not there yet."""
        self._connection.execute(
            insert(publication).values(
                city=self._city,
                period=entry.period,
                decided=seconds(entry.decided_utc),
                counts=counts_text(entry.counts),
                told=told_text(entry.told),
                gaps=entry.gaps,
                late=entry.late,
            )
        )

    def add_alone(self, device: str, months: Collection[str]) -> None:
        """Note months that a machine gave out before it was the city's, not noted yet."""
        if months:
            rows = [{"city": self._city, "device": device, "month": month} for month in months]
            self._connection.execute(insert(published_alone), rows)

    def months_alone(self, device: str) -> set[str]:
        """Return the months that a machine gave out before it was the city's."""
        return set(
            self._connection.scalars(
                select(published_alone.c.month).where(
                    published_alone.c.city == self._city, published_alone.c.device == device
                )
            )
        )

    def devices_alone(self, month: str) -> frozenset[str]:
        """Return the machines that gave out a month before they were the city's."""
        return frozenset(
            self._connection.scalars(
                select(published_alone.c.device).where(
                    published_alone.c.city == self._city,
                    published_alone.c.month == month,
                    published_alone.c.device != LOST,
                )
            )
        )
