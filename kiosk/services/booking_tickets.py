# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person takes away: the ticket with its two square codes, and the fields sealed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_views import Ticket, TicketPlace
from kiosk.domain.appointments import TicketState, number_of_booking
from kiosk.domain.booking_code import BookingCore, code_text
from kiosk.domain.booking_events import (
    CONTACT_FOR_CITY,
    LABEL_FOR_CITY,
    LABEL_FOR_DESK,
    annex_bytes,
    desk_label,
    said_parts,
)
from kiosk.domain.calendar_event import CalendarEvent, calendar_text
from kiosk.domain.numbers import grouped
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import seal, seal_info

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointments import Appointment, WhoComes
    from kiosk.domain.centre import CentreCard
    from kiosk.domain.openings import Agenda, Motif
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.services.sealing import SealingKeys
    from kiosk.storage.device import DeviceRow


@dataclass(frozen=True, slots=True)
class SealedFields:
    """What a person said of themselves, sealed.

    Attributes:
        annex: Everything, for the outbox; nothing when nothing was said.
        for_desk: The label for the centre's desk; nothing without label or desk key.
    """

    annex: bytes | None
    for_desk: bytes | None


def sealed_fields(
    said: WhoComes, *, number: str, row: DeviceRow, keys: SealingKeys | None
) -> SealedFields:
    """Return a label and a contact, sealed to the city and, for the label, to the desk.

    Args:
        said: What the person said.
        number: The eight digits of the ticket.
        row: This machine.
        keys: Public keys; nothing before enrolment.

    Raises:
        Refused: ``not_enrolled`` when something was said and no key is known to seal it.
    """
    if (said.label or said.contact) and keys is None:
        raise Refused("not_enrolled")
    parts = said_parts(said.needs, said.language)
    for_desk = None
    for field, text in (("label", said.label), ("contact", said.contact)):
        if not text or keys is None:
            continue
        info = seal_info(
            tenant=row.tenant or "",
            device=row.device_id or "",
            incarnation=row.incarnation,
            record=number,
            field=field,
        )
        plain = text.encode("utf-8")
        name = LABEL_FOR_CITY if field == "label" else CONTACT_FOR_CITY
        parts[name] = seal(keys.city, plain, info)
        if field == "label" and keys.desk is not None:
            parts[LABEL_FOR_DESK] = seal(keys.desk, plain, info)
            for_desk = desk_label(row.incarnation, parts[LABEL_FOR_DESK])
    return SealedFields(annex_bytes(parts), for_desk)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when a ticket is written.

    Attributes:
        agenda: What is known of the centre.
        centre: The centre.
        row: This machine.
        now_utc: The moment.
    """

    agenda: Agenda
    centre: CentreCard
    row: DeviceRow
    now_utc: datetime


class TicketOffice:
    """Writes tickets."""

    def __init__(self, keys: MachineKeys) -> None:
        """Sign with this machine's key."""
        self._keys = keys

    def for_appointment(self, sold: Appointment, scene: Scene) -> Ticket:
        """Return the ticket of an appointment that is stored already."""
        centre = scene.centre
        motif = scene.agenda.motif(sold.motif_id)
        mediator = scene.agenda.mediator(sold.mediator_id)
        core = BookingCore(
            state=TicketState.CONFIRMED,
            incarnation=scene.row.incarnation,
            number=sold.number,
            start_utc=sold.start_utc,
            duration_min=sold.duration_min,
            device=scene.row.device_id or "",
            centre=centre.code,
            mediator_id=sold.mediator_id,
            motif_id=sold.motif_id,
        )
        return Ticket(
            number=grouped(sold.number),
            state=TicketState.CONFIRMED,
            start_utc=sold.start_utc,
            duration_min=sold.duration_min,
            centre=_place(centre),
            motif_label=motif.label() if motif else "",
            documents=motif.papers() if motif else (),
            mediator_name=mediator.first_name if mediator else "",
            code_qr=self._code(core),
            event_qr=event_text(sold, scene),
            party_size=sold.party_size,
            replaces=grouped(number_of_booking(sold.moved_from)) if sold.moved_from else "",
            needs=sold.needs,
        )

    def for_request(self, made: AppointmentRequest, motif: Motif, scene: Scene) -> Ticket:
        """Return the ticket of a request that is stored already.

        The centre on it is the one that the person asked for.
        """
        workshop = scene.agenda.workshop(made.motif_id)
        core = BookingCore(
            state=TicketState.REQUESTED,
            incarnation=scene.row.incarnation,
            number=made.number,
            start_utc=None,
            duration_min=motif.duration_min,
            device=scene.row.device_id or "",
            centre=scene.centre.code,
            mediator_id="",
            motif_id=made.motif_id,
        )
        return Ticket(
            number=grouped(made.number),
            state=TicketState.REQUESTED,
            start_utc=None,
            duration_min=motif.duration_min,
            centre=_place(card_of_centre(scene.agenda, made.wish.centre) or scene.centre),
            motif_label=motif.label(),
            documents=motif.papers(),
            mediator_name="",
            code_qr=self._code(core),
            event_qr=None,
            party_size=made.party_size,
            needs=made.needs,
            wish=made.wish,
            reply_by=made.reply_by,
            workshop_utc=workshop.start_utc if workshop else None,
        )

    def _code(self, core: BookingCore) -> str:
        """Return the square code; the bare number where the machine has no key to sign with."""

        def sign(message: bytes) -> bytes:
            signature = self._keys.sign(message)
            if signature is None:
                raise Refused("not_enrolled")
            return signature

        try:
            return code_text(core, sign)
        except Refused:
            return core.number


def event_text(sold: Appointment, scene: Scene) -> str:
    """Return the calendar event of an appointment."""
    motif = scene.agenda.motif(sold.motif_id)
    centre = scene.centre
    return calendar_text(
        CalendarEvent(
            uid=f"{sold.calendar_number or sold.number}@6-{centre.code.lower()}",
            sequence=sold.sequence,
            stamp_utc=scene.now_utc,
            start_utc=sold.start_utc,
            duration_min=sold.duration_min,
            summary=motif.label() if motif else "Rendez-vous",
            location=f"Espace {centre.quarter}" if centre.quarter else centre.name,
        )
    )


def card_of_centre(agenda: Agenda, code: str) -> CentreCard | None:
    """Return the card of another centre; nothing where it is not known."""
    return next((one for one in agenda.centres if code and one.code == code), None)


def _place(centre: CentreCard) -> TicketPlace:
    return TicketPlace(name=centre.name, address=centre.address, phone=centre.phone)
