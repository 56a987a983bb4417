# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of a promise before its time, whoever ends it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import GONE, AppointmentStatus, Ending, Standing
from kiosk.domain.appointments import CentreReason
from kiosk.domain.lease_cases import TaskKind
from sync.server.given_up import free, without_who
from sync.server.people_tasks import ask_to_call, is_settled

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

_NOBODY_TO_CALL: Final = {CentreReason.MISUSE.value, CentreReason.ASKED_BY_PHONE.value}


def end_promise(
    city: City, unit: CityUnit, found: BookedAppointment, ending: Ending, reason: str
) -> None:
    """End a promise before its time; a person who is there, or was, is not concerned."""
    before = found.status
    ended = replace(found, standing=found.standing.joined(Standing(ending=ending)))
    if reason:
        ended = replace(ended, reason=reason)
    unit.bookings.put(without_who(ended))
    if ended.status in GONE:
        free(unit, ended.booking)
        is_settled(city, unit, TaskKind.DISPLACED, ended)
    is_news = before not in GONE and ended.status is AppointmentStatus.CANCELLED_BY_CENTRE
    if is_news and reason not in _NOBODY_TO_CALL:
        ask_to_call(city, unit, TaskKind.CANCELLED, ended)
    new = unit.bookings.get(found.moved_to) if found.moved_to else None
    if new is not None and before is AppointmentStatus.MOVED:
        ask_to_call(city, unit, TaskKind.CANCELLED_AND_MOVED, new, keeps=new.booking)
