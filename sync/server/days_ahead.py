# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records and sessions of a day that had not come when the city received them.

Such a record is kept, counts nowhere, and its machine is told, until somebody there corrects its
day or says that it is so. Where it was this server's own clock that was behind, and it was put
right, the record is looked at again and counts without them. So does a session, which nobody can
correct.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.attendance_events import hour_of
from kiosk.domain.sessions import hour_text
from kiosk.foundation.clock import paris_day
from sync.server.doubles import note_doubles
from sync.server.storage.cases import CaseKind
from sync.server.storage.reports import SessionEntry
from sync.server.visit_rows import keep_in_step, touch_sessions

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.server.city import City
    from sync.server.projections import LogEntry
    from sync.server.storage.reports import VisitEntry
    from sync.server.storage.unit import CityUnit

A_DAY: Final = timedelta(days=1)
"""What a clock may be ahead: the widest difference of two time zones that share a day."""

SEEN_CLOCK: Final = "ahead_clock"


class _Seen(NamedTuple):
    """The clocks of this server when a day ahead was last looked at."""

    now_utc: datetime
    monotonic_s: float
    boot_id: str


def is_ahead(city: City, entry: VisitEntry) -> bool:
    """Return whether the day of a visit has not come, a day of other time zones included."""
    return not entry.deleted and _is_to_come(entry.day, city.clock.now_utc())


def note_ahead(city: City, unit: CityUnit, visits: Collection[VisitEntry]) -> None:
    """Open a case for a machine that recorded days to come: once for each day it told so.

    Where several machines do, one more says that the clock may be this server's.
    """
    found = [entry for entry in visits if entry.ahead]
    if not found:
        return
    _open_case(
        city, unit, CaseKind.DAY_AHEAD, found[0].place.device, max(entry.day for entry in found)
    )


def sessions_come(city: City, unit: CityUnit, told: Collection[LogEntry]) -> list[SessionEntry]:
    """Return the sessions among some entries of a machine whose day has come.

    The others are kept aside, under a case for their machine.
    """
    now_utc = city.clock.now_utc()
    sessions = [one for one in told if isinstance(one, SessionEntry)]
    ahead = [one for one in sessions if _is_to_come(_day_of(one), now_utc)]
    if not ahead:
        return sessions
    # what this table does not take, that of the others does not take either, and it is refused
    odd = {ahead[at].place for at in unit.sessions_aside.add(ahead)}
    _open_case(city, unit, CaseKind.SESSIONS_AHEAD, ahead[0].place.device, max(map(_day_of, ahead)))
    aside = {one.place for one in ahead} - odd
    return [one for one in sessions if one.place not in aside]


def _open_case(city: City, unit: CityUnit, kind: CaseKind, device: str, last: str) -> None:
    look_again(city, unit)
    now_utc = city.clock.now_utc()
    today = paris_day(now_utc).isoformat()
    unit.cases.open(kind, device=device, subject=today, detail={"day": last}, now=city.now())
    waiting = unit.visit_objects.ahead()
    machines = {one.device for one in waiting if _is_to_come(one.day, now_utc)}
    machines |= unit.sessions_aside.machines(hour_text(now_utc + A_DAY))
    if len(machines) > 1:
        unit.cases.open(
            CaseKind.SERVER_CLOCK,
            device="",
            subject=today,
            detail={"machines": len(machines)},
            now=city.now(),
        )


def look_again(city: City, unit: CityUnit) -> None:
    """Let the records count over whose day this server's own clock has jumped.

    That time went by is no reason: the clock of a machine that was days ahead is wrong about that
    day still when it comes. The clock jumped when it gained a day on the one that never jumps;
    after a restart of the computer, which begins that one anew, when the records of several
    machines were ahead. A record entered at an hour that has not come waits all the same.
    """
    unit.state.lock_rights()
    waiting = unit.visit_objects.ahead()
    if not waiting and not unit.sessions_aside.n_aside():
        return
    seen, now = _seen(unit), _clocks(city)
    unit.state.put(SEEN_CLOCK, f"{now.now_utc.timestamp()} {now.monotonic_s} {now.boot_id}")
    if seen is None:
        return
    passed = {
        (one.device, one.name)
        for one in waiting
        if _is_to_come(one.day, seen.now_utc) and not _is_to_come(one.day, now.now_utc)
    }
    entries = [
        entry
        for device in {device for device, _ in passed}
        for entry in unit.reports.newest_of(device, {name for own, name in passed if own == device})
        if entry.ahead and _told_at(entry) <= now.now_utc
    ]
    hours = hour_text(seen.now_utc + A_DAY), hour_text(now.now_utc)
    machines = {entry.place.device for entry in entries} | unit.sessions_aside.machines(*hours)
    if not machines or not _has_jumped(seen, now, machines):
        return
    for entry in entries:
        unit.reports.day_has_come(entry.place)
    note_doubles(city, unit, keep_in_step(unit, entries))
    sessions = unit.sessions_aside.take(*hours)
    unit.reports.add_sessions(sessions)
    touch_sessions(unit, sessions)
    unit.state.bump()


def _is_to_come(day: str, now_utc: datetime) -> bool:
    return date.fromisoformat(day) > paris_day(now_utc) + A_DAY


def _day_of(session: SessionEntry) -> str:
    return paris_day(hour_of(session.hour)).isoformat()


def _told_at(entry: VisitEntry) -> datetime:
    return hour_of(str(entry.core.get("changed") or entry.core["entered"]))


def _clocks(city: City) -> _Seen:
    return _Seen(city.clock.now_utc(), city.clock.monotonic_s(), city.clock.boot_id())


def _seen(unit: CityUnit) -> _Seen | None:
    now_s, _, rest = unit.state.get(SEEN_CLOCK).partition(" ")
    monotonic_s, _, boot_id = rest.partition(" ")
    if not now_s:
        return None
    return _Seen(datetime.fromtimestamp(float(now_s), tz=UTC), float(monotonic_s), boot_id)


def _has_jumped(seen: _Seen, now: _Seen, machines: Collection[str]) -> bool:
    if seen.boot_id != now.boot_id:
        return len(machines) > 1
    lived = timedelta(seconds=now.monotonic_s - seen.monotonic_s)
    return now.now_utc - seen.now_utc - lived >= A_DAY
