# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests: what they are, what a ticket says, who may change what.

An appointment is known by its booking, a text made of the life of the machine that sold it and
of the number on the ticket. Nothing here tells who comes: a label, if the person gave one, is
sealed before it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AT_FIRST, Standing
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.appointment_status import AppointmentStatus
    from kiosk.domain.slots import Cell, Slot

PARTY_MAX = 6
CHECK_IN_BEFORE = timedelta(minutes=30)
CHECK_IN_AFTER = timedelta(minutes=15)
HOLD_LASTS = timedelta(minutes=5)


class ReplyBy(StrEnum):
    """How a person wants to hear the answer to a request.

    NUMBER: at any machine of the centre, by the number on the ticket. PHONE: somebody calls the
    contact. IN_PERSON: the person comes by.
    """

    NUMBER = "number"
    PHONE = "phone"
    IN_PERSON = "in_person"


class AccessNeed(StrEnum):
    """What the centre must prepare for a person."""

    INTERPRETER = "interpreter"
    COMPANION = "companion"
    WHEELCHAIR = "wheelchair"
    LARGE_PRINT = "large_print"


class CentreReason(StrEnum):
    """Why the centre cancels an appointment; a code, never a text.

    MISUSE: taken back in bulk, because nobody stood behind it.
    """

    MEDIATOR_AWAY = "mediator_away"
    CENTRE_CLOSED = "centre_closed"
    TWO_FOR_ONE_TIME = "two_for_one_time"
    ASKED_BY_PHONE = "asked_by_phone"
    MISUSE = "misuse"
    WORKSHOP_CANCELLED = "workshop_cancelled"


class TicketState(StrEnum):
    """What a ticket promises."""

    CONFIRMED = "confirmed"
    REQUESTED = "requested"


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
class WhoComes:
    """What a person says of those who will come; all of it may be left out.

    Attributes:
        label: What the person wants to be called, up to 20 characters.
        contact: Telephone or mail for a reminder or an answer.
        party_size: How many come together, from 1 to `PARTY_MAX`.
        needs: What the centre must prepare.
        language: Language of the person.
        reply_by: For a request, how the person wants to hear the answer.
    """

    label: str = ""
    contact: str = ""
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    language: str = "fr"
    reply_by: ReplyBy = ReplyBy.NUMBER


@dataclass(frozen=True, slots=True)
class Appointment:
    """A promise made to a person.

    Attributes:
        booking: ``<incarnation>.<number>``; the name of the sale in rights and events.
        number: The eight digits.
        mediator_id: With whom.
        motif_id: For what.
        start_utc: When.
        duration_min: How long, for all who come together.
        device: Machine that sold it; empty for this one.
        label_sealed: What the person wants to be called, sealed to the desk; or nothing.
        label_of: ``<device>.<number>`` under which the label was sealed; empty for this one.
        centre: Code of the centre where the person is expected; empty for this one.
        party_size: How many come together.
        needs: What the centre must prepare.
        language: Language of the person; empty where it is not known.
        moved_from: Booking in whose place this one was made; empty for a first one.
        moved_to: Booking made in the place of this one; empty while it stands.
        sequence: How many times the promise has changed, as calendars count.
        calendar_number: Number under which calendars know it; empty for its own.
        standing: Everything that was told of it.
        reason: Why the centre ended it; nothing otherwise, or where it is not known here.
    """

    booking: str
    number: str
    mediator_id: str
    motif_id: str
    start_utc: datetime
    duration_min: int
    device: str = ""
    label_sealed: bytes | None = None
    label_of: str = ""
    centre: str = ""
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    language: str = ""
    moved_from: str = ""
    moved_to: str = ""
    sequence: int = 0
    calendar_number: str = ""
    standing: Standing = AT_FIRST
    reason: CentreReason | None = None

    @property
    def status(self) -> AppointmentStatus:
        """Where it stands."""
        return self.standing.status

    @property
    def end_utc(self) -> datetime:
        """When it ends."""
        return self.start_utc + timedelta(minutes=self.duration_min)


@dataclass(frozen=True, slots=True)
class Hold:
    """A slot, or seats, kept for the person at the screen while they choose what to say.

    Attributes:
        hold_id: Which hold.
        motif_id: The need; a workshop's name for seats.
        slot: The slot; for seats, the time of the workshop.
        cells: Its cells, buffers included; or the seats, one a person.
        expires_s: Instant at which it ends by itself, on the machine's monotonic clock.
        party_size: How many the slot was chosen for.
    """

    hold_id: int
    motif_id: str
    slot: Slot
    cells: tuple[Cell, ...]
    expires_s: float
    party_size: int = 1


class IntentKind(StrEnum):
    """What a machine wants outside its own cells; true once the city has acknowledged it."""

    MOVE = "move"
    CANCEL = "cancel"
    CANCEL_BY_CENTRE = "cancel_by_centre"
    ABSENCE = "absence"
    ABSENCE_BACK = "absence_back"


@dataclass(frozen=True, slots=True)
class Intent:
    """Something said here that waits for the city.

    Attributes:
        kind: What is wanted.
        number: Ticket concerned; empty for an absence.
        start_utc: When that appointment, or that absence, begins.
        mediator_id: Who is concerned.
    """

    kind: IntentKind
    number: str
    start_utc: datetime
    mediator_id: str


def booking_of(incarnation: str, number: str) -> str:
    """Return the name of a sale: the machine's life and the number on the ticket."""
    return f"{incarnation}.{number}"


def number_of_booking(booking: str) -> str:
    """Return the number on the ticket of a sale."""
    return booking.rpartition(".")[2]


def checked_who(who: WhoComes) -> WhoComes:
    """Return what a person said, or raise `Refused` (``party_too_big``)."""
    if not 1 <= who.party_size <= PARTY_MAX:
        raise Refused("party_too_big", n_max=PARTY_MAX)
    return who


def reason_text(reason: CentreReason | None) -> str:
    """Return a reason of the centre as it is stored and sent; empty for none."""
    return reason.value if reason else ""


def reason_of(text: str) -> CentreReason | None:
    """Return the reason that `text` wrote; nothing for one that this program does not know."""
    return CentreReason(text) if text in {one.value for one in CentreReason} else None


def needs_text(needs: frozenset[AccessNeed]) -> str:
    """Return needs as they are stored and sent: ``companion,interpreter``."""
    return ",".join(sorted(need.value for need in needs))


def needs_of(text: str) -> frozenset[AccessNeed]:
    """Return the needs that `text` wrote; one that this program does not know is left out."""
    known = {need.value for need in AccessNeed}
    return frozenset(AccessNeed(part) for part in text.split(",") if part in known)
