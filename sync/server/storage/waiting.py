# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who waits for the seat of a workshop: requests of a kind, in the order of their ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select

from kiosk.domain.appointment_requests import OPEN_REQUESTS, RequestStatus
from kiosk.domain.lease_seats import SEAT_PREFIX
from sync.server.storage.agenda_tables import appointment_request
from sync.server.storage.bookings import request_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.server.storage.bookings import BookedRequest

_OPEN = [status.value for status in OPEN_REQUESTS]


class WaitingCount(NamedTuple):
    """How many people wait for one workshop; people, not entries.

    Attributes:
        n_waiting: Nothing is offered to them yet.
        n_offered: Seats are offered to them, and kept until they answer.
    """

    n_waiting: int = 0
    n_offered: int = 0

    @property
    def n_listed(self) -> int:
        """People on the list, those with an offer too."""
        return self.n_waiting + self.n_offered


class WaitingRepository:
    """The waiting lists of all workshops."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read within the caller's transaction."""
        self._connection = connection
        self._city = city

    def n_of_machine(self, device: str) -> int:
        """Return how many requests made at a machine wait for an answer, of any need."""
        n = self._connection.execute(
            select(func.count())
            .select_from(appointment_request)
            .where(
                appointment_request.c.city == self._city,
                appointment_request.c.device == device,
                appointment_request.c.status.in_(_OPEN),
            )
        ).scalar()
        return n or 0

    def to_look_at(self) -> tuple[BookedRequest, ...]:
        """Return who waits, who has an offer, and who said yes and got no answer, by rank."""
        is_open = appointment_request.c.status.in_(_OPEN)
        said_yes = and_(
            appointment_request.c.status == RequestStatus.EXPIRED.value,
            appointment_request.c.chosen != "",
        )
        rows = self._connection.execute(
            select(appointment_request)
            .where(
                appointment_request.c.city == self._city,
                appointment_request.c.motif_id.like(f"{SEAT_PREFIX}%"),
                or_(is_open, said_yes),
            )
            .order_by(
                appointment_request.c.place,
                appointment_request.c.received,
                appointment_request.c.device,
                appointment_request.c.number,
            )
        )
        return tuple(request_of(row) for row in rows)

    def counts(self) -> dict[str, WaitingCount]:
        """Return workshop, by its name as a need -> who waits for it.

        Somebody to whom a mediator proposed another time waits for that answer, and for no seat.
        """
        waits = appointment_request.c.status == RequestStatus.REQUESTED.value
        has_offer = and_(
            appointment_request.c.status == RequestStatus.PROPOSED.value,
            appointment_request.c.offer_until > 0,
        )
        rows = self._connection.execute(
            select(
                appointment_request.c.motif_id,
                appointment_request.c.status,
                func.sum(appointment_request.c.party_size),
            )
            .where(
                appointment_request.c.city == self._city,
                appointment_request.c.motif_id.like(f"{SEAT_PREFIX}%"),
                or_(waits, has_offer),
            )
            .group_by(appointment_request.c.motif_id, appointment_request.c.status)
        )
        found: dict[str, WaitingCount] = {}
        for motif_id, status, n in rows:
            known = found.get(motif_id, WaitingCount())
            if status == RequestStatus.PROPOSED.value:
                found[motif_id] = known._replace(n_offered=int(n))
            else:
                found[motif_id] = known._replace(n_waiting=int(n))
        return found

    def next_place(self) -> int:
        """Return the rank after all others; the caller's transaction decides about rights alone."""
        last = self._connection.execute(
            select(func.max(appointment_request.c.place)).where(
                appointment_request.c.city == self._city
            )
        ).scalar()
        return (last or 0) + 1
