# SPDX-License-Identifier: AGPL-3.0-or-later
"""The encrypted database of a kiosk: opening, transactions, copies, the errors of the disk.

SQLCipher with a raw key, write-ahead log, every commit brought to the disk, freed bytes
overwritten, nothing temporary outside memory.

Source: https://www.zetetic.net/sqlcipher/sqlcipher-api/ and https://www.sqlite.org/pragma.html.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from kiosk.foundation.errors import (
    FolderInUse,
    KnownError,
    StorageDamaged,
    StorageFull,
    StorageReadOnly,
)
from kiosk.foundation.platform import keep_private, open_private
from kiosk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

    from kiosk.domain.outbox import Identity

KEY_BYTES = 32
_BUSY_MS = 5_000
_PRIMARY_CODE = 0xFF
_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN = 5, 6, 8, 10, 11, 13, 14
_NOT_A_DATABASE = 26
_DAMAGED = (
    StorageDamaged,
    "La base est abîmée : la borne la met de côté au prochain démarrage.",
)
_NOT_WRITABLE = (StorageReadOnly, "Le dossier ne peut pas être écrit : vérifiez ses droits.")
_OCCUPIED = (FolderInUse, "La base est occupée par un autre programme : fermez-le.")
_KNOWN: dict[int, tuple[type[KnownError], str]] = {
    _FULL: (StorageFull, "Le disque est plein : libérez de la place, rien n’est perdu."),
    # the driver does not say which: a quota or a failing disk, but no page that is wrong
    _IO: (StorageFull, "Le disque n’écrit plus, il est plein ou en panne : rien n’est perdu."),
    _READ_ONLY: _NOT_WRITABLE,
    _CANNOT_OPEN: _NOT_WRITABLE,
    _BUSY: _OCCUPIED,
    _LOCKED: _OCCUPIED,
    _CORRUPT: _DAMAGED,
    _NOT_A_DATABASE: _DAMAGED,
}
_TEXTS = {
    "disk image is malformed": _CORRUPT,
    "not a database": _NOT_A_DATABASE,
    "disk I/O error": _IO,
    "disk is full": _FULL,
    "readonly database": _READ_ONLY,
    "unable to open": _CANNOT_OPEN,
    "is locked": _BUSY,
}


class Database:
    """An open database; closed by `close`."""

    def __init__(self, path: Path, engine: Engine, key: bytes) -> None:
        """Keep what `open_database` made."""
        self._path = path
        self._engine = engine
        self._key = key
        self._committed: Callable[[Sequence[Identity]], None] | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def unit_of_work(self) -> UnitOfWork:
        """Return a write transaction for one ``with`` block."""
        return UnitOfWork(self._engine, self._committed)

    def tell_commits(self, listener: Callable[[Sequence[Identity]], None]) -> None:
        """Tell `listener`, after each commit, what it appended to the outbox."""
        self._committed = listener

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is taken back unless committed."""
        with self._engine.connect() as connection:
            yield connection

    def forget_erased(self) -> None:
        """Bring the log into the file and cut it, so that erased bytes are in neither."""
        with translated_errors(), closing(_connect(self._path, self._key)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def damage(self) -> tuple[str, ...]:
        """Return what is wrong with the file; nothing when every page is as it was written.

        Reads the whole file: 20 ms for 7 MB on the machine of docs/benchmarks.md.
        """
        with closing(_connect(self._path, self._key)) as connection:
            return _damage(connection)

    def copy_to(self, target: Path) -> None:
        """Write an encrypted copy, under the same key, of the state of this instant.

        Raises:
            StorageFull: If the disk has no room; no file is left.
            StorageReadOnly: If the folder of `target` cannot be written.
        """
        copy_database(self._path, target, self._key)

    def copy_from(self, source: Path, target: Path) -> None:
        """Copy another file of the same key to `target`.

        Raises:
            StorageFull: If the disk has no room; no file is left.
            StorageDamaged: If `source` cannot be read.
        """
        copy_database(source, target, self._key)

    def opens(self, file: Path) -> bool:
        """Say whether a file is a whole database of the same key."""
        return is_readable(file, self._key)

    def close(self) -> None:
        """Close every connection; the log is brought into the file."""
        self._engine.dispose()


def open_database(path: Path, key: bytes, *, read_only: bool = False) -> Database:
    """Open the database of a kiosk; make an empty one if there is none.

    Args:
        path: The file; made readable by this account only.
        key: 32 random bytes.
        read_only: Refuse every write, for commands that look at a running kiosk.

    Raises:
        StorageDamaged: If the file is no database of this key.
        StorageReadOnly: If the folder cannot be written.
        StorageFull: If the disk has no room.
    """
    _make_private(path)

    def connect() -> driver.Connection:
        return _connect(path, key, read_only=read_only)

    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=connect,
        pool_size=1,
        max_overflow=2,
        hide_parameters=True,
        poolclass=QueuePool,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        original = context.original_exception
        known = known_error(original)
        if known is not None:
            raise known from original

    with translated_errors(), closing(connect()) as first:
        first.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return Database(path, engine, key)


def copy_database(source: Path, target: Path, key: bytes) -> None:
    """Copy a database page by page under the same key; the target appears whole or not at all.

    Source: https://www.sqlite.org/backup.html.

    Raises:
        StorageFull: If the disk has no room; no file is left.
        StorageReadOnly: If the folder of `target` cannot be written.
        StorageDamaged: If the source cannot be read.
    """
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        _make_private(fresh)
        with (
            translated_errors(),
            closing(_connect(source, key, write_ahead=False)) as old,
            closing(_connect(fresh, key, write_ahead=False)) as new,
        ):
            old.backup(new)
            # a copy stands alone: no log beside it, readable from a read-only disk
            new.execute("PRAGMA journal_mode = DELETE").fetchone()
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError as error:
        raise StorageReadOnly(f"{target} ne peut pas être écrit.") from error
    finally:
        fresh.unlink(missing_ok=True)


def is_readable(path: Path, key: bytes) -> bool:
    """Say whether a file is a whole database of this key."""
    try:
        with translated_errors(), closing(_connect(path, key, write_ahead=False)) as connection:
            (n_tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return n_tables > 0 and not _damage(connection)
    except KnownError:
        return False


def known_error(error: BaseException) -> KnownError | None:
    """Return the error of ours for one of SQLite, by its result code; nothing if it is a bug.

    Source: https://www.sqlite.org/rescode.html.
    """
    if not isinstance(error, driver.Error):
        return None
    code = int(getattr(error, "sqlite_errorcode", 0) or 0) & _PRIMARY_CODE
    kind, sentence = _KNOWN.get(code or _code_of_text(str(error)), (None, ""))
    return None if kind is None else kind(sentence)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the driver's errors of the block into ours.

    Raises:
        KnownError: As `known_error` says.
    """
    try:
        yield
    except driver.Error as error:
        known = known_error(error)
        if known is None:
            raise
        raise known from error


def connect_raw(path: Path, key: bytes) -> driver.Connection:
    """Return a bare connection of the driver, for salvage; closed by the caller."""
    return _connect(path, key, write_ahead=False)


def _code_of_text(text: str) -> int:
    """Return the code of an error that the driver raises without one."""
    return next((code for part, code in _TEXTS.items() if part in text), 0)


def _connect(
    path: Path, key: bytes, *, read_only: bool = False, write_ahead: bool = True
) -> driver.Connection:
    connection = driver.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        elif write_ahead:
            with translated_errors():
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _damage(connection: driver.Connection) -> tuple[str, ...]:
    try:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        rows = rows or [
            row for row in connection.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"
        ]
    except driver.Error as error:
        return (str(error),)
    return tuple(str(row[0]) for row in rows)


def _make_private(path: Path) -> None:
    try:
        os.close(open_private(path))
    except FileExistsError:
        keep_private(path)
    except OSError as error:
        raise StorageReadOnly(
            f"Le dossier {path.parent} ne peut pas être écrit : vérifiez ses droits."
        ) from error
