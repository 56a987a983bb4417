# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises whose time is gone: an opening removed, a centre shut, a mediator away.

Such an appointment is never cancelled by itself: it stays, seen by all, until somebody places it
again or keeps it; it stands again by itself when its time comes back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.open_times import absent_spans, open_times
from kiosk.domain.openings import HERE, instant_utc
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from kiosk.domain.openings import Agenda
    from kiosk.domain.slots import Taken


class Displaced(StrEnum):
    """Why an appointment's time is gone; KEPT: a mediator keeps it all the same."""

    ABSENCE = "absence"
    CLOSED = "closed"
    NO_OPENING = "no_opening"
    KEPT = "kept"


BY_AGENDA = frozenset({Displaced.ABSENCE, Displaced.CLOSED, Displaced.NO_OPENING})
"""What another change of the agenda can put right by itself."""


def why_displaced(agenda: Agenda, one: Taken) -> Displaced | None:
    """Say why the time of an appointment is gone; nothing when it stands.

    Buffers are left aside: a promise is not broken because a pause is shorter.
    """
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
