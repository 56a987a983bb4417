# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two promises for one time: the rule applied, and the tasks that go down to the posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.appointments import number_of_booking
from kiosk.domain.lease_cases import Promise, TaskKind, who_keeps
from kiosk.domain.lease_events import task_of
from kiosk.domain.lease_ledger import CaseKind as LedgerCase
from kiosk.domain.lease_ledger import handed_over
from kiosk.domain.lease_seats import shared_among
from sync.server.projections import UNREADABLE, EventRefused
from sync.server.recalls import Asker, ask_back, displace
from sync.server.storage.cases import CaseKind
from sync.wire_down import WireTask
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.lease_ledger import Case
    from kiosk.domain.outbox import Core
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.cases import CaseFile
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

KIOSK: Final = "borne"


class _Call(NamedTuple):
    """Whom to call, why, and which sale keeps the time; empty for none."""

    kind: TaskKind
    booking: str
    keeps: str = ""


def open_cases(city: City, unit: CityUnit, cases: Iterable[Case]) -> None:
    """Open the cases of a settlement, once its sales are on record; say who keeps each time."""
    for case in cases:
        if case.kind is LedgerCase.CONFLICT and case.against:
            _open_conflict(city, unit, case)
        elif case.kind is LedgerCase.CONFLICT:
            _open_task(city, unit, _Call(TaskKind.UNSERVED, case.booking), case)
            n_asked = ask_back(city, unit, case.cells, Asker(case.device, booking=case.booking))
            if n_asked < len(case.cells):  # blocked, or somebody else waits for them already
                displace(unit, case.booking)
        else:
            _open_task(city, unit, _Call(TaskKind(case.kind.value), case.booking), case)


def tasks_of(unit: CityUnit, centre: str) -> list[WireTask]:
    """Return the people of a centre whom somebody must call, oldest case first."""
    cases = [case for case in unit.cases.all_open() if case.detail.get("task")]
    known = _known(unit, (str(case.detail["booking"]) for case in cases))
    return [
        _wire_task(case, known.get(str(case.detail["booking"])))
        for case in cases
        if _centre_of(unit, case, known) == centre
    ]


def note_task_done(city: City, unit: CityUnit, machine: Machine, facts: Core) -> None:
    """Close the case of somebody who was called; closing it twice is harmless.

    Raises:
        EventRefused: If it cannot be read, or the case is another centre's.
    """
    try:
        task_id, outcome = task_of(facts)
    except ValueError as error:
        raise EventRefused(UNREADABLE) from error
    case = unit.cases.get(task_id)
    if case is None or not case.detail.get("task"):
        raise EventRefused("task_unknown")
    known = _known(unit, [str(case.detail["booking"])])
    if _centre_of(unit, case, known) != machine.centre:
        raise EventRefused("other_centre")
    unit.cases.close(task_id, city.now(), by=machine.device, outcome=outcome.value)


def _open_conflict(city: City, unit: CityUnit, case: Case) -> None:
    """Decide who keeps the time; the others are displaced, and somebody calls them."""
    names = (*case.against, case.booking)
    known = _known(unit, names)
    placing = who_keeps(
        Promise(name, has_ticket=_has_ticket(unit, known.get(name)), heard=place)
        for place, name in enumerate(names)
    )
    losers = case.against if placing.keeps == case.booking else (case.booking,)
    if case.booking not in losers:
        rows = unit.leases.of_cells(case.cells)
        unit.leases.store(handed_over(rows.values(), losers, case.booking, case.device))
    for loser in losers:
        displace(unit, loser)
        keeps = case.booking if loser != case.booking else placing.keeps
        _open_task(city, unit, _Call(TaskKind.CONFLICT, loser, keeps), case)


def _open_task(city: City, unit: CityUnit, call: _Call, case: Case) -> None:
    kind, booking, keeps = call
    found = unit.bookings.get(booking)
    first = case.cells[0]
    unit.cases.open(
        CaseKind.SERVER_LOSS if kind is TaskKind.LOSS else CaseKind.BOOKING_CONFLICT,
        device=found.device if found else case.device,
        subject=f"{kind.value} {booking}",
        detail={
            "task": kind.value,
            "booking": booking,
            "number": number_of_booking(booking),
            "mediator": shared_among(first),
            "start": found.start if found and found.start else first.step * CELL_S,
            "n_cells": len(case.cells),
            "keeps": number_of_booking(keeps) if keeps else "",
        },
        now=city.now(),
    )


def _known(unit: CityUnit, names: Iterable[str]) -> dict[str, BookedAppointment]:
    found = (unit.bookings.get(name) for name in dict.fromkeys(names))
    return {one.booking: one for one in found if one is not None}


def _has_ticket(unit: CityUnit, one: BookedAppointment | None) -> bool:
    """Say whether the person holds a ticket: a kiosk prints one or shows it large."""
    seller = unit.fleet.machine(one.device) if one else None
    return seller is not None and seller.role == KIOSK


def _centre_of(unit: CityUnit, case: CaseFile, known: dict[str, BookedAppointment]) -> str:
    one = known.get(str(case.detail["booking"]))
    if one is not None:
        return one.centre
    machine = unit.fleet.machine(case.device)
    return machine.centre if machine else ""


def _wire_task(case: CaseFile, one: BookedAppointment | None) -> WireTask:
    detail = case.detail
    return WireTask(
        task=case.case_id,
        kind=str(detail["task"]),
        number=str(detail["number"]),
        mediator=one.mediator_id if one else str(detail["mediator"]),
        start=int(detail["start"]),
        keeps=str(detail["keeps"]),
        opened=case.opened,
    )
