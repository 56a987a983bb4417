# SPDX-License-Identifier: AGPL-3.0-or-later
"""When something may be said to a person. Pure: instants in, instants out.

Nothing leaves in the quiet hours, nothing within two hours of the booking, nothing when the
appointment is about to begin. Hours are local, so that nine o'clock is nine o'clock on both
sides of a change of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.openings import local_instant
from kiosk.foundation.clock import PARIS, paris_day
from sync.server.storage.words import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

AFTER_BOOKING_S: Final = 2 * 3600
BEFORE_START_S: Final = 15 * 60
FIRST_WAIT_S: Final = 60
LONGEST_WAIT_S: Final = 3600
_MOST_DOUBLINGS: Final = 8
DAYS_OF: Final = {MessageKind.TWO_DAYS_BEFORE: 2, MessageKind.DAY_BEFORE: 1}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which something may be said."""

    first: time
    last: time

    def allow(self, instant: int) -> bool:
        """Say whether something may be said at an instant."""
        wall = datetime.fromtimestamp(instant, tz=UTC).astimezone(PARIS).time()
        return self.first <= wall < self.last

    def next_allowed(self, instant: int) -> int:
        """Return the first instant from one on at which something may be said."""
        if self.allow(instant):
            return instant
        day = paris_day(datetime.fromtimestamp(instant, tz=UTC))
        today = _seconds(local_instant(day, self.first))
        if today >= instant:
            return today
        return _seconds(local_instant(day + timedelta(days=1), self.first))


@dataclass(frozen=True, slots=True)
class Window:
    """From when, and until when, something may be said."""

    kind: MessageKind
    due: int
    last: int


def reminder_windows(
    start: int, received: int, days: Iterable[int], hours: QuietHours
) -> tuple[Window, ...]:
    """Return when an appointment may be recalled, first things first.

    An earlier reminder that did not leave gives way once the next one may: nobody hears the
    same thing twice in a row.

    Args:
        start: When the appointment begins.
        received: When the city heard of it; never before it was booked.
        days: Days before, such as (2, 1).
        hours: Outside the quiet hours.
    """
    day = paris_day(datetime.fromtimestamp(start, tz=UTC))
    windows: list[Window] = []
    last = start - BEFORE_START_S
    for kind, n_days in sorted(DAYS_OF.items(), key=lambda pair: pair[1]):
        if n_days not in days:
            continue
        opens = _seconds(local_instant(day - timedelta(days=n_days), hours.first))
        due = hours.next_allowed(max(opens, received + AFTER_BOOKING_S))
        if due < last:
            windows.append(Window(kind, due, last))
        last = min(last, opens)
    return tuple(reversed(windows))


def word_window(kind: MessageKind, start: int, now: int, hours: QuietHours) -> Window | None:
    """Return when a cancellation or a move may be told; nothing once that is too late."""
    due = hours.next_allowed(now)
    last = start - BEFORE_START_S
    return Window(kind, due, last) if due < last else None


def wait_after(tries: int, asked_s: int) -> int:
    """Return the seconds before the next try; what the gateway asks wins."""
    return asked_s or min(LONGEST_WAIT_S, FIRST_WAIT_S << min(tries, _MOST_DOUBLINGS))


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
