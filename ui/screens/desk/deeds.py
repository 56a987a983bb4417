# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each action of the post does: the call of a service, and the choices before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import (
    ConfirmRequest,
    DeclineReason,
    DeclineRequest,
    HalfDay,
    ProposeTimes,
)
from kiosk.domain.appointment_status import Attendance
from kiosk.domain.appointments import CentreReason
from kiosk.domain.lease_cases import TaskOutcome
from kiosk.domain.slots import DayState
from kiosk.domain.visit_marks import Served, ServedKind
from kiosk.domain.waiting_queue import QueueOutcome
from kiosk.domain.workshops import is_workshop, workshop_id_of
from kiosk.foundation.clock import PARIS, paris_day
from kiosk.foundation.errors import Refused
from ui.screens.desk.state import Deed, DeskFacts
from ui.screens.desk.words import CANCEL_WORDS, DECLINE_WORDS, OUTCOME_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kiosk.domain.appointment_requests import Answer, Wish
    from kiosk.domain.appointment_views import DeskRequest, Ticket
    from kiosk.domain.slots import Slot
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.attendance import AttendanceService
    from kiosk.services.lease_desk import LeaseDesk
    from kiosk.services.places import PlaceService
    from kiosk.services.post_agenda import PostAgenda
    from kiosk.services.queue import QueueService
    from kiosk.services.walkthroughs import WalkthroughService
    from kiosk.services.workshops import WorkshopVerbs
    from ui.printing.sheets import Printing

MAX_OFFERS = 6
_N_RECENT = 20
_NOON = 12


@dataclass(frozen=True, slots=True)
class DeskServices:
    """The services of the post."""

    appointments: AppointmentService
    queue: QueueService
    attendance: AttendanceService
    walkthroughs: WalkthroughService
    rights: LeaseDesk
    agenda: PostAgenda
    workshops: WorkshopVerbs
    places: PlaceService
    printing: Printing


def read_facts(services: DeskServices, today: date, language: str) -> DeskFacts:
    """Read what the lists need; titles in `language`.

    Those enrolled for a workshop stand on its sheet, and who waits for a seat too.
    """
    appointments, workshops = services.appointments, services.workshops
    return DeskFacts(
        day=tuple(one for one in appointments.day_for_desk(today) if not is_workshop(one.motif_id)),
        displaced=appointments.displaced(),
        turns=services.queue.turns(),
        tickets=services.queue.room().tickets,
        tasks=services.rights.tasks(),
        requests=tuple(
            one for one in appointments.requests_for_desk() if not is_workshop(one.motif_id)
        ),
        recent=services.attendance.recent(_N_RECENT),
        mediators=services.agenda.mediators(),
        workshops=tuple(
            workshops.sheet(one.workshop_id)
            for one in workshops.coming()
            if paris_day(one.start_utc) == today
        ),
        plans=appointments.plans(),
        n_intents=len(appointments.intents()),
        late=services.walkthroughs.late(language),
    )


def choices(deed: Deed, facts: DeskFacts) -> tuple[tuple[str, str], ...]:
    """Return the choices of a deed as keys and French words, or as names."""
    match deed:
        case Deed.CANCEL:
            return tuple((reason.value, word) for reason, word in CANCEL_WORDS.items())
        case Deed.DECLINE:
            return tuple((reason.value, word) for reason, word in DECLINE_WORDS.items())
        case Deed.TOLD:
            return tuple((outcome.value, word) for outcome, word in OUTCOME_WORDS.items())
        case Deed.TRANSFER:
            return tuple((one.mediator_id, one.first_name) for one in facts.mediators)
        case _:
            return ()


def offers(services: DeskServices, asked: DeskRequest) -> tuple[Slot, ...]:
    """Return times that this post may give in answer to a request, what suits best first."""
    found: list[Slot] = []
    size = asked.party_size
    days = services.appointments.days(asked.motif_id, party_size=size)
    free = [one.day for one in days if one.state is DayState.FREE]
    wished = {time.day for time in asked.wish.times}
    for day in sorted(free, key=lambda one: (one not in wished, one)):
        if len(found) >= MAX_OFFERS:
            break
        slots = services.appointments.slots(asked.motif_id, day, party_size=size)
        found += [one for one in slots if _suits(one, asked.wish)] or list(slots[:1])
    chosen = asked.chosen
    if chosen is not None:
        found.sort(key=lambda one: one.start_utc != chosen.start_utc)
    return tuple(found[:MAX_OFFERS])


def _suits(slot: Slot, wish: Wish) -> bool:
    day, hour = paris_day(slot.start_utc), slot.start_utc.astimezone(PARIS).hour
    halves = {HalfDay.ANY, HalfDay.MORNING if hour < _NOON else HalfDay.AFTERNOON}
    return not wish.times or any(one.day == day and one.half in halves for one in wish.times)


def appointment_job(
    services: DeskServices, number: str, deed: Deed, choice: str
) -> Callable[[], object]:
    """Return what to do with an appointment."""
    appointments = services.appointments
    jobs: dict[Deed, Callable[[], object]] = {
        Deed.ARRIVED: lambda: appointments.mark(number, Attendance.ARRIVED),
        Deed.ABSENT: lambda: appointments.mark(number, Attendance.ABSENT),
        Deed.DONE: lambda: appointments.mark(number, Attendance.ATTENDED),
        Deed.UNDO_ABSENT: lambda: appointments.undo_absent(number),
        Deed.NEW_TIME: lambda: take_new_time(appointments, services.workshops, number),
        Deed.KEEP: lambda: appointments.keep(number),
        Deed.CANCEL: lambda: appointments.cancel_by_centre(number, CentreReason(choice)),
    }
    return jobs[deed]


def renounce(appointments: AppointmentService, number: str) -> object:
    """Withdraw the request of somebody who says so: the next one is asked.

    Raises:
        Refused: ``number_unknown``.
    """
    found = appointments.find(number)
    if found is None:
        raise Refused("number_unknown")
    return appointments.cancel(found)


def take_new_time(
    appointments: AppointmentService, workshops: WorkshopVerbs, number: str
) -> Ticket:
    """Move somebody to the new time of the workshop for which they are enrolled.

    Raises:
        Refused: ``number_unknown``, or as `WorkshopVerbs.hold` and `AppointmentService.move`.
    """
    found = appointments.find(number)
    if found is None:
        raise Refused("number_unknown")
    hold = workshops.hold(workshop_id_of(found.motif_id), found.party_size)
    try:
        return appointments.move(number, hold)
    except Refused:
        appointments.release(hold)
        raise


def begin_appointment(services: DeskServices, number: str) -> None:
    """Receive the person of an appointment: in session, counted among those who come first."""
    services.appointments.mark(number, Attendance.IN_SESSION)
    services.queue.note_appointment_received()


def ticket_job(
    services: DeskServices, number: str, deed: Deed, choice: str
) -> Callable[[], object]:
    """Return what to do with a number of the queue."""
    queue = services.queue
    jobs: dict[Deed, Callable[[], object]] = {
        Deed.CALL: lambda: queue.call(number),
        Deed.NO_ANSWER: lambda: queue.no_answer(number),
        Deed.PRIORITY: lambda: queue.claim_priority(number),
        Deed.LEFT: lambda: queue.close(number, QueueOutcome.LEFT),
        Deed.DONE: lambda: queue.close(number, QueueOutcome.SERVED),
        Deed.TRANSFER: lambda: queue.transfer(number, choice),
        Deed.RECEIVE: lambda: queue.serve(number),
    }
    return jobs[deed]


def task_job(services: DeskServices, task_id: str, choice: str) -> Callable[[], object]:
    """Return how a person is taken off the list of those to call."""
    return lambda: services.rights.finish_task(int(task_id), TaskOutcome(choice))


def answer_job(
    services: DeskServices, asked: DeskRequest, deed: Deed, chosen: tuple[Slot, ...] | str
) -> Callable[[], object]:
    """Return how a request is answered."""

    def job() -> object:
        answer: Answer
        if isinstance(chosen, str):
            answer = DeclineRequest(DeclineReason(chosen))
        elif deed is Deed.PROPOSE:
            answer = ProposeTimes(chosen)
        else:
            hold = services.appointments.hold(asked.motif_id, chosen[0])
            answer = ConfirmRequest(hold)
        return services.appointments.answer_request(asked.number, answer)

    return job


def close_source(appointments: AppointmentService, queue: QueueService, served: str) -> None:
    """Say that the person of a line was received; in the same job as the record.

    Args:
        appointments: Where an appointment ends.
        queue: Where a number ends.
        served: What the record was made of, as its draft kept it; empty for nothing.
    """
    source = Served.read(served)
    if source is None:
        return
    try:
        match source.kind:
            case ServedKind.APPOINTMENT:
                appointments.mark(source.name, Attendance.ATTENDED)
            case ServedKind.TICKET:
                queue.close_served(source)
    except Refused:
        # Another post or the night has closed the line meanwhile; the record itself is stored.
        return
