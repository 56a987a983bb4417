# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops as the city enters them, and how many people walked in to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, select

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.workshops import WorkshopStatus
from sync.server.storage.agenda_revision import renew_agenda
from sync.server.storage.agenda_tables import (
    appointment,
    workshop,
    workshop_walk_ins,
)
from sync.server.storage.statements import upsert
from sync.wire_down import WireWorkshop

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, Row


class PlacedWorkshop(NamedTuple):
    """A workshop and the code of the centre where it takes place."""

    centre: str
    workshop: WireWorkshop

    @property
    def is_planned(self) -> bool:
        """Whether it takes place."""
        return self.workshop.status == WorkshopStatus.PLANNED.value


class WalkIns(NamedTuple):
    """People who came to a workshop without having enrolled, as one post counts them.

    Attributes:
        device: The post.
        n_round: How often it has counted; the last count is the right one.
        n: How many.
    """

    device: str
    n_round: int
    n: int


class WorkshopRepository:
    """Workshops by identifier."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def get(self, workshop_id: str) -> PlacedWorkshop | None:
        """Return a workshop, a cancelled one too."""
        found = self._workshops(workshop.c.workshop_id == workshop_id)
        return found[0] if found else None

    def since(self, first_s: int, centre: str = "") -> tuple[PlacedWorkshop, ...]:
        """Return the workshops that begin from an instant on, in order of time.

        Args:
            first_s: Seconds since 1970.
            centre: Code of a centre; empty for the whole city.
        """
        where = workshop.c.start >= first_s
        return self._workshops(where & (workshop.c.centre == centre) if centre else where)

    def put(self, centre: str, one: WireWorkshop) -> None:
        """Enter or change a workshop."""
        row = {
            "city": self._city,
            "workshop_id": one.workshop_id,
            "centre": centre,
            "titles": one.titles,
            "start": one.start,
            "duration_min": one.duration_min,
            "capacity": one.capacity,
            "mediator_id": one.mediator_id,
            "documents": one.documents,
            "waiting_capacity": one.waiting_capacity,
            "min_participants": one.min_participants,
            "notice_min": one.notice_min,
            "status": one.status,
        }
        upsert(self._connection, workshop, [row])
        renew_agenda(self._connection, self._city)

    def remove(self, workshop_id: str) -> bool:
        """Take a workshop away; say whether it was there."""
        done = self._connection.execute(
            delete(workshop).where(
                workshop.c.city == self._city, workshop.c.workshop_id == workshop_id
            )
        )
        renew_agenda(self._connection, self._city)
        return done.rowcount == 1

    def people_displaced(self, names: Collection[str]) -> dict[str, int]:
        """Return workshop -> people whose seat in it is gone and whom nobody has placed yet.

        Args:
            names: The workshops, by their names as needs.
        """
        if not names:
            return {}
        rows = self._connection.execute(
            select(appointment.c.motif_id, func.sum(appointment.c.party_size))
            .where(
                appointment.c.city == self._city,
                appointment.c.motif_id.in_(list(names)),
                appointment.c.status == AppointmentStatus.DISPLACED.value,
            )
            .group_by(appointment.c.motif_id)
        )
        return {name: int(n) for name, n in rows}

    def note_walk_ins(self, workshop_id: str, told: WalkIns) -> bool:
        """Keep what a post counts, unless it has counted again since; say whether it is news."""
        known = next((one for one in self.walk_ins(workshop_id) if one.device == told.device), None)
        if known is not None and known.n_round >= told.n_round:
            return False
        row = {
            "city": self._city,
            "workshop_id": workshop_id,
            "device": told.device,
            "round": told.n_round,
            "n": told.n,
        }
        upsert(self._connection, workshop_walk_ins, [row])
        return True

    def walk_ins(self, workshop_id: str) -> tuple[WalkIns, ...]:
        """Return what each post counts, by name of the post."""
        rows = self._connection.execute(
            select(workshop_walk_ins)
            .where(
                workshop_walk_ins.c.city == self._city,
                workshop_walk_ins.c.workshop_id == workshop_id,
            )
            .order_by(workshop_walk_ins.c.device)
        )
        return tuple(WalkIns(row.device, row.round, row.n) for row in rows)

    def _workshops(self, where: ColumnElement[bool]) -> tuple[PlacedWorkshop, ...]:
        rows = self._connection.execute(
            select(workshop)
            .where(workshop.c.city == self._city, where)
            .order_by(workshop.c.start, workshop.c.workshop_id)
        )
        return tuple(PlacedWorkshop(row.centre, workshop_of_row(row)) for row in rows)


def workshop_of_row(row: Row[Any]) -> WireWorkshop:
    """Return the workshop that a row keeps."""
    return WireWorkshop(
        workshop_id=row.workshop_id,
        titles=row.titles,
        start=row.start,
        duration_min=row.duration_min,
        capacity=row.capacity,
        mediator_id=row.mediator_id,
        documents=row.documents,
        waiting_capacity=row.waiting_capacity,
        min_participants=row.min_participants,
        notice_min=row.notice_min,
        status=row.status,
    )
