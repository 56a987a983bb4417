# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a long export tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kiosk.foundation.errors import KnownError

Progress: TypeAlias = Callable[[int, int], None]
"""Told (rows written, rows in all) every `ROWS_A_STEP` rows and at the end.

It may raise `ExportCancelled`: nothing then stays under the final name.
"""

ROWS_A_STEP = 500


class ExportCancelled(KnownError):
    """Somebody stopped the export; no file was made."""


def unheard(_n_done: int, _n_rows: int, /) -> None:
    """Take the news of an export whose maker waits for its end only."""
