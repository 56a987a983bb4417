# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city forgets by itself: labels, sealed annexes, numbers of tickets long past.

An annex is erased with a line in the ledger, so that a restored backup erases it again. Records
stay valid: they commit to the hash of their annex.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_requests import REQUEST_LASTS
from kiosk.domain.outbox import EventKind
from sync.server.ledger import LedgerKind
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.records import AnnexedRecord
    from sync.server.storage.unit import CityUnit

LAST_RUN: Final = "housekept"
EVERY: Final = timedelta(hours=1)
LABELS_KEPT: Final = timedelta(hours=24)
REQUESTS_ANSWERED_WITHIN: Final = REQUEST_LASTS + timedelta(days=1)
REQUESTS_KEPT: Final = timedelta(days=30)
RIGHTS_KEPT: Final = timedelta(days=30)
NUMBERS_KEPT: Final = timedelta(days=14 + 90)
_MINUTE_S: Final = 60


def housekeep(city: City, unit: CityUnit) -> bool:
    """Forget what is due, at most once an hour; say whether it was time."""
    now = city.now()
    last = int(unit.state.get(LAST_RUN) or "0")
    if 0 <= now - last < EVERY.total_seconds():
        return False
    unit.state.put(LAST_RUN, str(now))
    unit.bookings.expire_requests(now - int(REQUESTS_ANSWERED_WITHIN.total_seconds()))
    unit.bookings.erase_labels(now - int(LABELS_KEPT.total_seconds()))
    unit.leases.forget_unsold((now - int(RIGHTS_KEPT.total_seconds())) // CELL_S)
    unit.numbers.free_before(now - int(NUMBERS_KEPT.total_seconds()))
    for record in unit.records.annexed():
        if _is_due(record, now):
            city.ledger.append(
                LedgerKind.ANNEX_ERASED,
                device=record.key.device,
                incarnation=record.key.incarnation,
                lane=record.key.lane,
                sequence=record.sequence,
            )
            unit.records.erase_annex(record.key, record.sequence)
    return True


def _is_due(record: AnnexedRecord, now: int) -> bool:
    """Say whether a sealed annex has served: a day after the start, a month for a request."""
    if record.kind == EventKind.APPOINTMENT_SOLD.value:
        start = json.loads(record.core)["core"].get("start")
        if isinstance(start, int):
            return start * _MINUTE_S + LABELS_KEPT.total_seconds() < now
    return record.received + REQUESTS_KEPT.total_seconds() < now
