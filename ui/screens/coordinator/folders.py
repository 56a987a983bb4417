# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a coordinator's files go: a USB key that is plugged in, else the folder of exports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where Debian's and Ubuntu's desktops mount keys (udisks2): one folder a user, one a key.
MOUNT_ROOTS = (Path("/media"), Path("/run/media"))


def usb_folders(roots: Sequence[Path] = MOUNT_ROOTS) -> tuple[Path, ...]:
    """Return the keys that are plugged in and can be written, in the order of their names."""
    folders = (folder for root in roots for folder in sorted([*root.glob("*"), *root.glob("*/*")]))
    return tuple(
        folder for folder in folders if os.path.ismount(folder) and os.access(folder, os.W_OK)
    )


def export_folder(own: Path, roots: Sequence[Path] = MOUNT_ROOTS) -> Path:
    """Return the first key, else the folder `own`, made if it is not there."""
    keys = usb_folders(roots)
    if keys:
        return keys[0]
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    return own
