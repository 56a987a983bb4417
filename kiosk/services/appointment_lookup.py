# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tickets that come back: found by their number or their square code, cancelled by the person.

A machine cancels by itself only what it sold. Elsewhere it keeps the wish, which the city makes
effective; a ticket that it cannot check becomes a task for a person and cancels nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import (
    GONE,
    RECEIVED,
    AppointmentStatus,
    Attendance,
    Ending,
    Standing,
)
from kiosk.domain.appointment_views import FoundAppointment
from kiosk.domain.appointments import (
    CHECK_IN_AFTER,
    CHECK_IN_BEFORE,
    Appointment,
    CancelOutcome,
    IntentKind,
    Origin,
    TicketState,
    booking_of,
    number_of_booking,
)
from kiosk.domain.booking_code import NotACode, read_code
from kiosk.domain.booking_events import (
    Proof,
    appointment_attended,
    appointment_cancelled,
    request_withdrawn,
)
from kiosk.domain.numbers import Attempts, grouped, number_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.services.appointment_sales import from_ticket, intent_about
from kiosk.services.booking_tickets import card_of_centre
from kiosk.services.machine_keys import centre_machines, is_signed_by
from kiosk.services.request_desk import standing_request, take_proposal, workshop_start

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.appointment_requests import AppointmentRequest, ProposedTime
    from kiosk.domain.booking_code import BookingCore, ReadCode
    from kiosk.foundation.clock import Clock
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

_OVER = RECEIVED | {AppointmentStatus.ABSENT}
_GONE = GONE | {AppointmentStatus.CANCEL_ASKED}


class AppointmentLookup:
    """Finds and cancels what tickets promise."""

    def __init__(self, database: Database, clock: Clock, keys: MachineKeys) -> None:
        """Look in the database of one machine."""
        self._database = database
        self._clock = clock
        self._keys = keys
        self._attempts = Attempts()

    def find(self, text: str) -> FoundAppointment | None:
        """Return what is known here of a typed number; see `AppointmentService.find`."""
        number = self._number(text)
        with self._database.unit_of_work() as uow:
            found = self._known(uow, number)
        if found is None:
            self._attempts = self._attempts.after_wrong(self._clock.monotonic_s())
        else:
            self._attempts = Attempts()
        return found

    def find_by_code(self, text: str) -> FoundAppointment:
        """Return what a square code says; see `AppointmentService.find_by_code`."""
        try:
            read = read_code(text)
        except NotACode as error:
            if number_of(text) is None:
                raise Refused("code_unreadable") from error
            found = self.find(text)
            if found is None:
                raise Refused("number_unknown") from error
            return found
        with self._database.unit_of_work() as uow:
            is_checked = self._is_checked(uow, read)
            known = self._of_core(uow, read.core)
            agenda = uow.agenda.load()
        motif = agenda.motif(read.core.motif_id)
        if known is not None:
            return replace(known, is_checked=is_checked, code=text)
        is_given = read.core.state is TicketState.CONFIRMED
        return FoundAppointment(
            number=grouped(read.core.number),
            state=read.core.state,
            origin=Origin.TICKET,
            status=_status_at_first(read.core),
            start_utc=read.core.start_utc,
            duration_min=read.core.duration_min,
            motif_id=read.core.motif_id,
            motif_label=motif.label() if motif else "",
            mediator_id=read.core.mediator_id,
            booking=booking_of(read.core.incarnation, read.core.number),
            device=read.core.device,
            is_checked=is_checked,
            code=text,
            elsewhere=card_of_centre(agenda, read.core.centre),
            workshop_utc=None if is_given else workshop_start(agenda, read.core.motif_id),
        )

    def cancel(self, found: FoundAppointment) -> CancelOutcome:
        """Cancel as far as this machine may; see `AppointmentService.cancel`."""
        if found.state is TicketState.REQUESTED:
            return self._withdraw(found)
        number = _digits(found)
        with self._database.unit_of_work() as uow:
            known = uow.appointments.by_booking(found.booking)
            status = known[0].status if known else AppointmentStatus.CONFIRMED
            outcome = self._outcome(found, status)
            match outcome:
                case CancelOutcome.EFFECTIVE:
                    uow.leases.note_cancelled(found.booking)
                    uow.appointments.note(found.booking, Standing(ending=Ending.BY_PERSON))
                    proof = Proof.OWN
                case CancelOutcome.ONCE_SENT:
                    if known is None:
                        uow.appointments.add(from_ticket(found), Origin.TICKET, sold_hour_utc=None)
                    uow.appointments.note(found.booking, Standing(ending=Ending.ASKED))
                    proof = proof_of(found)
                case CancelOutcome.FOR_A_PERSON:
                    proof = Proof.UNCHECKED
                case _:
                    return outcome
            told_by = uow.outbox.append(
                appointment_cancelled(
                    booking=found.booking,
                    number=number,
                    device=found.device,
                    proof=proof,
                    code="" if proof is Proof.OWN else found.code,
                )
            )
            if outcome is CancelOutcome.ONCE_SENT:
                asked = known[0] if known else from_ticket(found)
                uow.intents.add(told_by, intent_about(IntentKind.CANCEL, asked))
            uow.commit()
        return outcome

    def arrive(self, found: FoundAppointment) -> FoundAppointment:
        """Note that a person has come; see `AppointmentService.arrive`."""
        if found.start_utc is None:
            raise Refused("no_appointment")
        if not found.is_checked:
            raise Refused("ticket_unchecked")
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            known = uow.appointments.by_booking(found.booking)
            if known is None:
                uow.appointments.add(from_ticket(found), Origin.TICKET, sold_hour_utc=None)
                known = (from_ticket(found), Origin.TICKET)
            one, origin = known
            _refuse_no_arrival(one, now_utc)
            marked = one.standing.marked(Attendance.ARRIVED)
            if marked != one.standing:
                uow.appointments.note(one.booking, marked)
                word = appointment_attended(one, Attendance.ARRIVED, marked.presence_round)
                uow.outbox.append(word)
                uow.commit()
            return _found(uow, replace(one, standing=marked), origin)

    def cancel_unknown(self, text: str) -> CancelOutcome:
        """Keep the wish to cancel an unknown number; see `AppointmentService.cancel_unknown`."""
        number = self._number(text)
        with self._database.unit_of_work() as uow:
            uow.outbox.append(
                appointment_cancelled(booking="", number=number, device="", proof=Proof.TYPED)
            )
            uow.commit()
        return CancelOutcome.ONCE_SENT

    def choose(self, found: FoundAppointment, chosen: ProposedTime) -> None:
        """Tell which of the times offered suits; see `AppointmentService.choose`."""
        asked = found.request
        if asked is None:
            raise Refused("nothing_proposed")
        with self._database.unit_of_work() as uow:
            # the page may have been open while the city answered
            known = uow.requests.by_number(asked.number)
            if known is not None and known.device == asked.device:
                asked = known
            take_proposal(uow, asked, (chosen,), self._clock.now_utc())
            uow.commit()

    def _today(self) -> date:
        return paris_day(self._clock.now_utc())

    def _number(self, text: str) -> str:
        wait_s = self._attempts.wait_s(self._clock.monotonic_s())
        if wait_s > 0:
            raise Refused("numbers_paused", wait_s=wait_s)
        number = number_of(text)
        if number is None:
            raise Refused("number_incomplete")
        return number

    def _known(self, uow: UnitOfWork, number: str) -> FoundAppointment | None:
        appointments = uow.appointments.by_number(number)
        if appointments:
            return _found(uow, *appointments[0])
        request = uow.requests.by_number(number)
        return _found_request(uow, request, self._clock.now_utc()) if request else None

    def _of_core(self, uow: UnitOfWork, core: BookingCore) -> FoundAppointment | None:
        if core.state is TicketState.REQUESTED:
            request = uow.requests.by_number(core.number)
            is_same = request is not None and request.device in ("", core.device)
            if request is None or not is_same:
                return None
            return _found_request(uow, request, self._clock.now_utc())
        for one, origin in uow.appointments.by_number(core.number):
            is_same = one.booking == booking_of(core.incarnation, core.number) or (
                one.device == core.device and one.start_utc == core.start_utc
            )
            if is_same:
                return _found(uow, one, origin)
        return None

    def _is_checked(self, uow: UnitOfWork, read: ReadCode) -> bool:
        device_id = uow.device.get().device_id
        if device_id is not None and read.core.device == device_id:
            public_key = self._keys.own_public_key()
        else:
            public_key = centre_machines(uow).get(read.core.device)
        if public_key is None:
            return False
        if not is_signed_by(public_key, read.message, read.signature):
            raise Refused("code_not_genuine")
        return True

    def _outcome(self, found: FoundAppointment, status: AppointmentStatus) -> CancelOutcome:
        if status in _OVER or (found.start_utc and self._clock.now_utc() >= found.start_utc):
            return CancelOutcome.TOO_LATE
        if status in _GONE:
            return CancelOutcome.ALREADY
        if not found.is_checked:
            return CancelOutcome.FOR_A_PERSON
        if found.origin is Origin.HERE:
            return CancelOutcome.EFFECTIVE
        return CancelOutcome.ONCE_SENT

    def _withdraw(self, found: FoundAppointment) -> CancelOutcome:
        if not found.is_checked:
            # the city checks the ticket, or asks a person
            outcome = CancelOutcome.FOR_A_PERSON
        elif found.origin is Origin.HERE:
            outcome = CancelOutcome.EFFECTIVE
        else:
            outcome = CancelOutcome.ONCE_SENT
        number = _digits(found)
        with self._database.unit_of_work() as uow:
            known = uow.requests.by_number(number)
            if known and known.as_of(self._today()).is_over:
                return CancelOutcome.ALREADY
            if found.is_checked:
                uow.requests.note(number, found.device, RequestStatus.WITHDRAWN)
            uow.outbox.append(request_withdrawn(number, found.device, code=found.code))
            uow.commit()
        return outcome


def proof_of(found: FoundAppointment) -> Proof:
    """Return how this machine knows that the person may, for a ticket that was checked."""
    if found.origin is Origin.HERE:
        return Proof.OWN
    return Proof.TICKET if found.code else Proof.NUMBER


def _refuse_no_arrival(one: Appointment, now_utc: datetime) -> None:
    """Refuse to note an arrival for what does not take place, or not now."""
    match one.status:
        case AppointmentStatus.MOVED:
            raise Refused("already_moved")
        case status if status in _GONE:
            raise Refused("already_cancelled")
        case AppointmentStatus.IN_SESSION | AppointmentStatus.ATTENDED:
            raise Refused("already_received")
    if now_utc < one.start_utc - CHECK_IN_BEFORE:
        raise Refused("too_early", start=one.start_utc.isoformat())
    if now_utc > one.start_utc + CHECK_IN_AFTER:
        raise Refused("too_late", start=one.start_utc.isoformat())


def _digits(found: FoundAppointment) -> str:
    return found.number.replace(" ", "")


def _status_at_first(core: BookingCore) -> AppointmentStatus | None:
    return AppointmentStatus.CONFIRMED if core.state is TicketState.CONFIRMED else None


def _found(uow: UnitOfWork, one: Appointment, origin: Origin) -> FoundAppointment:
    agenda = uow.agenda.load()
    motif = agenda.motif(one.motif_id)
    return FoundAppointment(
        number=grouped(one.number),
        state=TicketState.CONFIRMED,
        origin=origin,
        status=one.status,
        start_utc=one.start_utc,
        duration_min=one.duration_min,
        motif_id=one.motif_id,
        motif_label=motif.label() if motif else "",
        mediator_id=one.mediator_id,
        booking=one.booking,
        device=one.device,
        party_size=one.party_size,
        moved_to=grouped(number_of_booking(one.moved_to)) if one.moved_to else "",
        moved_to_utc=_start_of(uow, one.moved_to),
        elsewhere=card_of_centre(agenda, one.centre),
        reason=one.reason,
    )


def _start_of(uow: UnitOfWork, booking: str) -> datetime | None:
    known = uow.appointments.by_booking(booking) if booking else None
    return known[0].start_utc if known else None


def _found_request(uow: UnitOfWork, one: AppointmentRequest, now_utc: datetime) -> FoundAppointment:
    """Return what is known of a request; of the appointment given in answer, if there is one."""
    agenda = uow.agenda.load()
    asked = standing_request(agenda, one, now_utc)
    given = uow.appointments.by_booking(asked.booking) if asked.booking else None
    if given is not None:
        return replace(_found(uow, *given), request=asked)
    motif = agenda.motif(asked.motif_id)
    return FoundAppointment(
        number=grouped(asked.number),
        state=TicketState.REQUESTED,
        origin=Origin.SYNCED if asked.device else Origin.HERE,
        status=None,
        start_utc=None,
        duration_min=motif.duration_min if motif else 0,
        motif_id=asked.motif_id,
        motif_label=motif.label() if motif else "",
        mediator_id="",
        booking="",
        device=asked.device,
        party_size=asked.party_size,
        request=asked,
        elsewhere=card_of_centre(agenda, asked.wish.centre),
        workshop_utc=workshop_start(agenda, asked.motif_id),
    )
