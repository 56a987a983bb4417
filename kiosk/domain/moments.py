# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day and an hour as a person types them."""

from __future__ import annotations

from datetime import datetime, time

from kiosk.domain.periods import parse_day
from kiosk.foundation.errors import Refused


def parse_moment(text: str) -> datetime:
    """Return the moment written ``2026-10-14T09:00`` or ``14/10/2026 09:00``.

    Midnight where no hour is written; with an offset only where one is written.

    Raises:
        Refused: What `parse_day` refuses, or ``day_unreadable`` where the hour does not read.
    """
    day, _, hour = text.strip().replace("T", " ", 1).partition(" ")
    try:
        return datetime.combine(parse_day(day), time.fromisoformat(hour or "00:00"))
    except ValueError as error:
        raise Refused("day_unreadable") from error
