# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the clock of this server may be believed, before anything is erased by it.

The last instant that was believed lies in the data folder, beside the database and not in its
backups, with the clock that never jumps. While the computer runs, the two must agree within a day.
After a restart, the clock must lie between that instant and `LONGEST_OFF` later; what of that span
its first reading left is allowed later in that run, to a clock that the network puts right once the
server has started. Otherwise nothing is erased, ended or said by the clock, and a case tells so,
until the clock is right again or a person says that it is by closing the case.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import StorageFull, StorageReadOnly
from kiosk.foundation.private_files import write_private
from sync.server.storage.cases import CaseKind
from sync.server.storage.state import HOUSEKEPT

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

MARK_FILE: Final = "clock.mark"
LEAP: Final = timedelta(days=1)
LONGEST_OFF: Final = timedelta(days=7)
"""How long a server may be off without a doubt: less than the days for which people book."""

_OFTEN_S: Final = 30
_FIRST_S: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_END_S: Final = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
_SUBJECT: Final = "clock"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The clocks of this server at one moment.

    Attributes:
        now_s: The wall clock, in seconds; while it is in doubt, what it should have said.
        monotonic_s: The clock that never jumps.
        boot_id: Within which run of the computer.
        is_doubted: Whether the wall clock was in doubt.
        spare_s: How far it may still go ahead in this run, for the time the computer was off.
    """

    now_s: float
    monotonic_s: float = 0.0
    boot_id: str = ""
    is_doubted: bool = False
    spare_s: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether a server can have written it: what stands in a file is of any type."""
        numbers = (self.now_s, self.monotonic_s, self.spare_s)
        return (
            all(type(number) in {int, float} for number in numbers)
            and _FIRST_S <= self.now_s < _END_S
            and 0 <= self.monotonic_s < _END_S
            and 0 <= self.spare_s <= LONGEST_OFF.total_seconds()
            and type(self.boot_id) is str
            and type(self.is_doubted) is bool
        )


def has_leapt(city: City) -> bool:
    """Say whether the clock is in doubt at this moment; changes nothing."""
    seen = _read(city.settings.folder)
    return seen is not None and _differ(seen, _reading(city))


def watch_clock(city: City, unit: CityUnit) -> bool:
    """Compare the clock with what it said before; say whether it is believed.

    A case is opened when it is not, and closed once it is again.
    """
    before = _read(city.settings.folder)
    # a folder of an older program, or a database moved here: what was last done in it tells
    seen = before or _last_done(unit)
    now = _reading(city)
    if seen is not None:
        now = replace(now, spare_s=_spare_left_s(seen, now))
    if seen is None or not _differ(seen, now):
        if seen is None or before is None or _is_due(seen, now):
            _write(city.settings.folder, now)
        unit.cases.close_about(CaseKind.CLOCK_LEAP, "", {_SUBJECT}, city.now())
        return True
    expected = replace(now, now_s=_expected_s(seen, now), is_doubted=True)
    if before is None or _is_due(seen, expected):
        _write(city.settings.folder, expected)
    _tell(unit, expected, now)
    return False


def confirm_clock(city: City, unit: CityUnit) -> None:
    """Believe the clock from now on: a person said that its date is right."""
    _write(city.settings.folder, _reading(city))
    unit.cases.close_about(CaseKind.CLOCK_LEAP, "", {_SUBJECT}, city.now())


def _tell(unit: CityUnit, expected: _Reading, now: _Reading) -> None:
    days = {"expected": _day(expected.now_s), "told": _day(now.now_s)}
    known = unit.cases.about(CaseKind.CLOCK_LEAP, _SUBJECT)
    if known is None:
        at = int(now.now_s)
        unit.cases.open(CaseKind.CLOCK_LEAP, device="", subject=_SUBJECT, detail=days, now=at)
    elif known.closed is not None or known.detail != days:
        unit.cases.tell_again(known.case_id, days)


def _differ(seen: _Reading, now: _Reading) -> bool:
    leap_s = LEAP.total_seconds()
    gained_s = now.now_s - _expected_s(seen, now)
    return not -leap_s < gained_s < max(leap_s, _spare_s(seen, now))


def _spare_s(seen: _Reading, now: _Reading) -> float:
    if seen.boot_id == now.boot_id:
        return seen.spare_s
    # how long a computer was off is not known; of a clock in doubt, only the same day is believed
    return 0.0 if seen.is_doubted else LONGEST_OFF.total_seconds()


def _spare_left_s(seen: _Reading, now: _Reading) -> float:
    gained_s = max(0.0, now.now_s - _expected_s(seen, now))
    return max(0.0, _spare_s(seen, now) - gained_s)


def _expected_s(seen: _Reading, now: _Reading) -> float:
    if seen.boot_id != now.boot_id:
        return seen.now_s
    return seen.now_s + now.monotonic_s - seen.monotonic_s


def _is_due(seen: _Reading, fresh: _Reading) -> bool:
    """Say whether a reading tells more than the one that is kept."""
    same = (seen.boot_id, seen.is_doubted) == (fresh.boot_id, fresh.is_doubted)
    return not same or abs(fresh.now_s - seen.now_s) >= _OFTEN_S


def _reading(city: City) -> _Reading:
    clock = city.clock
    return _Reading(clock.now_utc().timestamp(), clock.monotonic_s(), clock.boot_id())


def _last_done(unit: CityUnit) -> _Reading | None:
    last = unit.state.get(HOUSEKEPT)
    return _Reading(float(last)) if last else None


def _read(folder: Path) -> _Reading | None:
    try:
        seen = _Reading(**json.loads((folder / MARK_FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        log.warning("the mark of the clock cannot be read")
        return None
    if not seen.is_sound:
        log.warning("the mark of the clock tells nothing a clock says")
        return None
    return seen


def _write(folder: Path, reading: _Reading) -> None:
    try:
        write_private(folder / MARK_FILE, json.dumps(asdict(reading)).encode("utf-8"))
    except (StorageFull, StorageReadOnly):
        # the one that stands tells the same: it is compared with the clock that never jumps
        log.warning("the mark of the clock was not written")


def _day(at_s: float) -> str:
    return paris_day(datetime.fromtimestamp(at_s, tz=UTC)).isoformat()
