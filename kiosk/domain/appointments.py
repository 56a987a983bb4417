# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests: what they are, what a ticket says, who may change what.

An appointment is known by its booking, a text made of the life of the machine that sold it and
of the number on the ticket. Nothing here tells who comes: a label, if the person gave one, is
sealed before it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.slots import Cell, Slot

WISHES_MAX = 6
HOLD_LASTS = timedelta(minutes=5)


class AppointmentStatus(StrEnum):
    """Where an appointment stands.

    CANCEL_ASKED: cancelled at a machine that did not sell it, effective once the city knows.
    """

    CONFIRMED = "confirmed"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    ABSENT = "absent"


class Attendance(StrEnum):
    """What a mediator says of an appointment."""

    ATTENDED = "attended"
    ABSENT = "absent"


class RequestStatus(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class TicketState(StrEnum):
    """What a ticket promises."""

    CONFIRMED = "confirmed"
    REQUESTED = "requested"


class HalfDay(StrEnum):
    """Part of a day that suits a person."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    ANY = "any"


class StopReason(StrEnum):
    """Why this machine confirms nothing for now; requests and queue numbers go on."""

    NOT_ENROLLED = "not_enrolled"
    CLOCK_NOT_TRUSTED = "clock_not_trusted"
    NO_RIGHTS = "no_rights"
    TOO_MANY = "too_many"


class CancelOutcome(StrEnum):
    """What became of a cancellation.

    EFFECTIVE: done. ONCE_SENT: kept, effective once the network is back. FOR_A_PERSON: this
    machine cannot check the ticket; a mediator is asked, nothing is cancelled. ALREADY: was
    cancelled before. TOO_LATE: the person has been received, or the time has passed.
    """

    EFFECTIVE = "effective"
    ONCE_SENT = "once_sent"
    FOR_A_PERSON = "for_a_person"
    ALREADY = "already"
    TOO_LATE = "too_late"


class Origin(StrEnum):
    """How this machine knows an appointment."""

    HERE = "here"
    SYNCED = "synced"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class WishedTime:
    """A day that would suit, or half of one."""

    day: date
    half: HalfDay = HalfDay.ANY


@dataclass(frozen=True, slots=True)
class Wish:
    """Times that would suit a person, best first; empty means any."""

    times: tuple[WishedTime, ...] = ()

    def text(self) -> str:
        """Return the wish as it is stored and sent: ``2026-11-25:morning,2026-11-27:any``."""
        return ",".join(f"{one.day.isoformat()}:{one.half.value}" for one in self.times)

    @staticmethod
    def of(text: str) -> Wish:
        """Return the wish written by `text`, or raise `ValueError`."""
        times = []
        for part in filter(None, text.split(",")):
            day, _, half = part.partition(":")
            times.append(WishedTime(date.fromisoformat(day), HalfDay(half)))
        return Wish(tuple(times))


@dataclass(frozen=True, slots=True)
class Appointment:
    """A promise made to a person.

    Attributes:
        booking: ``<incarnation>.<number>``; the name of the sale in rights and events.
        number: The eight digits.
        mediator_id: With whom.
        motif_id: For what.
        start_utc: When.
        duration_min: How long.
        status: Where it stands.
        device: Machine that sold it; empty for this one.
        label_sealed: What the person wants to be called, sealed to the desk; or nothing.
    """

    booking: str
    number: str
    mediator_id: str
    motif_id: str
    start_utc: datetime
    duration_min: int
    status: AppointmentStatus
    device: str = ""
    label_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class AppointmentRequest:
    """A wish that somebody must still answer."""

    number: str
    motif_id: str
    wish: Wish
    status: RequestStatus
    device: str = ""
    label_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class SyncedAppointment:
    """An appointment of the centre as the city tells it; `device` as the city names it."""

    number: str
    mediator_id: str
    motif_id: str
    start_utc: datetime
    duration_min: int
    status: AppointmentStatus
    device: str = ""
    label_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A need as the screen offers it.

    Attributes:
        motif_id: Which need.
        label: In the person's language.
        label_fr: In French, shown smaller under it.
        icon: Name of an icon.
        duration_min: How long it takes.
        documents: Papers to bring, in the person's language.
    """

    motif_id: str
    label: str
    label_fr: str
    icon: str
    duration_min: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SellingState:
    """Whether this machine may confirm appointments now.

    Attributes:
        allowed: True when it may.
        reason: Why not.
    """

    allowed: bool
    reason: StopReason | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A slot kept for the person at the screen while they choose what to say.

    Attributes:
        hold_id: Which hold.
        motif_id: The need.
        slot: The slot.
        cells: Its cells, buffers included.
        expires_s: Instant at which it ends by itself, on the machine's monotonic clock.
    """

    hold_id: int
    motif_id: str
    slot: Slot
    cells: tuple[Cell, ...]
    expires_s: float


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """Where a person is expected; what the ticket says of the centre."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the person takes away.

    Attributes:
        number: Two groups of four digits.
        state: What it promises.
        start_utc: When; nothing for a request.
        duration_min: How long.
        centre: Where.
        motif_label: For what, in French.
        documents: Papers to bring, in French.
        mediator_name: First name of the mediator; empty for a request.
        code_qr: Text of the QR that any machine of the centre can check.
        event_qr: Text of the QR that a telephone takes into its calendar; nothing for a request.
    """

    number: str
    state: TicketState
    start_utc: datetime | None
    duration_min: int
    centre: TicketPlace
    motif_label: str
    documents: tuple[str, ...]
    mediator_name: str
    code_qr: str
    event_qr: str | None


@dataclass(frozen=True, slots=True)
class FoundAppointment:
    """What a machine knows of a ticket.

    Attributes:
        number: Two groups of four digits.
        state: What the ticket promises.
        origin: How it is known here.
        status: Where the appointment stands; nothing for a request.
        start_utc: When; nothing for a request.
        duration_min: How long.
        motif_id: For what.
        motif_label: For what, in French; empty where the need is not known here.
        mediator_id: With whom; empty for a request.
        booking: Name of the sale; empty for a request.
        device: Machine that gave the ticket; empty for this one.
        is_checked: False when the signature on the ticket could not be checked here.
        code: Text of the square code, when it was found by it.
    """

    number: str
    state: TicketState
    origin: Origin
    status: AppointmentStatus | None
    start_utc: datetime | None
    duration_min: int
    motif_id: str
    motif_label: str
    mediator_id: str
    booking: str
    device: str
    is_checked: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class DeskAppointment:
    """A line of the day at the mediator's post.

    Attributes:
        number: Two groups of four digits.
        start_utc: When.
        duration_min: How long.
        motif_id: For what.
        motif_label: For what, in French.
        mediator_id: With whom.
        status: Where it stands.
        label_sealed: The label, to be opened by a desk key when a person touches it; or nothing.
    """

    number: str
    start_utc: datetime
    duration_min: int
    motif_id: str
    motif_label: str
    mediator_id: str
    status: AppointmentStatus
    label_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request to answer, at the mediator's post."""

    number: str
    motif_id: str
    motif_label: str
    wish: Wish
    label_sealed: bytes | None


def booking_of(incarnation: str, number: str) -> str:
    """Return the name of a sale: the machine's life and the number on the ticket."""
    return f"{incarnation}.{number}"


def number_of_booking(booking: str) -> str:
    """Return the number on the ticket of a sale."""
    return booking.rpartition(".")[2]


def after(status: AppointmentStatus, news: AppointmentStatus) -> AppointmentStatus:
    """Return where an appointment stands after some news of it, whatever the order of the news.

    A person who was received was received: a cancellation that comes later, or that was asked
    earlier and arrives later, changes nothing. A mediator may correct present and absent.
    """
    match news:
        case AppointmentStatus.ATTENDED:
            return news
        case AppointmentStatus.ABSENT:
            return status if status is AppointmentStatus.CANCELLED else news
        case AppointmentStatus.CANCELLED:
            return status if status is AppointmentStatus.ATTENDED else news
        case AppointmentStatus.CANCEL_ASKED:
            return news if status is AppointmentStatus.CONFIRMED else status
        case AppointmentStatus.CONFIRMED:
            return status


def checked_wish(wish: Wish) -> Wish:
    """Return a wish that a person can answer, or raise `Refused` (``too_many_wishes``)."""
    if len(wish.times) > WISHES_MAX:
        raise Refused("too_many_wishes", n_max=WISHES_MAX)
    return wish
