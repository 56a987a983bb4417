# SPDX-License-Identifier: AGPL-3.0-or-later
"""Export files written whole or not at all.

The file is written beside its final place under a hidden name, brought to the disk, then
renamed: a full disk, a key pulled out or a cut of power never leaves half a file under the name
that a person will open.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from kiosk.foundation.errors import StorageFull, StorageReadOnly
from kiosk.foundation.platform import flush_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def fresh_of(path: Path) -> Path:
    """Return where a file lies until it is whole."""
    return path.with_name(f".{path.name}.new")


def _unnoted(_n_rows: int) -> None:
    """Note nothing."""


def write_whole(
    path: Path, write: Callable[[BinaryIO], int], note: Callable[[int], None] = _unnoted
) -> int:
    """Write a file by `write` and give it its name once it is whole.

    Args:
        path: Final place; an older file there is replaced.
        write: Writes the content to a binary stream and says how many rows it holds.
        note: Told of these rows once all bytes lie on the disk; what cannot be noted gets no name.

    Returns:
        What `write` said.

    Raises:
        StorageFull: If there is no room; the older file stands.
        StorageReadOnly: If the folder is missing or cannot be written, or the name is that of a
            folder or a device, which no file may replace; what was there stands.
    """
    fresh = fresh_of(path)
    try:
        if path.exists() and not path.is_file():
            raise StorageReadOnly("Le fichier ne peut pas être écrit là : choisissez un autre nom.")
        with fresh.open("wb") as file:
            n_rows = write(file)
            file.flush()
            os.fsync(file.fileno())
        note(n_rows)
        fresh.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise _known(error, path) from error
    finally:
        # A folder that vanished (a key pulled out) has nothing left to clean.
        if os.path.lexists(fresh):
            fresh.unlink(missing_ok=True)
    return n_rows


def _known(error: OSError, path: Path) -> StorageFull | StorageReadOnly:
    if error.errno in _NO_ROOM:
        return StorageFull("Il n’y a plus de place pour le fichier : choisissez un autre dossier.")
    if not _is_folder(path.parent):
        return StorageReadOnly("Le dossier du fichier n’existe pas : choisissez-en un autre.")
    return StorageReadOnly("Le fichier ne peut pas être écrit là : choisissez un autre dossier.")


def _is_folder(path: Path) -> bool:
    """Say whether a folder is there; a dying key does not even tell that."""
    try:
        return path.is_dir()
    except OSError:
        return False
