# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of which one thing each visit tells, which of several counts, and which count nowhere yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, delete, func, insert, or_, select, tuple_

from kiosk.domain.attendance import Aside
from sync.server.storage.fleet import ACTIVE
from sync.server.storage.fleet_tables import device as machine
from sync.server.storage.report_tables import object_choice, visit_object
from sync.server.storage.statements import upsert
from sync.server.storage.visit_rows import VisitName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

    from kiosk.domain.periods import Period


class StandingVisit(NamedTuple):
    """A visit that stands and is of one thing, or of a day that had not come.

    Attributes:
        device: The machine that made it.
        name: The event that first recorded it.
        thing: Of what it tells: centre of the machine, a colon, and the name that
            `kiosk.domain.attendance.object_of` gives; empty for none.
        entered: Hour of the entry, as events write it.
        day: Its day, ISO.
        centre: Its centre.
        aside: Value of `kiosk.domain.attendance.Aside`; empty for one that counts.
    """

    device: str
    name: VisitName
    thing: str
    entered: str
    day: str
    centre: str
    aside: str = ""


class VisitObjectRepository:
    """Reads and keeps these visits, and what people chose between them."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def things_of(self, device: str, names: Collection[VisitName]) -> set[str]:
        """Return of what some visits of a machine told until now."""
        return {one.thing for one in self._read(self._of(device, names)) if one.thing}

    def replace(
        self, device: str, names: Collection[VisitName], standing: Sequence[StandingVisit]
    ) -> None:
        """Put some visits of a machine as they stand now; those left out are gone."""
        self._connection.execute(delete(visit_object).where(self._of(device, names)))
        if standing:
            self._connection.execute(insert(visit_object), [self._values(one) for one in standing])

    def about(self, things: Collection[str]) -> tuple[StandingVisit, ...]:
        """Return every visit that tells of some things."""
        return tuple(self._read(visit_object.c.thing.in_(things)))

    def chosen(self, things: Collection[str]) -> dict[str, tuple[str, VisitName]]:
        """Return thing -> (machine, visit) where a person said which one counts."""
        kept = object_choice.c
        rows = self._connection.execute(
            select(object_choice).where(kept.city == self._city, kept.thing.in_(things))
        )
        return {
            row.thing: (row.device, VisitName(row.visit_incarnation, row.visit_sequence))
            for row in rows
        }

    def choose(self, thing: str, device: str, name: VisitName) -> None:
        """Keep which visit a person said counts."""
        row = {"city": self._city, "thing": thing, "device": device}
        chosen = {"visit_incarnation": name.incarnation, "visit_sequence": name.sequence}
        upsert(self._connection, object_choice, [{**row, **chosen}])

    def put(self, visits: Sequence[StandingVisit]) -> None:
        """Put visits that are known in the place of what was said of them."""
        upsert(self._connection, visit_object, [self._values(one) for one in visits])

    def aside_of(self, device: str) -> tuple[StandingVisit, ...]:
        """Return the visits of a machine that count nowhere yet."""
        return tuple(self._read(self._aside(device)))

    def told_to(self, device: str, centre: str, first_day: str) -> tuple[StandingVisit, ...]:
        """Return what a machine should know of, its own visits first.

        Its visits that count nowhere yet, and those about the things of its centre that others
        have recorded since a day and that count. Not those of a machine that was revoked: nobody
        could correct them there, so that they may be recorded again, and a person chooses.
        """
        kept, prefix = visit_object.c, f"{centre}:"
        active = select(machine.c.device).where(
            machine.c.city == self._city, machine.c.status == ACTIVE
        )
        others = and_(
            func.substr(kept.thing, 1, len(prefix)) == prefix,
            kept.device != device,
            kept.day >= first_day,
            kept.aside == "",
            kept.device.in_(active),
        )
        found = self._read(or_(self._aside(device), others))
        return tuple(sorted(found, key=lambda one: (one.device != device, one.thing, one.name)))

    def doubled(self) -> tuple[str, ...]:
        """Return the things of which several visits tell."""
        kept = visit_object.c
        rows = self._connection.execute(
            select(kept.thing)
            .where(kept.city == self._city, kept.thing != "")
            .group_by(kept.thing)
            .having(func.count() > 1)
        )
        return tuple(rows.scalars())

    def ahead(self) -> tuple[StandingVisit, ...]:
        """Return the visits whose day had not come when they were received."""
        return tuple(self._read(visit_object.c.aside == Aside.AHEAD.value))

    def n_aside(self) -> int:
        """Return how many visits count nowhere yet."""
        query = select(func.count()).select_from(visit_object)
        kept = visit_object.c
        found = self._connection.execute(query.where(kept.city == self._city, kept.aside != ""))
        return found.scalar() or 0

    def aside_in(self, period: Period) -> tuple[StandingVisit, ...]:
        """Return the visits of a period that count nowhere yet."""
        kept = visit_object.c
        first, last = period.first.isoformat(), period.last.isoformat()
        return tuple(self._read(and_(kept.aside != "", kept.day.between(first, last))))

    def _read(self, where: ColumnElement[bool]) -> Iterable[StandingVisit]:
        rows = self._connection.execute(
            select(visit_object).where(visit_object.c.city == self._city, where)
        )
        for row in rows:
            name = VisitName(row.visit_incarnation, row.visit_sequence)
            yield StandingVisit(
                row.device, name, row.thing, row.entered, row.day, row.centre, row.aside
            )

    def _aside(self, device: str) -> ColumnElement[bool]:
        return and_(visit_object.c.device == device, visit_object.c.aside != "")

    def _of(self, device: str, names: Collection[VisitName]) -> ColumnElement[bool]:
        kept = visit_object.c
        name = tuple_(kept.visit_incarnation, kept.visit_sequence)
        return and_(
            kept.city == self._city, kept.device == device, name.in_([tuple(one) for one in names])
        )

    def _values(self, one: StandingVisit) -> dict[str, str | int]:
        return {
            "city": self._city,
            "device": one.device,
            "visit_incarnation": one.name.incarnation,
            "visit_sequence": one.name.sequence,
            "thing": one.thing,
            "entered": one.entered,
            "day": one.day,
            "centre": one.centre,
            "aside": one.aside,
        }
