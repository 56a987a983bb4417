# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments as a person at the machine meets them: choose, confirm, ask, find, cancel.

What is shown and what is confirmed come from the same function on the same rights. A promise is
stored, with the word to the city, in one transaction that is on the disk before anything is
shown. What belongs to the mediator's desk is in `kiosk.services.appointment_desk`, tickets that
come back in `kiosk.services.appointment_lookup`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import AppointmentRequest, RequestStatus, Wish, checked_wish
from kiosk.domain.appointment_views import Need, SellingState
from kiosk.domain.appointments import (
    HOLD_LASTS,
    Appointment,
    Hold,
    Origin,
    WhoComes,
    booking_of,
    checked_who,
)
from kiosk.domain.booking_events import appointment_sold, made_hour, request_made
from kiosk.domain.leases import sale
from kiosk.domain.slots import (
    buffer_cells,
    day_offers,
    horizon,
    one_a_start,
    slot_cells,
)
from kiosk.domain.typed_text import checked_text
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.appointment_desk import AppointmentDesk
from kiosk.services.appointment_lookup import AppointmentLookup
from kiosk.services.booking_rules import (
    BookingRules,
    draw_number,
    free_of_day,
    is_free,
    known_motif,
    known_taken,
    load_of_day,
    why_not,
)
from kiosk.services.booking_tickets import Scene, TicketOffice, sealed_fields

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.appointment_status import Attendance
    from kiosk.domain.appointment_views import (
        DeskAppointment,
        DeskRequest,
        FoundAppointment,
        Ticket,
    )
    from kiosk.domain.appointments import CancelOutcome
    from kiosk.domain.slots import DayOffer, Slot
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.services.sealing import SealingKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class AppointmentService:
    """Books, asks, finds and cancels; one instance a machine."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        device: DeviceService,
        keys: MachineKeys,
        rules: BookingRules | None = None,
    ) -> None:
        """Serve one machine."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._device = device
        self._rules = rules or BookingRules()
        self._office = TicketOffice(keys)
        self._lookup = AppointmentLookup(database, clock, keys)
        self._desk = AppointmentDesk(database, keys)
        # which session has booked is known only here, in memory: sessions and appointments
        # share no key on the disk
        self._booked_session: int | None = None

    def needs(self, language: str) -> tuple[Need, ...]:
        """Return the needs for which somebody receives here, in the order of the screen."""
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
        active = {one.mediator_id for one in agenda.mediators if one.is_active}
        return tuple(
            Need(
                motif_id=motif.motif_id,
                label=motif.label(language),
                label_fr=motif.label(),
                icon=motif.icon,
                duration_min=motif.duration_min,
                documents=motif.papers(language),
            )
            for motif in agenda.motifs
            if any(
                opening.receives(motif.motif_id) and opening.mediator_id in active
                for opening in agenda.openings
            )
        )

    def days(self, motif_id: str) -> tuple[DayOffer, ...]:
        """Return what each day of the horizon offers to be confirmed at once.

        Raises:
            Refused: ``motif_unknown``.
        """
        is_trusted = self._device.clock_trust().is_trusted
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            incarnation = uow.device.get().incarnation
            cells = uow.leases.sellable(incarnation, now_utc) if is_trusted else frozenset()
            taken = known_taken(uow, now_utc)
        motif = known_motif(agenda.motif(motif_id))
        return day_offers(
            agenda, motif, horizon(now_utc), free_cells=cells, now_utc=now_utc, taken=taken
        )

    def slots(self, motif_id: str, day: date) -> tuple[Slot, ...]:
        """Return the slots of a day that can be confirmed at once, one a start time.

        Raises:
            Refused: ``motif_unknown``.
        """
        if not self._device.clock_trust().is_trusted:
            return ()
        with self._database.unit_of_work() as uow:
            return one_a_start(
                free_of_day(uow, self._clock.now_utc(), motif_id, day), load_of_day(uow, day)
            )

    def agenda_age(self) -> datetime | None:
        """Return when the city last sent the agenda; nothing when it never did."""
        with self._database.unit_of_work() as uow:
            return uow.agenda.received_utc()

    def selling(self) -> SellingState:
        """Return whether this machine may confirm appointments now, and why not."""
        is_trusted = self._device.clock_trust().is_trusted
        with self._database.unit_of_work() as uow:
            reason = why_not(uow, self._rules, self._clock.now_utc(), is_trusted=is_trusted)
        return SellingState(allowed=reason is None, reason=reason)

    def hold(self, motif_id: str, slot: Slot) -> Hold:
        """Keep a slot for the person at the screen; a machine keeps one at a time.

        Raises:
            Refused: ``motif_unknown``, ``slot_taken``, or the name of a `StopReason`.
        """
        is_trusted = self._device.clock_trust().is_trusted
        now_s, boot_id = self._clock.monotonic_s(), self._clock.boot_id()
        with self._database.unit_of_work() as uow:
            self._refuse_if_stopped(uow, is_trusted=is_trusted)
            if not is_free(uow, self._clock.now_utc(), motif_id, slot):
                raise Refused("slot_taken")
            agenda = uow.agenda.load()
            motif = known_motif(agenda.motif(motif_id))
            shared = buffer_cells(agenda, known_taken(uow, self._clock.now_utc()))
            uow.leases.end_all_holds()
            expires_s = now_s + HOLD_LASTS.total_seconds()
            wanted = Hold(0, motif_id, slot, slot_cells(slot, motif, shared), expires_s)
            kept = uow.leases.add_hold(wanted, boot_id)
            uow.commit()
        return kept

    def release(self, hold: Hold) -> None:
        """Let a slot go; letting it go twice is harmless."""
        with self._database.unit_of_work() as uow:
            uow.leases.end_hold(hold.hold_id)
            uow.commit()

    def confirm(self, hold: Hold, *, who: WhoComes | None = None) -> Ticket:
        """Promise the slot on hold: on the disk when this returns, and not before.

        Rights, opening and limits are looked at again in the transaction that sells.

        Args:
            hold: What `hold` gave.
            who: What the person said; nothing when they said nothing.

        Raises:
            Refused: ``hold_expired``, ``slot_taken``, ``one_a_session``, ``label_too_long``,
                ``contact_too_long``, ``party_too_big``, or the name of a `StopReason`.
        """
        said = _checked(who or WhoComes())
        is_trusted = self._device.clock_trust().is_trusted
        sealing, centre = self._device.sealing_keys(), self._device.centre()
        now_utc, now_s = self._clock.now_utc(), self._clock.monotonic_s()
        with self._database.unit_of_work() as uow:
            session_id = self._refuse_second_booking(uow)
            self._refuse_if_stopped(uow, is_trusted=is_trusted)
            kept = uow.leases.find_hold(hold.hold_id, now_s=now_s, boot_id=self._clock.boot_id())
            if kept is None:
                raise Refused("hold_expired")
            self._refuse_if_gone(uow, kept.motif_id, kept.slot)
            row = uow.device.get()
            sold = _sell(uow, kept, said, sealing=sealing, now_utc=now_utc)
            uow.leases.end_hold(kept.hold_id)
            agenda = uow.agenda.load()
            uow.commit()
        self._booked_session = session_id
        self._tell()
        return self._office.for_appointment(sold, Scene(agenda, centre, row, now_utc))

    def request(self, motif_id: str, wish: Wish, *, who: WhoComes | None = None) -> Ticket:
        """Ask for another time; somebody of the centre answers.

        Goes on when selling has stopped. Without enrolment neither label nor contact is taken.

        Raises:
            Refused: ``motif_unknown``, ``one_a_session``, ``too_many_wishes``,
                ``label_too_long``, ``contact_too_long``, ``party_too_big``, ``not_enrolled``.
        """
        said = _checked(who or WhoComes())
        wish = checked_wish(wish)
        sealing, centre = self._device.sealing_keys(), self._device.centre()
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            session_id = self._refuse_second_booking(uow)
            agenda = uow.agenda.load()
            motif = known_motif(agenda.motif(motif_id))
            row = uow.device.get()
            number = draw_number(uow, row.incarnation)
            fields = sealed_fields(said, number=number, row=row, keys=sealing)
            made = AppointmentRequest(
                number=number,
                motif_id=motif_id,
                wish=wish,
                status=RequestStatus.REQUESTED,
                label_sealed=fields.for_desk,
                reply_by=said.reply_by,
                party_size=said.party_size,
                needs=said.needs,
                language=said.language,
            )
            uow.requests.add(made, made_hour(now_utc))
            uow.outbox.append(request_made(made, fields.annex))
            uow.commit()
        self._booked_session = session_id
        self._tell()
        return self._office.for_request(made, motif, Scene(agenda, centre, row, now_utc))

    def find(self, number: str) -> FoundAppointment | None:
        """Return what is known here of a typed number; nothing when it is unknown here.

        Raises:
            Refused: ``number_incomplete``; ``numbers_paused`` after five wrong ones, with
                ``wait_s``.
        """
        return self._lookup.find(number)

    def find_by_code(self, text: str) -> FoundAppointment:
        """Return what the square code of a ticket says, checked where that is possible.

        Raises:
            Refused: ``code_unreadable``; ``code_not_genuine`` when its signature is wrong;
                ``number_unknown`` for a bare number that is unknown here.
        """
        return self._lookup.find_by_code(text)

    def cancel(self, found: FoundAppointment) -> CancelOutcome:
        """Cancel what a ticket promises, as far as this machine may."""
        outcome = self._lookup.cancel(found)
        self._tell()
        return outcome

    def cancel_unknown(self, number: str) -> CancelOutcome:
        """Keep the wish to cancel a number that is unknown here; the city looks it up.

        Raises:
            Refused: ``number_incomplete``; ``numbers_paused`` after five wrong ones.
        """
        outcome = self._lookup.cancel_unknown(number)
        self._tell()
        return outcome

    def day_for_desk(self, day: date) -> tuple[DeskAppointment, ...]:
        """Return the appointments of a day in Paris, in order, cancelled ones too."""
        return self._desk.day(day)

    def requests_for_desk(self) -> tuple[DeskRequest, ...]:
        """Return the requests that nobody has answered, oldest first."""
        return self._desk.requests()

    def open_label(self, number: str) -> str | None:
        """Return the label of an appointment or a request, once a mediator touches it.

        Nothing when none was given, or when this machine is no desk of the centre.
        """
        return self._desk.open_label(number)

    def mark(self, number: str, news: Attendance) -> None:
        """Store and tell how far somebody's coming went; corrects what was said before.

        Raises:
            Refused: ``number_unknown``.
        """
        self._desk.mark(number, news)
        self._tell()

    def _refuse_if_stopped(self, uow: UnitOfWork, *, is_trusted: bool) -> None:
        reason = why_not(uow, self._rules, self._clock.now_utc(), is_trusted=is_trusted)
        if reason is not None:
            raise Refused(reason.value)

    def _refuse_if_gone(self, uow: UnitOfWork, motif_id: str, slot: Slot) -> None:
        if not is_free(uow, self._clock.now_utc(), motif_id, slot):
            raise Refused("slot_taken")

    def _refuse_second_booking(self, uow: UnitOfWork) -> int | None:
        """Return the session of the person at the screen; nothing at a desk."""
        sessions = uow.sessions.all_open()
        if not sessions:
            return None
        session_id = sessions[-1].session_id
        if session_id == self._booked_session:
            raise Refused("one_a_session")
        return session_id

    def _tell(self) -> None:
        self._bus.publish(Topic.AGENDA)
        self._bus.publish(Topic.OUTBOX)


def _checked(said: WhoComes) -> WhoComes:
    return replace(
        checked_who(said),
        label=checked_text(said.label, field="label"),
        contact=checked_text(said.contact, field="contact"),
    )


def _sell(
    uow: UnitOfWork,
    kept: Hold,
    said: WhoComes,
    *,
    sealing: SealingKeys | None,
    now_utc: datetime,
) -> Appointment:
    """Store a sale, its rights and the word to the city; the caller commits."""
    row = uow.device.get()
    number = draw_number(uow, row.incarnation)
    booking = booking_of(row.incarnation, number)
    rights = sale(
        uow.leases.rights_of(kept.cells),
        kept.cells,
        booking,
        incarnation=row.incarnation,
        now_utc=now_utc,
    )
    fields = sealed_fields(said, number=number, row=row, keys=sealing)
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
    uow.leases.note_sale(rights)
    uow.appointments.add(sold, Origin.HERE, sold_hour_utc=made_hour(now_utc))
    uow.outbox.append(appointment_sold(sold, rights, fields.annex))
    return sold
