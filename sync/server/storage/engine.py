# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the city's database: SQLite beside the server by default, PostgreSQL for a city.

SQLite has one writer, so one lock in the process stands before it and a waiting request never
meets "database is locked"; PostgreSQL serialises by the rows that a transaction locks.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from kiosk.foundation.errors import ConfigInvalid, StorageDamaged, StorageFull
from sync.server.storage.migrate import migrate
from sync.server.storage.unit import CityUnit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

# What the database says when it cannot do its work, whichever database it is.
DatabaseFault = DBAPIError
_BUSY_MS = 20_000
_READS = "ecn_reads"
_POOL = 16  # a connection beyond is made anew each time: a process of PostgreSQL
_VACUUM = "VACUUM record, aside, raw_batch, appointment, appointment_request, contact, incarnation"


class CityDatabase:
    """The database of one city; each `transaction` is committed whole or not at all."""

    def __init__(self, engine: Engine, city: str) -> None:
        """Serve one city out of an engine whose schema is current."""
        self._engine = engine
        self.city = city
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._writer: AbstractContextManager[object] = (
            threading.Lock() if self._is_sqlite else nullcontext()
        )

    @contextmanager
    def transaction(self) -> Iterator[CityUnit]:
        """Do several things as one; an exception takes all of them back."""
        with self._writer, self._engine.begin() as connection:
            yield CityUnit(connection, self.city)

    @contextmanager
    def reading(self) -> Iterator[CityUnit]:
        """Read one state of everything while others write; nothing may be written in it.

        What lasts long (figures, exports) reads here, so that no machine waits for it.
        """
        level = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect() as plain:
            connection = plain.execution_options(**{_READS: True}, **level)
            with connection.begin():
                yield CityUnit(connection, self.city)

    def scrub(self) -> None:
        """Let nothing of what was erased stay in files: the log of SQLite, dead rows of PostgreSQL.

        Source: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint, TRUNCATE; PostgreSQL 15,
        VACUUM.
        """
        with self._writer:
            connection = self._engine.raw_connection()
            try:
                if not self._is_sqlite:
                    connection.driver_connection.autocommit = True  # type: ignore[union-attr]
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if self._is_sqlite else _VACUUM)
                cursor.close()
            finally:
                connection.invalidate()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_city_database(folder: Path, city: str, url: str = "") -> CityDatabase:
    """Open, and bring to the present schema, the database of a city.

    Args:
        folder: Data folder of the server; holds ``city.db`` when no URL is given.
        city: Identifier of the city.
        url: ``postgresql://…`` or empty.

    Raises:
        ConfigInvalid: If the URL names another system, or the server does not answer.
        StorageDamaged: If the file is not a database of ours.
        StorageFull: If the disk of the file takes nothing more.
    """
    engine = _postgres(url) if url else _sqlite(folder / "city.db")
    try:
        migrate(engine)
    except OperationalError as error:
        engine.dispose()
        if not url:
            # The driver does not say which: no room, a failing disk, a folder that is shut.
            raise StorageFull(
                f"La base de {folder} ne s’écrit pas : libérez de la place, vérifiez les droits."
            ) from error
        raise ConfigInvalid("La base de données ne répond pas à cette adresse.") from error
    except DBAPIError as error:
        engine.dispose()
        raise StorageDamaged("La base de données du serveur n’est pas lisible.") from error
    return CityDatabase(engine, city)


def _postgres(url: str) -> Engine:
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres"} or not rest:
        raise ConfigInvalid("L’adresse de la base doit commencer par postgresql://")
    return create_engine(
        f"postgresql+psycopg://{rest}",
        pool_size=_POOL,
        hide_parameters=True,
        json_serializer=_json_text,
        json_deserializer=msgspec.json.decode,
    )


def _sqlite(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}",
        hide_parameters=True,
        json_serializer=_json_text,
        json_deserializer=msgspec.json.decode,
        connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    if not file.exists():
        file.touch(mode=0o600)
    return engine


def _json_text(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8")


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # sqlite3 would open transactions by itself, too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
