# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was planned at this post for people whom an absence displaces; a number, never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.absences import DisplacedPlan
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

absence_plan = Table(
    "absence_plan",
    metadata,
    Column("number", String(8), primary_key=True),
    Column("plan", String(16), nullable=False),
    Column("end_utc", UtcTime, nullable=False),
)


class PlanRepository:
    """Plans by the number of the appointment."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def note(self, number: str, plan: DisplacedPlan, end_utc: datetime) -> None:
        """Keep a plan in the place of the one before; `end_utc` is when the appointment ends."""
        row = {"plan": plan.value, "end_utc": end_utc}
        self._connection.execute(
            insert(absence_plan)
            .values(number=number, **row)
            .on_conflict_do_update(index_elements=["number"], set_=row)
        )

    def known(self) -> dict[str, DisplacedPlan]:
        """Return every plan by its number of eight digits."""
        rows = self._connection.execute(select(absence_plan.c.number, absence_plan.c.plan))
        return {row.number: DisplacedPlan(row.plan) for row in rows}

    def erase(self, ended_before_utc: datetime) -> int:
        """Erase the plans about what ended before an instant; return how many."""
        result = self._connection.execute(
            delete(absence_plan).where(absence_plan.c.end_utc < ended_before_utc)
        )
        return result.rowcount
