# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Appeler cette personne » without a right in question: displaced, cancelled, come anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import GONE, RECEIVED
from kiosk.domain.appointments import number_of_booking
from kiosk.domain.lease_cases import TaskKind
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
        subject=_subject(kind, one),
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
    if not one.mediator_id:
        return
    for other in unit.bookings.between(one.start - _LONGEST_S, end - 1):
        is_beside = other.start + other.duration_min * _MINUTE_S <= one.start
        if is_beside or other.mediator_id != one.mediator_id or other.booking == one.booking:
            continue
        for came, kept in ((one, other), (other, one)):
            is_double = came.status in RECEIVED and kept.status not in GONE
            if is_double and not unit.leases.of_booking(came.booking):
                ask_to_call(city, unit, TaskKind.CONFLICT, came, keeps=kept.booking)


def is_settled(city: City, unit: CityUnit, kind: TaskKind, one: BookedAppointment) -> None:
    """Close what was asked about an appointment, once it stands again or was placed."""
    for case in unit.cases.all_open():
        is_it = case.kind is CaseKind.PERSON_TO_CALL and case.detail.get("task") == kind.value
        if is_it and case.detail.get("booking") == one.booking:
            unit.cases.close(case.case_id, city.now())


def _subject(kind: TaskKind, one: BookedAppointment) -> str:
    return f"{kind.value} {one.booking} {one.standing.n_displaced}"
