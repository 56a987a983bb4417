# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises whose time is gone: an opening removed, a centre shut, a mediator or workshop missing.

Such an appointment is never cancelled by itself: it stays, seen by all, until somebody places it
again or keeps it; it stands again by itself when its time comes back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.open_times import absent_spans, away_spans, open_times
from kiosk.domain.openings import HERE, instant_utc, minutes_utc
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from kiosk.domain.openings import Agenda
    from kiosk.domain.slots import Taken
    from kiosk.domain.workshops import Workshop


class Displaced(StrEnum):
    """Why an appointment's time is gone.

    SEAT_GONE: the workshop has become smaller. KEPT: a mediator keeps it all the same.
    """

    ABSENCE = "absence"
    CLOSED = "closed"
    NO_OPENING = "no_opening"
    NO_WORKSHOP = "no_workshop"
    WORKSHOP_CANCELLED = "workshop_cancelled"
    TIME_CHANGED = "time_changed"
    SEAT_GONE = "seat_gone"
    KEPT = "kept"


BY_AGENDA = frozenset(Displaced) - {Displaced.KEPT}
"""What another change of the agenda can put right by itself."""


def why_displaced(agenda: Agenda, one: Taken) -> Displaced | None:
    """Say why the time of an appointment is gone; nothing when it stands.

    Buffers are left aside: a promise is not broken because a pause is shorter. An enrolment goes
    with its workshop.
    """
    if is_workshop(one.motif_id):
        return _why_enrolment_displaced(agenda, one)
    for span in absent_spans(agenda).get(one.mediator_id, ()):
        if span.start_min < one.end_min and one.start_min < span.end_min:
            return Displaced.ABSENCE
    day = paris_day(instant_utc(one.start_min))
    centres = {
        opening.centre for opening in agenda.openings if opening.mediator_id == one.mediator_id
    }
    for centre in centres:
        times = open_times(agenda, one.motif_id, (day, day), centre).get(one.mediator_id, ())
        if any(time.start_min <= one.start_min and one.end_min <= time.end_min for time in times):
            return None
    return Displaced.CLOSED if agenda.is_closed(day, HERE) else Displaced.NO_OPENING


def why_not_held(agenda: Agenda, workshop: Workshop) -> Displaced | None:
    """Say why a workshop cannot take place as the agenda stands; nothing when it can.

    Who leads it is busy with it, and yet not away.
    """
    if not workshop.is_planned:
        return Displaced.WORKSHOP_CANCELLED
    start, end = minutes_utc(workshop.start_utc), minutes_utc(workshop.end_utc)
    for span in away_spans(agenda).get(workshop.mediator_id, ()):
        if span.start_min < end and start < span.end_min:
            return Displaced.ABSENCE
    return Displaced.CLOSED if agenda.is_closed(paris_day(workshop.start_utc), HERE) else None


def _why_enrolment_displaced(agenda: Agenda, one: Taken) -> Displaced | None:
    """Say why an enrolment does not stand; another length alone breaks no promise."""
    workshop = agenda.workshop(one.motif_id)
    if workshop is None:
        return Displaced.NO_WORKSHOP
    why = why_not_held(agenda, workshop)
    if why is None and minutes_utc(workshop.start_utc) != one.start_min:
        return Displaced.TIME_CHANGED
    return why
