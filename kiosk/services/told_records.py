# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine believes to stand of its records at the city, and what the city said to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import visit_id_of
from kiosk.domain.attendance_events import touched_identity
from kiosk.domain.outbox import EventKind, OutboxState, core_of
from kiosk.domain.periods import month_of
from kiosk.domain.privacy import Kept, erase_before
from kiosk.domain.record_digests import StandingRecord, UnlikeMonth, digests_by_month
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from kiosk.domain.outbox import JSON
    from kiosk.domain.record_digests import MonthDigest
    from kiosk.storage.unit_of_work import UnitOfWork

VISIT_KINDS: Final = (
    EventKind.VISIT_RECORDED,
    EventKind.VISIT_CORRECTED,
    EventKind.VISIT_DELETED,
)
REFUSED_STATES: Final = (OutboxState.REFUSED, OutboxState.DAMAGED)
TOLD_SINCE: Final = "records_told_since"
_UNLIKE: Final = "records_unlike"


def versions_in(uow: UnitOfWork, states: Collection[OutboxState]) -> dict[str, set[int]]:
    """Return record -> those of its versions whose event is in one of some states."""
    found: dict[str, set[int]] = {}
    for event in uow.outbox.of_kinds(VISIT_KINDS, states):
        if event.is_tombstone:
            continue
        _, core = core_of(event.core_json)
        visit_id = visit_id_of(touched_identity(event.origin or event.identity, core))
        version = core.get("version", 1)
        found.setdefault(visit_id, set()).add(version if isinstance(version, int) else 1)
    return found


def first_told_month(uow: UnitOfWork, now_utc: datetime) -> date:
    """Return the first day of the first month of which every record is here, as at the city.

    Of older months some are erased here; or they were told under the name that this machine had
    before it was enrolled anew.
    """
    first = _next_month(paris_day(erase_before(Kept.VISITS, now_utc)))
    since = uow.parameters.get(TOLD_SINCE)
    return max(first, date.fromisoformat(since)) if isinstance(since, str) else first


def told_digests(uow: UnitOfWork, first: date) -> dict[str, MonthDigest]:
    """Return month -> digest of what stands at the city once it has everything that waits.

    Of a record of which it refused versions, the newest other one stands there.
    """
    standing = {one.visit_id: one for one in uow.standing_visits.since(first)}
    for visit_id, versions in versions_in(uow, REFUSED_STATES).items():
        standing.pop(visit_id, None)
        known = [one for one in uow.visits.versions(visit_id) if one.version not in versions]
        content = known[-1].content if known else None
        if content is not None and content.day >= first:
            month = f"{content.day:%Y-%m}"
            standing[visit_id] = StandingRecord(visit_id, known[-1].version, month)
    return digests_by_month(standing.values())


def tell_from_next_month(uow: UnitOfWork, today: date) -> None:
    """Compare from the next month on only: this machine takes a new name at the city."""
    uow.parameters.set(TOLD_SINCE, _next_month(today).isoformat())


def keep_unlike(uow: UnitOfWork, months: Iterable[UnlikeMonth]) -> None:
    """Keep the months of which the city holds other records, in the place of those before."""
    told: dict[str, JSON] = {one.month: [one.n_machine, one.n_city] for one in months}
    uow.parameters.set(_UNLIKE, told or None)


def unlike_months(uow: UnitOfWork) -> tuple[UnlikeMonth, ...]:
    """Return the months of which the city holds other records, as it last said."""
    known = uow.parameters.get(_UNLIKE)
    if not isinstance(known, dict):
        return ()
    found: list[UnlikeMonth] = []
    for month, counts in sorted(known.items()):
        match counts:
            case [int(n_machine), int(n_city)]:
                found.append(UnlikeMonth(month, n_machine, n_city))
    return tuple(found)


def _next_month(day: date) -> date:
    return month_of(day).last + timedelta(days=1)
