# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Appeler cette personne » without a right in question: displaced, cancelled, come anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import GONE, RECEIVED
from kiosk.domain.appointments import number_of_booking
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.workshops import is_workshop
from sync.server.storage.cases import CaseKind

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

_LONGEST_S: Final = 8 * 60 * 60
_MINUTE_S: Final = 60


def ask_to_call(
    city: City, unit: CityUnit, kind: TaskKind, one: BookedAppointment, *, keeps: str = ""
) -> None:
    """Ask a person of the centre to call somebody; asked once each time it happens.

    Args:
        city: The city.
        unit: The transaction.
        kind: Why.
        one: The appointment to speak about.
        keeps: Booking that stands instead of it; empty for none.
    """
    unit.cases.open(
        CaseKind.PERSON_TO_CALL,
        device=one.device,
        subject=_subject(kind, one.booking, one.standing.n_displaced),
        detail={
            "task": kind.value,
            "booking": one.booking,
            "number": one.number,
            "mediator": one.mediator_id,
            "start": one.start,
            "n_cells": 0,
            "keeps": number_of_booking(keeps) if keeps else "",
        },
        now=city.now(),
    )


def ask_where_two_come(city: City, unit: CityUnit, one: BookedAppointment) -> None:
    """Ask a person where somebody came with a ticket whose time was given up and sold again."""
    end = one.start + one.duration_min * _MINUTE_S
    if not one.mediator_id or is_workshop(one.mediator_id):
        return  # many come to a workshop at one time
    for other in unit.bookings.between(one.start - _LONGEST_S, end - 1):
        is_beside = other.start + other.duration_min * _MINUTE_S <= one.start
        if is_beside or other.mediator_id != one.mediator_id or other.booking == one.booking:
            continue
        for came, kept in ((one, other), (other, one)):
            is_double = came.status in RECEIVED and kept.status not in GONE
            if is_double and not unit.leases.of_booking(came.booking):
                ask_to_call(city, unit, TaskKind.CONFLICT, came, keeps=kept.booking)


def is_settled(city: City, unit: CityUnit, kind: TaskKind, one: BookedAppointment) -> None:
    """Close what was asked about an appointment, once it stands again or was placed.

    It was asked when the place was last lost: that is now, or one change ago.
    """
    n_now = one.standing.n_displaced
    subjects = [_subject(kind, one.booking, n) for n in range(max(0, n_now - 2), n_now + 2)]
    unit.cases.close_about(CaseKind.PERSON_TO_CALL, one.device, subjects, city.now())


def _subject(kind: TaskKind, booking: str, n_displaced: int) -> str:
    return f"{kind.value} {booking} {n_displaced}"
