# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of this machine's records the city holds, worked out from what it has not answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.attendance import Aside, visit_id_of
from kiosk.domain.attendance_events import touched_identity
from kiosk.domain.outbox import EventKind, OutboxState, core_of
from kiosk.domain.reconciliation import MachineAccount, RefusedRecord

if TYPE_CHECKING:
    from kiosk.domain.attendance import Visit
    from kiosk.domain.periods import Period
    from kiosk.storage.unit_of_work import UnitOfWork

VISIT_KINDS = (EventKind.VISIT_RECORDED, EventKind.VISIT_CORRECTED, EventKind.VISIT_DELETED)
_REFUSED = (OutboxState.REFUSED, OutboxState.DAMAGED)


def account_of(uow: UnitOfWork, period: Period, *, name: str, has_city: bool) -> MachineAccount:
    """Return the account of this machine in a period.

    Args:
        uow: What to read in.
        period: The days.
        name: Public name of the machine.
        has_city: Whether it is enrolled with a city.
    """
    visits = uow.visits.between(period)
    waiting = uow.outbox.of_kinds(VISIT_KINDS, (OutboxState.PENDING,))
    refused = uow.outbox.of_kinds(VISIT_KINDS, _REFUSED)
    aside = uow.visits.n_aside(period)
    untold: dict[str, set[int]] = {}
    for event in (*waiting, *refused):
        if event.is_tombstone:
            continue
        _, core = core_of(event.core_json)
        visit_id = visit_id_of(touched_identity(event.origin or event.identity, core))
        version = core.get("version", 1)
        untold.setdefault(visit_id, set()).add(version if isinstance(version, int) else 1)
    return MachineAccount(
        name=name,
        n_here=len(visits),
        n_city=_at_city(uow, period, visits, untold) if has_city else None,
        n_counted=len(visits),
        n_exported=len(visits),
        n_waiting=len(waiting) if has_city else None,
        last_sent_utc=uow.exchange.answered_utc() if has_city else None,
        n_doubles=aside.get(Aside.DOUBLE, 0),
        n_ahead=aside.get(Aside.AHEAD, 0),
        refused=tuple(
            RefusedRecord(visit_id_of(event.identity), event.reason)
            for event in uow.outbox.refused()
            if event.kind in VISIT_KINDS
        ),
    )


def _at_city(
    uow: UnitOfWork,
    period: Period,
    visits: tuple[Visit, ...],
    untold: dict[str, set[int]],
) -> int:
    """Return how many records of the period the city holds: the newest version it answered for."""
    told = sum(visit.visit_id not in untold for visit in visits)
    for visit_id in untold.keys() - uow.visits.asides():
        versions = untold[visit_id]
        known = [one for one in uow.visits.versions(visit_id) if one.version not in versions]
        content = known[-1].content if known else None
        told += content is not None and period.holds(content.day)
    return told
