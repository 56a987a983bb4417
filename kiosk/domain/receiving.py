# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who receives in the centre: at this moment, and still today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.open_times import absent_spans
from kiosk.domain.openings import HERE, Season, instant_utc, local_instant, minutes_utc
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.openings import Agenda

_LOOK_AHEAD_DAYS: Final = 60


def receiving_now(agenda: Agenda, now_utc: datetime) -> frozenset[str]:
    """Return the mediators whose opening in the centre runs at this minute."""
    minute = minutes_utc(now_utc)
    return frozenset(
        mediator_id
        for mediator_id, start, end in _open_on(agenda, paris_day(now_utc))
        if start <= minute < end and _there_from(agenda, mediator_id, minute) == minute
    )


def receives_today(agenda: Agenda, now_utc: datetime) -> bool:
    """Say whether anybody still receives in the centre today, be it later.

    A machine that was told of nobody yet cannot know; it says yes, since numbers work without.
    """
    return not agenda.mediators or _first_from(agenda, paris_day(now_utc), now_utc) is not None


def received_today(agenda: Agenda, now_utc: datetime) -> bool:
    """Say whether somebody has received in the centre today, be it over or not."""
    now = minutes_utc(now_utc)
    return any(
        _there_from(agenda, mediator_id, start) < min(end, now)
        for mediator_id, start, end in _open_on(agenda, paris_day(now_utc))
    )


def receives_next(agenda: Agenda, now_utc: datetime) -> datetime | None:
    """Return when somebody receives after today, in UTC; nothing when none is known."""
    today = paris_day(now_utc)
    for n_days in range(1, _LOOK_AHEAD_DAYS + 1):
        minute = _first_from(agenda, today + timedelta(days=n_days), now_utc)
        if minute is not None:
            return instant_utc(minute)
    return None


def _first_from(agenda: Agenda, day: date, now_utc: datetime) -> int | None:
    """Return the first minute of a day, from now on, in an opening that nobody is away from."""
    now = minutes_utc(now_utc)
    starts = [
        minute
        for mediator_id, start, end in _open_on(agenda, day)
        if (minute := _there_from(agenda, mediator_id, max(start, now))) < end
    ]
    return min(starts, default=None)


def _open_on(agenda: Agenda, day: date) -> list[tuple[str, int, int]]:
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


def _there_from(agenda: Agenda, mediator_id: str, minute: int) -> int:
    """Return the first minute from one on in which no absence of a mediator falls."""
    for span in sorted(absent_spans(agenda).get(mediator_id, ()), key=lambda one: one.start_min):
        if span.start_min <= minute < span.end_min:
            minute = span.end_min
    return minute
