# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine gave out to people outside; a line is added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, Text, bindparam, insert, select, update

from kiosk.domain.attendance import identity_of, visit_id_of
from kiosk.domain.disclosure import months_of
from kiosk.domain.disclosure_ledger import LedgerEntry, counts_of, counts_text, told_of, told_text
from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.storage.attendance import visit
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy import Connection, Row

publication = Table(
    "publication",
    metadata,
    Column("period", String(8), primary_key=True),
    Column("decided_utc", UtcTime, nullable=False),
    Column("counts", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("gaps", Text, nullable=False),
    Column("late", Text, nullable=False),
)


class PublicationRepository:
    """The ledger of this machine (`kiosk.domain.disclosure_ledger.Ledger`)."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def of_year(self, year: str) -> dict[str, LedgerEntry]:
        """Return the entries of a year by period."""
        rows = self._connection.execute(
            select(publication).where(publication.c.period.startswith(year))
        )
        return {row.period: _entry(row) for row in rows}

    def every(self) -> tuple[LedgerEntry, ...]:
        """Return every entry."""
        return tuple(_entry(row) for row in self._connection.execute(select(publication)))

    def months(self) -> tuple[str, ...]:
        """Return the months that were given out, in order."""
        periods = self._connection.scalars(select(publication.c.period)).all()
        return tuple(sorted(period for period in periods if months_of(period) == (period,)))

    def add(self, entry: LedgerEntry) -> None:
        """Keep an entry that is not there yet."""
        self._connection.execute(
            insert(publication).values(
                period=entry.period,
                decided_utc=entry.decided_utc,
                counts=counts_text(entry.counts),
                told=told_text(entry.told),
                gaps=entry.gaps,
                late=entry.late,
            )
        )

    def note_visits(self, months: Mapping[str, str]) -> None:
        """Note record -> the month, given out, in which it counts, but of those noted before."""
        named = [(identity_of(visit_id), month) for visit_id, month in months.items()]
        if named:
            self._connection.execute(
                update(visit)
                .where(
                    visit.c.incarnation == bindparam("of"),
                    visit.c.sequence == bindparam("number"),
                    visit.c.given == "",
                )
                .values(given=bindparam("month")),
                [
                    {"of": one.incarnation, "number": one.sequence, "month": month}
                    for one, month in named
                ],
            )

    def visits(self) -> dict[str, str]:
        """Return record -> the month, given out before, in which it counts."""
        rows = self._connection.execute(
            select(visit.c.incarnation, visit.c.sequence, visit.c.given).where(visit.c.given != "")
        )
        return {
            visit_id_of(Identity(row.incarnation, OutboxLane.LOGS, row.sequence)): row.given
            for row in rows
        }


def _entry(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(
        row.period, row.decided_utc, counts_of(row.counts), told_of(row.told), row.gaps, row.late
    )
