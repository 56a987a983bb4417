# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sale, stored with its rights and the word to the city in the transaction of the caller.

A first appointment, one made in the place of another, and one given in answer to a request are
sold by the same function, so that a move is a sale first of all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import Appointment, IntentKind, Origin, booking_of
from kiosk.domain.booking_events import Answered, MovedFrom, Proof, appointment_sold, made_hour
from kiosk.domain.leases import sale
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.errors import Refused
from kiosk.services.booking_rules import draw_number
from kiosk.services.booking_tickets import sealed_fields
from kiosk.storage.booking_intents import KeptIntent

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.domain.appointments import Hold, WhoComes
    from kiosk.domain.openings import Motif
    from kiosk.domain.slots import Cell
    from kiosk.services.sealing import SealingKeys
    from kiosk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Sale:
    """What is sold, and in whose place.

    Attributes:
        kept: The slot on hold.
        said: What the person said of those who come.
        sealing: Keys to seal it with; nothing before enrolment.
        replaces: Appointment in whose place this one is made.
        proof: For a move, how the machine knows that the person may.
        code: For a move, text of the square code by which the old ticket was known.
        answers: Request to which this is the answer.
    """

    kept: Hold
    said: WhoComes
    sealing: SealingKeys | None
    replaces: Appointment | None = None
    proof: Proof = Proof.OWN
    code: str = ""
    answers: AppointmentRequest | None = None


def sell(uow: UnitOfWork, order: Sale, motif: Motif, now_utc: datetime) -> Appointment:
    """Store a sale, its rights and the word to the city; the caller commits.

    Raises:
        Refused: ``party_needs_longer``: the slot on hold is too short for so many;
            ``party_needs_seats`` with `n_seats`: too few seats are on hold.
    """
    kept, said = order.kept, order.said
    if kept.slot.duration_min < motif.for_party(said.party_size).duration_min:
        raise Refused("party_needs_longer")
    cells = _cells_of_sale(kept, said.party_size)
    row = uow.device.get()
    number = draw_number(uow, row.incarnation)
    booking = booking_of(row.incarnation, number)
    rights = sale(
        uow.leases.rights_of(cells),
        cells,
        booking,
        incarnation=row.incarnation,
        now_utc=now_utc,
    )
    fields = sealed_fields(said, number=number, row=row, keys=order.sealing)
    sold = Appointment(
        booking=booking,
        number=number,
        mediator_id=kept.slot.mediator_id,
        motif_id=kept.motif_id,
        start_utc=kept.slot.start_utc,
        duration_min=kept.slot.duration_min,
        label_sealed=fields.for_desk,
        party_size=said.party_size,
        needs=said.needs,
        language=said.language,
    )
    sold = _after(sold, order, row.device_id or "")
    uow.leases.note_sale(rights)
    uow.appointments.add(sold, Origin.HERE, sold_hour_utc=made_hour(now_utc))
    event = appointment_sold(
        sold, rights, fields.annex, moved_from=_moved_from(order), answers=_answered(order)
    )
    told_by = uow.outbox.append(event)
    old = order.replaces
    if old is not None:
        uow.appointments.note_moved(old.booking, sold.booking)
        if order.proof is not Proof.OWN:
            uow.intents.add(told_by, intent_about(IntentKind.MOVE, old))
    return sold


def _cells_of_sale(kept: Hold, party_size: int) -> tuple[Cell, ...]:
    """Return what is sold of a hold: the whole slot, or one seat a person."""
    if not is_workshop(kept.motif_id):
        return kept.cells
    if len(kept.cells) < party_size:
        raise Refused("party_needs_seats", n_seats=len(kept.cells))
    return kept.cells[:party_size]


def old_of_move(uow: UnitOfWork, found: FoundAppointment, now_utc: datetime) -> Appointment:
    """Return the appointment that a person wants to move, stored here if it was not.

    Raises:
        Refused: ``ticket_unchecked``, ``already_moved``, ``already_cancelled``, ``too_late``.
    """
    if not found.is_checked:
        raise Refused("ticket_unchecked")
    known = uow.appointments.by_booking(found.booking)
    if known is None:
        uow.appointments.add(from_ticket(found), Origin.TICKET, sold_hour_utc=None)
        known = (from_ticket(found), Origin.TICKET)
    old = known[0]
    match old.status:
        case AppointmentStatus.CONFIRMED:
            if now_utc >= old.start_utc:
                raise Refused("too_late")
        case AppointmentStatus.DISPLACED:
            pass
        case AppointmentStatus.MOVED:
            raise Refused("already_moved")
        case (
            AppointmentStatus.CANCELLED
            | AppointmentStatus.CANCELLED_BY_CENTRE
            | AppointmentStatus.CANCEL_ASKED
        ):
            raise Refused("already_cancelled")
        case _:
            raise Refused("too_late")
    return old


def from_ticket(found: FoundAppointment) -> Appointment:
    """Return what a ticket alone says of an appointment."""
    if found.start_utc is None:
        raise Refused("code_unreadable")
    return Appointment(
        booking=found.booking,
        number=found.number.replace(" ", ""),
        mediator_id=found.mediator_id,
        motif_id=found.motif_id,
        start_utc=found.start_utc,
        duration_min=found.duration_min,
        device=found.device,
        party_size=found.party_size,
    )


def intent_about(kind: IntentKind, one: Appointment) -> KeptIntent:
    """Return an intent about an appointment."""
    return KeptIntent(
        kind=kind,
        booking=one.booking,
        number=one.number,
        mediator_id=one.mediator_id,
        start_utc=one.start_utc,
        end_utc=one.end_utc,
    )


def _after(sold: Appointment, order: Sale, own_device: str) -> Appointment:
    """Return a sale with what it takes over from an older promise."""
    old, asked = order.replaces, order.answers
    if old is not None:
        sold = replace(
            sold,
            moved_from=old.booking,
            sequence=old.sequence + 1,
            calendar_number=old.calendar_number or old.number,
        )
    source = old or asked
    if source is None or sold.label_sealed is not None or source.label_sealed is None:
        return sold
    place = f"{source.device or own_device}.{source.number}"
    label_of = (old.label_of if old else "") or place
    return replace(sold, label_sealed=source.label_sealed, label_of=label_of)


def _moved_from(order: Sale) -> MovedFrom | None:
    old = order.replaces
    if old is None:
        return None
    return MovedFrom(old.booking, old.number, old.device, order.proof, order.code)


def _answered(order: Sale) -> Answered | None:
    asked = order.answers
    return None if asked is None else Answered(asked.number, asked.device)
