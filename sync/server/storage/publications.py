# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city gave out to people outside; a line is added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    insert,
    literal,
    select,
)

from kiosk.domain.disclosure_ledger import LedgerEntry, counts_of, counts_text, told_of, told_text
from kiosk.domain.packed_visit import unpacked
from sync.server.storage.report_tables import visit_row
from sync.server.storage.schema import city_column, metadata, text_column, time_column
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Connection

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period

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

# In which published month a visit counted, wherever a correction puts it since. Not a column of its
# row, which goes and comes with what the visit says.
given_visit = Table(
    "given_visit",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("visit_incarnation", 16),
    Column("visit_sequence", BigInteger, nullable=False),
    text_column("month", 7),
    PrimaryKeyConstraint("city", "device", "visit_incarnation", "visit_sequence"),
)

_NAMES = ("city", "device", "visit_incarnation", "visit_sequence")
_SAME_VISIT = and_(*(visit_row.c[name] == given_visit.c[name] for name in _NAMES))


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

    def note_given(self, days: Period, alone: Collection[str]) -> None:
        """Note that the visits of a month count in it, but those noted in another one.

        Args:
            days: The month.
            alone: Machines whose visits of that month are in tables of their own.
        """
        is_known = select(given_visit.c.city).where(_SAME_VISIT).exists()
        names = (visit_row.c[name] for name in _NAMES)
        month = literal(_month(days))
        chosen = select(*names, month).where(self._of(days, alone), ~is_known)
        self._connection.execute(insert(given_visit).from_select([*_NAMES, "month"], chosen))

    def given_elsewhere(self, days: Period, alone: Collection[str]) -> Iterator[FlatVisit]:
        """Yield the visits of a month, asked as `note_given`, that count in another one."""
        rows = self._connection.scalars(
            select(visit_row.c.packed)
            .join(given_visit, _SAME_VISIT)
            .where(self._of(days, alone), given_visit.c.month != _month(days))
        )
        yield from map(unpacked, rows)

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

    def _of(self, days: Period, alone: Collection[str]) -> ColumnElement[bool]:
        return and_(
            visit_row.c.city == self._city,
            visit_row.c.day.between(days.first.isoformat(), days.last.isoformat()),
            visit_row.c.device.not_in(alone),
        )


def _month(days: Period) -> str:
    return f"{days.first:%Y-%m}"
