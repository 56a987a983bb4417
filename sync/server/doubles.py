# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two records of one thing: one counts, the other waits for a person, and both machines know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import Aside, visit_id_of
from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.foundation.clock import paris_day
from sync.server.storage.cases import CaseKind
from sync.server.visit_rows import choose_record
from sync.server.visit_salts import salts_of
from sync.wire_down import WireVisits

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.visit_objects import StandingVisit

_TOLD_DAYS: Final = 15


def note_doubles(city: City, unit: CityUnit, things: Collection[str]) -> None:
    """Open, or close, the case of each thing by how many records there are of it now."""
    if not things:
        return
    rivals: dict[str, list[StandingVisit]] = {thing: [] for thing in things}
    for one in unit.visit_objects.about(things):
        rivals[one.thing].append(one)
    for thing, known in sorted(rivals.items()):
        case = unit.cases.about(CaseKind.DOUBLE_RECORD, thing)
        n = len(known)
        if case is None and n > 1:
            detail = _detail(known)
            unit.cases.open(
                CaseKind.DOUBLE_RECORD, device="", subject=thing, detail=detail, now=city.now()
            )
        elif case is not None and case.detail["n"] != n:
            unit.cases.tell_again(case.case_id, {**case.detail, "n": n})
            if n <= 1:
                unit.cases.close(case.case_id, city.now())


def settle_double(city: City, unit: CityUnit, case_id: int, name: str) -> None:
    """Let the record that a person chose count, and close the case; a stale choice does nothing.

    Nor does that of a record whose day had not come: it could not count.

    Args:
        city: The city.
        unit: The caller's transaction.
        case_id: The case of the thing.
        name: The record, ``machine/incarnation-sequence``.
    """
    case = unit.cases.get(case_id)
    if case is None or case.kind is not CaseKind.DOUBLE_RECORD:
        return
    for one in unit.visit_objects.about({case.subject}):
        named = f"{one.device}/{one.name.incarnation}-{one.name.sequence}"
        if named == name and one.aside != Aside.AHEAD:
            choose_record(unit, case.subject, one.device, one.name)
            unit.cases.close(case_id, city.now())


def note_every_double(city: City, unit: CityUnit) -> None:
    """Open the cases of doubles that were there before cases were made of them."""
    note_doubles(city, unit, unit.visit_objects.doubled())


def visits_down(city: City, unit: CityUnit, machine: Machine) -> WireVisits:
    """Return what a machine should know of records: its own that wait, and what others made."""
    since = (paris_day(city.clock.now_utc()) - timedelta(days=_TOLD_DAYS)).isoformat()
    told = unit.visit_objects.told_to(machine.device, machine.centre, since)
    return WireVisits(
        salts=salts_of(unit),
        aside={
            visit_id_of(Identity(one.name.incarnation, OutboxLane.LOGS, one.name.sequence)): (
                one.aside
            )
            for one in told
            if one.device == machine.device
        },
        elsewhere=[one.thing.partition(":")[2] for one in told if one.device != machine.device],
        unlike=machine.unlike,
    )


def _detail(known: list[StandingVisit]) -> dict[str, str | int]:
    counts = min(known, key=lambda one: (one.aside, one.device, one.name))
    return {"n": len(known), "centre": counts.thing.partition(":")[0], "day": counts.day}
