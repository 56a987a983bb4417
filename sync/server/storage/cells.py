# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cells of attendance: what a day, a centre and a kind come to, counted once and kept.

A cell that is touched loses its tally in the transaction that touched it and is counted again by
who reads it. Who counts holds the lock of the cell from before it reads the rows: whatever is
written meanwhile waits, and then takes the tally away again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, delete, func, select, tuple_

from sync.server.storage.report_tables import attendance_cell
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection


class CellKey(NamedTuple):
    """Which cell: a day (ISO), a centre's code, a kind of visit or ``passage``."""

    day: str
    centre: str
    kind: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What a cell came to, in JSON texts.

    Attributes:
        key: Which cell.
        people: People helped, or sessions.
        machines: Machine -> rows.
        tally: Counts under their keys.
    """

    key: CellKey
    people: int
    machines: str
    tally: str


class CellRepository:
    """Reads and keeps cells."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def touch(self, cells: Collection[CellKey]) -> None:
        """Take the tally of cells away: their rows have changed.

        So do their months, kept to read a year faster. Always in the same order, so that two
        requests cannot wait for each other.
        """
        touched = {*cells, *(CellKey(key.day[:7], key.centre, key.kind) for key in cells)}
        rows = [{**self._named(key), "tally": None} for key in sorted(touched)]
        upsert(self._connection, attendance_cell, rows)

    def take_uncounted(self, first: str, last: str, limit: int) -> tuple[CellKey, ...]:
        """Return, and lock, the first cells between two days that are to be counted."""
        found = self._connection.execute(
            select(attendance_cell.c.day, attendance_cell.c.centre, attendance_cell.c.kind)
            .where(self._within(first, last), attendance_cell.c.tally.is_(None))
            .order_by(attendance_cell.c.day, attendance_cell.c.centre, attendance_cell.c.kind)
            .limit(limit)
            .with_for_update()
        )
        return tuple(CellKey(*row) for row in found)

    def uncounted(self, first: str, last: str) -> tuple[CellKey, ...]:
        """Return the cells between two days that are to be counted, without locking them."""
        found = self._connection.execute(
            select(attendance_cell.c.day, attendance_cell.c.centre, attendance_cell.c.kind).where(
                self._within(first, last), attendance_cell.c.tally.is_(None)
            )
        )
        return tuple(CellKey(*row) for row in found)

    def keep(self, counted: Sequence[Counted]) -> None:
        """Keep what cells came to."""
        rows = [
            {
                **self._named(one.key),
                "people": one.people,
                "machines": one.machines,
                "tally": one.tally,
            }
            for one in counted
        ]
        upsert(self._connection, attendance_cell, rows)

    def drop(self, cells: Collection[CellKey]) -> None:
        """Forget cells that have no row any more."""
        if cells:
            key = tuple_(attendance_cell.c.day, attendance_cell.c.centre, attendance_cell.c.kind)
            self._connection.execute(
                delete(attendance_cell).where(
                    attendance_cell.c.city == self._city, key.in_([tuple(one) for one in cells])
                )
            )

    def tallies(
        self, first: str, last: str, *, centre: str, kinds: Collection[str]
    ) -> Iterable[str]:
        """Return the tallies of the counted cells of a choice, between two days or two months."""
        query = select(attendance_cell.c.tally).where(
            self._chosen(first, last, centre, kinds), attendance_cell.c.tally.is_not(None)
        )
        return self._connection.execute(query).scalars()

    def every(self, first: str, last: str) -> tuple[tuple[CellKey, str | None], ...]:
        """Return the cells between two days, with the tally of those that are counted.

        One statement, so that none is missed or read twice when it is counted meanwhile.
        """
        cell = attendance_cell.c
        found = self._connection.execute(
            select(cell.day, cell.centre, cell.kind, cell.tally).where(self._within(first, last))
        )
        return tuple((CellKey(*row[:3]), row[3]) for row in found)

    def machines(
        self, first: str, last: str, kinds: Collection[str] = ()
    ) -> Iterable[tuple[str, str]]:
        """Return (day, machines) of every counted cell between two days."""
        query = select(attendance_cell.c.day, attendance_cell.c.machines).where(
            self._chosen(first, last, "", kinds), attendance_cell.c.tally.is_not(None)
        )
        return (tuple(row) for row in self._connection.execute(query))

    def people_by_day(
        self, first: str, last: str, *, centre: str, kinds: Collection[str]
    ) -> Iterable[tuple[str, str, int]]:
        """Return (day, kind, people) of the counted cells of a choice."""
        day, kind = attendance_cell.c.day, attendance_cell.c.kind
        query = (
            select(day, kind, func.sum(attendance_cell.c.people))
            .where(self._chosen(first, last, centre, kinds), attendance_cell.c.tally.is_not(None))
            .group_by(day, kind)
        )
        return ((row[0], row[1], int(row[2])) for row in self._connection.execute(query))

    def people_by_month(
        self, first: str, last: str, *, centre: str, kinds: Collection[str]
    ) -> dict[str, int]:
        """Return month, such as ``2026-10``, -> people of the counted cells of a choice."""
        month = func.substr(attendance_cell.c.day, 1, 7).label("month")
        found = self._connection.execute(
            select(month, func.sum(attendance_cell.c.people))
            .where(self._chosen(first, last, centre, kinds), attendance_cell.c.tally.is_not(None))
            .group_by(month)
        )
        return {row[0]: int(row[1]) for row in found}

    def people(self, first: str, last: str, *, centre: str, kinds: Collection[str]) -> int | None:
        """Return the people of the counted cells of a choice; nothing if there is no cell."""
        found = self._connection.execute(
            select(func.sum(attendance_cell.c.people)).where(
                self._chosen(first, last, centre, kinds), attendance_cell.c.tally.is_not(None)
            )
        ).scalar()
        return None if found is None else int(found)

    def _chosen(
        self, first: str, last: str, centre: str, kinds: Collection[str]
    ) -> ColumnElement[bool]:
        clause = self._within(first, last)
        if centre:
            clause = and_(clause, attendance_cell.c.centre == centre)
        if kinds:
            clause = and_(clause, attendance_cell.c.kind.in_(sorted(kinds)))
        return clause

    def _within(self, first: str, last: str) -> ColumnElement[bool]:
        """Return the cells between two days, or two months: their texts are of another length."""
        return and_(
            attendance_cell.c.city == self._city,
            attendance_cell.c.day.between(first, last),
            func.length(attendance_cell.c.day) == len(first),
        )

    def _named(self, key: CellKey) -> dict[str, Any]:
        return {"city": self._city, **key._asdict()}
