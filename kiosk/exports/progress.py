# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a long export tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kiosk.foundation.errors import KnownError

Progress: TypeAlias = Callable[[int, int], None]
"""Told (done, in all): rows every `ROWS_A_STEP` rows, or the steps of a file made in `Steps`.

It is told once more when the last byte is given, and may raise `ExportCancelled`: nothing then
stays under the final name.
"""

ROWS_A_STEP = 100
"""So few that what is made of them stays in the processor’s caches: 500 take a quarter longer."""
STEPS_OF_FIGURES = 3
"""Figures are counted, put under their headings, written."""
STEPS_OF_TABLES = 2
"""Tables with hidden numbers are decided, written."""


class ExportCancelled(KnownError):
    """Somebody stopped the export; no file was made."""


def unheard(_n_done: int, _n_all: int, /) -> None:
    """Take the news of an export whose maker waits for its end only."""


def go_on() -> None:
    """Stand where a work asks whether it is still wanted and nobody can stop it."""


class Steps:
    """Tells how far a file is that is made in a few steps, not row by row: counted, written."""

    def __init__(self, progress: Progress, n_steps: int) -> None:
        """Begin the first of `n_steps`; `progress` may stop it here as at every step."""
        self._progress, self._n_steps, self._n_done = progress, n_steps, 0
        self.still_wanted()

    def still_wanted(self) -> None:
        """Say again where it is, within a step; raises `ExportCancelled` if it was stopped."""
        self._progress(self._n_done, self._n_steps)

    def done(self) -> None:
        """Say that a step is over."""
        self._n_done += 1
        self.still_wanted()
