# SPDX-License-Identifier: AGPL-3.0-or-later
"""One writer at a time on a data folder.

The lock is the operating system's: it goes with the process, so a killed kiosk leaves nothing
to clean. The file ``lock`` stays; only its lock counts.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from kiosk.foundation.errors import FolderInUse, StorageFull, StorageReadOnly
from kiosk.foundation.platform import lock_exclusively

if TYPE_CHECKING:
    from io import BufferedRandom
    from pathlib import Path

LOCK_NAME = "lock"


class FolderLock:
    """The right of this process to write in a data folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is taken yet."""
        self._folder = folder
        self._file: BufferedRandom | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process holds the lock through this object."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock; the folder is made if it is missing.

        Raises:
            FolderInUse: If another process, or another kiosk of this process, holds it.
            StorageReadOnly: If the folder cannot be written.
            StorageFull: If the disk has no room for an empty file.
        """
        if self._file is not None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (self._folder / LOCK_NAME).open("a+b")
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise StorageFull(f"Le disque de {self._folder} est plein.") from error
            raise StorageReadOnly(
                f"Le dossier {self._folder} ne peut pas être écrit : vérifiez ses droits."
            ) from error
        if not lock_exclusively(file):
            file.close()
            raise FolderInUse(
                f"Le dossier {self._folder} est déjà ouvert par un autre programme : "
                "fermez la borne qui l’utilise, puis recommencez."
            )
        self._file = file

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None
