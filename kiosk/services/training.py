# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder in which people practise: a whole centre beside the real one, never mixed with it.

It lies in the data folder and has a database, keys and a lock of its own. A note beside its
database tells that it is one, and since when: it is erased whole on demand, after a cut while it
was made, and thirty days after.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import SecretsUnavailable, StorageReadOnly
from kiosk.foundation.private_files import write_private
from kiosk.foundation.secrets import open_secrets
from kiosk.foundation.settings import SETTINGS_NAME
from kiosk.services.keys import WRAP_SECRET
from kiosk.services.training_mark import NOTE_NAME, is_training_folder

if TYPE_CHECKING:
    from pathlib import Path

FOLDER_NAME: Final = "training"
KEPT: Final = timedelta(days=30)
_MADE, _READY = "made", "ready"


class TrainingFolder:
    """The folder for practice of a data folder."""

    def __init__(self, real: Path) -> None:
        """Lie in the data folder `real`."""
        self._real = real
        self.path = real / FOLDER_NAME

    def prepare(self, today: date) -> None:
        """Make the folder, or make it anew where it is too old or was never finished.

        The settings are those of the real machine, so that one practises on the same one.

        Raises:
            StorageReadOnly: If it cannot be written or erased.
        """
        if self._is_usable(today):
            return
        self.erase()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self.path.iterdir()):
                raise StorageReadOnly(f"{self.path} contient autre chose : déplacez-le.")
            self._note(today.isoformat(), is_ready=False)
            with suppress(FileNotFoundError):
                settings = (self._real / SETTINGS_NAME).read_bytes()
                write_private(self.path / SETTINGS_NAME, settings)
        except OSError as error:
            raise StorageReadOnly(f"{self.path} ne peut pas être écrit.") from error

    def set_ready(self) -> None:
        """Note that everything to practise with is there."""
        self._note(self._read().get(_MADE, ""), is_ready=True)

    @property
    def is_ready(self) -> bool:
        """Whether everything to practise with is there."""
        return self._read().get(_READY) is True

    def begin_anew(self) -> None:
        """Let the next start make everything again: nothing that was practised stays."""
        if is_training_folder(self.path):
            self._note("", is_ready=False)

    def erase_if_old(self, today: date) -> bool:
        """Erase what was made more than thirty days ago; return whether it was.

        Raises:
            StorageReadOnly: If it cannot be erased.
        """
        if not is_training_folder(self.path) or self._is_recent(today):
            return False
        self.erase()
        return True

    def erase(self) -> None:
        """Erase the folder and its secret; one that is not for practice is left alone.

        Raises:
            StorageReadOnly: If it cannot be erased.
        """
        if self.path.is_symlink() or not is_training_folder(self.path):
            return
        with suppress(SecretsUnavailable):
            open_secrets(self.path).delete(WRAP_SECRET)
        try:
            shutil.rmtree(self.path)
        except OSError as error:
            raise StorageReadOnly(f"{self.path} ne peut pas être effacé.") from error

    def _is_usable(self, today: date) -> bool:
        return self.is_ready and self._is_recent(today)

    def _is_recent(self, today: date) -> bool:
        try:
            made = date.fromisoformat(str(self._read().get(_MADE, "")))
        except ValueError:
            return False
        return timedelta(0) <= today - made <= KEPT

    def _read(self) -> dict[str, object]:
        try:
            note = json.loads((self.path / NOTE_NAME).read_bytes())
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _note(self, made: object, *, is_ready: bool) -> None:
        note = json.dumps({_MADE: made, _READY: is_ready})
        write_private(self.path / NOTE_NAME, note.encode("ascii"))
