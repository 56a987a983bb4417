# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a person may wait: a range, from what was measured, or nothing at all.

An estimate that is wrong is worse than none: below `MEASURED_MIN` receptions, or when nobody
receives, no time is told. The range goes from the quick half to the slow one, in steps of ten
minutes, outwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MEASURED_MIN = 5
STEP_MIN = 10
LONGEST_MIN = 180


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Between so many minutes and so many; `high_min` of `LONGEST_MIN` means that or more."""

    low_min: int
    high_min: int


def estimate(
    n_ahead: int, served_min: Sequence[int], n_receiving: int, *, n_being_received: int = 0
) -> WaitRange | None:
    """Return how long a person may wait; nothing when it cannot be told honestly.

    Args:
        n_ahead: How many are received before.
        served_min: Minutes that measured receptions took.
        n_receiving: How many mediators receive now.
        n_being_received: How many people are with one of them at this moment. When a mediator is
            free and nobody is ahead, the wait is the first step.
    """
    if n_receiving <= 0 or len(served_min) < MEASURED_MIN:
        return None
    ordered = sorted(served_min)
    quick, slow = _quantile(ordered, 0.25), _quantile(ordered, 0.75)
    n_free = max(0, n_receiving - n_being_received)
    # Each round, every mediator takes one person; who finds one free waits for no round.
    low_rounds = max(0, n_ahead - n_free) / n_receiving
    high_rounds = max(0, n_ahead + 1 - n_free) / n_receiving
    low = int(low_rounds * quick) // STEP_MIN * STEP_MIN
    high = -(-int(-(-high_rounds * slow // 1)) // STEP_MIN) * STEP_MIN
    low = min(low, LONGEST_MIN - STEP_MIN)
    return WaitRange(low, max(low + STEP_MIN, min(high, LONGEST_MIN)))


def _quantile(ordered: Sequence[int], part: float) -> float:
    """Return a quantile of sorted numbers, between the two nearest (Hyndman and Fan, type 7)."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
