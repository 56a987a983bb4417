# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a file may go, so that it takes the place of none but an older one of the same machine.

Machines of one city carry their files on one key, under names that tell kind and days alone. What
a machine wrote itself it knows by the hash in its journal; anything else, a file of another machine
or one that somebody changed, stays, and the new one gets « -2 ».
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kiosk.exports.registry import ExportKind
from kiosk.exports.whole_file import fresh_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWN_FOLDER: Final = "exports"
"""Folder of a machine's own where files go when there is no key."""

_DAY: Final = r"\d{4}-\d\d-\d\d"
_ENDINGS: Final = "|".join(sorted({re.escape(kind.extension) for kind in ExportKind}))
_HALF: Final = re.compile(rf"\.[a-z-]+-{_DAY}-{_DAY}(-\d+)?({_ENDINGS})\.new")


def free_place(file: Path, is_own: Callable[[str], bool]) -> Path:
    """Return `file`, or the same name with « -2 », « -3 »… where that is another's.

    Args:
        file: The place asked for.
        is_own: Says whether this machine made a file of some hash.
    """
    number, place = 1, file
    while _is_anothers(place, is_own):
        number += 1
        place = file.with_name(f"{file.stem}-{number}{file.suffix}")
    return place


def forget_halves(folder: Path, started_utc: datetime) -> int:
    """Delete what an earlier start left of files of ours that it did not finish; return how many.

    Args:
        folder: Where files go: this machine's own folder, or a key.
        started_utc: When the running program started: what is younger is being written.
    """
    n_gone = 0
    with suppress(OSError):  # a dying key: the writing tells what is wrong
        for path in [one for one in folder.glob(fresh_of(folder / "*").name) if _is_half(one)]:
            if datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < started_utc:
                path.unlink()
                n_gone += 1
    return n_gone


def _is_anothers(place: Path, is_own: Callable[[str], bool]) -> bool:
    """Say whether a file stands there that is not ours; the writing tells of all else."""
    try:
        return place.is_file() and not is_own(_sha256(place))
    except OSError:
        return False  # a dying key


def _is_half(path: Path) -> bool:
    return bool(_HALF.fullmatch(path.name)) and path.is_file() and not path.is_symlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
