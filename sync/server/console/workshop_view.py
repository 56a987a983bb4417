# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the agenda shows of workshops: seats as counts, enrolments by their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.numbers import grouped
from kiosk.domain.openings import SOURCE_LANGUAGE
from kiosk.domain.periods import french_day, french_time
from kiosk.foundation.clock import paris_day
from sync.server.agenda_words import STATUSES
from sync.server.workshops import count_of
from sync.translation import instant, workshop_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.workshops import Workshop
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop
    from sync.server.workshops import WorkshopCount

_CAN_CANCEL = frozenset(
    {
        AppointmentStatus.CONFIRMED,
        AppointmentStatus.DISPLACED,
        AppointmentStatus.CANCEL_ASKED,
    }
)


@dataclass(frozen=True, slots=True)
class EnrolmentLine:
    """An enrolment: a number and how many come with it, no name."""

    booking: str
    number: str
    party: int
    status: str
    tone: str
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """A workshop on the page.

    Attributes:
        workshop_id: Which one.
        resource: Its name as a need.
        start: Seconds since 1970.
        title: In French.
        when: In words.
        leader: First name of who leads it; empty for somebody else.
        words: Its seats and its people, as counts.
        is_planned: Whether it takes place.
        is_open: Whether one may still enrol, or cancel all of it.
        is_short: Whether fewer people are enrolled than it takes.
        enrolments: Who is enrolled, by number.
    """

    workshop_id: str
    resource: str
    start: int
    title: str
    when: str
    leader: str
    words: str
    is_planned: bool
    is_open: bool
    is_short: bool
    enrolments: tuple[EnrolmentLine, ...]


def workshop_lines(
    city: City, unit: CityUnit, centre: str, names: Mapping[str, str], since: int
) -> tuple[WorkshopLine, ...]:
    """Return the workshops of a centre from an instant on, in order of time.

    Args:
        city: The city.
        unit: The transaction.
        centre: Where.
        names: Mediator -> first name.
        since: Seconds since 1970.
    """
    return tuple(_line(city, unit, placed, names) for placed in unit.workshops.since(since, centre))


def hours_of(workshop: Workshop) -> str:
    """Return from when to when a workshop lasts, and its title: « 14 h – 15 h 30 La souris »."""
    span = f"{french_time(workshop.start_utc)} – {french_time(workshop.end_utc)}"
    return f"{span} {workshop.title()}"


def _line(
    city: City, unit: CityUnit, placed: PlacedWorkshop, names: Mapping[str, str]
) -> WorkshopLine:
    one, workshop = placed.workshop, workshop_of(placed.workshop)
    count = count_of(unit, placed)
    at = instant(one.start)
    return WorkshopLine(
        workshop_id=one.workshop_id,
        resource=workshop.resource,
        start=one.start,
        title=one.titles[SOURCE_LANGUAGE],
        when=f"{french_day(paris_day(at), with_weekday=True)}, {french_time(at)} – "
        f"{french_time(workshop.end_utc)}",
        leader=names.get(one.mediator_id, ""),
        words=_words(count),
        is_planned=placed.is_planned,
        is_open=placed.is_planned and one.start > city.now(),
        is_short=placed.is_planned and count.n_enrolled < one.min_participants,
        enrolments=tuple(map(_enrolment, unit.bookings.of_need(workshop.resource))),
    )


def _words(count: WorkshopCount) -> str:
    parts = [f"places : {count.placed.workshop.capacity}", f"inscrites : {count.n_enrolled}"]
    optional = (
        ("à replacer", count.n_displaced),
        ("en attente", count.n_waiting),
        ("places proposées", count.n_offered),
        ("venues sans inscription", count.n_walk_ins),
        ("gardées par les machines", count.n_held),
    )
    parts += [f"{words} : {n}" for words, n in optional if n]
    return " · ".join(parts)


def _enrolment(one: BookedAppointment) -> EnrolmentLine:
    words, tone = STATUSES.get(one.status, (one.status.value, "wait"))
    return EnrolmentLine(
        booking=one.booking,
        number=grouped(one.number),
        party=one.party_size,
        status=words,
        tone=tone,
        can_cancel=one.status in _CAN_CANCEL,
    )
