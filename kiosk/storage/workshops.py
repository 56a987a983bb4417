# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops of the centre, as the city tells them, and who came to them without a ticket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import GONE
from kiosk.domain.lease_seats import SEAT_PREFIX
from kiosk.domain.workshop_events import WalkIns
from kiosk.domain.workshops import Workshop, WorkshopStatus
from kiosk.storage.appointments import appointment
from kiosk.storage.requests import appointment_request
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

workshop = Table(
    "workshop",
    metadata,
    Column("workshop_id", String(48), primary_key=True),
    Column("titles", Text, nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("documents", Text, nullable=False),
    Column("waiting_capacity", Integer, nullable=False),
    Column("min_participants", Integer, nullable=False),
    Column("notice_min", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("n_waiting", Integer, nullable=False),
    Index("ix_workshop_start_utc", "start_utc"),
)

workshop_walk_ins = Table(
    "workshop_walk_ins",
    metadata,
    Column("workshop_id", String(48), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("n_round", Integer, nullable=False),
    Column("start_utc", UtcTime, nullable=False),
)


class WorkshopRepository:
    """Workshops by their identifier and their time."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def load(self) -> tuple[Workshop, ...]:
        """Return every workshop known, in order of time."""
        rows = self._connection.execute(
            select(workshop).order_by(workshop.c.start_utc, workshop.c.workshop_id)
        )
        return tuple(_workshop(row) for row in rows)

    def names_since(self, started_utc: datetime) -> tuple[str, ...]:
        """Return the workshops that take place from an instant on, by their names as needs."""
        rows = self._connection.execute(
            select(workshop.c.workshop_id).where(
                workshop.c.start_utc >= started_utc,
                workshop.c.status == WorkshopStatus.PLANNED.value,
            )
        )
        return tuple(f"{SEAT_PREFIX}{row.workshop_id}" for row in rows)

    def put(self, one: Workshop) -> None:
        """Store a workshop, or what it is now."""
        self._connection.execute(delete(workshop).where(workshop.c.workshop_id == one.workshop_id))
        self._connection.execute(
            insert(workshop).values(
                workshop_id=one.workshop_id,
                titles=json.dumps(dict(one.titles), ensure_ascii=False),
                start_utc=one.start_utc,
                duration_min=one.duration_min,
                capacity=one.capacity,
                mediator_id=one.mediator_id,
                documents=json.dumps(
                    {language: list(papers) for language, papers in one.documents},
                    ensure_ascii=False,
                ),
                waiting_capacity=one.waiting_capacity,
                min_participants=one.min_participants,
                notice_min=one.notice_min,
                status=one.status.value,
                n_waiting=one.n_waiting,
            )
        )

    def replace(self, told: Iterable[Workshop], kept_before_utc: datetime | None) -> None:
        """Know these workshops from now on, and those over that the city tells no more.

        Args:
            told: What the city tells.
            kept_before_utc: Older ones stay, for the sheets and tickets of past days; nothing
                where all are told.
        """
        gone = delete(workshop)
        if kept_before_utc is not None:
            gone = gone.where(workshop.c.start_utc >= kept_before_utc)
        self._connection.execute(gone)
        for one in told:
            self.put(one)

    def people_enrolled(self, from_utc: datetime) -> dict[tuple[str, datetime], int]:
        """Return how many people are enrolled, by the workshop's name as a need and its time.

        Args:
            from_utc: Workshops that began before are left out.
        """
        rows = self._connection.execute(
            select(
                appointment.c.motif_id,
                appointment.c.start_utc,
                func.sum(appointment.c.party_size).label("n"),
            )
            .where(
                appointment.c.motif_id.startswith(SEAT_PREFIX),
                appointment.c.start_utc >= from_utc,
                appointment.c.status.not_in([status.value for status in GONE]),
            )
            .group_by(appointment.c.motif_id, appointment.c.start_utc)
        )
        return {(row.motif_id, row.start_utc): int(row.n) for row in rows}

    def people_waiting(self) -> dict[str, int]:
        """Return how many people known here wait, by the workshop's name as a need.

        Who was proposed another time than the workshop's waits for no seat.
        """
        waits = appointment_request.c.status == RequestStatus.REQUESTED.value
        has_offer = and_(
            appointment_request.c.status == RequestStatus.PROPOSED.value,
            appointment_request.c.offer_until_utc.is_not(None),
        )
        rows = self._connection.execute(
            select(
                appointment_request.c.motif_id,
                func.sum(appointment_request.c.party_size).label("n"),
            )
            .where(
                appointment_request.c.motif_id.startswith(SEAT_PREFIX),
                or_(waits, has_offer),
            )
            .group_by(appointment_request.c.motif_id)
        )
        return {row.motif_id: int(row.n) for row in rows}

    def walk_ins(self, workshop_id: str) -> WalkIns:
        """Return how many came without a ticket, as this machine counted."""
        row = self._connection.execute(
            select(workshop_walk_ins).where(workshop_walk_ins.c.workshop_id == workshop_id)
        ).one_or_none()
        return WalkIns(workshop_id, row.n, row.n_round) if row else WalkIns(workshop_id, 0, 0)

    def note_walk_ins(self, told: WalkIns, start_utc: datetime) -> None:
        """Store how many came to the workshop of that time, over an earlier count."""
        self._connection.execute(
            delete(workshop_walk_ins).where(workshop_walk_ins.c.workshop_id == told.workshop_id)
        )
        self._connection.execute(
            insert(workshop_walk_ins).values(
                workshop_id=told.workshop_id,
                n=told.n,
                n_round=told.n_round,
                start_utc=start_utc,
            )
        )

    def erase(self, started_before_utc: datetime) -> int:
        """Erase the workshops that started before an instant, and their counts.

        Returns:
            How many workshops are gone.
        """
        self._connection.execute(
            delete(workshop_walk_ins).where(workshop_walk_ins.c.start_utc < started_before_utc)
        )
        result = self._connection.execute(
            delete(workshop).where(workshop.c.start_utc < started_before_utc)
        )
        return result.rowcount


def _workshop(row: Row[Any]) -> Workshop:
    return Workshop(
        workshop_id=row.workshop_id,
        titles=tuple(json.loads(row.titles).items()),
        start_utc=row.start_utc,
        duration_min=row.duration_min,
        capacity=row.capacity,
        mediator_id=row.mediator_id,
        documents=tuple(
            (language, tuple(papers)) for language, papers in json.loads(row.documents).items()
        ),
        waiting_capacity=row.waiting_capacity,
        min_participants=row.min_participants,
        notice_min=row.notice_min,
        status=WorkshopStatus(row.status),
        n_waiting=row.n_waiting,
    )
