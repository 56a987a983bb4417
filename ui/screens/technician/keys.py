# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of content on the USB keys that are plugged in, for the technician to choose from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kiosk.content.packs import archive, recall_file
from ui.screens.coordinator.folders import MOUNT_ROOTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST_FILES = 6
_SUFFIXES = (archive.SUFFIX, recall_file.SUFFIX)


def content_files(roots: Sequence[Path] = MOUNT_ROOTS) -> tuple[Path, ...]:
    """Return the packs and lists of recalls that lie on a key, not in its folders; six at most."""
    found: list[Path] = []
    for folder in _keys(roots):
        try:
            with os.scandir(folder) as entries:
                names = sorted(
                    entry.name
                    for entry in entries
                    if entry.name.endswith(_SUFFIXES) and entry.is_file(follow_symlinks=False)
                )
        except OSError:  # pulled out meanwhile
            continue
        found.extend(folder / name for name in names)
    return tuple(found[:MOST_FILES])


def _keys(roots: Sequence[Path]) -> Iterator[Path]:
    for root in roots:
        for folder in sorted([*root.glob("*"), *root.glob("*/*")]):
            if os.path.ismount(folder):
                yield folder


def is_recall(path: Path) -> bool:
    """Say whether a file is a list of recalls, by its ending."""
    return path.name.endswith(recall_file.SUFFIX)
