# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one row that says which machine this database belongs to and what its clock was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from kiosk.foundation.errors import BugError
from kiosk.storage.tables import device

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """What is kept of this machine.

    Attributes:
        device_id: Name given by the city; nothing before enrolment.
        tenant: The city; nothing before enrolment.
        incarnation: 16 hexadecimal digits.
        incarnation_reason: Why it was drawn.
        folder_fingerprint: Place of the data folder when it was drawn.
        n_starts: Starts of the program on this database.
        last_instant_utc: Last instant that was trusted.
        last_monotonic_s: Clock without jumps at that instant.
        last_boot_id: Boot in which that clock counts.
        clock_doubt: Why the clock is not trusted; empty when it is.
        canary_boot_id: Boot in which the canary was written.
        canary_survived: Whether a reboot was survived since.
    """

    device_id: str | None
    tenant: str | None
    incarnation: str
    incarnation_reason: str
    folder_fingerprint: str
    n_starts: int
    last_instant_utc: datetime
    last_monotonic_s: float
    last_boot_id: str
    clock_doubt: str
    canary_boot_id: str
    canary_survived: bool


class DeviceRepository:
    """Reads and writes the row of this machine."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def find(self) -> DeviceRow | None:
        """Return the row; nothing in a database that was never started."""
        row = self._connection.execute(select(device)).mappings().one_or_none()
        if row is None:
            return None
        return DeviceRow(**{name: value for name, value in row.items() if name != "singleton"})

    def get(self) -> DeviceRow:
        """Return the row.

        Raises:
            BugError: In a database that was never started.
        """
        row = self.find()
        if row is None:
            raise BugError("the database has no device row")
        return row

    def create(self, row: DeviceRow) -> None:
        """Write the row of a new database."""
        self._connection.execute(insert(device).values(singleton=1, **_columns(row)))

    def save(self, row: DeviceRow) -> None:
        """Write the row anew."""
        self._connection.execute(update(device).values(**_columns(row)))


def _columns(row: DeviceRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in DeviceRow.__dataclass_fields__}
