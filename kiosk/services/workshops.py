# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops as a person and a post meet them: what is offered, seats on hold, who waits, the sheet.

An enrolment is an appointment: it is confirmed, found, moved, cancelled and received by
`kiosk.services.appointments`. Only what has seats or a waiting list is here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import GONE, RECEIVED, AppointmentStatus
from kiosk.domain.appointment_views import WorkshopSheet
from kiosk.domain.appointments import HOLD_LASTS, Hold, WhoComes, checked_who
from kiosk.domain.slots import Slot
from kiosk.domain.who_may_say import Deed
from kiosk.domain.workshop_events import MAX_ROUND, WalkIns, workshop_told
from kiosk.domain.workshops import WorkshopOffer, WorkshopStatus, state_for, workshop_resource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.appointment_desk import desk_lines
from kiosk.services.booking_rules import BookingRules, day_bounds, why_not
from kiosk.services.request_desk import desk_requests
from kiosk.services.workshop_rules import (
    is_open,
    known_workshop,
    open_workshop,
    what_is_known,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest, Ticket
    from kiosk.domain.openings import Agenda
    from kiosk.domain.workshops import Workshop
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.device import DeviceService
    from kiosk.services.workshop_rules import Knowledge
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

COUNTED_WITHIN = timedelta(days=7)


class WorkshopVerbs:
    """What one does with workshops; one instance a machine."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        device: DeviceService,
        appointments: AppointmentService,
        rules: BookingRules | None = None,
    ) -> None:
        """Serve one machine; `appointments` are those of the same machine."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._device = device
        self._appointments = appointments
        self._rules = rules or BookingRules()

    def offers(self, language: str, *, party_size: int = 1) -> tuple[WorkshopOffer, ...]:
        """Return the workshops for which one may enrol or wait, in order of time.

        Seats count only where this machine may confirm them now: where selling has stopped, for
        whatever reason, one may still wait.

        Args:
            language: Language of the person.
            party_size: How many come together.
        """
        is_trusted = self._device.clock_trust().is_trusted
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            reason = why_not(uow, self._rules, now_utc, is_trusted=is_trusted)
            known = what_is_known(uow, now_utc, may_sell=reason is None)
        return tuple(
            _offer(agenda, one, known, (language, party_size))
            for one in agenda.workshops
            if is_open(agenda, one, now_utc)
        )

    def find(self, workshop_id: str) -> Workshop | None:
        """Return a workshop that is known here, past or cancelled too."""
        with self._database.unit_of_work() as uow:
            return uow.agenda.load().workshop(workshop_resource(workshop_id))

    def hold(self, workshop_id: str, party_size: int) -> Hold:
        """Keep the first free seats, one a person, all or none; one hold a machine.

        Raises:
            Refused: ``workshop_unknown``; ``workshop_over``; ``party_too_big``;
                ``seats_missing`` with `n_free`; or the name of a `StopReason`.
        """
        checked_who(WhoComes(party_size=party_size))
        is_trusted = self._device.clock_trust().is_trusted
        now_utc, now_s = self._clock.now_utc(), self._clock.monotonic_s()
        with self._database.unit_of_work() as uow:
            workshop = open_workshop(uow.agenda.load(), workshop_id, now_utc)
            reason = why_not(uow, self._rules, now_utc, is_trusted=is_trusted)
            if reason is not None:
                raise Refused(reason.value)
            here = what_is_known(uow, now_utc).seats_of(workshop)
            if here.n_free < party_size:
                raise Refused("seats_missing", n_free=here.n_free)
            uow.leases.end_all_holds()
            resource = workshop.resource
            wanted = Hold(
                hold_id=0,
                motif_id=resource,
                slot=Slot(workshop.start_utc, resource, workshop.duration_min),
                cells=here.cells[:party_size],
                expires_s=now_s + HOLD_LASTS.total_seconds(),
                party_size=party_size,
            )
            kept = uow.leases.add_hold(wanted, self._clock.boot_id())
            uow.commit()
        return kept

    def wait(self, workshop_id: str, who: WhoComes | None = None) -> Ticket:
        """Put a person, and those who come along, on the waiting list; the city allots seats.

        Raises:
            Refused: ``workshop_unknown``; ``workshop_over``; ``waiting_list_full``;
                ``party_too_big`` with `n_max`, more than the workshop has seats; or as
                `AppointmentService.request`.
        """
        said = checked_who(who or WhoComes())
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            workshop = open_workshop(uow.agenda.load(), workshop_id, now_utc)
            known = what_is_known(uow, now_utc, may_sell=False)
        if said.party_size > workshop.capacity:
            raise Refused("party_too_big", n_max=workshop.capacity)
        n_after = known.n_waiting(workshop) + said.party_size
        if n_after > workshop.waiting_capacity:
            raise Refused("waiting_list_full")
        return self._appointments.request(workshop.resource, Wish(), who=said)

    def coming(self) -> tuple[Workshop, ...]:
        """Return the workshops from the present day on, in order; cancelled ones too."""
        today_utc, _ = day_bounds(paris_day(self._clock.now_utc()))
        with self._database.unit_of_work() as uow:
            found = uow.agenda.load().workshops
        return tuple(one for one in found if one.start_utc >= today_utc)

    def of_day(self, day: date) -> tuple[Workshop, ...]:
        """Return the workshops of a day that took or take place, in order of time."""
        with self._database.unit_of_work() as uow:
            known = uow.agenda.load().workshops
        held = (one for one in known if one.status is WorkshopStatus.PLANNED)
        found = (one for one in held if paris_day(one.start_utc) == day)
        return tuple(sorted(found, key=lambda one: one.start_utc))

    def sheet(self, workshop_id: str) -> WorkshopSheet:
        """Return who is enrolled, who waits, and how many seats are left.

        Raises:
            Refused: ``workshop_unknown``.
        """
        with self._database.unit_of_work() as uow:
            return _sheet(uow, workshop_id, self._clock.now_utc())

    def note_walk_ins(self, workshop_id: str, n: int) -> WorkshopSheet:
        """Note how many came without a ticket, in the place of an earlier count.

        Returns:
            The sheet as it stands then.

        Raises:
            Refused: ``not_a_post``; ``workshop_unknown``; ``workshop_over`` when it was cancelled;
                ``too_early`` before its day; ``too_late`` a week after; ``count_wrong`` below zero;
                ``seats_missing`` with `n_free`, the most that there is room for.
        """
        self._device.word.refuse_unless(Deed.WALK_INS)
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            sheet = _sheet(uow, workshop_id, now_utc)
            _refuse_no_count(sheet, n, now_utc)
            before = uow.workshops.walk_ins(workshop_id)
            if n == before.n or before.n_round >= MAX_ROUND:
                return sheet
            told = WalkIns(workshop_id, n, before.n_round + 1)
            uow.workshops.note_walk_ins(told, sheet.workshop.start_utc)
            uow.outbox.append(workshop_told(told))
            sheet = _sheet(uow, workshop_id, now_utc)
            uow.commit()
        self._bus.publish(Topic.AGENDA)
        self._bus.publish(Topic.OUTBOX)
        return sheet


def _sheet(uow: UnitOfWork, workshop_id: str, now_utc: datetime) -> WorkshopSheet:
    agenda = uow.agenda.load()
    workshop = known_workshop(agenda, workshop_id)
    lines = desk_lines(uow, uow.appointments.of_motif(workshop.resource))
    asked = [one for one in uow.requests.waiting() if one.motif_id == workshop.resource]
    n_walk_ins = uow.workshops.walk_ins(workshop_id).n
    waiting = desk_requests(agenda, asked, now_utc)
    n_taken = _people(one for one in lines if _takes_a_seat(one))
    n_taken += _people(one for one in waiting if one.offer_until_utc is not None)
    return WorkshopSheet(
        workshop=workshop,
        lines=lines,
        waiting=waiting,
        n_enrolled=_people(one for one in lines if one.status not in GONE),
        n_present=_people(one for one in lines if one.status in RECEIVED),
        n_walk_ins=n_walk_ins,
        n_seats_left=max(0, workshop.capacity - n_taken - n_walk_ins),
    )


def _refuse_no_count(sheet: WorkshopSheet, n: int, now_utc: datetime) -> None:
    """Refuse a count of people that is too early, too late, or more than there is room for."""
    workshop = sheet.workshop
    if not workshop.is_planned:
        raise Refused("workshop_over")
    if paris_day(workshop.start_utc) > paris_day(now_utc):
        raise Refused("too_early")
    if now_utc > workshop.start_utc + COUNTED_WITHIN:
        raise Refused("too_late")
    n_most = sheet.n_seats_left + sheet.n_walk_ins
    if n < 0:
        raise Refused("count_wrong")
    if n > n_most:
        raise Refused("seats_missing", n_free=n_most)


def _takes_a_seat(one: DeskAppointment) -> bool:
    """Say whether somebody is there or still expected."""
    return one.status not in GONE and one.status is not AppointmentStatus.ABSENT


def _people(lines: Iterable[DeskAppointment | DeskRequest]) -> int:
    return sum(one.party_size for one in lines)


def _offer(agenda: Agenda, one: Workshop, known: Knowledge, who: tuple[str, int]) -> WorkshopOffer:
    language, party_size = who
    n_free = known.seats_of(one).n_free
    one = replace(one, n_waiting=known.n_waiting(one))
    leader = agenda.mediator(one.resource)
    return WorkshopOffer(
        workshop_id=one.workshop_id,
        resource=one.resource,
        title=one.title(language),
        title_fr=one.title(),
        start_utc=one.start_utc,
        duration_min=one.duration_min,
        mediator_name=leader.first_name if leader else "",
        documents=one.as_motif().papers(language),
        n_free=n_free,
        state=state_for(one, n_free, party_size),
    )
