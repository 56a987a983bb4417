# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of the database, and going back to one.

A copy is encrypted with the key of the database and holds no key; the city's wrap of that key
lies beside it, so that the city can open the copy of a machine that is gone. Going back always
begins a new incarnation, and what had to be erased meanwhile is erased again. What was given to
people outside stays known: a month counted anew would tell by its differences what was hidden.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kiosk.foundation.errors import KnownError, Refused, StorageReadOnly
from kiosk.foundation.private_files import write_private
from kiosk.services.device import IncarnationReason
from kiosk.services.opening import NEXT_NAME, remove_database, set_aside
from kiosk.services.training_mark import refuse_in_training
from kiosk.storage.engine import open_database
from kiosk.storage.schema import BACKUPS_NAME, migrate

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.foundation.clock import Clock
    from kiosk.services.device import DeviceService
    from kiosk.services.erasure import ErasureService
    from kiosk.services.keys import DatabaseKeys
    from kiosk.storage.engine import Database

KEYS_SUFFIX = ".keys.json"


class BackupService:
    """Copies one data folder's database and puts a copy back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        device: DeviceService,
        erasure: ErasureService,
        keys: DatabaseKeys,
    ) -> None:
        """Serve one data folder."""
        self._database = database
        self._clock = clock
        self._device = device
        self._erasure = erasure
        self._keys = keys

    def backup(self, file: Path) -> Path:
        """Copy the database to a file, which appears whole or not at all.

        Raises:
            Refused: ``file_in_data_folder`` elsewhere in the data folder than in ``backups/``;
                ``training_folder`` where people practise.
            StorageReadOnly: If the folder of `file` does not exist or cannot be written.
            StorageFull: If there is no room; no file is left.
            KnownError: If the copy does not read back.
        """
        refuse_in_training(self._database)
        refuse_inside(self._database.path.parent, file)
        if not file.parent.is_dir():
            raise StorageReadOnly(f"Le dossier {file.parent} n’existe pas : créez-le d’abord.")
        self._database.copy_to(file)
        if not self._database.opens(file):
            file.unlink(missing_ok=True)
            raise KnownError("La copie ne se relit pas : le disque de destination est en cause.")
        wrap = self._keys.recovery_wrap()
        if wrap is not None:
            content = json.dumps({"recovery": wrap}).encode()
            write_private(file.with_name(f"{file.name}{KEYS_SUFFIX}"), content)
        return file

    def restore(self, file: Path) -> str:
        """Put a copy in the place of the database, which is set aside.

        Returns:
            The new incarnation.

        Raises:
            KnownError: If `file` is not a whole copy made under the key of this folder, or is
                newer than the program; nothing is changed.
        """
        if not file.is_file() or not self._database.opens(file):
            raise KnownError(
                f"{file} n’est pas une sauvegarde lisible de cette borne : choisissez-en une autre."
            )
        path = self._database.path
        fresh = path.with_name(NEXT_NAME)
        self._database.copy_from(file, fresh)
        try:
            self._bring_up(fresh)
        except BaseException:
            remove_database(fresh)
            raise
        known = self._device.clock_trust()
        self._database.close()
        set_aside(path.parent, self._clock.now_utc())
        fresh.replace(path)
        self._device.start(IncarnationReason.RESTORE)
        self._device.keep_clock(known)
        self._erasure.run()
        return self._device.identity().incarnation

    def _bring_up(self, fresh: Path) -> None:
        """Make a copy ready to take the place of the database: its schema, what was given out."""
        with self._database.unit_of_work() as uow:
            given, visits = uow.publications.every(), uow.publications.visits()
        database = open_database(fresh, self._keys.key())
        try:
            migrate(database)
            with database.unit_of_work() as uow:
                known = {entry.period for entry in uow.publications.every()}
                for entry in given:
                    if entry.period not in known:
                        uow.publications.add(entry)
                uow.publications.note_visits(visits)
                uow.commit()
        finally:
            database.close()


def refuse_inside(folder: Path, file: Path) -> None:
    """Refuse to write among the files of a data folder, where it could bury the key or the rows.

    Raises:
        Refused: ``file_in_data_folder``, but for ``backups/``.
    """
    place, data = file.resolve(), folder.resolve()
    if place.is_relative_to(data) and not place.is_relative_to(data / BACKUPS_NAME):
        raise Refused("file_in_data_folder")
