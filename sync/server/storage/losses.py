# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machines declared lost, with who, when and why: rows that are never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from kiosk.domain.lease_loss import Loss, LossReason, LossState
from sync.server.storage.fleet_tables import incarnation
from sync.server.storage.lease_tables import machine_loss
from sync.server.storage.statements import upsert
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


class LossRepository:
    """Declarations, and until when lives of machines may sell."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def next_id(self) -> int:
        """Return the number of the next declaration."""
        last = self._connection.scalar(
            select(func.max(machine_loss.c.loss_id)).where(machine_loss.c.city == self._city)
        )
        return int(last or 0) + 1

    def put(self, loss: Loss) -> None:
        """Keep a declaration, or where it stands now."""
        row = {
            "city": self._city,
            "loss_id": loss.loss_id,
            "device": loss.device,
            "incarnations": list(loss.incarnations),
            "reason": loss.reason.value,
            "asked_by": loss.asked_by,
            "asked": seconds(loss.asked_utc),
            "ready": seconds(loss.ready_utc),
            "state": loss.state.value,
            "confirmed_by": loss.confirmed_by,
            "confirmed": None if loss.confirmed_utc is None else seconds(loss.confirmed_utc),
            "is_early": loss.is_early,
            "n_freed": loss.n_freed,
        }
        upsert(self._connection, machine_loss, [row])

    def get(self, loss_id: int) -> Loss | None:
        """Return a declaration by its number."""
        found = self._select(machine_loss.c.loss_id == loss_id)
        return found[0] if found else None

    def all(self) -> tuple[Loss, ...]:
        """Return every declaration, newest first."""
        return self._select(machine_loss.c.loss_id > 0)

    def asked_of(self, device: str) -> Loss | None:
        """Return the declaration of a machine that waits to be confirmed."""
        found = self._select(
            (machine_loss.c.device == device) & (machine_loss.c.state == LossState.ASKED.value)
        )
        return found[0] if found else None

    def lost_lives(self, device: str) -> frozenset[str]:
        """Return the lives of a machine that people declared lost."""
        found = self._select(
            (machine_loss.c.device == device) & (machine_loss.c.state == LossState.CONFIRMED.value)
        )
        return frozenset(life for loss in found for life in loss.incarnations)

    def note_sell_until(self, device: str, life: str, until: int) -> None:
        """Remember until when a life of a machine may sell, by its last grant."""
        self._connection.execute(
            update(incarnation)
            .where(
                incarnation.c.city == self._city,
                incarnation.c.device == device,
                incarnation.c.incarnation == life,
                incarnation.c.sell_until < until,
            )
            .values(sell_until=until)
        )

    def sell_until(self, device: str) -> dict[str, int]:
        """Return life -> until when it may sell; 0 for one that was never granted anything."""
        rows = self._connection.execute(
            select(incarnation.c.incarnation, incarnation.c.sell_until).where(
                incarnation.c.city == self._city, incarnation.c.device == device
            )
        )
        return {row.incarnation: row.sell_until for row in rows}

    def _select(self, where: ColumnElement[bool]) -> tuple[Loss, ...]:
        rows = self._connection.execute(
            select(machine_loss)
            .where(machine_loss.c.city == self._city, where)
            .order_by(machine_loss.c.loss_id.desc())
        )
        return tuple(_loss(row) for row in rows)


def _loss(row: Any) -> Loss:
    return Loss(
        loss_id=row.loss_id,
        device=row.device,
        incarnations=tuple(row.incarnations),
        reason=LossReason(row.reason),
        asked_by=row.asked_by,
        asked_utc=instant(row.asked),
        ready_utc=instant(row.ready),
        state=LossState(row.state),
        confirmed_by=row.confirmed_by,
        confirmed_utc=None if row.confirmed is None else instant(row.confirmed),
        is_early=row.is_early,
        n_freed=row.n_freed,
    )
