# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slowing down guesses of enrolment codes. Those of passwords: `sync.server.guesses`."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

WRONG_ALLOWED: Final = 5
PAUSE_S: Final = 60
_MAX_ADDRESSES: Final = 1_000


@dataclass(slots=True)
class Throttle:
    """After five wrong guesses, a pause of a minute, for the right one too; none is kept.

    Attributes:
        n_wrong: Wrong guesses since the last pause.
        paused_until_s: Monotonic instant at which the pause ends.
        turn: Held while a guess is looked at, so that many at once are looked at one by one.
    """

    n_wrong: int = 0
    paused_until_s: float = 0.0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, now_s: float) -> float:
        """Return how long no guess is looked at; 0 when one is."""
        return max(0.0, self.paused_until_s - now_s)

    def note_wrong(self, now_s: float) -> None:
        """Count a wrong guess."""
        self.n_wrong += 1
        if self.n_wrong >= WRONG_ALLOWED:
            self.n_wrong = 0
            self.paused_until_s = now_s + PAUSE_S


class Throttles:
    """One throttle an address, so that a stranger who guesses keeps no machine waiting.

    Behind a proxy all share one: a pause of a minute, and a code has 50 bits. Addresses are held
    in memory only, and the oldest is forgotten first.
    """

    def __init__(self) -> None:
        """Know no address yet."""
        self._known: OrderedDict[str, Throttle] = OrderedDict()

    def of(self, address: str) -> Throttle:
        """Return the throttle of an address."""
        found = self._known.pop(address, None) or Throttle()
        self._known[address] = found
        if len(self._known) > _MAX_ADDRESSES:
            self._known.popitem(last=False)
        return found
