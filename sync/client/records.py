# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands of this machine's records, told to the city; what the city says to that, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.record_digests import NO_RECORDS
from sync.wire import WireMonth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.record_digests import MonthDigest


def changed_months(
    now: Mapping[str, MonthDigest] | None, told: Mapping[str, MonthDigest] | None, since: str
) -> list[WireMonth]:
    """Return the months that are not as the city was told.

    Args:
        now: What stands; nothing where nothing may be told.
        told: What the city was told.
        since: The first month of which every record is here; older ones are not told of.
    """
    if now is None:
        return []
    before = {month: one for month, one in (told or {}).items() if month >= since}
    return [
        WireMonth(month, *now.get(month, NO_RECORDS))
        for month in sorted(now.keys() | before.keys())
        if now.get(month, NO_RECORDS) != before.get(month, NO_RECORDS)
    ]
