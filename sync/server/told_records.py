# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine says to stand of its records, compared with what stands of them here.

A machine that was put back to a copy, or lost rows, does not know what its older life told. The
city gives up nothing for that: it says where the two differ, at both ends.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.record_digests import NO_RECORDS, MonthDigest, digests_by_month

if TYPE_CHECKING:
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.wire import SyncRequest

_A_MONTH: Final = re.compile(r"(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])")
_MOST_MONTHS: Final = 240
_MOST_RECORDS: Final = 1 << 30


def note_records(unit: CityUnit, machine: Machine, request: SyncRequest) -> Machine:
    """Compare what a request tells, once its records are taken in; return the machine as known.

    What is no month, and no number of records, is left aside: it is about itself alone that a
    machine could be wrong.
    """
    since = request.records_since if _A_MONTH.fullmatch(request.records_since) else ""
    told = {
        one.month: MonthDigest(one.n, one.digest)
        for one in request.records[:_MOST_MONTHS]
        if _A_MONTH.fullmatch(one.month) and 0 <= one.n < _MOST_RECORDS
    }
    if not told and not since:
        return machine
    here = digests_by_month(unit.reports.standing_of(machine.device, since or min(told)))
    unlike = {} if since else dict(machine.unlike)
    for month in told.keys() | (here.keys() if since else set()):
        there, own = told.get(month, NO_RECORDS), here.get(month, NO_RECORDS)
        unlike.pop(month, None)
        if there != own:
            unlike[month] = (there.n, own.n)
    unlike = dict(sorted(unlike.items()))
    if unlike != machine.unlike:
        unit.fleet.note_unlike(machine.device, unlike)
    return replace(machine, unlike=unlike)
