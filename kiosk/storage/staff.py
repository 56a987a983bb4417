# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the staff's codes; no code is stored, only what argon2 makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.storage.tables import staff_pin

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class PinRow:
    """The code of one person or of one role.

    Attributes:
        staff_id: Number of the row; 0 before it is written.
        name: Name shown to the staff.
        role: Value of `StaffRole`.
        digest: What argon2 makes of the code.
        expires_utc: When the code must be changed.
    """

    staff_id: int
    name: str
    role: str
    digest: bytes
    expires_utc: datetime


class StaffRepository:
    """The codes of the staff of a centre."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def all(self) -> tuple[PinRow, ...]:
        """Return every code, by name."""
        query = select(staff_pin).order_by(staff_pin.c.name)
        return tuple(
            PinRow(row.staff_id, row.name, row.role, row.digest, row.expires_utc)
            for row in self._connection.execute(query)
        )

    def save(self, row: PinRow) -> int:
        """Write a code in the place of an earlier one of that name; return its number."""
        values = {"role": row.role, "digest": row.digest, "expires_utc": row.expires_utc}
        written = (
            insert(staff_pin)
            .values(name=row.name, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
            .returning(staff_pin.c.staff_id)
        )
        return int(self._connection.execute(written).scalar_one())

    def delete(self, name: str) -> bool:
        """Erase the code of a name; say whether there was one."""
        result = self._connection.execute(delete(staff_pin).where(staff_pin.c.name == name))
        return result.rowcount == 1
