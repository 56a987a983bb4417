# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine knows of its centre's agenda: people, needs, openings, absences, closures.

The city sends it whole; a machine without a city gets it from the command line.
"""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from kiosk.domain.openings import Absence, Agenda, Closure, Mediator, Motif, Opening
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

mediator = Table(
    "mediator",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("first_name", String(80), nullable=False),
    Column("is_active", Boolean, nullable=False),
)

motif = Table(
    "motif",
    metadata,
    Column("motif_id", String(64), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("labels", Text, nullable=False),
    Column("icon", String(64), nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("before_min", Integer, nullable=False),
    Column("after_min", Integer, nullable=False),
    Column("documents", Text, nullable=False),
)

opening = Table(
    "opening",
    metadata,
    Column("opening_id", String(64), primary_key=True),
    Column("mediator_id", String(64), nullable=False),
    Column("motif_ids", Text, nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("until", String(10)),
    Column("weekdays", String(7), nullable=False),
    Column("start", String(5), nullable=False),
    Column("end", String(5), nullable=False),
    Column("exdates", Text, nullable=False),
)

absence = Table(
    "absence",
    metadata,
    Column("absence_id", String(64), primary_key=True),
    Column("mediator_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("end_utc", UtcTime, nullable=False),
)

closure = Table(
    "closure",
    metadata,
    Column("closure_id", String(64), primary_key=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("label", String(80), nullable=False),
)

agenda_state = Table(
    "agenda_state",
    metadata,
    Column(
        "singleton", Integer, CheckConstraint("singleton = 1", name="one_row"), primary_key=True
    ),
    Column("version", String(64), nullable=False),
    Column("received_utc", UtcTime),
)

_ALL = (mediator, motif, opening, absence, closure, agenda_state)


class AgendaRepository:
    """The agenda of the centre, read and replaced whole."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def load(self) -> Agenda:
        """Return everything that is known."""
        rows = self._connection.execute
        state = rows(select(agenda_state.c.version, agenda_state.c.received_utc)).first()
        return Agenda(
            mediators=tuple(
                Mediator(row.mediator_id, row.first_name, row.is_active)
                for row in rows(select(mediator).order_by(mediator.c.mediator_id))
            ),
            motifs=tuple(_motif(row) for row in rows(select(motif).order_by(motif.c.rank))),
            openings=tuple(
                _opening(row) for row in rows(select(opening).order_by(opening.c.opening_id))
            ),
            absences=tuple(
                Absence(row.absence_id, row.mediator_id, row.start_utc, row.end_utc)
                for row in rows(select(absence).order_by(absence.c.absence_id))
            ),
            closures=tuple(
                Closure(
                    row.closure_id,
                    date.fromisoformat(row.first_day),
                    date.fromisoformat(row.last_day),
                    row.label,
                )
                for row in rows(select(closure).order_by(closure.c.closure_id))
            ),
            version=state.version if state else "",
            received_utc=state.received_utc if state else None,
        )

    def replace(self, agenda: Agenda) -> None:
        """Know `agenda` and nothing else from now on."""
        for table in _ALL:
            self._connection.execute(delete(table))
        for rank, one in enumerate(agenda.motifs):
            self._insert_motif(one, rank)
        for person in agenda.mediators:
            self.add_mediator(person)
        for one_opening in agenda.openings:
            self.add_opening(one_opening)
        for away in agenda.absences:
            self.add_absence(away)
        for shut in agenda.closures:
            self.add_closure(shut)
        self._connection.execute(
            insert(agenda_state).values(
                singleton=1, version=agenda.version, received_utc=agenda.received_utc
            )
        )

    def received_utc(self) -> datetime | None:
        """Return when the city last sent the agenda; nothing when it never did."""
        return self._connection.scalar(select(agenda_state.c.received_utc))

    def touch(self, received_utc: datetime) -> None:
        """Note that the city says the agenda has not changed."""
        self._connection.execute(agenda_state.update().values(received_utc=received_utc))

    def add_mediator(self, person: Mediator) -> None:
        """Add a mediator, or replace the one of the same identifier."""
        self._connection.execute(
            delete(mediator).where(mediator.c.mediator_id == person.mediator_id)
        )
        self._connection.execute(
            insert(mediator).values(
                mediator_id=person.mediator_id,
                first_name=person.first_name,
                is_active=person.is_active,
            )
        )

    def add_motif(self, one: Motif) -> None:
        """Add a need at the end, or replace the one of the same identifier in its place."""
        rank = self._connection.scalar(select(motif.c.rank).where(motif.c.motif_id == one.motif_id))
        if rank is None:
            last = self._connection.scalar(select(motif.c.rank).order_by(motif.c.rank.desc()))
            rank = 0 if last is None else last + 1
        self._connection.execute(delete(motif).where(motif.c.motif_id == one.motif_id))
        self._insert_motif(one, rank)

    def add_opening(self, one: Opening) -> None:
        """Add an opening, or replace the one of the same identifier."""
        self._connection.execute(delete(opening).where(opening.c.opening_id == one.opening_id))
        self._connection.execute(
            insert(opening).values(
                opening_id=one.opening_id,
                mediator_id=one.mediator_id,
                motif_ids=json.dumps(one.motif_ids),
                first_day=one.first_day.isoformat(),
                until=one.until.isoformat() if one.until else None,
                weekdays="".join(str(day) for day in sorted(one.weekdays)),
                start=one.start.isoformat("minutes"),
                end=one.end.isoformat("minutes"),
                exdates=json.dumps([day.isoformat() for day in one.exdates]),
            )
        )

    def add_absence(self, away: Absence) -> None:
        """Add an absence, or replace the one of the same identifier."""
        self._connection.execute(delete(absence).where(absence.c.absence_id == away.absence_id))
        self._connection.execute(
            insert(absence).values(
                absence_id=away.absence_id,
                mediator_id=away.mediator_id,
                start_utc=away.start_utc,
                end_utc=away.end_utc,
            )
        )

    def add_closure(self, shut: Closure) -> None:
        """Add days on which the centre is shut, or replace those of the same identifier."""
        self._connection.execute(delete(closure).where(closure.c.closure_id == shut.closure_id))
        self._connection.execute(
            insert(closure).values(
                closure_id=shut.closure_id,
                first_day=shut.first_day.isoformat(),
                last_day=shut.last_day.isoformat(),
                label=shut.label,
            )
        )

    def _insert_motif(self, one: Motif, rank: int) -> None:
        self._connection.execute(
            insert(motif).values(
                motif_id=one.motif_id,
                rank=rank,
                labels=json.dumps(dict(one.labels), ensure_ascii=False),
                icon=one.icon,
                duration_min=one.duration_min,
                before_min=one.before_min,
                after_min=one.after_min,
                documents=json.dumps(
                    {language: list(papers) for language, papers in one.documents},
                    ensure_ascii=False,
                ),
            )
        )


def _motif(row: Row[tuple[object, ...]]) -> Motif:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Motif(
        motif_id=values["motif_id"],
        labels=tuple(json.loads(values["labels"]).items()),
        icon=values["icon"],
        duration_min=values["duration_min"],
        before_min=values["before_min"],
        after_min=values["after_min"],
        documents=tuple(
            (language, tuple(papers))
            for language, papers in json.loads(values["documents"]).items()
        ),
    )


def _opening(row: Row[tuple[object, ...]]) -> Opening:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Opening(
        opening_id=values["opening_id"],
        mediator_id=values["mediator_id"],
        motif_ids=tuple(json.loads(values["motif_ids"])),
        first_day=date.fromisoformat(values["first_day"]),
        until=date.fromisoformat(values["until"]) if values["until"] else None,
        weekdays=tuple(int(day) for day in values["weekdays"]),
        start=time.fromisoformat(values["start"]),
        end=time.fromisoformat(values["end"]),
        exdates=tuple(date.fromisoformat(day) for day in json.loads(values["exdates"])),
    )
