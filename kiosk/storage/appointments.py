# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments that this machine sold, was told of, or read on a ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from kiosk.domain.appointment_status import GONE, Ending, Standing
from kiosk.domain.appointments import (
    Appointment,
    Origin,
    needs_of,
    needs_text,
    reason_of,
    reason_text,
)
from kiosk.domain.openings import minutes_utc
from kiosk.domain.slots import Taken
from kiosk.storage.leases import sold_cell
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from kiosk.domain.appointment_status import AppointmentStatus
    from kiosk.domain.appointments import CentreReason

appointment = Table(
    "appointment",
    metadata,
    Column("booking", String(64), primary_key=True),
    Column("number", String(8), nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("motif_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("device", String(64), nullable=False),
    Column("sold_hour_utc", UtcTime),
    Column("label_sealed", LargeBinary),
    Column("label_of", String(80), nullable=False, server_default=""),
    Column("centre", String(32), nullable=False, server_default=""),
    Column("party_size", Integer, nullable=False, server_default="1"),
    Column("needs", String(64), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column("moved_from", String(64), nullable=False, server_default=""),
    Column("moved_to", String(64), nullable=False, server_default=""),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("calendar_number", String(8), nullable=False, server_default=""),
    Column("standing", String(16), nullable=False, server_default=Standing().text()),
    Column("reason", String(32), nullable=False, server_default=""),
    Index("ix_appointment_number", "number"),
    Index("ix_appointment_start_utc", "start_utc"),
    Index("ix_appointment_sold_hour_utc", "sold_hour_utc"),
)


class AppointmentRepository:
    """Appointments by their booking, their number and their day."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def add(self, one: Appointment, origin: Origin, *, sold_hour_utc: datetime | None) -> None:
        """Store an appointment that is not known yet.

        Args:
            one: The appointment.
            origin: How it is known.
            sold_hour_utc: For a sale of this machine, the hour in which it was made.
        """
        self._connection.execute(
            insert(appointment).values(
                **_columns(one), origin=origin.value, sold_hour_utc=sold_hour_utc
            )
        )

    def by_booking(self, booking: str) -> tuple[Appointment, Origin] | None:
        """Return an appointment and how it is known."""
        row = self._connection.execute(
            select(appointment).where(appointment.c.booking == booking)
        ).first()
        return (_appointment(row), _origin(row)) if row else None

    def by_number(self, number: str) -> tuple[tuple[Appointment, Origin], ...]:
        """Return the appointments of a number, this machine's first, then the latest."""
        rows = self._connection.execute(
            select(appointment)
            .where(appointment.c.number == number)
            .order_by(appointment.c.origin != Origin.HERE.value, appointment.c.start_utc.desc())
        )
        return tuple((_appointment(row), _origin(row)) for row in rows)

    def between(self, start_utc: datetime, end_utc: datetime) -> tuple[Appointment, ...]:
        """Return the appointments that start in a stretch of time, in order."""
        rows = self._connection.execute(
            select(appointment)
            .where(appointment.c.start_utc >= start_utc, appointment.c.start_utc < end_utc)
            .order_by(appointment.c.start_utc, appointment.c.mediator_id)
        )
        return tuple(_appointment(row) for row in rows)

    def of_motif(self, motif_id: str) -> tuple[Appointment, ...]:
        """Return the appointments for a need, or the enrolments of a workshop, by their number."""
        rows = self._connection.execute(
            select(appointment)
            .where(appointment.c.motif_id == motif_id)
            .order_by(appointment.c.number, appointment.c.booking)
        )
        return tuple(_appointment(row) for row in rows)

    def since(self, start_utc: datetime) -> tuple[Appointment, ...]:
        """Return the appointments that start from an instant on, in order."""
        rows = self._connection.execute(
            select(appointment)
            .where(appointment.c.start_utc >= start_utc)
            .order_by(appointment.c.start_utc, appointment.c.mediator_id)
        )
        return tuple(_appointment(row) for row in rows)

    def sold_since(self, hour_utc: datetime) -> tuple[Appointment, ...]:
        """Return what this machine sold in the hours from `hour_utc` on, by its start."""
        rows = self._connection.execute(
            select(appointment)
            .where(
                appointment.c.origin == Origin.HERE.value, appointment.c.sold_hour_utc >= hour_utc
            )
            .order_by(appointment.c.start_utc, appointment.c.mediator_id)
        )
        return tuple(_appointment(row) for row in rows)

    def own_bookings(self) -> frozenset[str]:
        """Return the names of what this machine sold."""
        query = select(appointment.c.booking).where(appointment.c.origin == Origin.HERE.value)
        return frozenset(self._connection.scalars(query))

    def n_sold_since(self, hour_utc: datetime) -> int:
        """Return how many sales this machine made in the hours from `hour_utc` on."""
        count = self._connection.scalar(
            select(func.count())
            .select_from(appointment)
            .where(
                appointment.c.origin == Origin.HERE.value, appointment.c.sold_hour_utc >= hour_utc
            )
        )
        return count or 0

    def load(self, start_utc: datetime, end_utc: datetime) -> dict[str, int]:
        """Return mediator -> live appointments that start in a stretch of time."""
        rows = self._connection.execute(
            select(appointment.c.mediator_id, func.count().label("n"))
            .where(
                appointment.c.start_utc >= start_utc,
                appointment.c.start_utc < end_utc,
                appointment.c.status.not_in([status.value for status in GONE]),
            )
            .group_by(appointment.c.mediator_id)
        )
        return {row.mediator_id: row.n for row in rows}

    def taken(self, start_utc: datetime) -> tuple[Taken, ...]:
        """Return the live appointments that start from an instant on."""
        rows = self._connection.execute(
            select(
                appointment.c.mediator_id,
                appointment.c.motif_id,
                appointment.c.start_utc,
                appointment.c.duration_min,
            ).where(
                appointment.c.start_utc >= start_utc,
                appointment.c.status.not_in([status.value for status in GONE]),
            )
        )
        return tuple(
            Taken(row.mediator_id, row.motif_id, start, start + row.duration_min)
            for row in rows
            for start in (minutes_utc(row.start_utc),)
        )

    def knows(self, number: str) -> bool:
        """Say whether a number is that of an appointment known here."""
        query = select(appointment.c.number).where(appointment.c.number == number).limit(1)
        return self._connection.scalar(query) is not None

    def note(self, booking: str, news: Standing) -> AppointmentStatus | None:
        """Store some news of an appointment, in whatever order news comes.

        Returns:
            What it shows now; nothing when it is not known here.
        """
        text = self._connection.scalar(
            select(appointment.c.standing).where(appointment.c.booking == booking)
        )
        if text is None:
            return None
        now = Standing.of_text(text).joined(news)
        self._set(booking, standing=now.text(), status=now.status.value)
        return now.status

    def note_reason(self, booking: str, reason: CentreReason) -> None:
        """Store why the centre ended an appointment."""
        self._set(booking, reason=reason_text(reason))

    def note_moved(self, booking: str, to_booking: str) -> None:
        """Store that another appointment was made in the place of one."""
        self._set(booking, moved_to=to_booking)
        self.note(booking, Standing(ending=Ending.MOVED))

    def replace_synced(self, rows: Collection[Appointment]) -> None:
        """Know the centre's appointments as the city tells them, whole.

        What this machine sold stays, with the city's news of it: one that the city cancelled is
        no live sale any more. What this machine asked and the city has not answered yet stays
        asked. Rows of earlier days that the city no longer tells are forgotten.
        """
        told = {one.booking for one in rows}
        known = [
            (_appointment(row), _origin(row))
            for row in self._connection.execute(select(appointment))
        ]
        ours = {(one.number, one.start_utc): one for one, how in known if how is Origin.HERE}
        others = {one.booking: one for one, how in known if how is not Origin.HERE}
        self._connection.execute(
            delete(appointment).where(appointment.c.origin == Origin.SYNCED.value)
        )
        for one in rows:
            own = ours.get((one.number, one.start_utc))
            if own is not None:
                self._hear_of_own(own, one, told)
                continue
            self._connection.execute(delete(appointment).where(_same_ticket(one)))
            before = others.get(one.booking)
            heard = _heard(before, one, told) if before else one
            self.add(heard, Origin.SYNCED, sold_hour_utc=None)

    def erase_labels(self, started_before_utc: datetime) -> int:
        """Erase the labels of appointments that started before an instant.

        Returns:
            How many labels are gone.
        """
        result = self._connection.execute(
            update(appointment)
            .where(
                appointment.c.start_utc < started_before_utc,
                or_(
                    appointment.c.label_sealed.is_not(None),
                    appointment.c.needs != "",
                    appointment.c.language != "",
                ),
            )
            .values(label_sealed=None, needs="", language="")
        )
        return result.rowcount

    def erase(self, started_before_utc: datetime) -> int:
        """Erase the appointments that started before an instant, and their cells.

        Returns:
            How many appointments are gone.
        """
        old = list(
            self._connection.scalars(
                select(appointment.c.booking).where(appointment.c.start_utc < started_before_utc)
            )
        )
        self._erase_bookings(old)
        return len(old)

    def _erase_bookings(self, bookings: Iterable[str]) -> None:
        for booking in bookings:
            self._connection.execute(delete(sold_cell).where(sold_cell.c.booking == booking))
            self._connection.execute(delete(appointment).where(appointment.c.booking == booking))

    def _hear_of_own(self, own: Appointment, news: Appointment, told: set[str]) -> None:
        heard = _heard(own, news, told)
        self._set(
            own.booking,
            standing=heard.standing.text(),
            status=heard.status.value,
            moved_to=heard.moved_to,
            reason=reason_text(heard.reason),
        )
        if heard.status in GONE:
            self._connection.execute(delete(sold_cell).where(sold_cell.c.booking == own.booking))

    def _set(self, booking: str, **values: object) -> None:
        self._connection.execute(
            update(appointment).where(appointment.c.booking == booking).values(values)
        )


def _heard(before: Appointment, news: Appointment, told: set[str]) -> Appointment:
    """Return an appointment as the city tells it, with what was said here and not answered yet.

    A move said here stands until the city tells of the appointment made in its place: if the
    city then keeps the old one, the new one was lost, and the old one is true again.
    """
    standing = before.standing
    moved_to = news.moved_to or before.moved_to
    is_answered = before.moved_to in told and news.standing.ending is not Ending.MOVED
    if is_answered:
        standing = replace(standing, ending=Ending.NONE)
        moved_to = news.moved_to
    return replace(
        news,
        booking=before.booking,
        standing=standing.joined(news.standing),
        moved_to=moved_to,
        reason=news.reason or before.reason,
    )


def _same_ticket(one: Appointment) -> ColumnElement[bool]:
    return and_(
        appointment.c.origin == Origin.TICKET.value,
        appointment.c.number == one.number,
        appointment.c.start_utc == one.start_utc,
    )


def _columns(one: Appointment) -> dict[str, object]:
    return {
        "booking": one.booking,
        "number": one.number,
        "mediator_id": one.mediator_id,
        "motif_id": one.motif_id,
        "start_utc": one.start_utc,
        "duration_min": one.duration_min,
        "status": one.status.value,
        "device": one.device,
        "label_sealed": one.label_sealed,
        "label_of": one.label_of,
        "centre": one.centre,
        "party_size": one.party_size,
        "needs": needs_text(one.needs),
        "language": one.language,
        "moved_from": one.moved_from,
        "moved_to": one.moved_to,
        "sequence": one.sequence,
        "calendar_number": one.calendar_number,
        "standing": one.standing.text(),
        "reason": reason_text(one.reason),
    }


def _appointment(row: Row[tuple[object, ...]]) -> Appointment:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Appointment(
        booking=values["booking"],
        number=values["number"],
        mediator_id=values["mediator_id"],
        motif_id=values["motif_id"],
        start_utc=values["start_utc"],
        duration_min=values["duration_min"],
        device=values["device"],
        label_sealed=values["label_sealed"],
        label_of=values["label_of"],
        centre=values["centre"],
        party_size=values["party_size"],
        needs=needs_of(values["needs"]),
        language=values["language"],
        moved_from=values["moved_from"],
        moved_to=values["moved_to"],
        sequence=values["sequence"],
        calendar_number=values["calendar_number"],
        standing=Standing.of_text(values["standing"]),
        reason=reason_of(values["reason"]),
    )


def _origin(row: Row[tuple[object, ...]]) -> Origin:
    return Origin(row._mapping["origin"])  # noqa: SLF001 - SQLAlchemy's public name for it
