# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of each visit kept in step with the versions told of it, in the same transaction.

Versions come in any order: a correction before its record, a deletion before both. What stands is
always read again from all versions known, so that no order can leave another row behind. Of
several visits that tell of one thing (a workshop, an appointment) one has a row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import Aside, identity_of, object_of
from kiosk.domain.attendance_events import hour_of, visit_of
from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.flat_visit import FIELD_MARK, PART_MARK, FlatVisit, flat_visit
from kiosk.domain.outbox import Identity, OutboxLane, event_id
from kiosk.domain.tally import SESSIONS
from kiosk.foundation.clock import paris_day
from sync.server.storage.cells import CellKey
from sync.server.storage.visit_objects import StandingVisit
from sync.server.storage.visit_rows import LENGTHS, VisitName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.attendance import Visit
    from sync.server.storage.reports import SessionEntry, VisitEntry
    from sync.server.storage.unit import CityUnit

_MOST: Final = {"version": 1 << 30, "minutes": 1 << 20, "people": 1 << 20, "waited": 1 << 20}
_LEAST: Final = {"waited": -1}
_LONGEST_CENTRE: Final = LENGTHS["centre"]
_POST: Final = "poste"
_MARK: Final = re.compile(f"[{PART_MARK}{FIELD_MARK}]")


def checked_row(device: str, visit: Visit) -> FlatVisit:
    """Return a visit as the city keeps it in columns.

    Raises:
        ValueError: If a text is longer, or a number larger, than is kept, or a code holds a mark
            of `kiosk.domain.packed_visit`.
    """
    row = row_of(device, visit)
    for name, length in LENGTHS.items():
        text = getattr(row, name)
        if not isinstance(text, str) or len(text) > length or _MARK.search(text):
            raise ValueError("not the facts of a visit")
    for name, most in _MOST.items():
        number = getattr(row, name)
        if type(number) is not int or not _LEAST.get(name, 0) <= number <= most:
            raise ValueError("not the facts of a visit")
    return row


def row_of(device: str, visit: Visit) -> FlatVisit:
    """Return a visit of a machine as a flat row."""
    return flat_visit(VisitRow(event_id(device, identity_of(visit.visit_id)), visit))


def keep_in_step(unit: CityUnit, visits: Iterable[VisitEntry]) -> frozenset[str]:
    """Put the rows of the visits that entries tell of as they stand now, and touch their cells.

    Returns:
        What these visits tell of, or told of, where there is one record at most.
    """
    touched: dict[str, set[VisitName]] = {}
    for entry in visits:
        name = VisitName(entry.visit_incarnation, entry.visit_sequence)
        touched.setdefault(entry.place.device, set()).add(name)
    things: set[str] = set()
    told: dict[str, list[StandingVisit]] = {}
    for device, names in touched.items():
        things |= unit.visit_objects.things_of(device, names)
        told[device] = _of_things(unit, device, names)
        things |= {one.thing for one in told[device] if one.thing}
    if things:
        unit.state.lock_rights()
    for device, names in touched.items():
        unit.visit_objects.replace(device, names, told[device])
    _put_rows(unit, touched, things)
    return frozenset(things)


def choose_record(unit: CityUnit, thing: str, device: str, name: VisitName) -> None:
    """Let the visit that a person chose count, in the place of the others about one thing."""
    unit.state.lock_rights()
    unit.visit_objects.choose(thing, device, name)
    _put_rows(unit, {}, {thing})


def _put_rows(unit: CityUnit, touched: Mapping[str, set[VisitName]], things: set[str]) -> None:
    """Decide what counts about some things, and put the rows of that and of what was touched."""
    aside = _decided(unit, things)
    names: dict[str, set[VisitName]] = {device: set(known) for device, known in touched.items()}
    for one in aside:
        names.setdefault(one.device, set()).add(one.name)
    if things:
        unit.state.bump()
    for device, known in names.items():
        entries = unit.reports.newest_of(device, known)
        hidden = {one.name for one in aside if one.device == device and one.aside}
        standing = {
            VisitName(entry.visit_incarnation, entry.visit_sequence): standing_row(entry)
            for entry in entries
            if not entry.deleted and not entry.ahead
        }
        rows = {name: row for name, row in standing.items() if name not in hidden}
        unit.cells.touch(unit.visit_rows.replace(device, known, rows))


def _decided(unit: CityUnit, things: set[str]) -> tuple[StandingVisit, ...]:
    """Keep which visit about each thing counts, and return all of them.

    The one that a person chose; else one of a post before one of a terminal, which the public
    can touch; else the one entered first, by an hour that its own day allows. All of it is said by
    the records, so that no order of arrival matters.
    """
    if not things:
        return ()
    rivals: dict[str, list[StandingVisit]] = {}
    for one in unit.visit_objects.about(things):
        if one.aside != Aside.AHEAD:
            rivals.setdefault(one.thing, []).append(one)
    chosen = unit.visit_objects.chosen(things)
    posts = _posts(unit, {one.device for known in rivals.values() for one in known})
    decided: list[StandingVisit] = []
    for thing, known in rivals.items():
        known.sort(key=lambda one: (one.device not in posts, *_rank(one)))
        by_person = [one for one in known if (one.device, one.name) == chosen.get(thing)]
        counts = (by_person or known)[0]
        decided += [one._replace(aside="" if one is counts else Aside.DOUBLE) for one in known]
    unit.visit_objects.put(decided)
    return tuple(decided)


def _posts(unit: CityUnit, devices: Iterable[str]) -> frozenset[str]:
    machines = (unit.fleet.machine(device) for device in devices)
    return frozenset(one.device for one in machines if one and one.role == _POST)


def _rank(one: StandingVisit) -> tuple[bool, str, str, VisitName]:
    """Return by what a record is first; an hour of entry before the day of the help is unknown."""
    entered_utc = hour_of(one.entered)
    is_unknown = paris_day(entered_utc).isoformat() < one.day
    return is_unknown, "" if is_unknown else entered_utc.isoformat(), one.device, one.name


def _of_things(unit: CityUnit, device: str, names: Iterable[VisitName]) -> list[StandingVisit]:
    """Return those of some visits that stand and are of one thing, or of a day to come."""
    found: list[StandingVisit] = []
    machine = unit.fleet.machine(device)
    for entry in unit.reports.newest_of(device, names):
        if entry.deleted:
            continue
        own = Identity(entry.place.incarnation, OutboxLane.LOGS, entry.place.sequence)
        visit = visit_of(own, entry.core)
        made_of, centre = object_of(visit.content), visit.content.centre
        if not made_of and not entry.ahead:
            continue
        found.append(
            StandingVisit(
                device=device,
                name=VisitName(entry.visit_incarnation, entry.visit_sequence),
                thing=f"{machine.centre if machine else centre}:{made_of}" if made_of else "",
                entered=str(entry.core.get("entered", "")),
                day=entry.day,
                centre=centre[:_LONGEST_CENTRE],
                aside=Aside.AHEAD if entry.ahead else "",
            )
        )
    return found


def touch_sessions(unit: CityUnit, sessions: Iterable[SessionEntry]) -> None:
    """Have the cells of sessions counted again."""
    unit.cells.touch(
        {
            CellKey(paris_day(hour_of(entry.hour)).isoformat(), entry.centre, SESSIONS)
            for entry in sessions
        }
    )


def standing_row(entry: VisitEntry) -> FlatVisit:
    """Return the row of a stored version; texts stored before they were bounded are cut."""
    own = Identity(entry.place.incarnation, OutboxLane.LOGS, entry.place.sequence)
    row = row_of(entry.place.device, visit_of(own, entry.core))
    return row._replace(**{name: getattr(row, name)[:length] for name, length in LENGTHS.items()})
