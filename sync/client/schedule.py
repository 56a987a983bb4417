# SPDX-License-Identifier: AGPL-3.0-or-later
"""When to speak to the city again. Pure: the caller draws the jitter and reads the clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from kiosk.foundation.errors import BugError

BASE_S: Final = 2.0
CAP_S: Final = 900.0
LONGEST_ASKED_S: Final = 24 * 3600.0
_SPREAD: Final = 0.1
_MAX_DOUBLINGS: Final = 16
MIN_BATCH: Final = 1
MAX_BATCH: Final = 5_000


def retry_wait_s(failures: int, jitter: float, retry_after_s: float = 0.0) -> float:
    """Return how long to wait after a failure.

    The wait is drawn evenly between 0 and a bound that doubles with each failure, from 2 s up
    to 15 min, so that a server that comes back is not met by all kiosks at once. What the
    server asks for wins, spread by a tenth.

    Args:
        failures: Consecutive failures so far, at least 1.
        jitter: Place in the interval, 0.0 to 1.0; drawn by the caller so that this stays pure.
        retry_after_s: What the server asked for; 0 when it asked for nothing.

    Raises:
        BugError: If `failures` is below 1 or `jitter` out of range.

    Source: "full jitter", AWS Architecture Blog, 2015; docs/wire_protocol.md.
    """
    if failures < 1 or not 0.0 <= jitter <= 1.0:
        raise BugError("retry_wait_s: failures or jitter out of range")
    if retry_after_s > 0:
        return min(retry_after_s, LONGEST_ASKED_S) * (1.0 + _SPREAD * jitter)
    bound = min(CAP_S, BASE_S * 2.0 ** min(failures - 1, _MAX_DOUBLINGS))
    return bound * jitter


def next_wait_s(next_sync_s: float, jitter: float) -> float:
    """Return how long to wait after a success: what the city says, spread by a tenth."""
    return max(BASE_S, min(next_sync_s, LONGEST_ASKED_S)) * (1.0 + _SPREAD * (2.0 * jitter - 1.0))


def asked_wait_s(header: str, now_utc: datetime) -> float:
    """Return the seconds that a Retry-After header asks for; 0 for junk and for the past.

    Source: RFC 9110 section 10.2.3.
    """
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), LONGEST_ASKED_S)
    try:
        asked = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return min(max(0.0, (asked - now_utc).total_seconds()), LONGEST_ASKED_S)


@dataclass(frozen=True, slots=True)
class Pace:
    """How things went lately.

    Attributes:
        failures: Consecutive failures.
        batch: Events of a lane in one request, at most.
        due_s: Monotonic instant of the next attempt.
    """

    failures: int = 0
    batch: int = MAX_BATCH
    due_s: float = 0.0

    def after_success(self, now_s: float, wait_s: float) -> Pace:
        """Return the pace after an exchange; a halved batch grows again by doubling."""
        return Pace(0, min(MAX_BATCH, self.batch * 2), now_s + wait_s)

    def after_failure(self, now_s: float, wait_s: float, *, halve: bool) -> Pace:
        """Return the pace after a failure.

        Args:
            now_s: Monotonic clock.
            wait_s: What `retry_wait_s` gave.
            halve: Whether it was a 413 or a time-out: the only failures that a smaller batch
                may cure.
        """
        batch = max(MIN_BATCH, self.batch // 2) if halve else self.batch
        return replace(self, failures=self.failures + 1, batch=batch, due_s=now_s + wait_s)
