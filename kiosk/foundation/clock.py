# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time as the program sees it: wall clock, monotonic clock, boot identity.

Nothing else in the program asks the operating system for the time, so that tests choose it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from kiosk.foundation.platform import boot_identity

if TYPE_CHECKING:
    from datetime import date

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Where the program reads the time.

    `now_utc` may jump (a person or a dead battery changes it); `monotonic_s` never goes back
    but starts anew at each boot, which `boot_id` tells.
    """

    def now_utc(self) -> datetime:
        """Return the wall clock, aware, in UTC."""

    def monotonic_s(self) -> float:
        """Return seconds on a clock that never goes back within one boot."""

    def boot_id(self) -> str:
        """Return a text that changes at each boot of the machine."""


class SystemClock:
    """The clock of this machine."""

    def now_utc(self) -> datetime:
        """Return the wall clock, aware, in UTC."""
        return datetime.now(tz=UTC)

    def monotonic_s(self) -> float:
        """Return seconds on a clock that never goes back within one boot."""
        return time.monotonic()

    def boot_id(self) -> str:
        """Return a text that changes at each boot of the machine."""
        return boot_identity()


def paris_day(instant_utc: datetime) -> date:
    """Return the day in Paris at an aware instant."""
    return instant_utc.astimezone(PARIS).date()
