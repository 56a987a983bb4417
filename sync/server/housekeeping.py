# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city does by itself once an hour: erasures, rights and numbers long past."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sync.server.centre_agenda import note_missing_school
from sync.server.clock_trust import watch_clock
from sync.server.days_ahead import look_again
from sync.server.doubles import note_every_double
from sync.server.erasure import erase_due
from sync.server.storage.numbers import NUMBERS_KEPT
from sync.server.storage.state import HOUSEKEPT
from sync.server.visit_salts import keep_salts
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

EVERY: Final = timedelta(hours=1)
RIGHTS_KEPT: Final = timedelta(days=30)


def housekeep(city: City, unit: CityUnit) -> bool:
    """Forget what is due, at most once an hour; say whether it was time.

    By a clock that leapt nothing is due: what it forgot would be gone for good.
    """
    if not watch_clock(city, unit):
        return False
    now = city.now()
    last = int(unit.state.get(HOUSEKEPT) or "0")
    if 0 <= now - last < EVERY.total_seconds():
        return False
    unit.state.put(HOUSEKEPT, str(now))
    note_missing_school(city, unit)
    keep_salts(city, unit)
    look_again(city, unit)
    note_every_double(city, unit)
    erase_due(city, unit)
    unit.leases.forget_unsold((now - int(RIGHTS_KEPT.total_seconds())) // CELL_S)
    unit.numbers.free_before(now - int(NUMBERS_KEPT.total_seconds()))
    return True
