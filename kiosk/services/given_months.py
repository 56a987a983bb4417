# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which months this machine gave tables of, noted beside the database.

A database that was damaged, or put back from before, may lack what it gave out. Counted anew, such
a month would tell by its differences what was hidden: whoever counts asks here first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kiosk.foundation.errors import StorageDamaged
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

GIVEN_MONTHS_NAME = "given_months.json"


class GivenMonths:
    """The months of one data folder; they never get fewer."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self._path = folder / GIVEN_MONTHS_NAME

    def read(self) -> frozenset[str]:
        """Return the months that were given out.

        Raises:
            StorageDamaged: If the file does not hold what was written.
        """
        if not self._path.exists():
            return frozenset()
        try:
            return frozenset(map(str, json.loads(self._path.read_bytes())))
        except (ValueError, TypeError) as error:
            raise StorageDamaged(f"{GIVEN_MONTHS_NAME} ne se lit plus") from error

    def note(self, months: Collection[str]) -> None:
        """Add the months that are not there yet; called once the database keeps them.

        Raises:
            StorageFull: If the disk has no room.
            StorageReadOnly: If the folder cannot be written.
        """
        known = self.read()
        if not known.issuperset(months):
            write_private(self._path, json.dumps(sorted(known.union(months))).encode("ascii"))
