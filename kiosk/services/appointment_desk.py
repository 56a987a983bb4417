# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments as the mediator's post sees them: the day, the week, who came, what to place again.

What this machine sold changes at once. Anything else is an intent: it is told to the city, true
once the city has acknowledged it, and listed until then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.absences import (
    LONGEST_ABSENCE,
    AbsenceState,
    NotedAbsence,
    absence_id,
    is_of_a_post,
)
from kiosk.domain.appointment_status import (
    GONE,
    RECEIVED,
    AppointmentStatus,
    Attendance,
    Ending,
    Standing,
)
from kiosk.domain.appointment_views import DeskAppointment
from kiosk.domain.appointments import CancelOutcome, CentreReason, Intent, IntentKind, Origin
from kiosk.domain.booking_events import (
    absence_added,
    absence_withdrawn,
    appointment_attended,
    appointment_cancelled_by_centre,
    appointment_kept,
    made_hour,
    split_desk_label,
)
from kiosk.domain.numbers import grouped, number_of
from kiosk.domain.slots import step_of
from kiosk.domain.who_may_say import Deed
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import seal_info
from kiosk.services.appointment_sales import intent_about
from kiosk.services.booking_rules import day_bounds
from kiosk.storage.booking_intents import KeptIntent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from kiosk.domain.absences import DisplacedPlan
    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointments import Appointment
    from kiosk.domain.openings import Agenda
    from kiosk.domain.workshops import Workshop
    from kiosk.foundation.clock import Clock
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.services.own_word import OwnWord
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

CORRECTED_WITHIN = timedelta(days=7)


class AppointmentDesk:
    """What the post shows of appointments and what a mediator says of them."""

    def __init__(
        self, database: Database, clock: Clock, keys: MachineKeys, *, word: OwnWord
    ) -> None:
        """Look in the database of one machine, which says what `word` lets it say."""
        self._database = database
        self._clock = clock
        self._keys = keys
        self._word = word

    def between(self, first_day: date, n_days: int) -> tuple[DeskAppointment, ...]:
        """Return the appointments of some days in Paris, in order, cancelled ones too."""
        start_utc, _ = day_bounds(first_day)
        _, end_utc = day_bounds(first_day + timedelta(days=n_days - 1))
        with self._database.unit_of_work() as uow:
            return desk_lines(uow, uow.appointments.between(start_utc, end_utc))

    def displaced(self) -> tuple[DeskAppointment, ...]:
        """Return the appointments from today on that somebody must place again, or keep."""
        today, _ = day_bounds(paris_day(self._clock.now_utc()))
        with self._database.unit_of_work() as uow:
            found = uow.appointments.since(today)
            return desk_lines(
                uow, (one for one in found if one.status is AppointmentStatus.DISPLACED)
            )

    def would_displace(
        self, mediator_id: str, start_utc: datetime, end_utc: datetime
    ) -> tuple[DeskAppointment, ...]:
        """Return whom an absence would displace, before anybody saves it."""
        with self._database.unit_of_work() as uow:
            return desk_lines(uow, _hit(uow, mediator_id, start_utc, end_utc))

    def add_absence(self, mediator_id: str, start_utc: datetime, end_utc: datetime) -> int:
        """Tell the city of an absence, and give back what this machine might sell in it.

        Returns:
            How many appointments known here it displaces, once the city has heard of it.

        Raises:
            Refused: as `AppointmentService.add_absence`.
        """
        self._word.refuse_unless(Deed.ABSENCE)
        if end_utc <= start_utc:
            raise Refused("absence_empty")
        if end_utc - start_utc > LONGEST_ABSENCE:
            raise Refused("absence_too_long", n_days=LONGEST_ABSENCE.days)
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            if mediator_id not in {one.mediator_id for one in agenda.mediators}:
                raise Refused("mediator_unknown")
            steps = range(step_of(start_utc), step_of(end_utc - timedelta(minutes=1)) + 1)
            seats = {
                cell
                for one in _led(agenda, mediator_id)
                if one.start_utc < end_utc and start_utc < one.end_utc
                for cell in one.seats()
            }
            cells = {
                right.cell
                for right in uow.leases.rights()
                if right.cell in seats
                or (right.cell.mediator_id == mediator_id and right.cell.step in steps)
            }
            clock = self._clock
            uow.leases.give_back(cells, now_s=clock.monotonic_s(), boot_id=clock.boot_id())
            told_by = uow.outbox.append(absence_added(mediator_id, start_utc, end_utc))
            device = uow.device.get().device_id or ""
            name = absence_id(device, told_by.incarnation, told_by.sequence)
            kept = KeptIntent(IntentKind.ABSENCE, name, "", mediator_id, start_utc, end_utc)
            uow.intents.add(told_by, kept)
            n_hit = len(_hit(uow, mediator_id, start_utc, end_utc))
            uow.commit()
        return n_hit

    def absences(self) -> tuple[NotedAbsence, ...]:
        """Return the absences that are not over, the earliest first; those taken back are gone."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            known = uow.agenda.load().absences
            waiting = [one for one in uow.intents.waiting() if one.end_utc > now_utc]
        leaving = {one.booking for one in waiting if one.kind is IntentKind.ABSENCE_BACK}
        found = {
            one.absence_id: NotedAbsence(
                one.start_utc,
                one.end_utc,
                one.mediator_id,
                one.absence_id,
                AbsenceState.LEAVING if one.absence_id in leaving else AbsenceState.KNOWN,
            )
            for one in known
            if one.end_utc > now_utc
        }
        for one in waiting:
            if one.kind is IntentKind.ABSENCE and one.booking not in found:
                found[one.booking] = NotedAbsence(
                    one.start_utc,
                    one.end_utc,
                    one.mediator_id,
                    one.booking,
                    AbsenceState.WAITING,
                )
        return tuple(sorted(found.values()))

    def withdraw_absence(self, name: str) -> AbsenceState:
        """Take back an absence that a post told; see `AppointmentService.withdraw_absence`."""
        self._word.refuse_unless(Deed.ABSENCE)
        known = next((one for one in self.absences() if one.absence_id == name), None)
        if known is None or known.state is AbsenceState.LEAVING:
            raise Refused("absence_unknown")
        if not is_of_a_post(name):
            raise Refused("absence_of_city")
        with self._database.unit_of_work() as uow:
            # What the city has not heard of is told all the same, since its record may be on its
            # way; here it is gone at once.
            uow.intents.take_back(IntentKind.ABSENCE, name)
            told_by = uow.outbox.append(absence_withdrawn(name))
            span = (known.start_utc, known.end_utc)
            kept = KeptIntent(IntentKind.ABSENCE_BACK, name, "", known.mediator_id, *span)
            uow.intents.add(told_by, kept)
            uow.commit()
        return known.state

    def plans(self) -> dict[str, DisplacedPlan]:
        """Return what was planned for people whom an absence displaces, by their number."""
        with self._database.unit_of_work() as uow:
            return {grouped(number): plan for number, plan in uow.plans.known().items()}

    def note_plan(self, number: str, plan: DisplacedPlan) -> None:
        """Keep what is planned for somebody; see `AppointmentService.note_plan`."""
        with self._database.unit_of_work() as uow:
            one, _ = _known(uow, number)
            uow.plans.note(one.number, plan, one.end_utc)
            uow.commit()

    def mark(self, number: str, news: Attendance) -> None:
        """Store and tell how far somebody's coming went; see `AppointmentService.mark`."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            one, origin = _known(uow, number)
            self._word.refuse_unless_marks(one, news, now_utc, is_ours=origin is Origin.HERE)
            _refuse_no_word(one, now_utc)
            marked = one.standing.marked(news)
            if marked != one.standing:
                uow.appointments.note(one.booking, marked)
                uow.outbox.append(appointment_attended(one, news, marked.presence_round))
                uow.commit()

    def undo_absent(self, number: str) -> None:
        """Take back an absence noted today; see `AppointmentService.undo_absent`."""
        self._word.refuse_unless(Deed.MARK)
        with self._database.unit_of_work() as uow:
            one, _ = _known(uow, number)
        if one.status is not AppointmentStatus.ABSENT:
            raise Refused("not_absent")
        if paris_day(one.start_utc) != paris_day(self._clock.now_utc()):
            raise Refused("too_late")
        self.mark(number, Attendance.ARRIVED)

    def cancel_by_centre(self, number: str, reason: CentreReason) -> CancelOutcome:
        """Cancel for the centre; see `AppointmentService.cancel_by_centre`."""
        with self._database.unit_of_work() as uow:
            one, origin = _known(uow, number)
            self._word.refuse_unless(Deed.END_FOR_CENTRE, is_ours=origin is Origin.HERE)
            outcome = _cancel_for_centre(uow, one, origin, reason)
            uow.commit()
        return outcome

    def keep(self, number: str) -> None:
        """Keep a displaced appointment at its time; see `AppointmentService.keep`."""
        self._word.refuse_unless(Deed.KEEP)
        with self._database.unit_of_work() as uow:
            one, _ = _known(uow, number)
            if one.status is not AppointmentStatus.DISPLACED:
                raise Refused("not_displaced")
            if is_workshop(one.motif_id) and not _is_held_then(uow.agenda.load(), one):
                raise Refused("workshop_over")
            kept = one.standing.placed_again()
            uow.appointments.note(one.booking, kept)
            uow.outbox.append(appointment_kept(one, kept.n_displaced))
            uow.commit()

    def made_here(self, hours: int) -> tuple[DeskAppointment, ...]:
        """Return what this machine sold in the last hours and that still stands."""
        since_utc = made_hour(self._clock.now_utc()) - timedelta(hours=hours - 1)
        with self._database.unit_of_work() as uow:
            found = uow.appointments.sold_since(since_utc)
            return desk_lines(uow, (one for one in found if _can_be_cancelled(one)))

    def undo(self, numbers: Collection[str]) -> int:
        """Take back in bulk what this machine sold; see `AppointmentService.undo`."""
        n_undone = 0
        with self._database.unit_of_work() as uow:
            for number in numbers:
                one, origin = _known(uow, number)
                if origin is Origin.HERE and _can_be_cancelled(one):
                    _cancel_for_centre(uow, one, origin, CentreReason.MISUSE)
                    n_undone += 1
            uow.commit()
        return n_undone

    def intents(self) -> tuple[Intent, ...]:
        """Return what was wanted here and waits for the city, the earliest first."""
        with self._database.unit_of_work() as uow:
            waiting = uow.intents.waiting()
        return tuple(
            Intent(
                kind=one.kind,
                number=grouped(one.number) if one.number else "",
                start_utc=one.start_utc,
                mediator_id=one.mediator_id,
            )
            for one in waiting
        )

    def open_label(self, number: str) -> str | None:
        """Return the label of an appointment or a request; nothing when it cannot be read here."""
        digits = number_of(number) or ""
        with self._database.unit_of_work() as uow:
            one = _ticket(uow, digits)
            row = uow.device.get()
        if one is None or one.label_sealed is None:
            return None
        place = getattr(one, "label_of", "") or f"{one.device or row.device_id or ''}.{one.number}"
        device, _, record = place.rpartition(".")
        incarnation, sealed = split_desk_label(one.label_sealed)
        info = seal_info(
            tenant=row.tenant or "",
            device=device,
            incarnation=incarnation,
            record=record,
            field="label",
        )
        return self._keys.open_label(sealed, info)


def desk_lines(uow: UnitOfWork, found: Iterable[Appointment]) -> tuple[DeskAppointment, ...]:
    """Return appointments, enrolments too, as the post shows them."""
    labels = uow.agenda.load().labels()
    wanted = {one.booking: one.kind for one in uow.intents.waiting() if one.booking}
    ours = uow.appointments.own_bookings()
    return tuple(
        DeskAppointment(
            number=grouped(one.number),
            start_utc=one.start_utc,
            duration_min=one.duration_min,
            motif_id=one.motif_id,
            motif_label=labels.get(one.motif_id, ""),
            mediator_id=one.mediator_id,
            status=one.status,
            label_sealed=one.label_sealed,
            party_size=one.party_size,
            needs=one.needs,
            language=one.language,
            centre=one.centre,
            is_ours=one.booking in ours,
            is_displaced=bool(one.standing.n_displaced % 2),
            intent=wanted.get(one.booking),
        )
        for one in found
    )


def _hit(
    uow: UnitOfWork, mediator_id: str, start_utc: datetime, end_utc: datetime
) -> tuple[Appointment, ...]:
    """Return the promises that an absence breaks, those of workshops that the person leads too."""
    day_before = start_utc - timedelta(days=1)
    theirs = {mediator_id} | {one.resource for one in _led(uow.agenda.load(), mediator_id)}
    return tuple(
        one
        for one in uow.appointments.between(day_before, end_utc)
        if one.mediator_id in theirs and one.end_utc > start_utc and _can_be_cancelled(one)
    )


def _is_held_then(agenda: Agenda, one: Appointment) -> bool:
    """Say whether the workshop of an enrolment still takes place at its time."""
    workshop = agenda.workshop(one.motif_id)
    return workshop is not None and workshop.is_planned and workshop.start_utc == one.start_utc


def _led(agenda: Agenda, mediator_id: str) -> tuple[Workshop, ...]:
    return tuple(
        one for one in agenda.workshops if one.mediator_id == mediator_id and one.is_planned
    )


def _known(uow: UnitOfWork, number: str) -> tuple[Appointment, Origin]:
    known = uow.appointments.by_number(number_of(number) or "")
    if not known:
        raise Refused("number_unknown")
    return known[0]


def _can_be_cancelled(one: Appointment) -> bool:
    return one.status not in GONE | RECEIVED and one.status is not AppointmentStatus.ABSENT


def _refuse_no_word(one: Appointment, now_utc: datetime) -> None:
    """Refuse a word on somebody's coming that is too early, too late, or about nothing."""
    if one.status in GONE:
        raise Refused("already_cancelled")
    if paris_day(one.start_utc) > paris_day(now_utc):
        raise Refused("too_early")
    if now_utc > one.start_utc + CORRECTED_WITHIN:
        raise Refused("too_late")


def _cancel_for_centre(
    uow: UnitOfWork, one: Appointment, origin: Origin, reason: CentreReason
) -> CancelOutcome:
    """Cancel what this machine sold, or want it of the city; the caller commits."""
    if one.status in GONE:
        return CancelOutcome.ALREADY
    if not _can_be_cancelled(one):
        return CancelOutcome.TOO_LATE
    told_by = uow.outbox.append(appointment_cancelled_by_centre(one, reason))
    if origin is not Origin.HERE:
        uow.intents.add(told_by, intent_about(IntentKind.CANCEL_BY_CENTRE, one))
        return CancelOutcome.ONCE_SENT
    uow.leases.note_cancelled(one.booking)
    uow.appointments.note(one.booking, Standing(ending=Ending.BY_CENTRE))
    uow.appointments.note_reason(one.booking, reason)
    return CancelOutcome.EFFECTIVE


def _ticket(uow: UnitOfWork, digits: str) -> Appointment | AppointmentRequest | None:
    appointments = uow.appointments.by_number(digits)
    return appointments[0][0] if appointments else uow.requests.by_number(digits)
