# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediators' records: newest versions, their traces, and forms not yet recorded.

What a record says is kept as the JSON of its codes (`content_core`), the same text that the city
receives; the columns beside it are those by which rows are found or counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.attendance import Aside, RecordedBy, Visit, VisitKind, identity_of, visit_id_of
from kiosk.domain.attendance_events import content_core, content_of
from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.storage.tables import UtcTime, metadata, session

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.outbox import JSON
    from kiosk.domain.periods import Period

IN_HAND = 0
"""Rank of the form that is being filled in; those set aside have higher ones, oldest first."""

visit = Table(
    "visit",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("recorded_by", String(16), nullable=False),
    Column("entered_hour_utc", UtcTime, nullable=False),
    Column("changed_hour_utc", UtcTime),
    Column("content", Text, nullable=False),
    Column("workshop_id", String(64), nullable=False, server_default=""),
    Column("mark", String(32), nullable=False, server_default=""),
    Column("aside", String(16), nullable=False, server_default=""),
    Column("given", String(7), nullable=False, server_default=""),
    Index("ix_visit_day", "day"),
    Index("ix_visit_workshop", "workshop_id", unique=True, sqlite_where=text("workshop_id <> ''")),
    Index("ix_visit_mark", "mark", unique=True, sqlite_where=text("mark <> ''")),
)

visit_version = Table(
    "visit_version",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("action", String(16), nullable=False),
    Column("changed_by", String(16), nullable=False),
    Column("changed_hour_utc", UtcTime, nullable=False),
    Column("content", Text),
    Index("ix_visit_version_day", "day"),
)

visit_draft = Table(
    "visit_draft",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("saved_utc", UtcTime, nullable=False),
    Column("content", Text, nullable=False),
)


class VersionAction(StrEnum):
    """What was done to a record."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class VisitVersion:
    """The trace of one entry, correction or deletion.

    Attributes:
        version: 1 for the entry.
        action: What was done.
        changed_by: In which role.
        changed_hour_utc: When, cut to the hour.
        content: What the record said from then on; nothing once deleted.
    """

    version: int
    action: VersionAction
    changed_by: RecordedBy
    changed_hour_utc: datetime
    content: VisitDraft | None


class VisitRepository:
    """Reads and writes records inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work on `connection`."""
        self._connection = connection

    def add(self, record: Visit) -> None:
        """Write a new record and its first trace."""
        self._connection.execute(visit.insert().values(_values(record)))
        self._trace(record, VersionAction.RECORDED, record.recorded_by)

    def replace(self, record: Visit, changed_by: RecordedBy) -> None:
        """Write the next version of a record and its trace."""
        self._connection.execute(visit.update().where(_is(record.visit_id)).values(_values(record)))
        self._trace(record, VersionAction.CORRECTED, changed_by)

    def remove(self, record: Visit, changed_by: RecordedBy, *, at_hour_utc: datetime) -> None:
        """Take a record away; the trace says when and in which role, the older ones stay."""
        self._connection.execute(visit.delete().where(_is(record.visit_id)))
        identity = identity_of(record.visit_id)
        self._connection.execute(
            visit_version.insert().values(
                incarnation=identity.incarnation,
                sequence=identity.sequence,
                version=record.version + 1,
                day=record.content.day,
                action=VersionAction.DELETED.value,
                changed_by=changed_by.value,
                changed_hour_utc=at_hour_utc,
                content=None,
            )
        )

    def get(self, visit_id: str) -> Visit | None:
        """Return the newest version of a record, or nothing when it is unknown or deleted."""
        row = self._connection.execute(select(visit).where(_is(visit_id))).one_or_none()
        return None if row is None else _visit(row)

    def of_workshop(self, workshop_id: str) -> Visit | None:
        """Return the record made from the sheet of a workshop; nothing for none.

        There is one at most, which the table itself makes sure of.
        """
        row = self._connection.execute(
            select(visit).where(visit.c.workshop_id == workshop_id, visit.c.workshop_id != "")
        ).one_or_none()
        return None if row is None else _visit(row)

    def of_mark(self, mark: str) -> Visit | None:
        """Return the record with an imprint; nothing for none, of which there is one at most."""
        row = self._connection.execute(
            select(visit).where(visit.c.mark == mark, visit.c.mark != "")
        ).one_or_none()
        return None if row is None else _visit(row)

    def put_aside(self, aside: Mapping[str, Aside]) -> None:
        """Take what the city does not count, visit -> why, in the place of what it said before."""
        self._connection.execute(update(visit).where(visit.c.aside != "").values(aside=""))
        for visit_id, why in aside.items():
            self._connection.execute(update(visit).where(_is(visit_id)).values(aside=why.value))

    def asides(self) -> frozenset[str]:
        """Return the records that the city does not count."""
        rows = self._connection.execute(select(visit).where(visit.c.aside != ""))
        return frozenset(_visit(row).visit_id for row in rows)

    def n_aside(self, period: Period) -> dict[Aside, int]:
        """Return why -> how many records of a period the city does not count."""
        days = visit.c.day.between(period.first, period.last)
        rows = self._connection.execute(
            select(visit.c.aside, func.count())
            .where(days, visit.c.aside != "")
            .group_by(visit.c.aside)
        )
        return {Aside(row[0]): row[1] for row in rows}

    def between(self, period: Period) -> tuple[Visit, ...]:
        """Return the records that count whose day lies in `period`, by day and order of entry."""
        rows = self._connection.execute(
            select(visit)
            .where(visit.c.day.between(period.first, period.last), visit.c.aside == "")
            .order_by(visit.c.day, visit.c.entered_hour_utc, visit.c.incarnation, visit.c.sequence)
        )
        return tuple(_visit(row) for row in rows)

    def recent(self, limit: int) -> tuple[Visit, ...]:
        """Return the records entered last, newest first."""
        rows = self._connection.execute(
            select(visit)
            .order_by(visit.c.entered_hour_utc.desc(), visit.c.sequence.desc())
            .limit(limit)
        )
        return tuple(_visit(row) for row in rows)

    def versions(self, visit_id: str) -> tuple[VisitVersion, ...]:
        """Return the trace of a record, oldest first; deleted ones have theirs too."""
        identity = identity_of(visit_id)
        rows = self._connection.execute(
            select(visit_version)
            .where(
                visit_version.c.incarnation == identity.incarnation,
                visit_version.c.sequence == identity.sequence,
            )
            .order_by(visit_version.c.version)
        )
        return tuple(
            VisitVersion(
                version=row.version,
                action=VersionAction(row.action),
                changed_by=RecordedBy(row.changed_by),
                changed_hour_utc=row.changed_hour_utc,
                content=None if row.content is None else content_of(json.loads(row.content)),
            )
            for row in rows
        )

    def people_by_month(
        self, first_month: str, last: date, centre: str, kinds: Collection[VisitKind]
    ) -> dict[str, int]:
        """Return month, such as ``2026-10``, -> people helped, up to a day.

        Args:
            first_month: The first month.
            last: The last day.
            centre: The only centre; empty for all.
            kinds: The only kinds of help; empty for all.
        """
        month = func.strftime("%Y-%m", visit.c.day)
        people = func.coalesce(func.json_extract(visit.c.content, "$.people"), 1)
        query = (
            select(month, func.sum(people))
            .where(
                visit.c.day.between(date.fromisoformat(f"{first_month}-01"), last),
                visit.c.aside == "",
            )
            .group_by(month)
        )
        if centre:
            query = query.where(func.json_extract(visit.c.content, "$.centre") == centre)
        if kinds:
            kind = func.json_extract(visit.c.content, "$.kind")
            query = query.where(kind.in_([one.value for one in kinds]))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def durations_used(self) -> dict[int, int]:
        """Return how many records each duration has, in minutes.

        A paper tally is left out: its minutes are those of many visits.
        """
        kind = func.json_extract(visit.c.content, "$.kind")
        rows = self._connection.execute(
            select(visit.c.duration_min, func.count())
            .where(kind != VisitKind.TALLY.value)
            .group_by(visit.c.duration_min)
        )
        return {row[0]: row[1] for row in rows}

    def first_counted_utc(self) -> datetime | None:
        """Return the hour of the oldest entry or session; nothing when there is none.

        Entries count by the hour in which they were made: a sheet copied for a day before the
        machine came does not make it older.
        """
        oldest_entry = select(func.min(visit.c.entered_hour_utc)).scalar_subquery()
        oldest_session = select(func.min(session.c.started_hour_utc)).scalar_subquery()
        found = self._connection.execute(select(oldest_entry, oldest_session)).one()
        return min((hour for hour in found if hour is not None), default=None)

    def save_draft(self, owner: str, content: VisitDraft, *, saved_utc: datetime) -> None:
        """Keep the form that a member of staff is filling in, over what it said before."""
        values = {"saved_utc": saved_utc, "content": _draft_json(content)}
        self._connection.execute(
            insert(visit_draft)
            .values(owner=owner, rank=IN_HAND, **values)
            .on_conflict_do_update(index_elements=["owner", "rank"], set_=values)
        )

    def set_draft_aside(self, owner: str) -> None:
        """Put the form in hand on top of those set aside; without one nothing is done."""
        mine = visit_draft.c.owner == owner
        last = self._connection.execute(select(func.max(visit_draft.c.rank)).where(mine)).scalar()
        self._connection.execute(
            update(visit_draft)
            .where(mine, visit_draft.c.rank == IN_HAND)
            .values(rank=(last or IN_HAND) + 1)
        )

    def load_draft(self, owner: str, *, since_utc: datetime) -> VisitDraft | None:
        """Take in hand the form of a member of staff, or the one set aside last, if there is one.

        One saved before `since_utc` is as good as none.
        """
        mine = (visit_draft.c.owner == owner) & (visit_draft.c.saved_utc >= since_utc)
        rows = self._connection.execute(
            select(visit_draft).where(mine).order_by(visit_draft.c.rank)
        ).all()
        if not rows:
            return None
        row = rows[0] if rows[0].rank == IN_HAND else rows[-1]
        if row.rank != IN_HAND:
            self.drop_draft(owner)  # too old, or it would have been found
            self._connection.execute(
                update(visit_draft)
                .where(visit_draft.c.owner == owner, visit_draft.c.rank == row.rank)
                .values(rank=IN_HAND)
            )
        return _draft(json.loads(row.content))

    def drop_draft(self, owner: str) -> None:
        """Forget the form that a member of staff was filling in; those set aside stay."""
        self._connection.execute(
            visit_draft.delete().where(visit_draft.c.owner == owner, visit_draft.c.rank == IN_HAND)
        )

    def erase_before(self, day: date) -> int:
        """Erase records and traces of earlier days; return how many records went."""
        self._connection.execute(visit_version.delete().where(visit_version.c.day < day))
        return self._connection.execute(visit.delete().where(visit.c.day < day)).rowcount

    def erase_drafts_before(self, instant_utc: datetime) -> int:
        """Erase forms saved earlier and never recorded; return how many went."""
        return self._connection.execute(
            visit_draft.delete().where(visit_draft.c.saved_utc < instant_utc)
        ).rowcount

    def _trace(self, record: Visit, action: VersionAction, changed_by: RecordedBy) -> None:
        identity = identity_of(record.visit_id)
        self._connection.execute(
            visit_version.insert().values(
                incarnation=identity.incarnation,
                sequence=identity.sequence,
                version=record.version,
                day=record.content.day,
                action=action.value,
                changed_by=changed_by.value,
                changed_hour_utc=record.changed_hour_utc or record.entered_hour_utc,
                content=_content_json(record.content),
            )
        )


def _is(visit_id: str) -> ColumnElement[bool]:
    identity = identity_of(visit_id)
    return (visit.c.incarnation == identity.incarnation) & (visit.c.sequence == identity.sequence)


def _values(record: Visit) -> dict[str, object]:
    identity = identity_of(record.visit_id)
    return {
        "incarnation": identity.incarnation,
        "sequence": identity.sequence,
        "version": record.version,
        "day": record.content.day,
        "duration_min": record.content.duration_min,
        "recorded_by": record.recorded_by.value,
        "entered_hour_utc": record.entered_hour_utc,
        "changed_hour_utc": record.changed_hour_utc,
        "content": _content_json(record.content),
        "workshop_id": record.content.workshop_id,
        "mark": record.content.mark,
    }


def _visit(row: Row[tuple[object, ...]]) -> Visit:
    return Visit(
        visit_id=visit_id_of(Identity(row.incarnation, OutboxLane.LOGS, row.sequence)),
        version=row.version,
        content=content_of(json.loads(row.content)),
        recorded_by=RecordedBy(row.recorded_by),
        entered_hour_utc=row.entered_hour_utc,
        changed_hour_utc=row.changed_hour_utc,
        aside=Aside(row.aside) if row.aside else None,
    )


def _draft_json(content: VisitDraft) -> str:
    """Return a form as it is kept: with what it is made of, which no record holds."""
    core = {**content_core(content), "served": content.served}
    return json.dumps(core, sort_keys=True, separators=(",", ":"))


def _draft(core: dict[str, JSON]) -> VisitDraft:
    return replace(content_of(core), served=str(core.get("served", "")))


def _content_json(content: VisitDraft) -> str:
    return json.dumps(content_core(content), sort_keys=True, separators=(",", ":"))
