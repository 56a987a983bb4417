# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the machine's disk asks for one commit, however it is made: the floors of every write."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

PAGE_BYTES = 4096


class BarePage:
    """One page of a file, written and brought to the disk."""

    def __init__(self, folder: Path) -> None:
        """Make the file, long enough that writing it again allocates nothing."""
        self._file = os.open(folder / "page.bin", os.O_CREAT | os.O_RDWR, 0o600)
        self._page = os.urandom(PAGE_BYTES)
        self.took_ms()

    def took_ms(self) -> float:
        """Write the page; return the milliseconds until it is on the disk."""
        began = time.perf_counter()
        os.pwrite(self._file, self._page, 0)
        os.fsync(self._file)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


class BareCommit:
    """One row inserted in a bare SQLCipher file with the pragmas of the product, no more."""

    def __init__(self, folder: Path) -> None:
        """Make the file and its one table."""
        path = str(folder / "bare.db")
        self._connection = sqlcipher.connect(path, isolation_level=None)
        self._connection.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("PRAGMA journal_mode = WAL").fetchone()
        self._connection.execute("CREATE TABLE row (at REAL, word TEXT)")

    def took_ms(self) -> float:
        """Insert a row; return the milliseconds until its commit is on the disk."""
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO row VALUES (?, ?)", (began, "x" * 200))
        self._connection.execute("COMMIT")
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def bulk_ms(file: Path, rows: Iterable[bytes]) -> float:
    """Insert rows in a bare SQLite file at once; return the milliseconds until they are safe."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS record (body BLOB)")
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO record VALUES (?)", [(row,) for row in rows])
    connection.execute("COMMIT")
    took_ms = (time.perf_counter() - began) * 1000
    connection.close()
    return took_ms
