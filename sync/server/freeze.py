# SPDX-License-Identifier: AGPL-3.0-or-later
"""The freeze of a city that was restored from an older backup: nothing is granted for a while.

The restored ledger does not know every right that machines hold. Each of them tells its own,
whole, in its first request under the new epoch; until the last one has (or was revoked), a cell
that looks free may be somebody's. Then, and once a person has closed the cases of the loss,
rights are given again. No clock ends a freeze.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Final

from kiosk.foundation.platform import open_private
from sync.server.storage.cases import CaseKind
from sync.server.storage.fleet import ACTIVE
from sync.server.storage.state import EPOCH, FROZEN, GRANTS

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

MARK_FILE: Final = "grants.mark"


def is_frozen(unit: CityUnit) -> bool:
    """Say whether nothing is granted."""
    return bool(unit.state.get(FROZEN))


def awaited_machines(unit: CityUnit) -> tuple[Machine, ...]:
    """Return the machines that have not yet told what they hold under the present epoch."""
    epoch = unit.state.get(EPOCH)
    return tuple(
        machine
        for machine in unit.fleet.machines()
        if machine.status == ACTIVE and machine.told_epoch != epoch
    )


def thaw(unit: CityUnit) -> bool:
    """End the freeze if it may end; say whether the city grants from now on."""
    if not is_frozen(unit):
        return True
    kinds = {case.kind for case in unit.cases.all_open()}
    if CaseKind.SERVER_LOSS in kinds or awaited_machines(unit):
        return False
    unit.state.put(FROZEN, "")
    unit.state.bump()
    return True


class GrantMark:
    """How many grants this server has promised, beside its database and not in its backups.

    A database that knows of fewer is an older one. The mark is written after the grant is
    committed and before it is told: a crash between the two leaves it behind, never ahead.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the mark in the data folder of the server."""
        self._file = folder / MARK_FILE
        self._turn = threading.Lock()

    def read(self) -> int:
        """Return the mark; 0 where there is none or it cannot be read."""
        try:
            text = self._file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return 0
        return int(text) if text.isdecimal() and len(text) < len(str(1 << 62)) else 0

    def reach(self, n_grants: int) -> None:
        """Move the mark forward, durably; it never goes back."""
        if not n_grants:
            return
        with self._turn:
            if n_grants <= self.read():
                return
            fresh = self._file.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            with os.fdopen(open_private(fresh), "w", encoding="ascii") as file:
                file.write(str(n_grants))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._file)

    def is_ahead_of(self, unit: CityUnit) -> bool:
        """Say whether the database has forgotten grants that were promised."""
        return self.read() > int(unit.state.get(GRANTS) or "0")
