# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records that stand, by name, version and month, without what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from kiosk.domain.attendance import visit_id_of
from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.domain.record_digests import StandingRecord
from kiosk.storage.attendance import visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


class StandingVisitRepository:
    """Reads which records stand, those set aside too."""

    def __init__(self, connection: Connection) -> None:
        """Work on `connection`."""
        self._connection = connection

    def since(self, day: date) -> tuple[StandingRecord, ...]:
        """Return the records of a day and of those after it."""
        rows = self._connection.execute(
            select(visit.c.incarnation, visit.c.sequence, visit.c.version, visit.c.day).where(
                visit.c.day >= day
            )
        )
        return tuple(
            StandingRecord(
                visit_id_of(Identity(row.incarnation, OutboxLane.LOGS, row.sequence)),
                row.version,
                f"{row.day:%Y-%m}",
            )
            for row in rows
        )
