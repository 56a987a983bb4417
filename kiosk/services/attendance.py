# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediators' records: begin, record, correct, delete, find again.

Each change is one transaction with the event that tells the city of it. No record holds who
made it, only in which role.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain import attendance, attendance_events, attendance_rules, visit_prefill
from kiosk.domain.attendance import Aside, RecordedBy, Visit, object_of, visit_id_of
from kiosk.domain.privacy import Kept, retention_of
from kiosk.domain.sessions import cut_to_hour
from kiosk.domain.visit_marks import Served, ServedKind
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.visit_salts import is_elsewhere, mark_in

if TYPE_CHECKING:
    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.visit_prefill import PrefillSource
    from kiosk.domain.visit_problem import Problem
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.services.staff import Staff
    from kiosk.storage.attendance import VisitVersion
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

DRAFT_LASTS = timedelta(days=retention_of(Kept.VISIT_DRAFTS).days)


class AttendanceService:
    """What a mediator does with records of visits."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, device: DeviceService
    ) -> None:
        """Keep records in `database`; `device` says in which centre this machine stands."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._device = device

    def prefill(self, source: PrefillSource) -> VisitDraft:
        """Return the draft that `source` allows: today, this centre, what the source tells."""
        return visit_prefill.prefilled_draft(
            source,
            today=paris_day(self._clock.now_utc()),
            centre=self._device.identity().centre.code,
            vocabulary=national_vocabulary(),
        )

    def from_ticket(self, ticket: QueueTicket, themes: tuple[str, ...] = ()) -> PrefillSource:
        """Return the facts of a number of the queue, received here or called a moment ago.

        The wait ends when its person is received; for one whose reception nobody noted here, now.

        Args:
            ticket: The number, not yet closed.
            themes: Themes of the need, where one was told.
        """
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            received_utc = uow.queue.serving_since(ticket) or now_utc
        return visit_prefill.PrefillSource.from_queue(
            themes,
            taken_utc=ticket.taken_utc,
            received_utc=received_utc,
            now_utc=now_utc,
            served=self.served_ticket(ticket),
        )

    def served_ticket(self, ticket: QueueTicket) -> Served:
        """Return a number of the queue as every machine of the centre names it."""
        device = ticket.device or self._device.identity().device_id or ""
        return Served(ServedKind.TICKET, f"{device}/{ticket.number}", ticket.day)

    def problems(self, draft: VisitDraft) -> tuple[Problem, ...]:
        """Return what stands against recording a draft, in sentences; empty when nothing does."""
        return attendance_rules.problems(
            draft, today=paris_day(self._clock.now_utc()), vocabulary=national_vocabulary()
        )

    def record(self, draft: VisitDraft, staff: Staff) -> str:
        """Record a visit and forget the form that the person was filling in.

        What the draft is made of stays behind, but for its imprint.

        Returns:
            The identifier of the visit on this machine.

        Raises:
            Refused: ``visit_incomplete`` with its `sentences`; ``role_may_not_record``;
                ``workshop_already_recorded`` or ``visit_already_recorded`` with the `visit_id` of
                the record made of the same thing, which may be corrected instead; or
                ``recorded_elsewhere`` when another machine of the centre made it.
        """
        role = _role(staff)
        content = self._checked(draft)
        hour_utc = cut_to_hour(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            content = self._marked(uow, content)
            _refuse_second(uow, content)
            event = attendance_events.recorded_event(content, role, at_hour_utc=hour_utc)
            visit_id = visit_id_of(uow.outbox.append(event))
            uow.visits.add(Visit(visit_id, 1, content, role, hour_utc))
            uow.visits.drop_draft(_owner(staff))
            uow.commit()
        self._tell()
        return visit_id

    def correct(self, visit_id: str, draft: VisitDraft, staff: Staff) -> None:
        """Replace what a visit says; the version before stays as a trace.

        A draft that says the same as the record changes nothing; only of a record whose day the
        city did not believe is it told again: somebody says that it is so.

        Raises:
            Refused: ``visit_unknown`` when it was deleted or erased, ``visit_incomplete`` with
                its `sentences`, ``role_may_not_record``, or ``workshop_already_recorded`` with the
                `visit_id` of another record of the same sheet.
        """
        role = _role(staff)
        content = self._checked(draft)
        hour_utc = cut_to_hour(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            known = _known(uow.visits.get(visit_id))
            newer = attendance.corrected(known, content, at_hour_utc=hour_utc)
            if newer.content == known.content and known.aside is not Aside.AHEAD:
                return
            _refuse_second(uow, newer.content, own_id=visit_id)
            uow.outbox.append(attendance_events.corrected_event(newer, role))
            uow.visits.replace(newer, role)
            uow.commit()
        self._tell()

    def delete(self, visit_id: str, staff: Staff) -> None:
        """Take a visit out of every figure; the trace says that it was.

        Raises:
            Refused: ``visit_unknown``, or ``role_may_not_delete`` for a volunteer.
        """
        role = _role(staff)
        if role is RecordedBy.VOLUNTEER:
            raise Refused("role_may_not_delete")
        hour_utc = cut_to_hour(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            known = _known(uow.visits.get(visit_id))
            event = attendance_events.deleted_event(known, role, at_hour_utc=hour_utc)
            uow.outbox.append(event)
            uow.visits.remove(known, role, at_hour_utc=hour_utc)
            uow.commit()
        self._tell()

    def is_noted_elsewhere(self, workshop_id: str) -> bool:
        """Return whether another machine of the centre has recorded a workshop, as the city says.

        Nobody here can correct that record.
        """
        with self._database.unit_of_work() as uow:
            return is_elsewhere(uow, f"w:{workshop_id}")

    def find(self, visit_id: str) -> Visit | None:
        """Return a visit in its newest version, or nothing."""
        with self._database.unit_of_work() as uow:
            return uow.visits.get(visit_id)

    def of_workshop(self, workshop_id: str) -> Visit | None:
        """Return the record of a workshop, entered on this machine; nothing while there is none."""
        with self._database.unit_of_work() as uow:
            return uow.visits.of_workshop(workshop_id)

    def recent(self, limit: int) -> tuple[Visit, ...]:
        """Return the visits entered last on this machine, newest first."""
        with self._database.unit_of_work() as uow:
            return uow.visits.recent(limit)

    def history(self, visit_id: str) -> tuple[VisitVersion, ...]:
        """Return the trace of a visit, oldest first, deleted or not."""
        with self._database.unit_of_work() as uow:
            return uow.visits.versions(visit_id)

    def duration_presets(self) -> tuple[int, ...]:
        """Return the durations to offer, in minutes, shortest first.

        They learn from the records of this machine, whoever made them: no record says who. The
        national tool learns from each mediator's own.
        """
        with self._database.unit_of_work() as uow:
            used = uow.visits.durations_used()
        return attendance.duration_presets(used, national_vocabulary().duration_presets_min)

    def save_draft(self, draft: VisitDraft, staff: Staff) -> None:
        """Keep the form that a person is filling in, over what it said before."""
        with self._database.unit_of_work() as uow:
            uow.visits.save_draft(_owner(staff), draft, saved_utc=self._clock.now_utc())
            uow.commit()

    def load_draft(self, staff: Staff) -> VisitDraft | None:
        """Return the form that a person was filling in, else the one set aside last.

        It is then in hand. Nothing when all of them are too old or there is none.
        """
        since_utc = self._clock.now_utc() - DRAFT_LASTS
        with self._database.unit_of_work() as uow:
            draft = uow.visits.load_draft(_owner(staff), since_utc=since_utc)
            uow.commit()
            return draft

    def set_draft_aside(self, staff: Staff) -> None:
        """Put the form that a person was filling in under those set aside before."""
        with self._database.unit_of_work() as uow:
            uow.visits.set_draft_aside(_owner(staff))
            uow.commit()

    def drop_draft(self, staff: Staff) -> None:
        """Forget the form that a person was filling in."""
        with self._database.unit_of_work() as uow:
            uow.visits.drop_draft(_owner(staff))
            uow.commit()

    def _marked(self, uow: UnitOfWork, content: VisitDraft) -> VisitDraft:
        """Return a record with the imprint of what it is made of in that thing's place."""
        served = Served.read(content.served)
        mark = ""
        if served is not None:
            mark = mark_in(uow, served, paris_day(self._clock.now_utc()))
        return replace(content, served="", mark=mark)

    def _checked(self, draft: VisitDraft) -> VisitDraft:
        return attendance_rules.checked(
            draft, today=paris_day(self._clock.now_utc()), vocabulary=national_vocabulary()
        )

    def _tell(self) -> None:
        self._bus.publish(Topic.ATTENDANCE)
        self._bus.publish(Topic.OUTBOX)


def _role(staff: Staff) -> RecordedBy:
    try:
        return RecordedBy[staff.role.name]
    except KeyError as error:
        raise Refused("role_may_not_record") from error


def _refuse_second(uow: UnitOfWork, content: VisitDraft, own_id: str = "") -> None:
    """Refuse what has its record: its people would be counted twice."""
    known = uow.visits.of_workshop(content.workshop_id) or uow.visits.of_mark(content.mark)
    if known is not None and known.visit_id != own_id:
        reason = "workshop_already_recorded" if content.workshop_id else "visit_already_recorded"
        raise Refused(reason, visit_id=known.visit_id)
    if not own_id and is_elsewhere(uow, object_of(content)):
        raise Refused("recorded_elsewhere")


def _owner(staff: Staff) -> str:
    return f"staff-{staff.staff_id}"


def _known(found: Visit | None) -> Visit:
    if found is None:
        raise Refused("visit_unknown")
    return found
