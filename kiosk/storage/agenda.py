# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine knows of its centre's agenda: people, needs, when they meet, workshops.

The city sends it whole; a machine without a city gets it from the command line.
"""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from kiosk.domain.centre import card_bytes, card_of
from kiosk.domain.openings import (
    Absence,
    Agenda,
    Closure,
    ClosureKind,
    Mediator,
    Motif,
    Opening,
    Season,
    local_instant,
)
from kiosk.domain.recurrence import recurrence_of
from kiosk.foundation.clock import paris_day
from kiosk.storage.agenda_tables import (
    absence,
    agenda_state,
    closure,
    mediator,
    motif,
    opening,
    other_centre,
    school_holiday,
)
from kiosk.storage.kept_agenda import kept_agenda
from kiosk.storage.workshops import WorkshopRepository

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

_ALL = (mediator, motif, opening, absence, closure, school_holiday, other_centre, agenda_state)


class AgendaRepository:
    """The agenda of the centre, read and replaced whole."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection
        self._workshops = WorkshopRepository(connection)

    def load(self) -> Agenda:
        """Return everything that is known."""
        return kept_agenda(self._connection, self._read)

    def _read(self) -> Agenda:
        rows = self._connection.execute
        state = rows(select(agenda_state)).first()
        return Agenda(
            mediators=tuple(
                _mediator(row) for row in rows(select(mediator).order_by(mediator.c.mediator_id))
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
                _closure(row) for row in rows(select(closure).order_by(closure.c.closure_id))
            ),
            version=state.version if state else "",
            received_utc=state.received_utc if state else None,
            school_holidays=tuple(
                (date.fromisoformat(row.first_day), date.fromisoformat(row.last_day))
                for row in rows(select(school_holiday).order_by(school_holiday.c.first_day))
            ),
            school_known_until=_day(state.school_known_until) if state else None,
            centres=tuple(
                card_of(row.card.encode("utf-8"))._replace(receives=_receives(row.receives))
                for row in rows(select(other_centre).order_by(other_centre.c.code))
            ),
            workshops=self._workshops.load(),
        )

    def replace(self, agenda: Agenda) -> None:
        """Know `agenda` and nothing else from now on, workshops of past days excepted."""
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
        self._insert_city(agenda)
        heard = agenda.received_utc
        today_utc = local_instant(paris_day(heard), time(0)) if heard else None
        self._workshops.replace(agenda.workshops, today_utc)
        known = agenda.school_known_until
        self._connection.execute(
            insert(agenda_state).values(
                singleton=1,
                version=agenda.version,
                received_utc=agenda.received_utc,
                school_known_until=known.isoformat() if known else None,
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
                languages=json.dumps(person.languages),
                max_a_day=person.max_a_day,
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
                rrule=one.recurrence.text(),
                exdates=_days_text(one.recurrence.exdates),
                rdates=_days_text(one.recurrence.rdates),
                start=one.start.isoformat("minutes"),
                end=one.end.isoformat("minutes"),
                season=one.season.value,
                centre=one.centre,
                has_outer_buffers=one.has_outer_buffers,
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
                kind=shut.kind.value,
                centre=shut.centre,
                opens_anyway=shut.opens_anyway,
            )
        )

    def _insert_city(self, agenda: Agenda) -> None:
        """Store what the city tells of the school year and of its other centres."""
        for first, last in agenda.school_holidays:
            self._connection.execute(
                insert(school_holiday).values(
                    first_day=first.isoformat(), last_day=last.isoformat()
                )
            )
        for card in agenda.centres:
            self._connection.execute(
                insert(other_centre).values(
                    code=card.code,
                    card=card_bytes(card).decode("utf-8"),
                    receives=json.dumps(dict(card.receives)),
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
                step_min=one.step_min,
                notice_min=one.notice_min,
                horizon_days=one.horizon_days,
                max_a_day=one.max_a_day,
                max_active=one.max_active,
                each_person=one.each_person,
            )
        )


def _mediator(row: Row[Any]) -> Mediator:
    return Mediator(
        mediator_id=row.mediator_id,
        first_name=row.first_name,
        is_active=row.is_active,
        languages=tuple(json.loads(row.languages)),
        max_a_day=row.max_a_day,
    )


def _motif(row: Row[Any]) -> Motif:
    return Motif(
        motif_id=row.motif_id,
        labels=tuple(json.loads(row.labels).items()),
        icon=row.icon,
        duration_min=row.duration_min,
        before_min=row.before_min,
        after_min=row.after_min,
        documents=tuple(
            (language, tuple(papers)) for language, papers in json.loads(row.documents).items()
        ),
        step_min=row.step_min,
        notice_min=row.notice_min,
        horizon_days=row.horizon_days,
        max_a_day=row.max_a_day,
        max_active=row.max_active,
        each_person=row.each_person,
    )


def _opening(row: Row[Any]) -> Opening:
    return Opening(
        opening_id=row.opening_id,
        mediator_id=row.mediator_id,
        motif_ids=tuple(json.loads(row.motif_ids)),
        first_day=date.fromisoformat(row.first_day),
        recurrence=recurrence_of(row.rrule, _days(row.exdates), _days(row.rdates)),
        start=time.fromisoformat(row.start),
        end=time.fromisoformat(row.end),
        season=Season(row.season),
        centre=row.centre,
        has_outer_buffers=row.has_outer_buffers,
    )


def _closure(row: Row[Any]) -> Closure:
    return Closure(
        closure_id=row.closure_id,
        first_day=date.fromisoformat(row.first_day),
        last_day=date.fromisoformat(row.last_day),
        label=row.label,
        kind=ClosureKind(row.kind),
        centre=row.centre,
        opens_anyway=row.opens_anyway,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(text: str) -> list[date]:
    return [date.fromisoformat(day) for day in json.loads(text)]


def _days_text(days: Iterable[date]) -> str:
    return json.dumps([day.isoformat() for day in days])


def _receives(text: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((need, tuple(weekdays)) for need, weekdays in json.loads(text).items())
