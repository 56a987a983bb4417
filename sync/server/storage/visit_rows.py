# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row a visit, as it stands now: what figures count and exports write."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, case, delete, func, select

from kiosk.domain.attendance import VisitKind
from kiosk.domain.centre import LONGEST_CODE
from kiosk.domain.packed_visit import packed, unpacked
from kiosk.exports.rows import Totals
from sync.server.storage.cells import CellKey
from sync.server.storage.report_tables import visit_row
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period

LENGTHS: Final = {
    **dict.fromkeys(("autonomy", "referral", "gender", "age", "status", "level", "medium"), 64),
    **dict.fromkeys(("place", "posture", "mandate", "quarter", "unmet"), 64),
    **dict.fromkeys(("entered", "changed", "kind", "arrival", "origin", "by"), 16),
    "row_id": 32,
    "day": 10,
    "centre": LONGEST_CODE,
    "commune": 8,
    "referred": 1,
    "start": 5,
    "themes": 1000,
    "admin_themes": 600,
    "equipment": 200,
    "referral_place": 100,
    "title": 300,
    "counts": 4000,
}
"""The longest text of each field that is one."""

_BESIDE: Final = ("row_id", "day", "entered", "kind", "centre", "minutes", "people")
_AT_ONCE = 2000


class VisitName(NamedTuple):
    """The event that first recorded a visit, of a known machine."""

    incarnation: str
    sequence: int


class VisitRowRepository:
    """Reads and keeps the rows of visits."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def stream(
        self, period: Period, *, centre: str = "", kinds: Collection[VisitKind] = ()
    ) -> Iterator[str]:
        """Yield the packed visits of a period by day, hour of entry and identifier.

        Args:
            period: The days.
            centre: The only centre; empty for all.
            kinds: The only kinds of help; empty for all.

        Few are in memory at a time; the transaction must last as long as the reading.
        """
        query = (
            select(visit_row.c.packed)
            .where(self._chosen(period, centre, kinds))
            .order_by(visit_row.c.day, visit_row.c.entered, visit_row.c.row_id)
            .execution_options(yield_per=_AT_ONCE)
        )
        for part in self._connection.execute(query).scalars().partitions():
            yield from part

    def totals(
        self, period: Period, *, centre: str = "", kinds: Collection[VisitKind] = ()
    ) -> Totals:
        """Return what the rows that `stream` yields sum to."""
        is_sheet = visit_row.c.kind == VisitKind.TALLY.value
        found = self._connection.execute(
            select(
                func.count(),
                func.sum(visit_row.c.people),
                func.sum(case((is_sheet, 1), else_=0)),
                func.sum(case((is_sheet, visit_row.c.people), else_=0)),
                func.sum(visit_row.c.minutes),
            ).where(self._chosen(period, centre, kinds))
        ).one()
        return Totals(*(int(n or 0) for n in found))

    def by_machine(self, period: Period) -> dict[str, int]:
        """Return machine -> rows of a period."""
        found = self._connection.execute(
            select(visit_row.c.device, func.count())
            .where(self._chosen(period, "", ()))
            .group_by(visit_row.c.device)
        )
        return {row[0]: row[1] for row in found}

    def of_day(self, day: str) -> Iterator[tuple[str, FlatVisit]]:
        """Yield the (machine, visit) of one day."""
        found = self._connection.execute(
            select(visit_row.c.device, visit_row.c.packed).where(
                visit_row.c.city == self._city, visit_row.c.day == day
            )
        )
        for device, text in found:
            yield device, unpacked(text)

    def replace(
        self, device: str, touched: Collection[VisitName], rows: Mapping[VisitName, FlatVisit]
    ) -> set[CellKey]:
        """Put visits of a machine as they stand now.

        Args:
            device: The machine.
            touched: Visits of which something was told.
            rows: Those of them that stand; the others are gone or not told yet.

        Returns:
            The cells in which they were and in which they are.
        """
        cells = {CellKey(row.day, row.centre, row.kind) for row in rows.values()}
        for clause in self._of(device, touched):
            cells |= {
                CellKey(*row)
                for row in self._connection.execute(
                    select(visit_row.c.day, visit_row.c.centre, visit_row.c.kind).where(clause)
                )
            }
        for clause in self._of(device, set(touched) - set(rows)):
            self._connection.execute(delete(visit_row).where(clause))
        upsert(
            self._connection,
            visit_row,
            [
                {
                    "city": self._city,
                    "device": device,
                    "visit_incarnation": name.incarnation,
                    "visit_sequence": name.sequence,
                    **{field: getattr(row, field) for field in _BESIDE},
                    "packed": packed(row),
                }
                for name, row in rows.items()
            ],
        )
        return cells

    def n_rows(self) -> int:
        """Return how many visits stand."""
        found = self._connection.execute(
            select(func.count()).select_from(visit_row).where(visit_row.c.city == self._city)
        )
        return found.scalar() or 0

    def _of(self, device: str, names: Iterable[VisitName]) -> Iterator[ColumnElement[bool]]:
        for incarnation, found in groupby(sorted(names), key=lambda name: name.incarnation):
            yield and_(
                visit_row.c.city == self._city,
                visit_row.c.device == device,
                visit_row.c.visit_incarnation == incarnation,
                visit_row.c.visit_sequence.in_([name.sequence for name in found]),
            )

    def _chosen(
        self, period: Period, centre: str, kinds: Collection[VisitKind]
    ) -> ColumnElement[bool]:
        first, last = period.first.isoformat(), period.last.isoformat()
        clause = and_(visit_row.c.city == self._city, visit_row.c.day.between(first, last))
        if centre:
            clause = and_(clause, visit_row.c.centre == centre)
        if kinds:
            clause = and_(clause, visit_row.c.kind.in_(sorted(kind.value for kind in kinds)))
        return clause
