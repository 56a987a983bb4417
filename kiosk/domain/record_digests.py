# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands of a machine's records, month by month, in a few bytes that two ends can compare.

A machine put back to a copy does not know what its older life told afterwards, and no count of
what it sent can show it: only what stands here and there, record by record and version by version.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.periods import Period

_DIGEST_HEX: Final = 8


class StandingRecord(NamedTuple):
    """A record as it stands: its name, its version and the month of its day, as ``2026-11``."""

    visit_id: str
    version: int
    month: str


class MonthDigest(NamedTuple):
    """How many records of a month stand, and a digest of their names and versions."""

    n: int
    digest: str


class UnlikeMonth(NamedTuple):
    """A month, as ``2026-11``, of which a machine and the city hold other records."""

    month: str
    n_machine: int
    n_city: int

    def touches(self, period: Period) -> bool:
        """Return whether a day of this month may lie in a period."""
        return f"{period.first:%Y-%m}" <= self.month <= f"{period.last:%Y-%m}"

    def is_within(self, period: Period) -> bool:
        """Return whether every day of this month lies in a period."""
        whole = month_of(date.fromisoformat(f"{self.month}-01"))
        return period.first <= whole.first and whole.last <= period.last


def month_digest(names: Iterable[tuple[str, int]]) -> MonthDigest:
    """Return the digest of the (name, version) of records, in whatever order they come."""
    known = sorted(names)
    text = "\n".join(f"{name}:{version}" for name, version in known)
    return MonthDigest(len(known), hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_HEX])


NO_RECORDS: Final = month_digest(())


def digests_by_month(records: Iterable[StandingRecord]) -> dict[str, MonthDigest]:
    """Return month -> digest, of the months that have records."""
    names: dict[str, list[tuple[str, int]]] = {}
    for one in records:
        names.setdefault(one.month, []).append((one.visit_id, one.version))
    return {month: month_digest(found) for month, found in names.items()}
