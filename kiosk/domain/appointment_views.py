# SPDX-License-Identifier: AGPL-3.0-or-later
"""What screens and papers show of appointments and requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import ReplyBy

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.appointment_requests import AppointmentRequest, ProposedTime, Wish
    from kiosk.domain.appointment_status import AppointmentStatus
    from kiosk.domain.appointments import (
        AccessNeed,
        CentreReason,
        IntentKind,
        Origin,
        StopReason,
        TicketState,
    )
    from kiosk.domain.centre import CentreCard
    from kiosk.domain.workshops import Workshop


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
        is_here: Whether somebody receives for it in this centre.
        elsewhere: Cards of the other centres that receive for it.
        each_person: Whether each person of a party takes the whole length.
    """

    motif_id: str
    label: str
    label_fr: str
    icon: str
    duration_min: int
    documents: tuple[str, ...]
    is_here: bool = True
    elsewhere: tuple[CentreCard, ...] = ()
    each_person: bool = False


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
        party_size: How many come together.
        replaces: Number of the ticket that this one replaces, two groups of four; or empty.
        needs: What the centre must prepare.
        wish: Times asked for; nothing for an appointment.
        reply_by: For a request, how the person hears the answer.
        workshop_utc: When the workshop begins for which the person waits; nothing otherwise.
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
    party_size: int = 1
    replaces: str = ""
    needs: frozenset[AccessNeed] = frozenset()
    wish: Wish | None = None
    reply_by: ReplyBy = ReplyBy.NUMBER
    workshop_utc: datetime | None = None


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
        party_size: How many come together.
        moved_to_utc: When the appointment is now, if it was moved and that is known here.
        moved_to: Number of the ticket made in its place, two groups of four digits; or empty.
        request: What became of a request; nothing for an appointment.
        elsewhere: Where the person is expected, in another centre; nothing for this one.
        reason: Why the centre cancelled; nothing otherwise, or where it is not known here.
        workshop_utc: When the workshop begins for which the person waits; nothing otherwise.
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
    party_size: int = 1
    moved_to_utc: datetime | None = None
    moved_to: str = ""
    request: AppointmentRequest | None = None
    elsewhere: CentreCard | None = None
    reason: CentreReason | None = None
    workshop_utc: datetime | None = None


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
        party_size: How many come together.
        needs: What must be prepared.
        language: Language of the person; empty where it is not known.
        centre: Code of the centre where the person is expected; empty for this one.
        is_ours: Whether this machine sold it, so that a change is true at once.
        is_displaced: Whether its time is gone, even where the person has come all the same.
        intent: What was wanted here and waits for the city; nothing otherwise.
    """

    number: str
    start_utc: datetime
    duration_min: int
    motif_id: str
    motif_label: str
    mediator_id: str
    status: AppointmentStatus
    label_sealed: bytes | None
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    language: str = ""
    centre: str = ""
    is_ours: bool = True
    is_displaced: bool = False
    intent: IntentKind | None = None


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request to answer, at the mediator's post.

    Attributes:
        number: Two groups of four digits.
        motif_id: For what.
        motif_label: For what, in French.
        wish: When, and where.
        label_sealed: The label, to be opened by a desk key when a person touches it; or nothing.
        reply_by: How the person wants to hear the answer.
        party_size: How many come together.
        needs: What must be prepared.
        language: Language of the person; empty where it is not known.
        status: REQUESTED, or PROPOSED while the person has not chosen.
        proposals: Times offered already.
        chosen: The one that the person would take; nothing while none is chosen.
        expires_day: Last day on which an answer counts; nothing where it is not known.
        workshop_utc: When the workshop begins for which the person waits; nothing otherwise.
        offer_until_utc: Until when an offered seat is kept; nothing for another request.
    """

    number: str
    motif_id: str
    motif_label: str
    wish: Wish
    label_sealed: bytes | None
    reply_by: ReplyBy = ReplyBy.NUMBER
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    language: str = ""
    status: RequestStatus = RequestStatus.REQUESTED
    proposals: tuple[ProposedTime, ...] = ()
    chosen: ProposedTime | None = None
    expires_day: date | None = None
    workshop_utc: datetime | None = None
    offer_until_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkshopSheet:
    """A workshop as the mediator's post leads it; counts are of people, parties counted whole.

    Attributes:
        workshop: The workshop.
        lines: Enrolments, by their number; those cancelled too.
        waiting: Who waits for a seat, the earliest first.
        n_enrolled: People enrolled, those absent too.
        n_present: Those of them who came.
        n_walk_ins: People who came without a ticket, as this machine counted.
        n_seats_left: Seats for people who come without a ticket: those of absent people too, those
            kept for an offer not.
    """

    workshop: Workshop
    lines: tuple[DeskAppointment, ...]
    waiting: tuple[DeskRequest, ...]
    n_enrolled: int
    n_present: int
    n_walk_ins: int
    n_seats_left: int
