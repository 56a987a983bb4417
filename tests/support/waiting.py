# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop of the city and a machine by which people join its waiting list and answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import AppointmentRequest, ProposedTime, RequestStatus, Wish
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.booking_events import (
    CONTACT_FOR_CITY,
    annex_bytes,
    request_chosen,
    request_made,
    request_withdrawn,
)
from kiosk.domain.lease_ledger import CellState
from kiosk.foundation.sealing import seal, seal_info
from sync.server.agenda_engine import Order, cancel_by_city, sell_from_pool
from sync.translation import seconds, workshop_of
from sync.wire_down import WireWorkshop
from tests.support.raw_machine import RawMachine, event, lane

if TYPE_CHECKING:
    from sync.server.storage.bookings import BookedAppointment, BookedRequest
    from sync.wire import SyncReply
    from tests.support.city import TestCity

START = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
MOBILE = "06 12 34 56 78"


@dataclass
class Workshop:
    """One workshop, entered as the agenda file enters it."""

    city: TestCity
    name: str = "tablette"
    start: datetime = START
    capacity: int = 1
    waiting: int = 10

    def __post_init__(self) -> None:
        self.enter()

    @property
    def need(self) -> str:
        return f"atelier:{self.name}"

    def enter(self, **changes) -> None:
        """Enter the workshop, or change it."""
        values = {
            "workshop_id": self.name,
            "titles": {"fr": "La tablette"},
            "start": seconds(self.start),
            "duration_min": 90,
            "capacity": self.capacity,
            "waiting_capacity": self.waiting,
            **changes,
        }
        with self.city.city.database.transaction() as unit:
            unit.workshops.put("NORD", WireWorkshop(**values))
            unit.state.bump()

    def sell(self, party: int = 1) -> BookedAppointment:
        """Sell seats at the city, as by telephone."""
        order = Order("NORD", self.need, self.need, seconds(self.start), party_size=party)
        return sell_from_pool(self.city.city, order)

    def free(self, sold: BookedAppointment) -> None:
        """Let somebody give their seats back."""
        cancel_by_city(self.city.city, sold.booking, "")

    def entry(self, number: str) -> BookedRequest:
        """Return what the city knows of somebody on the list."""
        with self.city.city.database.transaction() as unit:
            (found,) = unit.bookings.requests_of_number(number)
        return found

    def status(self, number: str) -> RequestStatus:
        return self.entry(number).status

    def n_sold(self) -> int:
        """Return how many seats the ledger holds as sold."""
        with self.city.city.database.transaction() as unit:
            placed = unit.workshops.get(self.name)
            rows = unit.leases.of_cells(workshop_of(placed.workshop).seats()).values()
        return sum(row.state is CellState.SOLD for row in rows)

    def n_offered(self) -> int:
        """Return for how many people seats are kept."""
        with self.city.city.database.transaction() as unit:
            found = unit.waiting.counts().get(self.need)
        return found.n_offered if found else 0


@dataclass
class Kiosk:
    """A machine by which people join the list, answer an offer, and leave."""

    city: TestCity
    workshop: Workshop
    device: str = "0123456789ab"
    role: str = "borne"
    life: str = "a" * 16
    machine: RawMachine = field(init=False)
    sequence: int = 0

    def __post_init__(self) -> None:
        self.machine = RawMachine(
            self.city.city, device=self.device, role=self.role, life=self.life
        )

    def tell(self, *told) -> SyncReply:
        """Tell the city some things, in one exchange."""
        self.machine.city = self.city.city
        events = []
        for one in told:
            self.sequence += 1
            events.append(event(self.sequence, one.kind, one.core, annex=one.annex))
        return self.machine.ask(bookings=lane(*events)) if events else self.machine.ask()

    def wait(self, *numbers: str, **said) -> SyncReply:
        """Let people join the list, in the order in which they came."""
        return self.tell(*(self.joining(number, **said) for number in numbers))

    def joining(self, number: str, *, party: int = 1, by: ReplyBy = ReplyBy.NUMBER, contact=""):
        made = AppointmentRequest(
            number,
            self.workshop.need,
            Wish(),
            RequestStatus.REQUESTED,
            reply_by=by,
            party_size=party,
        )
        return request_made(made, self._annex(number, contact))

    def yes(self, number: str, start: datetime | None = None) -> SyncReply:
        return self.tell(self.saying_yes(number, start))

    def saying_yes(self, number: str, start: datetime | None = None):
        chosen = ProposedTime(start or self.workshop.start, self.workshop.need, 90)
        return request_chosen(self.known(number), chosen)

    def leave(self, number: str) -> SyncReply:
        return self.tell(request_withdrawn(number, ""))

    def known(self, number: str) -> AppointmentRequest:
        return AppointmentRequest(number, self.workshop.need, Wish(), RequestStatus.PROPOSED)

    def _annex(self, number: str, contact: str) -> bytes | None:
        if not contact:
            return None
        info = seal_info(
            tenant=self.city.city.settings.city,
            device=self.device,
            incarnation=self.life,
            record=number,
            field="contact",
        )
        sealed = seal(self.city.city.keyring.sealing.public, contact.encode(), info)
        return annex_bytes({CONTACT_FOR_CITY: sealed})


def in_hours(city: TestCity, hours: float) -> datetime:
    """Return the instant some hours from now."""
    return city.clock.now_utc() + timedelta(hours=hours)
