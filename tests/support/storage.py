# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases for tests: the real engine, made fast."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.storage.device import DeviceRow
from kiosk.storage.engine import Database, open_database
from kiosk.storage.schema import migrate

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
INCARNATION = "00112233445566aa"


def started_database(folder: Path, *, key: bytes = KEY) -> Database:
    """Return a migrated database with a device row, as a service finds it."""
    database = open_database(folder / "kiosk.db", key)
    migrate(database)
    with database.unit_of_work() as uow:
        if uow.device.find() is None:
            uow.device.create(a_device_row())
        uow.commit()
    return database


def a_device_row(**changes: object) -> DeviceRow:
    """Return the row of a machine that was never enrolled."""
    values: dict[str, object] = {
        "device_id": None,
        "tenant": None,
        "incarnation": INCARNATION,
        "incarnation_reason": "first_start",
        "folder_fingerprint": "0" * 64,
        "n_starts": 1,
        "last_instant_utc": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "last_monotonic_s": 1000.0,
        "last_boot_id": "boot-1",
        "clock_doubt": "",
        "canary_boot_id": "boot-1",
        "canary_survived": False,
    }
    return DeviceRow(**{**values, **changes})
