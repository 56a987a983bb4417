# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salts with which machines mark their records, a week each, forgotten some weeks later.

While a salt is known, whoever holds the city's database could lay an imprint beside the
appointment it was made of; once it is forgotten, nobody can.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.visit_marks import SALT_BYTES, week_of
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

_STATE: Final = "visit_salts"
_WEEKS_BEFORE, _WEEKS_AFTER = 4, 6


def salts_of(unit: CityUnit) -> dict[str, str]:
    """Return week -> salt in hex, of the weeks that may still be recorded."""
    known: dict[str, str] = json.loads(unit.state.get(_STATE) or "{}")
    return known


def keep_salts(city: City, unit: CityUnit) -> None:
    """Forget the salts of weeks long past, and draw those of the weeks to come."""
    today = paris_day(city.clock.now_utc())
    weeks = [week_of(today + timedelta(weeks=n)) for n in range(-_WEEKS_BEFORE, _WEEKS_AFTER + 1)]
    if list(salts_of(unit)) == weeks:
        return
    unit.state.lock_rights()  # two servers that start at once must not draw two
    known = salts_of(unit)
    fresh = {week: known.get(week) or secrets.token_hex(SALT_BYTES) for week in weeks}
    unit.state.put(_STATE, json.dumps(fresh))
