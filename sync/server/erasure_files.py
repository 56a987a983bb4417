# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups and exports that lie in folders of settings, erased some days after they were written."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sync.server.config import DatedFolder

log = logging.getLogger(__name__)


def erase_old_copies(folders: Iterable[DatedFolder], now_utc: datetime) -> int:
    """Erase the plain files of some folders that are older than they may be; return how many.

    Folders below and links are left alone: what is erased was surely written there.
    """
    n_erased = 0
    for folder in folders:
        oldest = now_utc - timedelta(days=folder.days)
        for file in _files_of(folder.path):
            n_erased += _erased_if_older(file, oldest)
    return n_erased


def _files_of(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_file() and not one.is_symlink())
    except OSError:
        return []  # nothing was ever written there


def _erased_if_older(file: Path, oldest: datetime) -> bool:
    try:
        if datetime.fromtimestamp(file.stat().st_mtime, tz=UTC) >= oldest:
            return False
        file.unlink()
    except OSError as error:
        log.warning("a copy was not erased: %s", type(error).__name__)
        return False
    return True
