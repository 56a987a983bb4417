# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's side of reconciliation: figures against rows against what machines say they hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.attendance import Aside, VisitKind
from kiosk.domain.coverage import QUIET
from kiosk.domain.outbox import EventKind
from kiosk.domain.reconciliation import MachineAccount, Reconciliation, RefusedRecord
from kiosk.domain.record_digests import UnlikeMonth
from sync.server.attendance_cells import count_cells, machines_by_day
from sync.server.coverage import shown_name
from sync.server.storage.fleet import ACTIVE
from sync.translation import instant

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.periods import Period
    from sync.server.city import City
    from sync.server.storage.fleet import Machine

REFUSED_SHOWN: Final = 200
_KINDS: Final = tuple(kind.value for kind in VisitKind)


class Held(NamedTuple):
    """The records of a machine in the figures, in the rows, and aside for one reason or other.

    Beside them the months of which it holds other records.
    """

    n_counted: int
    n_exported: int
    n_doubles: int
    n_ahead: int
    unlike: tuple[UnlikeMonth, ...]


def reconciliation(city: City, period: Period) -> Reconciliation:
    """Return what of a period is in the figures and in the rows, machine by machine.

    Figures are read from the kept cells and lines from the rows themselves, so that a cell that
    lags behind its rows shows. A revoked machine is listed as long as it has records.
    """
    count_cells(city, period)
    counted: Counter[str] = Counter()
    refused: dict[str, list[RefusedRecord]] = {}
    with city.database.reading() as unit:
        for _, machines in machines_by_day(unit, period, _KINDS):
            counted.update(machines)
        exported = unit.visit_rows.by_machine(period)
        n_exported = unit.visit_rows.totals(period).n_rows
        aside = Counter((one.device, one.aside) for one in unit.visit_objects.aside_in(period))
        for row in unit.records.poison(
            REFUSED_SHOWN,
            (
                EventKind.VISIT_RECORDED.value,
                EventKind.VISIT_CORRECTED.value,
                EventKind.VISIT_DELETED.value,
            ),
        ):
            place = RefusedRecord(f"{row.key.incarnation}-{row.sequence}", row.reason)
            refused.setdefault(row.key.device, []).append(place)
        cards = {card.code: card for card in unit.fleet.centres()}
        fleet = unit.fleet.machines()
    accounts = tuple(
        _account(
            machine,
            heard_by=min(period.bounds_utc()[1], city.clock.now_utc() - QUIET),
            name=shown_name(machine, cards),
            totals=Held(
                counted[machine.device],
                exported.get(machine.device, 0),
                aside[machine.device, Aside.DOUBLE.value],
                aside[machine.device, Aside.AHEAD.value],
                _unlike(machine, period),
            ),
            refused=tuple(refused.get(machine.device, ())),
        )
        for machine in fleet
        if machine.status == ACTIVE
        or counted[machine.device]
        or exported.get(machine.device)
        or any(device == machine.device for device, _ in aside)
    )
    return Reconciliation(period, accounts, counted.total(), n_exported)


def _unlike(machine: Machine, period: Period) -> tuple[UnlikeMonth, ...]:
    months = (UnlikeMonth(month, *counts) for month, counts in machine.unlike.items())
    return tuple(one for one in months if one.touches(period))


def _account(
    machine: Machine,
    *,
    heard_by: datetime,
    name: str,
    totals: Held,
    refused: tuple[RefusedRecord, ...],
) -> MachineAccount:
    # A field at its default does not travel: one that spoke and told no number holds none.
    last = machine.last_exchange
    told = None if last is None else machine.health.get("n_pending", 0)
    return MachineAccount(
        name=name,
        centre=machine.centre,
        n_here=None,
        n_city=totals.n_exported,
        n_counted=totals.n_counted,
        n_exported=totals.n_exported,
        n_doubles=totals.n_doubles,
        n_ahead=totals.n_ahead,
        n_waiting=told if isinstance(told, int) else None,
        last_sent_utc=None if last is None else instant(last),
        refused=refused,
        unlike=totals.unlike,
        is_quiet=last is None or instant(last) < heard_by,
    )
