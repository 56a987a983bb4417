# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments looked at again when the agenda has changed, and sales that come after that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus, Ending
from kiosk.domain.appointments import CentreReason
from kiosk.domain.displacement import BY_AGENDA, Displaced, why_displaced
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.lease_seats import is_seat, seat_of
from kiosk.domain.slots import Taken
from kiosk.domain.workshops import is_workshop
from sync.server.centre_agenda import agenda_for_search
from sync.server.endings import end_promise
from sync.server.moves import end_those_before
from sync.server.people_tasks import ask_to_call, is_settled

if TYPE_CHECKING:
    from kiosk.domain.openings import Agenda
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

REVIEWED: Final = "agenda_reviewed"
_MINUTE_S: Final = 60


def review_after_change(city: City, unit: CityUnit) -> None:
    """Look at every promise again, if the agenda has changed since that was last done."""
    revision = unit.agenda.revision()
    if revision == unit.state.get(REVIEWED):
        return
    unit.state.put(REVIEWED, revision)
    for one in unit.bookings.coming(city.now()):
        review(city, unit, one)


def review(city: City, unit: CityUnit, one: BookedAppointment) -> None:
    """Displace an appointment whose time is gone, or let it stand again.

    An enrolment in a workshop that was cancelled ends: there is nothing to place it in.
    """
    centre = _centre_of(unit, one)
    if one.incomplete or not centre or one.start < city.now():
        return
    is_displaced = one.status is AppointmentStatus.DISPLACED
    if one.status is not AppointmentStatus.CONFIRMED and not is_displaced:
        return
    why = _why_gone(unit, agenda_for_search(city, unit, centre), one)
    if why is Displaced.WORKSHOP_CANCELLED:
        reason = CentreReason.WORKSHOP_CANCELLED.value
        end_promise(city, unit, one, Ending.BY_CENTRE, reason)
        unit.state.bump()
    elif why is not None and not is_displaced and one.reason != Displaced.KEPT:
        gone = replace(one, standing=one.standing.displaced(), reason=why.value)
        unit.bookings.put(gone)
        ask_to_call(city, unit, TaskKind.DISPLACED, gone)
        unit.state.bump()
    elif why is None and is_displaced and one.reason in BY_AGENDA:
        stand_again(city, unit, one, reason="")


def _centre_of(unit: CityUnit, one: BookedAppointment) -> str:
    """Return the centre whose agenda tells of an appointment; a workshop may be taken away."""
    centre = unit.agenda.centre_of(one.mediator_id)
    return centre or (one.centre if is_workshop(one.mediator_id) else "")


def _why_gone(unit: CityUnit, agenda: Agenda, one: BookedAppointment) -> Displaced | None:
    start = one.start // _MINUTE_S
    taken = Taken(one.mediator_id, one.motif_id, start, start + one.duration_min)
    why = why_displaced(agenda, taken)
    workshop = agenda.workshop(one.motif_id)
    if why is not None or workshop is None:
        return why
    seats = [row.cell for row in unit.leases.of_booking(one.booking) if is_seat(row.cell)]
    is_gone = any(seat_of(cell) > workshop.capacity for cell in seats)
    return Displaced.SEAT_GONE if is_gone else None


def stand_again(city: City, unit: CityUnit, one: BookedAppointment, *, reason: str) -> None:
    """Let a displaced appointment stand at its time; what it replaces then ends."""
    unit.bookings.put(replace(one, standing=one.standing.placed_again(), reason=reason))
    is_settled(city, unit, TaskKind.DISPLACED, one)
    end_those_before(city, unit, one.booking)
    unit.state.bump()
