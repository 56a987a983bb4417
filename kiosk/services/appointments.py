# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments as a person at the machine meets them: choose, confirm, ask, find, cancel.

What is shown and what is confirmed come from the same function on the same rights. A promise is
stored, with the word to the city, in one transaction that is on the disk before anything is
shown. What belongs to the mediator's desk is in `kiosk.services.appointment_desk`, tickets that
come back in `kiosk.services.appointment_lookup`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import (
    AppointmentRequest,
    ConfirmRequest,
    RequestStatus,
    Wish,
    checked_wish,
)
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import ReplyBy, WhoComes, checked_who
from kiosk.domain.booking_events import Proof, made_hour, request_made
from kiosk.domain.typed_text import checked_text
from kiosk.domain.who_may_say import Deed
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.services.appointment_desk import AppointmentDesk
from kiosk.services.appointment_lookup import AppointmentLookup, proof_of
from kiosk.services.appointment_sales import Sale, old_of_move, sell
from kiosk.services.booking_rules import BookingRules, draw_number, is_free, known_motif
from kiosk.services.booking_tickets import Scene, TicketOffice, sealed_fields
from kiosk.services.desk_verbs import DeskVerbs
from kiosk.services.request_desk import RequestDesk, open_request
from kiosk.services.slot_verbs import SlotVerbs
from kiosk.services.workshop_rules import refuse_if_seats_gone

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.appointment_requests import Answer, ProposedTime
    from kiosk.domain.appointment_views import DeskRequest, FoundAppointment, Ticket
    from kiosk.domain.appointments import CancelOutcome, Hold
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


UNSHOWN = "unshown_ticket"


class AppointmentService(SlotVerbs, DeskVerbs):
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
        SlotVerbs.__init__(self, database, clock, device, rules or BookingRules())
        self.word = device.word
        DeskVerbs.__init__(self, AppointmentDesk(database, clock, keys, word=self.word), bus)
        self._office = TicketOffice(keys)
        self._lookup = AppointmentLookup(database, clock, keys)
        self._requests = RequestDesk(database, clock)
        # which session has booked is known only here, in memory: sessions and appointments
        # share no key on the disk
        self._booked_session: int | None = None

    def confirm(self, hold: Hold, *, who: WhoComes | None = None) -> Ticket:
        """Promise the slot, or the seats, on hold: on the disk when this returns, not before.

        Rights, opening and limits are looked at again in the transaction that sells.

        Args:
            hold: What `hold` gave.
            who: What the person said; nothing when they said nothing.

        Raises:
            Refused: ``hold_expired``, ``slot_taken``, ``one_a_session``, ``label_too_long``,
                ``contact_too_long``, ``party_too_big``, ``party_needs_longer``,
                ``party_needs_seats`` with `n_seats`, ``workshop_unknown``, ``workshop_over``, or
                the name of a `StopReason`.
        """
        said = _checked(who or WhoComes())
        sealing = self._device.sealing_keys()
        session: list[int | None] = []

        def order(uow: UnitOfWork, kept: Hold) -> Sale:
            session.append(self._refuse_second_booking(uow))
            return Sale(kept, said, sealing)

        ticket = self._sold(hold, order)
        self._booked_session = session[0]
        return ticket

    def move(self, ticket: FoundAppointment | str, hold: Hold) -> Ticket:
        """Put another time in the place of an appointment, with a new number.

        The new time is sold first; the old one is given up only once that is known, and stays as
        it was when the sale fails. Where this machine did not sell the old one, that waits for
        the city and is listed by `intents`.

        Args:
            ticket: What `find` or `find_by_code` gave, or a number.
            hold: What `hold` gave.

        Raises:
            Refused: ``number_unknown``, ``ticket_unchecked``, ``already_moved``,
                ``already_cancelled``, ``too_late``, or as `confirm`, one a session excepted.
        """
        found = self._found(ticket)
        now_utc = self._clock.now_utc()

        def order(uow: UnitOfWork, kept: Hold) -> Sale:
            old = old_of_move(uow, found, now_utc)
            who = WhoComes(party_size=old.party_size, needs=old.needs, language=old.language)
            proof = proof_of(found)
            code = found.code if proof is Proof.TICKET else ""
            return Sale(kept, who, None, replaces=old, proof=proof, code=code)

        return self._sold(hold, order)

    def ticket_shown(self) -> None:
        """Note that the person has seen the number of the last ticket, on paper or on screen."""
        with self._database.unit_of_work() as uow:
            uow.parameters.set(UNSHOWN, None)
            uow.commit()

    def unshown_ticket(self) -> tuple[Ticket, str] | None:
        """Return the ticket of a sale that a cut of power kept from being shown, and its need.

        Told once, and within the hour after that of the sale: later, somebody else is there.
        """
        now_utc, centre = self._clock.now_utc(), self._device.centre()
        with self._database.unit_of_work() as uow:
            booking = uow.parameters.get(UNSHOWN)
            if booking is None:
                return None
            uow.parameters.set(UNSHOWN, None)
            recent = uow.appointments.sold_since(made_hour(now_utc - timedelta(hours=1)))
            agenda, row = uow.agenda.load(), uow.device.get()
            uow.commit()
        sold = next((one for one in recent if one.booking == booking), None)
        if sold is None or sold.status is not AppointmentStatus.CONFIRMED:
            return None
        scene = Scene(agenda, centre, row, now_utc)
        return self._office.for_appointment(sold, scene), sold.motif_id

    def request(self, motif_id: str, wish: Wish, *, who: WhoComes | None = None) -> Ticket:
        """Ask for another time; somebody of the centre answers.

        Goes on when selling has stopped. Without enrolment neither label nor contact is taken.

        Raises:
            Refused: ``motif_unknown``, ``centre_unknown``, ``one_a_session``,
                ``too_many_wishes``, ``contact_missing`` (an answer by telephone wants one),
                ``label_too_long``, ``contact_too_long``, ``party_too_big``, ``not_enrolled``.
        """
        said = _checked(who or WhoComes())
        wish = checked_wish(wish)
        if said.reply_by is ReplyBy.PHONE and not said.contact:
            raise Refused("contact_missing")
        sealing, centre = self._device.sealing_keys(), self._device.centre()
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            session_id = self._refuse_second_booking(uow)
            agenda = uow.agenda.load()
            motif = known_motif(agenda.motif(motif_id))
            if wish.centre and wish.centre not in {one.code for one in agenda.centres}:
                raise Refused("centre_unknown")
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

    def arrive(self, ticket: FoundAppointment | str) -> FoundAppointment:
        """Note that a person has come, from half an hour before until a quarter after.

        Args:
            ticket: What `find` or `find_by_code` gave, or a number.

        Raises:
            Refused: ``number_unknown``, ``no_appointment`` (a request), ``ticket_unchecked``,
                ``already_moved``, ``already_cancelled``, ``already_received``; ``too_early`` and
                ``too_late`` with ``start``.
        """
        found = self._lookup.arrive(self._found(ticket))
        self._tell()
        return found

    def choose(self, found: FoundAppointment, chosen: ProposedTime) -> None:
        """Tell which of the times offered in answer to a request suits.

        Raises:
            Refused: ``nothing_proposed``, ``not_proposed``; ``offer_over`` when a seat is kept
                for the person no more.
        """
        self._lookup.choose(found, chosen)
        self._tell()

    def accept_offer(self, number: str) -> None:
        """Take the seat offered to somebody who says yes on the telephone, or at the post.

        The city sells the seat; a yes in time counts even if it reaches the city later.

        Raises:
            Refused: ``number_unknown``, ``nothing_proposed``, ``offer_over``.
        """
        self._requests.accept_offer(number)
        self._tell()

    def requests_for_desk(self) -> tuple[DeskRequest, ...]:
        """Return the requests that somebody may answer, oldest first."""
        return self._requests.waiting(self._device.centre().code)

    def answer_request(self, number: str, answer: Answer) -> Ticket | None:
        """Answer a request: give a time, offer some, or decline.

        Returns:
            The ticket of the time given; nothing otherwise.

        Raises:
            Refused: ``not_a_post``; ``number_unknown``, ``request_over``, ``proposals_wrong``, or
                as `confirm`.
        """
        self.word.refuse_unless(Deed.ANSWER)
        if not isinstance(answer, ConfirmRequest):
            self._requests.answer(number, answer)
            self._tell()
            return None
        today = paris_day(self._clock.now_utc())

        def order(uow: UnitOfWork, kept: Hold) -> Sale:
            asked = open_request(uow, number, today)
            who = WhoComes(party_size=asked.party_size, needs=asked.needs, language=asked.language)
            return Sale(kept, who, None, answers=asked)

        return self._sold(answer.hold, order)

    def _sold(self, hold: Hold, order: Callable[[UnitOfWork, Hold], Sale]) -> Ticket:
        """Sell the slot on hold; rights, opening and limits are looked at again in there."""
        is_trusted = self._device.clock_trust().is_trusted
        centre = self._device.centre()
        now_utc, now_s = self._clock.now_utc(), self._clock.monotonic_s()
        with self._database.unit_of_work() as uow:
            self._refuse_if_stopped(uow, is_trusted=is_trusted)
            kept = uow.leases.find_hold(hold.hold_id, now_s=now_s, boot_id=self._clock.boot_id())
            if kept is None:
                raise Refused("hold_expired")
            wanted, agenda = order(uow, kept), uow.agenda.load()
            if is_workshop(kept.motif_id):
                refuse_if_seats_gone(uow, agenda, now_utc, kept)
            elif not is_free(uow, agenda, now_utc, kept.motif_id, kept.slot):
                raise Refused("slot_taken")
            sold = sell(uow, wanted, known_motif(agenda.motif(kept.motif_id)), now_utc)
            if wanted.answers is not None:
                uow.requests.change(
                    replace(wanted.answers, status=RequestStatus.CONFIRMED, booking=sold.booking)
                )
            uow.leases.end_hold(kept.hold_id)
            uow.parameters.set(UNSHOWN, sold.booking)
            row = uow.device.get()
            uow.commit()
        self._tell()
        return self._office.for_appointment(sold, Scene(agenda, centre, row, now_utc))

    def _found(self, ticket: FoundAppointment | str) -> FoundAppointment:
        found = self.find(ticket) if isinstance(ticket, str) else ticket
        if found is None:
            raise Refused("number_unknown")
        return found

    def _refuse_second_booking(self, uow: UnitOfWork) -> int | None:
        """Return the session of the person at the screen; nothing at a desk."""
        sessions = uow.sessions.all_open()
        if not sessions:
            return None
        session_id = sessions[-1].session_id
        if session_id == self._booked_session:
            raise Refused("one_a_session")
        return session_id


def _checked(said: WhoComes) -> WhoComes:
    return replace(
        checked_who(said),
        label=checked_text(said.label, field="label"),
        contact=checked_text(said.contact, field="contact"),
    )
