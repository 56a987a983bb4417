# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests as the city knows them, made from the lane of bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from kiosk.domain.appointments import AppointmentStatus, RequestStatus
from sync.server.storage.agenda_tables import appointment, appointment_request
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class BookedAppointment:
    """An appointment.

    Attributes:
        booking: Name of the sale.
        number: Number on the ticket.
        device: The machine that sold it.
        centre: Code of the centre.
        mediator_id: With whom; empty while it is not known.
        motif_id: For what; empty while it is not known.
        start: When, seconds since 1970; 0 while it is not known.
        duration_min: How long.
        status: Where it stands.
        incomplete: True while something of it is missing or wrong.
        label: Label sealed to the desk; None when there is none or it was erased.
    """

    booking: str
    number: str
    device: str
    centre: str
    mediator_id: str
    motif_id: str
    start: int
    duration_min: int
    status: AppointmentStatus
    incomplete: bool = False
    label: bytes | None = None


@dataclass(frozen=True, slots=True)
class BookedRequest:
    """A wish that somebody must answer; see `BookedAppointment` for the fields."""

    device: str
    number: str
    centre: str
    motif_id: str
    wish: str
    status: RequestStatus
    received: int
    label: bytes | None = None


class BookingRepository:
    """Appointments by the name of their sale, requests by machine and number."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def known(self, bookings: Iterable[str]) -> set[str]:
        """Return those of some sales that are on record, cancelled ones too."""
        wanted = list(bookings)
        if not wanted:
            return set()
        rows = self._connection.execute(
            select(appointment.c.booking).where(
                appointment.c.city == self._city, appointment.c.booking.in_(wanted)
            )
        )
        return {booking for (booking,) in rows}

    def cancelled(self, bookings: Iterable[str]) -> set[str]:
        """Return those of some sales that are on record as cancelled."""
        wanted = list(bookings)
        if not wanted:
            return set()
        rows = self._connection.execute(
            select(appointment.c.booking).where(
                appointment.c.city == self._city,
                appointment.c.booking.in_(wanted),
                appointment.c.status == AppointmentStatus.CANCELLED.value,
            )
        )
        return {booking for (booking,) in rows}

    def get(self, booking: str) -> BookedAppointment | None:
        """Return an appointment by the name of its sale."""
        found = self._appointments(appointment.c.booking == booking)
        return found[0] if found else None

    def of_number(self, number: str) -> tuple[BookedAppointment, ...]:
        """Return the appointments of a number."""
        return self._appointments(appointment.c.number == number)

    def put(self, one: BookedAppointment) -> None:
        """Enter an appointment, or change it."""
        row = {
            "city": self._city,
            "booking": one.booking,
            "number": one.number,
            "device": one.device,
            "centre": one.centre,
            "mediator_id": one.mediator_id,
            "motif_id": one.motif_id,
            "start": one.start,
            "duration_min": one.duration_min,
            "status": one.status.value,
            "incomplete": one.incomplete,
            "label": one.label,
        }
        upsert(self._connection, appointment, [row])

    def of_centre(self, centre: str, first: int, last: int) -> tuple[BookedAppointment, ...]:
        """Return the appointments of a centre that start between two instants."""
        return self._appointments(
            and_(appointment.c.centre == centre, appointment.c.start.between(first, last))
        )

    def between(self, first: int, last: int) -> tuple[BookedAppointment, ...]:
        """Return the appointments of the city that start between two instants."""
        return self._appointments(appointment.c.start.between(first, last))

    def put_request(self, one: BookedRequest) -> None:
        """Enter a request, or change it."""
        row = {
            "city": self._city,
            "device": one.device,
            "number": one.number,
            "centre": one.centre,
            "motif_id": one.motif_id,
            "wish": one.wish,
            "status": one.status.value,
            "received": one.received,
            "label": one.label,
        }
        upsert(self._connection, appointment_request, [row])

    def request(self, device: str, number: str) -> BookedRequest | None:
        """Return a request by machine and number."""
        found = self._requests(
            and_(appointment_request.c.device == device, appointment_request.c.number == number)
        )
        return found[0] if found else None

    def requests_of_number(self, number: str) -> tuple[BookedRequest, ...]:
        """Return the requests of a number."""
        return self._requests(appointment_request.c.number == number)

    def requests_of_centre(self, centre: str, since: int) -> tuple[BookedRequest, ...]:
        """Return the requests of a centre that came since an instant."""
        return self._requests(
            and_(appointment_request.c.centre == centre, appointment_request.c.received >= since)
        )

    def erase_labels(self, started_before: int) -> int:
        """Erase the labels of appointments that started before an instant; return how many."""
        done = self._connection.execute(
            update(appointment)
            .where(
                appointment.c.city == self._city,
                appointment.c.start < started_before,
                appointment.c.label.is_not(None),
            )
            .values(label=None)
        )
        return done.rowcount

    def _appointments(self, where: ColumnElement[bool]) -> tuple[BookedAppointment, ...]:
        rows = self._connection.execute(
            select(appointment)
            .where(appointment.c.city == self._city, where)
            .order_by(appointment.c.start, appointment.c.booking)
        )
        return tuple(_appointment(row) for row in rows)

    def _requests(self, where: ColumnElement[bool]) -> tuple[BookedRequest, ...]:
        rows = self._connection.execute(
            select(appointment_request)
            .where(appointment_request.c.city == self._city, where)
            .order_by(appointment_request.c.received, appointment_request.c.number)
        )
        return tuple(_request(row) for row in rows)


def _appointment(row: Any) -> BookedAppointment:
    return BookedAppointment(
        row.booking,
        row.number,
        row.device,
        row.centre,
        row.mediator_id,
        row.motif_id,
        row.start,
        row.duration_min,
        AppointmentStatus(row.status),
        row.incomplete,
        row.label,
    )


def _request(row: Any) -> BookedRequest:
    return BookedRequest(
        row.device,
        row.number,
        row.centre,
        row.motif_id,
        row.wish,
        RequestStatus(row.status),
        row.received,
        row.label,
    )
