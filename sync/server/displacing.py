# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments looked at again when the agenda has changed, and sales that come after that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.displacement import BY_AGENDA, Displaced, why_displaced
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.slots import Taken
from sync.server.centre_agenda import agenda_for_search
from sync.server.moves import end_those_before
from sync.server.people_tasks import ask_to_call, is_settled

if TYPE_CHECKING:
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
    """Displace an appointment whose time is gone, or let it stand again."""
    centre = unit.agenda.centre_of(one.mediator_id)
    if one.incomplete or not centre or one.start < city.now():
        return
    is_displaced = one.status is AppointmentStatus.DISPLACED
    if one.status is not AppointmentStatus.CONFIRMED and not is_displaced:
        return
    start = one.start // _MINUTE_S
    taken = Taken(one.mediator_id, one.motif_id, start, start + one.duration_min)
    why = why_displaced(agenda_for_search(city, unit, centre), taken)
    if why is not None and not is_displaced and one.reason != Displaced.KEPT:
        gone = replace(one, standing=one.standing.displaced(), reason=why.value)
        unit.bookings.put(gone)
        ask_to_call(city, unit, TaskKind.DISPLACED, gone)
        unit.state.bump()
    elif why is None and is_displaced and one.reason in BY_AGENDA:
        stand_again(city, unit, one, reason="")


def stand_again(city: City, unit: CityUnit, one: BookedAppointment, *, reason: str) -> None:
    """Let a displaced appointment stand at its time; what it replaces then ends."""
    unit.bookings.put(replace(one, standing=one.standing.placed_again(), reason=reason))
    is_settled(city, unit, TaskKind.DISPLACED, one)
    end_those_before(city, unit, one.booking)
    unit.state.bump()
