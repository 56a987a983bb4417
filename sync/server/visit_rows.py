# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of each visit kept in step with the versions told of it, in the same transaction.

Versions come in any order: a correction before its record, a deletion before both. What stands is
always read again from all versions known, so that no order can leave another row behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import identity_of
from kiosk.domain.attendance_events import hour_of, visit_of
from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.flat_visit import FlatVisit, flat_visit
from kiosk.domain.outbox import Identity, OutboxLane, event_id
from kiosk.domain.tally import SESSIONS
from kiosk.foundation.clock import paris_day
from sync.server.storage.cells import CellKey
from sync.server.storage.visit_rows import LENGTHS, VisitName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.attendance import Visit
    from sync.server.storage.reports import SessionEntry, VisitEntry
    from sync.server.storage.unit import CityUnit

_MOST: Final = {"version": 1 << 30, "minutes": 1 << 20, "people": 1 << 20, "waited": 1 << 20}
_LEAST: Final = {"waited": -1}


def checked_row(device: str, visit: Visit) -> FlatVisit:
    """Return a visit as the city keeps it in columns.

    Raises:
        ValueError: If a text is longer, or a number larger, than its column takes.
    """
    row = row_of(device, visit)
    for name, length in LENGTHS.items():
        text = getattr(row, name)
        if not isinstance(text, str) or len(text) > length:
            raise ValueError("not the facts of a visit")
    for name, most in _MOST.items():
        number = getattr(row, name)
        if type(number) is not int or not _LEAST.get(name, 0) <= number <= most:
            raise ValueError("not the facts of a visit")
    return row


def row_of(device: str, visit: Visit) -> FlatVisit:
    """Return a visit of a machine as a flat row."""
    return flat_visit(VisitRow(event_id(device, identity_of(visit.visit_id)), visit))


def keep_in_step(unit: CityUnit, visits: Iterable[VisitEntry]) -> None:
    """Put the rows of the visits that entries tell of as they stand now, and touch their cells."""
    touched: dict[str, set[VisitName]] = {}
    for entry in visits:
        name = VisitName(entry.visit_incarnation, entry.visit_sequence)
        touched.setdefault(entry.place.device, set()).add(name)
    for device, names in touched.items():
        standing = {
            VisitName(entry.visit_incarnation, entry.visit_sequence): standing_row(entry)
            for entry in unit.reports.newest_of(device, names)
            if not entry.deleted
        }
        unit.cells.touch(unit.visit_rows.replace(device, names, standing))


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
