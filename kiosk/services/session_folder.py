# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one folder in which everything that a session writes lives, and dies.

In memory where the system has such a folder; else in the data folder, where files are
overwritten before they are removed. One left by a killed session is destroyed at the next start.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.foundation.errors import BugError, StorageReadOnly
from kiosk.foundation.platform import keep_private, memory_folders

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER_NAME = "session"
_PREFIX = "sixieme-quartier-"
_CHUNK_BYTES = 1 << 16
_PARTS = ("home", "cache", "config", "data", "run", "tmp", "scans", "downloads", "speech")


class SessionFolder:
    """The private folder of the session of the moment."""

    def __init__(
        self, data_folder: Path, *, in_memory: Callable[[], tuple[Path, ...]] = memory_folders
    ) -> None:
        """Choose the place; `in_memory` names the folders that live in memory."""
        places = in_memory()
        mark = hashlib.sha256(str(data_folder.resolve()).encode()).hexdigest()[:12]
        self._is_in_memory = bool(places)
        self._path = (
            places[0] / f"{_PREFIX}{mark}" if self._is_in_memory else data_folder / FOLDER_NAME
        )
        self._others = tuple(place / f"{_PREFIX}{mark}" for place in places[1:])
        self._others += (data_folder / FOLDER_NAME,) if self._is_in_memory else ()

    @property
    def path(self) -> Path:
        """Where the folder is, or would be."""
        return self._path

    def create(self) -> Path:
        """Make the folder, empty, closed to others; what an earlier session left is destroyed.

        Raises:
            StorageReadOnly: If it cannot be made.
            BugError: If something that is not ours stands in its place.
        """
        self.destroy()
        try:
            self._path.mkdir(mode=0o700, parents=True)
            for part in _PARTS:
                (self._path / part).mkdir(mode=0o700)
        except OSError as error:
            raise StorageReadOnly(f"{self._path} ne peut pas être créé.") from error
        keep_private(self._path)
        return self._path

    def environment(self) -> dict[str, str]:
        """Return the variables that keep programs started by a session inside its folder."""
        return {
            "HOME": str(self._path / "home"),
            "XDG_CACHE_HOME": str(self._path / "cache"),
            "XDG_CONFIG_HOME": str(self._path / "config"),
            "XDG_DATA_HOME": str(self._path / "data"),
            "XDG_STATE_HOME": str(self._path / "data"),
            "XDG_DOWNLOAD_DIR": str(self._path / "downloads"),
            "TMPDIR": str(self._path / "tmp"),
            "TEMP": str(self._path / "tmp"),
            "TMP": str(self._path / "tmp"),
        }

    def destroy(self) -> None:
        """Destroy the folder with everything in it; harmless if there is none.

        Raises:
            StorageReadOnly: If something in it cannot be removed.
            BugError: If a link stands in its place: it is never followed.
        """
        for path in (self._path, *self._others):
            if path.is_symlink():
                raise BugError("a link stands in the place of the session folder")
            if not path.exists():
                continue
            try:
                if not self._is_in_memory or path != self._path:
                    _overwrite(path)
                shutil.rmtree(path)
            except OSError as error:
                raise StorageReadOnly(f"{path} ne peut pas être détruit.") from error


def _overwrite(folder: Path) -> None:
    """Write zeros over every file of a folder that lives on a disk, as far as the disk obeys."""
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.is_symlink() or not path.is_file():
                continue
            path.chmod(0o600)
            left = path.stat().st_size
            with path.open("r+b") as file:
                while left > 0:
                    left -= file.write(b"\0" * min(left, _CHUNK_BYTES))
                file.flush()
                os.fsync(file.fileno())
