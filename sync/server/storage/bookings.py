# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests as the city knows them, made from the lane of bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, update

from kiosk.domain.appointment_requests import OPEN_REQUESTS, RequestStatus
from kiosk.domain.appointment_status import AT_FIRST, GONE, AppointmentStatus, Standing
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.lease_seats import SEAT_PREFIX
from sync.server.storage.agenda_tables import appointment, appointment_request
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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
        standing: Everything that was told of it.
        incomplete: True while something of it is missing or wrong.
        label: Label sealed to the desk; None when there is none or it was erased.
        label_of: ``<device>.<number>`` under which the label was sealed; empty for this one.
        party_size: How many come together.
        needs: What the centre must prepare, as `kiosk.domain.appointments.needs_text` writes it.
        language: Language of the person; empty where it is not known.
        moved_from: Booking in whose place this one was made; empty for a first one.
        moved_to: Booking made in the place of this one; empty while it stands.
        sequence: How many times the promise has changed, as calendars count.
        reason: Why the centre cancelled it, or why its time is gone; empty otherwise.
        calendar_number: Number under which calendars know it; empty for its own.
    """

    booking: str
    number: str
    device: str
    centre: str
    mediator_id: str
    motif_id: str
    start: int
    duration_min: int
    standing: Standing = AT_FIRST
    incomplete: bool = False
    label: bytes | None = None
    label_of: str = ""
    party_size: int = 1
    needs: str = ""
    language: str = ""
    moved_from: str = ""
    moved_to: str = ""
    sequence: int = 0
    reason: str = ""
    calendar_number: str = ""

    @property
    def status(self) -> AppointmentStatus:
        """Where it stands."""
        return self.standing.status


@dataclass(frozen=True, slots=True)
class BookedRequest:
    """A wish that somebody must answer; see `BookedAppointment` for the fields.

    Attributes:
        wish: Times that would suit.
        status: Where it stands.
        received: When the city heard of it.
        wish_centre: Centre that the person would go to; empty for the one where it was made.
        reply_by: How the person wants to hear the answer.
        made: When it was made, to the hour; `received` where it is not told.
        proposals: Times offered in answer, as
            `kiosk.domain.appointment_requests.proposals_text` writes them.
        reason: Why it was declined; empty otherwise.
        booking: The appointment given in answer; empty otherwise.
        chosen: The offered time that the person would take, written as `proposals`.
        offer_until: Until when an offered seat of a workshop is kept; 0 for no such offer.
        offer_told: From when the person could be told of it; 0 for no such offer.
        place: Rank on the waiting lists of workshops, as the city heard of it; 0 elsewhere.
    """

    device: str
    number: str
    centre: str
    motif_id: str
    wish: str
    status: RequestStatus
    received: int
    label: bytes | None = None
    wish_centre: str = ""
    reply_by: str = ReplyBy.NUMBER.value
    party_size: int = 1
    needs: str = ""
    language: str = ""
    made: int = 0
    proposals: str = ""
    reason: str = ""
    booking: str = ""
    chosen: str = ""
    offer_until: int = 0
    offer_told: int = 0
    place: int = 0


class BookingRepository:
    """Appointments by the name of their sale, requests by machine and number."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city
        # what this transaction wrote is its own until it ends: nobody else can change the row
        self._written: dict[str, BookedAppointment] = {}

    def forget_written(self) -> None:
        """Read from the database again; called when part of the transaction was taken back."""
        self._written.clear()

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

    def sellers(self, bookings: Iterable[str]) -> dict[str, str]:
        """Return booking -> machine of those of some sales of which more than an end is known."""
        found = self._appointments(appointment.c.booking.in_(list(bookings)))
        return {one.booking: one.device for one in found if one.mediator_id}

    def cancelled(self, bookings: Iterable[str]) -> set[str]:
        """Return those of some sales that are on record as ended: they hold no time."""
        asked = set(bookings)
        found = {one for one in asked & self._written.keys() if self._written[one].status in GONE}
        wanted = list(asked - self._written.keys())
        if not wanted:
            return found
        rows = self._connection.execute(
            select(appointment.c.booking).where(
                appointment.c.city == self._city,
                appointment.c.booking.in_(wanted),
                appointment.c.status.in_([status.value for status in GONE]),
            )
        )
        return found | {booking for (booking,) in rows}

    def get(self, booking: str) -> BookedAppointment | None:
        """Return an appointment by the name of its sale."""
        if booking in self._written:
            return self._written[booking]
        found = self._appointments(appointment.c.booking == booking)
        return found[0] if found else None

    def of_number(self, number: str) -> tuple[BookedAppointment, ...]:
        """Return the appointments of a number."""
        return self._appointments(appointment.c.number == number)

    def put(self, one: BookedAppointment) -> None:
        """Enter an appointment, or change it."""
        if self._written.get(one.booking) == one:
            return
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
            "standing": one.standing.text(),
            "label_of": one.label_of,
            "party_size": one.party_size,
            "needs": one.needs,
            "language": one.language,
            "moved_from": one.moved_from,
            "moved_to": one.moved_to,
            "sequence": one.sequence,
            "reason": one.reason,
            "calendar_number": one.calendar_number,
        }
        upsert(self._connection, appointment, [row])
        self._written[one.booking] = one

    def of_centre(self, centre: str, first: int, last: int) -> tuple[BookedAppointment, ...]:
        """Return the appointments of a centre that start between two instants."""
        return self._appointments(
            and_(appointment.c.centre == centre, appointment.c.start.between(first, last))
        )

    def coming(self, now: int) -> tuple[BookedAppointment, ...]:
        """Return the appointments that start from an instant on and are confirmed or displaced."""
        live = (AppointmentStatus.CONFIRMED.value, AppointmentStatus.DISPLACED.value)
        return self._appointments(
            and_(
                appointment.c.start >= now,
                appointment.c.status.in_(live),
                appointment.c.incomplete.is_(False),
            )
        )

    def between(self, first: int, last: int) -> tuple[BookedAppointment, ...]:
        """Return the appointments of the city that start between two instants."""
        return self._appointments(appointment.c.start.between(first, last))

    def of_need(self, motif_id: str) -> tuple[BookedAppointment, ...]:
        """Return the appointments for a need; for a workshop, its enrolments."""
        return self._appointments(appointment.c.motif_id == motif_id)

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
            "wish_centre": one.wish_centre,
            "reply_by": one.reply_by,
            "party_size": one.party_size,
            "needs": one.needs,
            "language": one.language,
            "made": one.made,
            "proposals": one.proposals,
            "reason": one.reason,
            "booking": one.booking,
            "chosen": one.chosen,
            "offer_until": one.offer_until,
            "offer_told": one.offer_told,
            "place": one.place,
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

    def requests_of_centre(
        self, centre: str, since: int, *, needs: Collection[str] = ()
    ) -> tuple[BookedRequest, ...]:
        """Return the requests of a centre, made in it or for it.

        Args:
            centre: Its code.
            since: Instant; of those that came before it, only the open ones.
            needs: Needs whose requests are told however old they are.
        """
        return self._requests(
            and_(
                or_(
                    appointment_request.c.centre == centre,
                    appointment_request.c.wish_centre == centre,
                ),
                or_(
                    appointment_request.c.received >= since,
                    appointment_request.c.status.in_([one.value for one in OPEN_REQUESTS]),
                    appointment_request.c.motif_id.in_(list(needs)),
                ),
            )
        )

    def expire_requests(self, made_before: int) -> int:
        """Let requests that nobody answered expire, waits for a seat left out; return how many."""
        open_words = [status.value for status in OPEN_REQUESTS]
        done = self._connection.execute(
            update(appointment_request)
            .where(
                appointment_request.c.city == self._city,
                appointment_request.c.status.in_(open_words),
                appointment_request.c.motif_id.not_like(f"{SEAT_PREFIX}%"),
                appointment_request.c.made < made_before,
                appointment_request.c.made > 0,
            )
            .values(status=RequestStatus.EXPIRED.value, label=None, needs="", language="")
        )
        return done.rowcount

    def erase_labels(self, started_before: int) -> int:
        """Erase the labels of appointments that started before an instant; return how many."""
        done = self._connection.execute(
            update(appointment)
            .where(
                appointment.c.city == self._city,
                appointment.c.start < started_before,
                or_(
                    appointment.c.label.is_not(None),
                    appointment.c.needs != "",
                    appointment.c.language != "",
                ),
            )
            .values(label=None, needs="", language="")
        )
        self.forget_written()
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
        return tuple(request_of(row) for row in rows)


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
        Standing.of_text(row.standing),
        row.incomplete,
        row.label,
        label_of=row.label_of,
        party_size=row.party_size,
        needs=row.needs,
        language=row.language,
        moved_from=row.moved_from,
        moved_to=row.moved_to,
        sequence=row.sequence,
        reason=row.reason,
        calendar_number=row.calendar_number,
    )


def request_of(row: Any) -> BookedRequest:
    """Return the request that a row keeps."""
    return BookedRequest(
        row.device,
        row.number,
        row.centre,
        row.motif_id,
        row.wish,
        RequestStatus(row.status),
        row.received,
        row.label,
        wish_centre=row.wish_centre,
        reply_by=row.reply_by,
        party_size=row.party_size,
        needs=row.needs,
        language=row.language,
        made=row.made,
        proposals=row.proposals,
        reason=row.reason,
        booking=row.booking,
        chosen=row.chosen,
        offer_until=row.offer_until,
        offer_told=row.offer_told,
        place=row.place,
    )
