# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agendas as the city enters them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from kiosk.domain.recurrence import recurrence_of
from sync.server.storage.agenda_tables import absence, closure, mediator, motif, opening
from sync.server.storage.statements import upsert
from sync.wire_down import Agenda, WireAbsence, WireClosure, WireMediator, WireMotif, WireOpening

if TYPE_CHECKING:
    from sqlalchemy import Connection


class AgendaRepository:
    """Mediators, needs, openings, absences, closures."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def of_centre(self, centre: str) -> Agenda:
        """Return the agenda of a centre; bookings are left to others."""
        mediators = self._mediators(centre)
        known = [one.mediator_id for one in mediators]
        return Agenda(
            mediators=mediators,
            motifs=self.motifs(),
            openings=self._openings(known),
            absences=self._absences(known),
            closures=self._closures(centre),
        )

    def motifs(self) -> list[WireMotif]:
        """Return the needs."""
        rows = self._connection.execute(
            select(motif).where(motif.c.city == self._city).order_by(motif.c.rank, motif.c.motif_id)
        )
        return [
            WireMotif(
                motif_id=row.motif_id,
                labels=row.labels,
                icon=row.icon,
                duration_min=row.duration_min,
                before_min=row.before_min,
                after_min=row.after_min,
                documents=row.documents,
                step_min=row.step_min,
                notice_min=row.notice_min,
                horizon_days=row.horizon_days,
                max_a_day=row.max_a_day,
                max_active=row.max_active,
            )
            for row in rows
        ]

    def centre_of(self, mediator_id: str) -> str:
        """Return the centre of a mediator; empty if there is no such mediator."""
        found = self._connection.execute(
            select(mediator.c.centre).where(
                mediator.c.city == self._city, mediator.c.mediator_id == mediator_id
            )
        ).scalar()
        return found or ""

    def put_mediator(self, centre: str, one: WireMediator) -> None:
        """Enter or change a mediator."""
        row = {
            "city": self._city,
            "mediator_id": one.mediator_id,
            "centre": centre,
            "first_name": one.first_name,
            "is_active": one.is_active,
            "languages": one.languages,
            "max_a_day": one.max_a_day,
        }
        upsert(self._connection, mediator, [row])

    def put_motif(self, one: WireMotif) -> None:
        """Enter a need after the others, or change it in its place."""
        ranks = {known.motif_id: rank for rank, known in enumerate(self.motifs())}
        row = {
            "city": self._city,
            "motif_id": one.motif_id,
            "rank": ranks.get(one.motif_id, len(ranks)),
            "labels": one.labels,
            "icon": one.icon,
            "duration_min": one.duration_min,
            "before_min": one.before_min,
            "after_min": one.after_min,
            "documents": one.documents,
            "step_min": one.step_min,
            "notice_min": one.notice_min,
            "horizon_days": one.horizon_days,
            "max_a_day": one.max_a_day,
            "max_active": one.max_active,
        }
        upsert(self._connection, motif, [row])

    def put_opening(self, one: WireOpening) -> None:
        """Enter or change an opening."""
        row = {
            "city": self._city,
            "opening_id": one.opening_id,
            "mediator_id": one.mediator_id,
            "motif_ids": one.motif_ids,
            "first_day": one.first_day,
            "rrule": one.rrule,
            "start": one.start,
            "end": one.end,
            "exdates": one.exdates,
            "rdates": one.rdates,
            "season": one.season,
            "centre": one.centre,
            "has_outer_buffers": one.has_outer_buffers,
        }
        upsert(self._connection, opening, [row])

    def put_absence(self, one: WireAbsence) -> None:
        """Enter or change an absence."""
        row = {
            "city": self._city,
            "absence_id": one.absence_id,
            "mediator_id": one.mediator_id,
            "start": one.start,
            "end": one.end,
        }
        upsert(self._connection, absence, [row])

    def put_closure(self, centre: str, one: WireClosure) -> None:
        """Enter or change days on which a centre is shut."""
        row = {
            "city": self._city,
            "closure_id": one.closure_id,
            "centre": centre,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "label": one.label,
            "kind": one.kind,
            "opens_anyway": one.opens_anyway,
        }
        upsert(self._connection, closure, [row])

    def remove_opening(self, opening_id: str) -> bool:
        """Take an opening away; say whether it was there."""
        done = self._connection.execute(
            delete(opening).where(opening.c.city == self._city, opening.c.opening_id == opening_id)
        )
        return done.rowcount == 1

    def _mediators(self, centre: str) -> list[WireMediator]:
        rows = self._connection.execute(
            select(mediator)
            .where(mediator.c.city == self._city, mediator.c.centre == centre)
            .order_by(mediator.c.mediator_id)
        )
        return [
            WireMediator(
                mediator_id=row.mediator_id,
                first_name=row.first_name,
                is_active=row.is_active,
                languages=row.languages,
                max_a_day=row.max_a_day,
            )
            for row in rows
        ]

    def _openings(self, mediators: list[str]) -> list[WireOpening]:
        rows = self._connection.execute(
            select(opening)
            .where(opening.c.city == self._city, opening.c.mediator_id.in_(mediators))
            .order_by(opening.c.opening_id)
        )
        return [
            WireOpening(
                opening_id=row.opening_id,
                mediator_id=row.mediator_id,
                motif_ids=row.motif_ids,
                first_day=row.first_day,
                until=until,
                weekdays=weekdays,
                start=row.start,
                end=row.end,
                exdates=row.exdates,
                rdates=row.rdates,
                rrule=row.rrule,
                season=row.season,
                centre=row.centre,
                has_outer_buffers=row.has_outer_buffers,
            )
            for row in rows
            for weekdays, until in (_before_rules(row.rrule, row.first_day),)
        ]

    def _absences(self, mediators: list[str]) -> list[WireAbsence]:
        rows = self._connection.execute(
            select(absence)
            .where(absence.c.city == self._city, absence.c.mediator_id.in_(mediators))
            .order_by(absence.c.absence_id)
        )
        return [
            WireAbsence(
                absence_id=row.absence_id,
                mediator_id=row.mediator_id,
                start=row.start,
                end=row.end,
            )
            for row in rows
        ]

    def _closures(self, centre: str) -> list[WireClosure]:
        rows = self._connection.execute(
            select(closure)
            .where(closure.c.city == self._city, closure.c.centre == centre)
            .order_by(closure.c.closure_id)
        )
        return [
            WireClosure(
                closure_id=row.closure_id,
                first_day=row.first_day,
                last_day=row.last_day,
                label=row.label,
                kind=row.kind,
                opens_anyway=row.opens_anyway,
            )
            for row in rows
        ]


def _before_rules(rrule: str, first_day: str) -> tuple[list[int], str]:
    """Return the weekdays and the last day of a rule, for programs that know no rule."""
    rule = recurrence_of(rrule)
    weekdays = sorted(rule.weekdays) or [date.fromisoformat(first_day).weekday()]
    return weekdays, rule.until.isoformat() if rule.until else ""
