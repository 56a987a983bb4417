# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beginning and end of a visit, in quarters of an hour of Paris; how long somebody waited.

A record keeps no exact minute: the journal of sessions holds hours only, tickets of the queue and
appointments hold minutes, and a record that shared a minute with one of them could be laid beside
it. Cut to the quarter of an hour, a beginning fits every visit of that quarter. The end is never
stored: it is the beginning plus the duration.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.foundation.clock import PARIS
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.attendance import VisitDraft

START_STEP_MIN: Final = 15
WAIT_STEP_MIN: Final = 5
LONGEST_WAIT_MIN: Final = 600
DAY_MIN: Final = 24 * 60
_HOUR_MIN: Final = 60
_WALL_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def minute_of(wall: str) -> int | None:
    """Return the minute of the day of ``14:15``; nothing when it is no such text."""
    found = _WALL_TIME.fullmatch(wall)
    return int(found[1]) * _HOUR_MIN + int(found[2]) if found else None


def start_at(instant_utc: datetime) -> str:
    """Return an instant as the start of a visit: time in Paris, cut to the quarter of an hour."""
    wall = instant_utc.astimezone(PARIS)
    return _text(_cut(wall.hour * _HOUR_MIN + wall.minute, START_STEP_MIN))


def cut_start(wall: str) -> str:
    """Return ``14:22`` as ``14:15``; a text that is no time of the day stays as it is."""
    minute = minute_of(wall)
    return wall if minute is None else _text(_cut(minute, START_STEP_MIN))


def end_of(draft: VisitDraft) -> str:
    """Return when a visit ended, ``15:00``; empty while its start or its duration is not told.

    A visit that would end on another day has no end here: the rules refuse it.
    """
    minute = minute_of(draft.start)
    if minute is None or draft.duration_min <= 0 or minute + draft.duration_min > DAY_MIN:
        return ""
    return _text((minute + draft.duration_min) % DAY_MIN)


def with_start(draft: VisitDraft, wall: str) -> VisitDraft:
    """Return the draft that begins at `wall`, cut to the quarter; its duration stays.

    An empty text takes the start away.
    """
    return replace(draft, start=cut_start(wall))


def with_end(draft: VisitDraft, wall: str) -> VisitDraft:
    """Return the draft whose duration leads from its start to `wall`, cut to the quarter.

    Midnight as an end is that of the same day's last minute.

    Raises:
        Refused: ``start_missing`` without a start to count from; ``end_before_start`` when the
            end, so cut, does not come after it, or is no time of the day.
    """
    start = minute_of(draft.start)
    if start is None:
        raise Refused("start_missing")
    end = minute_of(wall)
    cut = None if end is None else _cut(end, START_STEP_MIN) or DAY_MIN
    if cut is None or cut <= start:
        raise Refused("end_before_start")
    return replace(draft, duration_min=cut - start)


def waited_between(taken_utc: datetime, received_utc: datetime) -> int | None:
    """Return the whole minutes waited, cut to 5; nothing when clocks or hours make no sense."""
    minutes = int((received_utc - taken_utc).total_seconds()) // 60
    if not 0 <= minutes <= LONGEST_WAIT_MIN:
        return None
    return _cut(minutes, WAIT_STEP_MIN)


def _cut(minutes: int, step_min: int) -> int:
    return minutes - minutes % step_min


def _text(minute: int) -> str:
    return f"{minute // _HOUR_MIN:02}:{minute % _HOUR_MIN:02}"
