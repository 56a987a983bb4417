# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases for tests: the real engine, made fast by copying one migrated file."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from kiosk.foundation.events import EventBus
from kiosk.storage.device import DeviceRow
from kiosk.storage.engine import Database, open_database
from kiosk.storage.schema import migrate
from kiosk.wiring import Kiosk, build_kiosk
from tests.support.fakes import FrozenClock, MemorySecrets

KEY = bytes(range(32))
INCARNATION = "00112233445566aa"


@lru_cache(maxsize=1)
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "kiosk.db"
        database = open_database(path, KEY)
        migrate(database)
        database.close()
        return path.read_bytes()


def started_database(folder: Path, *, name: str = "kiosk.db") -> Database:
    """Return a migrated database with a device row, as a service finds it."""
    path = folder / name
    if not path.exists():
        path.write_bytes(_migrated_file())
    database = open_database(path, KEY)
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


class Machine:
    """One machine whose kiosk can be started, stopped and rebooted by a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FrozenClock()
        self.secrets = MemorySecrets()
        self.bus = EventBus()
        self.file_system = "ext4"
        self.kiosk: Kiosk | None = None

    def start(self) -> Kiosk:
        """Start the kiosk on the folder of the machine."""
        self.kiosk = build_kiosk(
            self.folder,
            clock=self.clock,
            secrets=self.secrets,
            bus=self.bus,
            file_system=lambda _: self.file_system,
        )
        return self.kiosk

    def stop(self) -> None:
        """Stop the kiosk as a person would."""
        if self.kiosk is not None:
            self.kiosk.close()
            self.kiosk = None

    def cut(self) -> None:
        """Lose the kiosk without a word: nothing is noted, the lock goes."""
        if self.kiosk is not None:
            self.kiosk.closing.close()
            self.kiosk = None
