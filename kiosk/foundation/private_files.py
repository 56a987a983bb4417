# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small private files written whole or not at all."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from kiosk.foundation.errors import StorageFull, StorageReadOnly
from kiosk.foundation.platform import flush_folder, open_private

if TYPE_CHECKING:
    from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, at once, readable by this account only.

    After a power cut the file is the old one or the new one, never a mixture.

    Raises:
        StorageFull: If the disk has no room; the old file stands.
        StorageReadOnly: If the folder cannot be written; the old file stands.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(open_private(fresh), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        fresh_is_there = os.path.lexists(fresh)
        if fresh_is_there:
            fresh.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise StorageFull(f"Le disque de {path.parent} est plein.") from error
        raise StorageReadOnly(
            f"{path} ne peut pas être écrit : vérifiez les droits du dossier."
        ) from error
