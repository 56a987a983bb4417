# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who receives in the centre: at this moment, and still today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.open_times import absent_spans
from kiosk.domain.openings import HERE, Season, local_instant, minutes_utc
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.openings import Agenda


def receiving_now(agenda: Agenda, now_utc: datetime) -> frozenset[str]:
    """Return the mediators whose opening in the centre runs at this minute."""
    minute = minutes_utc(now_utc)
    return frozenset(
        mediator_id
        for mediator_id, start, end in _open_today(agenda, now_utc)
        if start <= minute < end and not _is_away(agenda, mediator_id, minute, minute + 1)
    )


def receives_today(agenda: Agenda, now_utc: datetime) -> bool:
    """Say whether anybody still receives in the centre today, be it later."""
    minute = minutes_utc(now_utc)
    return any(
        minute < end and not _is_away(agenda, mediator_id, max(start, minute), end)
        for mediator_id, start, end in _open_today(agenda, now_utc)
    )


def _open_today(agenda: Agenda, now_utc: datetime) -> list[tuple[str, int, int]]:
    day = paris_day(now_utc)
    if agenda.is_closed(day):
        return []
    active = {one.mediator_id for one in agenda.mediators if one.is_active}
    return [
        (
            opening.mediator_id,
            minutes_utc(local_instant(day, opening.start)),
            minutes_utc(local_instant(day, opening.end)),
        )
        for opening in agenda.openings
        if opening.mediator_id in active
        and opening.centre == HERE
        and opening.season in (Season.ALWAYS, agenda.season_of(day))
        and opening.days(day, day)
    ]


def _is_away(agenda: Agenda, mediator_id: str, start: int, end: int) -> bool:
    """Say whether an absence covers a whole stretch."""
    return any(
        span.start_min <= start and end <= span.end_min
        for span in absent_spans(agenda).get(mediator_id, ())
    )
