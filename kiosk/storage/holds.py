# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept for the person at the screen while they choose what to say: a slot, or seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Float, Integer, String, Table, delete, insert, select

from kiosk.domain.appointments import Hold
from kiosk.domain.lease_seats import seat_of, seat_resource
from kiosk.domain.slots import Cell, Slot
from kiosk.domain.workshops import is_workshop, workshop_id_of
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

hold = Table(
    "hold",
    metadata,
    Column("hold_id", Integer, primary_key=True, autoincrement=True),
    Column("motif_id", String(64), nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("first_step", Integer, nullable=False),
    Column("n_cells", Integer, nullable=False),
    Column("expires_s", Float, nullable=False),
    Column("boot_id", String(64), nullable=False),
    Column("seats", String(32), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)


class HoldRepository:
    """Slots and seats on hold; a hold of another run of the machine is over."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def add_hold(self, kept: Hold, boot_id: str) -> Hold:
        """Store a hold and return it with its identifier."""
        first = kept.cells[0]
        result = self._connection.execute(
            insert(hold).values(
                motif_id=kept.motif_id,
                mediator_id=kept.slot.mediator_id,
                start_utc=kept.slot.start_utc,
                duration_min=kept.slot.duration_min,
                first_step=first.step,
                n_cells=len(kept.cells),
                expires_s=kept.expires_s,
                boot_id=boot_id,
                seats=_seats_text(kept),
            )
        )
        (hold_id,) = result.inserted_primary_key or (0,)
        return Hold(
            int(hold_id),
            kept.motif_id,
            kept.slot,
            kept.cells,
            kept.expires_s,
            party_size=kept.party_size,
        )

    def find_hold(self, hold_id: int, *, now_s: float, boot_id: str) -> Hold | None:
        """Return a hold that still stands."""
        row = self._connection.execute(
            select(hold).where(
                hold.c.hold_id == hold_id, hold.c.boot_id == boot_id, hold.c.expires_s > now_s
            )
        ).first()
        return _hold(row) if row else None

    def on_hold(self, now_s: float, boot_id: str) -> frozenset[Cell]:
        """Return the cells on hold now."""
        rows = self._connection.execute(
            select(hold).where(hold.c.boot_id == boot_id, hold.c.expires_s > now_s)
        )
        return frozenset(cell for row in rows for cell in _hold(row).cells)

    def end_hold(self, hold_id: int) -> None:
        """End a hold; ending it twice is harmless."""
        self._connection.execute(delete(hold).where(hold.c.hold_id == hold_id))

    def end_all_holds(self) -> None:
        """End every hold: one person at a time stands before the machine."""
        self._connection.execute(delete(hold))


def _seats_text(kept: Hold) -> str:
    if not is_workshop(kept.slot.mediator_id):
        return ""
    return ",".join(str(seat_of(cell)) for cell in kept.cells)


def _hold(row: Row[tuple[object, ...]]) -> Hold:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    slot = Slot(values["start_utc"], values["mediator_id"], values["duration_min"])
    first, n_cells = values["first_step"], values["n_cells"]
    if not values["seats"]:
        cells = tuple(Cell(slot.mediator_id, step) for step in range(first, first + n_cells))
        return Hold(values["hold_id"], values["motif_id"], slot, cells, values["expires_s"])
    workshop_id = workshop_id_of(slot.mediator_id)
    seats = tuple(
        Cell(seat_resource(workshop_id, int(seat)), first) for seat in values["seats"].split(",")
    )
    return Hold(
        values["hold_id"],
        values["motif_id"],
        slot,
        seats,
        values["expires_s"],
        party_size=n_cells,
    )
