# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of this machine's records the city holds, worked out from what it has not answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.attendance import Aside, visit_id_of
from kiosk.domain.outbox import OutboxState
from kiosk.domain.reconciliation import MachineAccount, RefusedRecord
from kiosk.services.told_records import REFUSED_STATES, VISIT_KINDS, unlike_months, versions_in

if TYPE_CHECKING:
    from kiosk.domain.attendance import Visit
    from kiosk.domain.periods import Period
    from kiosk.storage.unit_of_work import UnitOfWork


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
    aside = uow.visits.n_aside(period)
    untold = versions_in(uow, (OutboxState.PENDING, *REFUSED_STATES))
    unlike = tuple(one for one in unlike_months(uow) if one.touches(period)) if has_city else ()
    n_more = sum(one.n_city - one.n_machine for one in unlike if one.is_within(period))
    receipt = uow.exchange.last_receipt() if has_city else None
    is_new_life = receipt is not None and receipt.incarnation != uow.device.get().incarnation
    return MachineAccount(
        name=name,
        n_here=len(visits),
        n_city=_at_city(uow, period, visits, untold) + n_more if has_city else None,
        n_counted=len(visits),
        n_exported=len(visits),
        n_waiting=len(waiting) if has_city else None,
        last_sent_utc=uow.exchange.answered_utc() if has_city else None,
        is_quiet=is_new_life,
        unlike=unlike,
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
