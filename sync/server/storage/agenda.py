# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agendas as the city enters them, read whole: the whole city is a few hundred rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, null, select, union_all

from kiosk.domain.workshops import is_workshop, workshop_id_of
from sync.server.storage.agenda_revision import agenda_revision, renew_agenda
from sync.server.storage.agenda_tables import (
    absence,
    closure,
    mediator,
    motif,
    opening,
    workshop,
)
from sync.server.storage.busy_times import busy_times
from sync.server.storage.statements import upsert
from sync.server.storage.workshops import PlacedWorkshop, workshop_of_row
from sync.wire_down import WireAbsence, WireClosure, WireMediator, WireMotif, WireOpening

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from kiosk.domain.free_time import Stretch
    from kiosk.domain.slots import Taken


@dataclass(frozen=True, slots=True)
class CityAgenda:
    """Everything that the city knows of openings, of all its centres.

    Attributes:
        revision: Random name of this state; empty while nothing was ever entered.
        mediators: Pairs (code of the home centre, mediator), by identifier.
        motifs: Needs, in the order of the screen.
        openings: Openings; an empty centre is the home of the mediator.
        absences: Times away.
        closures: Closures; the centre is a code, or that of `EVERYWHERE`.
        workshops: Workshops of all centres, in order of time, those cancelled too.
    """

    revision: str
    mediators: tuple[tuple[str, WireMediator], ...] = ()
    motifs: tuple[WireMotif, ...] = ()
    openings: tuple[WireOpening, ...] = ()
    absences: tuple[WireAbsence, ...] = ()
    closures: tuple[WireClosure, ...] = ()
    workshops: tuple[PlacedWorkshop, ...] = ()


class AgendaRepository:
    """Mediators, needs, openings, absences, closures."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city
        self._homes: dict[str, str] = {}  # one sale asks for the same one again and again

    def revision(self) -> str:
        """Return the name of the present state; every change gives another one."""
        return agenda_revision(self._connection, self._city)

    def whole(self, revision: str, *, workshops_since: int = 0) -> CityAgenda:
        """Return the agenda of the whole city, in four statements.

        Args:
            revision: What `revision` said before, in the same transaction.
            workshops_since: Workshops that begin before are left out, seconds since 1970.
        """
        mediators, openings = self._mediators_and_openings()
        absences, workshops = self._absences_and_workshops(workshops_since)
        return CityAgenda(
            revision=revision,
            mediators=mediators,
            motifs=tuple(self.motifs()),
            openings=openings,
            absences=absences,
            closures=tuple(
                WireClosure(
                    closure_id=row.closure_id,
                    first_day=row.first_day,
                    last_day=row.last_day,
                    label=row.label,
                    kind=row.kind,
                    centre=row.centre,
                    opens_anyway=row.opens_anyway,
                )
                for row in self._connection.execute(
                    select(closure)
                    .where(closure.c.city == self._city)
                    .order_by(closure.c.closure_id)
                )
            ),
            workshops=workshops,
        )

    def busy(self, first_s: int, last_s: int) -> tuple[list[Taken], dict[str, list[Stretch]]]:
        """Return what lies on the agendas of the whole city, as `busy_times` tells it."""
        return busy_times(self._connection, self._city, first_s, last_s)

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
                each_person=row.each_person,
            )
            for row in rows
        ]

    def centre_of(self, resource: str) -> str:
        """Return the centre of what is booked: a mediator's home, or that of a workshop.

        Empty if there is neither.
        """
        if not is_workshop(resource):
            return self.home_of(resource)
        found = self._connection.execute(
            select(workshop.c.centre).where(
                workshop.c.city == self._city,
                workshop.c.workshop_id == workshop_id_of(resource),
            )
        ).scalar()
        return found or ""

    def home_of(self, mediator_id: str) -> str:
        """Return the home centre of a mediator; empty if there is no such mediator."""
        if mediator_id not in self._homes:
            found = self._connection.execute(
                select(mediator.c.centre).where(
                    mediator.c.city == self._city, mediator.c.mediator_id == mediator_id
                )
            ).scalar()
            self._homes[mediator_id] = found or ""
        return self._homes[mediator_id]

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
        self._homes.clear()
        self._renew()

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
            "each_person": one.each_person,
        }
        upsert(self._connection, motif, [row])
        self._renew()

    def put_opening(self, one: WireOpening) -> None:
        """Enter or change an opening; its rule is `rrule`, always there."""
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
        self._renew()

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
        self._renew()

    def absence(self, absence_id: str) -> WireAbsence | None:
        """Return an absence; nothing when there is none of that name."""
        row = self._connection.execute(
            select(absence).where(absence.c.city == self._city, absence.c.absence_id == absence_id)
        ).one_or_none()
        if row is None:
            return None
        return WireAbsence(
            absence_id=row.absence_id, mediator_id=row.mediator_id, start=row.start, end=row.end
        )

    def put_closure(self, one: WireClosure) -> None:
        """Enter or change days on which a centre is shut, or opens in spite of a holiday."""
        row = {
            "city": self._city,
            "closure_id": one.closure_id,
            "centre": one.centre,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "label": one.label,
            "kind": one.kind,
            "opens_anyway": one.opens_anyway,
        }
        upsert(self._connection, closure, [row])
        self._renew()

    def remove_opening(self, opening_id: str) -> bool:
        """Take an opening away; say whether it was there."""
        return self._removed(
            delete(opening).where(opening.c.city == self._city, opening.c.opening_id == opening_id)
        )

    def remove_absence(self, absence_id: str) -> bool:
        """Take an absence away; say whether it was there."""
        return self._removed(
            delete(absence).where(absence.c.city == self._city, absence.c.absence_id == absence_id)
        )

    def remove_closure(self, closure_id: str) -> bool:
        """Take a closure away; say whether it was there."""
        return self._removed(
            delete(closure).where(closure.c.city == self._city, closure.c.closure_id == closure_id)
        )

    def _removed(self, statement: Any) -> bool:
        done = self._connection.execute(statement)
        self._renew()
        return int(done.rowcount) == 1

    def _renew(self) -> None:
        renew_agenda(self._connection, self._city)

    def _absences_and_workshops(
        self, workshops_since: int
    ) -> tuple[tuple[WireAbsence, ...], tuple[PlacedWorkshop, ...]]:
        """Return both in one statement: a search has a fixed number of them."""
        ours = [column for column in workshop.c if column is not workshop.c.city]
        theirs = {
            "workshop_id": absence.c.absence_id,
            "mediator_id": absence.c.mediator_id,
            "start": absence.c.start,
            "duration_min": absence.c.end,
        }
        rows = self._connection.execute(
            union_all(
                select(*ours).where(
                    workshop.c.city == self._city, workshop.c.start >= workshops_since
                ),
                select(*(theirs.get(column.name, null()) for column in ours)).where(
                    absence.c.city == self._city
                ),
            )
        ).all()
        away = [
            WireAbsence(
                absence_id=row.workshop_id,
                mediator_id=row.mediator_id,
                start=row.start,
                end=row.duration_min,
            )
            for row in rows
            if row.centre is None
        ]
        held = [
            PlacedWorkshop(row.centre, workshop_of_row(row))
            for row in rows
            if row.centre is not None
        ]
        away.sort(key=lambda one: one.absence_id)
        held.sort(key=lambda one: (one.workshop.start, one.workshop.workshop_id))
        return tuple(away), tuple(held)

    def _mediators_and_openings(
        self,
    ) -> tuple[tuple[tuple[str, WireMediator], ...], tuple[WireOpening, ...]]:
        rows = self._connection.execute(
            select(
                mediator.c.mediator_id.label("person"),
                mediator.c.centre.label("home"),
                mediator.c.first_name,
                mediator.c.is_active,
                mediator.c.languages,
                mediator.c.max_a_day,
                *opening.c,
            )
            .outerjoin_from(
                mediator,
                opening,
                (opening.c.city == mediator.c.city)
                & (opening.c.mediator_id == mediator.c.mediator_id),
            )
            .where(mediator.c.city == self._city)
            .order_by(mediator.c.mediator_id, opening.c.opening_id)
        ).all()
        people = {row.person: (row.home, _mediator(row)) for row in rows}
        openings = [_opening(row) for row in rows if row.opening_id is not None]
        openings.sort(key=lambda one: one.opening_id)
        return tuple(people.values()), tuple(openings)


def _mediator(row: Row[Any]) -> WireMediator:
    return WireMediator(
        mediator_id=row.person,
        first_name=row.first_name,
        is_active=row.is_active,
        languages=row.languages,
        max_a_day=row.max_a_day,
    )


def _opening(row: Row[Any]) -> WireOpening:
    return WireOpening(
        opening_id=row.opening_id,
        mediator_id=row.mediator_id,
        motif_ids=row.motif_ids,
        first_day=row.first_day,
        weekdays=[],
        start=row.start,
        end=row.end,
        exdates=row.exdates,
        rdates=row.rdates,
        rrule=row.rrule,
        season=row.season,
        centre=row.centre,
        has_outer_buffers=row.has_outer_buffers,
    )
