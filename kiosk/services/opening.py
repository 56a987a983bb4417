# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a data folder to an open, whole, current database.

In order: the key; a first database if there is none; every page checked; a damaged file set
aside and its readable rows brought into a new one; the migrations. Each step leaves the folder
such that a cut of power in the middle is met by the same steps at the next start.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.errors import SecretsUnavailable, StorageDamaged
from kiosk.foundation.private_files import write_private
from kiosk.storage.engine import open_database
from kiosk.storage.schema import migrate

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kiosk.services.keys import DatabaseKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.salvage import SalvagedTable

DATABASE_NAME = "kiosk.db"
SET_ASIDE_NAME = "set_aside"
REPORT_NAME = "rapport.json"
NEXT_NAME = "kiosk.db.next"
_COMPANIONS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a technician is told of a damaged database.

    Attributes:
        set_aside: Folder in which the damaged file waits.
        faults: What was wrong with it.
        tables: What was read of each table.
    """

    set_aside: Path
    faults: tuple[str, ...]
    tables: tuple[SalvagedTable, ...]

    @property
    def n_read(self) -> int:
        """Rows brought over."""
        return sum(table.n_read for table in self.tables)

    @property
    def n_holes(self) -> int:
        """Runs of rows that are lost."""
        return sum(table.n_holes for table in self.tables)


def database_key(keys: DatabaseKeys, folder: Path) -> bytes:
    """Return the key of a data folder; draw one for a new folder.

    Raises:
        SecretsUnavailable: If there is a database but its key cannot be had: a new one would
            bury the old one.
    """
    if keys.exists:
        return keys.key()
    if any((folder / name).exists() for name in (DATABASE_NAME, NEXT_NAME)):
        raise SecretsUnavailable(
            "keys.json manque à côté de la base : remettez-le depuis la sauvegarde du dossier."
        )
    return keys.make()


def open_whole(
    folder: Path, key: bytes, now_utc: datetime
) -> tuple[Database, SalvageReport | None]:
    """Return the database of a folder, every page of it verified and its schema current.

    Args:
        folder: Data folder; locked by this process.
        key: Its key.
        now_utc: For the name of the folder in which a damaged file is set aside.

    Returns:
        The database, and what was salvaged if it was damaged.
    """
    path, fresh = folder / DATABASE_NAME, folder / NEXT_NAME
    # a cut between setting the old file aside and naming the new one ends here
    if fresh.exists():
        if path.exists():
            remove_database(fresh)
        else:
            # the log of the old file may still wait here: it is not that of the new one
            if any(path.with_name(f"{path.name}{end}").exists() for end in _COMPANIONS):
                set_aside(folder, now_utc)
            fresh.replace(path)
    try:
        database = open_database(path, key)
        faults = database.damage()
        if not faults:
            migrate(database)
            return database, None
        database.close()
    except StorageDamaged as error:
        faults = (str(error),)
    report = _salvaged(folder, key, now_utc, faults)
    database = open_database(path, key)
    migrate(database)
    return database, report


def set_aside(folder: Path, now_utc: datetime) -> Path:
    """Move the database and its log out of the way; return where they wait."""
    place = folder / SET_ASIDE_NAME / now_utc.strftime("%Y-%m-%dT%H%M%SZ")
    while place.exists():
        place = place.with_name(f"{place.name}-bis")
    place.mkdir(mode=0o700, parents=True)
    for end in _COMPANIONS:
        part = folder / f"{DATABASE_NAME}{end}"
        if part.exists():
            part.replace(place / part.name)
    return place


def _salvaged(
    folder: Path, key: bytes, now_utc: datetime, faults: tuple[str, ...]
) -> SalvageReport:
    from kiosk.storage.salvage import salvage

    path, fresh = folder / DATABASE_NAME, folder / NEXT_NAME
    remove_database(fresh)
    new = open_database(fresh, key)
    migrate(new)
    new.close()
    tables = salvage(path, fresh, key)
    closing = open_database(fresh, key)
    closing.forget_erased()
    closing.close()
    place = set_aside(folder, now_utc)
    fresh.replace(path)
    report = SalvageReport(place, faults, tables)
    content = {
        "faults": faults,
        "n_read": report.n_read,
        "n_holes": report.n_holes,
        "tables": [asdict(table) for table in tables],
    }
    write_private(place / REPORT_NAME, json.dumps(content, indent=1).encode())
    return report


def remove_database(path: Path) -> None:
    """Erase a database with its log; harmless if there is none."""
    for end in _COMPANIONS:
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
