# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private PostgreSQL for tests: a cluster of its own, run by an ordinary account, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

from sync.server.storage.engine import open_city_database

BIN = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"
_NAMES = count(1)
_TEMPLATE = "city_template"


class PostgresCluster:
    """A cluster in a temporary folder, reached by a socket in it."""

    def __init__(self, place: Path | None = None, *, is_durable: bool = False) -> None:
        """Start a cluster.

        Args:
            place: Folder for its own; the system's temporary one when left out.
            is_durable: Whether a commit waits for the disk; tests need none of that.
        """
        self._options = _as_account()
        self._has_template = False
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=place))
        if "user" in self._options:
            entry = pwd.getpwnam(ACCOUNT)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.folder.chmod(0o755)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8", "-N")
        fsync = "on" if is_durable else "off"
        settings = f"-k {self.folder} -h '' -c fsync={fsync} -c max_connections=30"
        self._run(
            "pg_ctl", "-D", str(data), "-w", "-o", settings, "-l", str(self.folder / "log"), "start"
        )

    def new_database(self) -> str:
        """Return the address of a fresh database, empty and of the present schema."""
        if not self._has_template:
            self._make(_TEMPLATE)
            open_city_database(self.folder, "essai", self._address(_TEMPLATE)).close()
            self._has_template = True
        name = f"city_{os.getpid()}_{next(_NAMES)}"
        self._make(name, "-T", _TEMPLATE)
        return self._address(name)

    def bare_database(self) -> str:
        """Return the address of a fresh database without any table."""
        name = f"bare_{os.getpid()}_{next(_NAMES)}"
        self._make(name)
        return self._address(name)

    def _make(self, name: str, *options: str) -> None:
        self._run("createdb", "-h", str(self.folder), "-U", "test", *options, name)

    def _address(self, name: str) -> str:
        return f"postgresql://test@/{name}?host={self.folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(BIN / program), *arguments],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            **self._options,
        )


def _as_account() -> dict:
    """PostgreSQL refuses to run as root: it gets its own account there."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(ACCOUNT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
