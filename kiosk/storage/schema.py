# SPDX-License-Identifier: AGPL-3.0-or-later
"""The version of the schema: what it is, what it should be, how to get there.

Migrations go forward only. Alembic is imported only when there is something to do, and the
database is copied to ``backups/`` before anything is changed in it.
"""

from __future__ import annotations

import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from kiosk.foundation.errors import KnownError
from kiosk.storage.migrations import versions
from kiosk.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from kiosk.storage.engine import Database

VERSION_TABLE = "alembic_version"
BACKUPS_NAME = "backups"
_MIGRATIONS = Path(versions.__file__).resolve().parents[1]


def head_version() -> str:
    """Return the version that this program needs: the highest of its migrations."""
    return max(module.name for module in pkgutil.iter_modules(versions.__path__))


def stored_version(database: Database) -> str:
    """Return the version of a database; empty in a new one."""
    with database.connection() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return ""
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
        return str(found.scalar_one_or_none() or "")


def migrate(database: Database) -> tuple[str, str]:
    """Bring a database to the version of this program.

    Returns:
        The version before and after; equal when there was nothing to do.

    Raises:
        KnownError: If the database is newer than the program.
        StorageFull: If there is no room for the copy or the change; the database is as before.
    """
    before, head = stored_version(database), head_version()
    if before == head:
        return before, head
    if before > head:
        raise KnownError(
            f"La base est à la version {before}, ce programme ne connaît que {head} : "
            "installez la version du programme qui l’a écrite."
        )
    if before:
        folder = database.path.parent / BACKUPS_NAME
        folder.mkdir(mode=0o700, exist_ok=True)
        database.copy_to(folder / f"avant-{head}-depuis-{before}.db")
    _upgrade(database)
    return before, head


def whole_metadata() -> MetaData:
    """Return the tables of every noun, for the test that compares them with the migrations."""
    from kiosk.storage import (  # noqa: F401 - each adds its tables to the metadata
        absence_plans,
        agenda,
        appointments,
        attendance,
        board,
        booking_intents,
        erasure_log,
        exchange,
        export_journal,
        holds,
        lease_recalls,
        leases,
        places,
        publications,
        requests,
        step_counts,
        waiting_queue,
        workshops,
    )

    return metadata


def _upgrade(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
