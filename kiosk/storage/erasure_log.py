# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine erased, by day and kind: counts, nothing of what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Date, Integer, String, Table, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.privacy import Kept
from kiosk.storage.tables import metadata

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from kiosk.domain.periods import Period

erasure_log = Table(
    "erasure_log",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kept", String(32), primary_key=True),
    Column("n", Integer, nullable=False),
)


class ErasureLine(NamedTuple):
    """How many things of a kind went on a day.

    Attributes:
        day: The day, in Paris.
        kept: Which kind, as `kiosk.domain.privacy.RETENTION` names it.
        n: How many rows or files.
    """

    day: date
    kept: Kept
    n: int


class ErasureLogRepository:
    """Adds to the log and reads it."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def add(self, line: ErasureLine) -> None:
        """Add a count to that of its day and kind."""
        row = insert(erasure_log).values(day=line.day, kept=line.kept.value, n=line.n)
        self._connection.execute(
            row.on_conflict_do_update(
                index_elements=["day", "kept"], set_={"n": erasure_log.c.n + row.excluded.n}
            )
        )

    def between(self, period: Period) -> tuple[ErasureLine, ...]:
        """Return the log of a period, oldest first."""
        rows = self._connection.execute(
            select(erasure_log)
            .where(erasure_log.c.day.between(period.first, period.last))
            .order_by(erasure_log.c.day, erasure_log.c.kept)
        )
        return tuple(ErasureLine(row.day, Kept(row.kept), row.n) for row in rows)

    def erase_before(self, day: date) -> int:
        """Erase the log of earlier days; return how many lines went."""
        return self._connection.execute(
            erasure_log.delete().where(erasure_log.c.day < day)
        ).rowcount
