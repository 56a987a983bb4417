# SPDX-License-Identifier: AGPL-3.0-or-later
"""A note beside the database of how far the database had come.

A database put back from yesterday looks perfect from inside; only something outside can tell.
The note is one block of fixed length written in place after each commit, without waiting for
the disk: after a power cut it may be older than the database, never newer.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.outbox import OutboxLane
from kiosk.foundation.platform import machine_identity
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.domain.outbox import Identity

WITNESS_NAME = "witness"
_BLOCK_BYTES = 256


@dataclass(frozen=True, slots=True)
class Note:
    """How far the database had come.

    Attributes:
        incarnation: Its incarnation.
        fingerprint: The place of the folder.
        n_starts: Starts of the program.
        bookings: Last sequence of that lane.
        logs: Last sequence of that lane.
    """

    incarnation: str
    fingerprint: str
    n_starts: int
    bookings: int = 0
    logs: int = 0

    def is_ahead_of(self, other: Note) -> bool:
        """Say whether something written down here is missing in `other`."""
        return (
            self.n_starts > other.n_starts
            or self.bookings > other.bookings
            or self.logs > other.logs
        )


class Witness:
    """The note of one data folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self._path = folder / WITNESS_NAME
        self._note: Note | None = None

    def read(self) -> Note | None:
        """Return the note; nothing if there is none that can be read."""
        try:
            note = Note(**json.loads(self._path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        counts = (note.n_starts, note.bookings, note.logs)
        is_whole = all(isinstance(count, int) for count in counts)
        return note if is_whole else None

    def write(self, note: Note) -> None:
        """Write the note for good.

        Raises:
            StorageFull: If the disk has no room.
            StorageReadOnly: If the folder cannot be written.
        """
        write_private(self._path, _block(note))
        self._note = note

    def follow(self, appended: Sequence[Identity]) -> None:
        """Note what a commit appended to the outbox."""
        if self._note is None:
            return
        note = self._note
        for identity in appended:
            if identity.incarnation != note.incarnation:
                continue
            if identity.lane is OutboxLane.BOOKINGS:
                note = replace(note, bookings=max(note.bookings, identity.sequence))
            else:
                note = replace(note, logs=max(note.logs, identity.sequence))
        self._note = note
        # the fact is safe in the database; a note that lags only sees a shorter way back
        with suppress(OSError), self._path.open("r+b", buffering=0) as file:
            file.write(_block(note))


def folder_fingerprint(folder: Path, database: Path) -> str:
    """Return a text that changes when the folder or the database is copied or moved.

    Inodes, path and machine, hashed; not the number of the device, which changes between boots.
    """
    parts = (
        str(folder.stat().st_ino),
        str(database.stat().st_ino),
        str(folder.resolve()),
        machine_identity(),
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _block(note: Note) -> bytes:
    fields = {name: getattr(note, name) for name in Note.__dataclass_fields__}
    return json.dumps(fields, separators=(",", ":")).encode("ascii").ljust(_BLOCK_BYTES)
