# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machines declared lost by two acts of people, and what that frees.

Source: docs/data_flow.md; `kiosk.domain.lease_loss` holds the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import CellState, declare_lost
from kiosk.domain.lease_loss import Loss, LossReason, checked_person, confirmed, given_up, ready_utc
from kiosk.domain.slots import CELL_MIN
from kiosk.foundation.errors import Refused
from sync.server.ledger import LedgerKind
from sync.server.recalls import move_recalls
from sync.translation import instant

if TYPE_CHECKING:
    from datetime import datetime

    from sync.server.city import City
    from sync.server.storage.unit import CityUnit


def ask_loss(city: City, device: str, reason: LossReason, *, person: str) -> Loss:
    """Note that somebody gives a machine up; nothing is freed yet.

    Args:
        city: The city.
        device: The machine.
        reason: Why.
        person: Who asks: a name or initials.

    Raises:
        Refused: ``person_missing``, ``person_too_long``, ``device_unknown``; ``loss_asked`` when
            somebody asked before.
    """
    asked_by = checked_person(person)
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        if unit.fleet.machine(device) is None:
            raise Refused("device_unknown")
        if unit.losses.asked_of(device) is not None:
            raise Refused("loss_asked")
        now_utc = city.clock.now_utc().replace(microsecond=0)
        lives = unit.losses.sell_until(device)
        loss = Loss(
            loss_id=unit.losses.next_id(),
            device=device,
            incarnations=tuple(sorted(set(lives) - unit.losses.lost_lives(device))),
            reason=reason,
            asked_by=asked_by,
            asked_utc=now_utc,
            ready_utc=ready_utc(_last_sales(unit, device), now_utc),
        )
        unit.losses.put(loss)
    return loss


def confirm_loss(city: City, loss_id: int, *, person: str, accepts_early: bool = False) -> Loss:
    """Free what the lost lives of a machine may have kept; a sale that still comes is a case.

    Args:
        city: The city.
        loss_id: Number of the declaration.
        person: Who confirms.
        accepts_early: Whether that person said that the machine cannot sell any more.

    Raises:
        Refused: ``loss_unknown``, ``loss_closed``, ``loss_too_early``, ``person_missing``,
            ``person_too_long``.
        OSError: If the disk does not take the line of the ledger; nothing is freed.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        asked = _asked(unit, loss_id)
        rows = unit.leases.leased_to(asked.device)
        freed = declare_lost(rows, asked.device, asked.incarnations)
        now_utc = city.clock.now_utc().replace(microsecond=0)
        loss = confirmed(asked, person, now_utc, accepts_early=accepts_early, n_freed=len(freed))
        for life in loss.incarnations:
            city.ledger.append(LedgerKind.LIFE_LOST, device=loss.device, incarnation=life)
        unit.leases.store(freed)
        unit.losses.put(loss)
        move_recalls(city, unit)
        unit.state.bump()
    return loss


def give_up_loss(city: City, loss_id: int, *, person: str) -> Loss:
    """Take a declaration back before it was confirmed: the machine was found.

    Raises:
        Refused: ``loss_unknown``, ``loss_closed``, ``person_missing``, ``person_too_long``.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        loss = given_up(_asked(unit, loss_id), person, city.clock.now_utc().replace(microsecond=0))
        unit.losses.put(loss)
    return loss


def _asked(unit: CityUnit, loss_id: int) -> Loss:
    loss = unit.losses.get(loss_id)
    if loss is None:
        raise Refused("loss_unknown")
    return loss


def _last_sales(unit: CityUnit, device: str) -> list[datetime]:
    """Return, for each life that holds cells, the last instant at which it may sell one."""
    until = unit.losses.sell_until(device)
    ends: dict[str, int] = {}
    for row in unit.leases.leased_to(device):
        if row.state is CellState.LEASED:
            start = row.cell.step * CELL_MIN * 60
            ends[row.incarnation] = max(ends.get(row.incarnation, 0), start)
    # a life granted before this was kept has no instant: the start of its last cell is the end
    return [instant(min(end, until.get(life) or end)) for life, end in ends.items()]
