# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the city server; each is an option of `python -m sync serve` or a constant here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ROUBAIX: Final = "59512"
VERSION: Final = "0.1.0"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How one server runs.

    Attributes:
        folder: Data folder: keys, SQLite database, ledger.
        url: Address of a PostgreSQL database; empty for SQLite in the folder.
        city: Insee code of the city, which leads every key of the database.
        demo: Whether this is a demo city: only demo kiosks may belong to it.
        body_s: Seconds in which the body of a request must have come.
        next_sync_s: Seconds between two exchanges of a kiosk.
        lease_share: Part of a mediator's day that one machine may hold, 0 to 1.
        sell_days: Days after which a machine stops selling what it holds.
        n_numbers: Size of a machine's pool of numbers.
    """

    folder: Path
    url: str = ""
    city: str = ROUBAIX
    demo: bool = False
    body_s: float = 30.0
    next_sync_s: int = 900
    lease_share: float = 0.4
    sell_days: int = 14
    n_numbers: int = 60
