# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slowing down guesses of the console's passwords and codes, and of enrolment codes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

_WRONG_ALLOWED: Final = 5
_PAUSE_S: Final = 60.0
_MAX_DOUBLINGS: Final = 10
_MAX_ADDRESSES: Final = 1_000


@dataclass(slots=True)
class Throttle:
    """After five wrong guesses, a pause, for the right one too; none is kept.

    Attributes:
        longest_pause_s: Each pause is twice as long as the one before, up to this.
        n_wrong: Wrong guesses since the last pause or the last right one.
        n_pauses: Pauses since the last right guess.
        paused_until_s: Monotonic instant at which the pause ends.
        turn: Held while a guess is looked at, so that many at once are looked at one by one.
    """

    longest_pause_s: float = _PAUSE_S
    n_wrong: int = 0
    n_pauses: int = 0
    paused_until_s: float = 0.0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, now_s: float) -> float:
        """Return how long no guess is looked at; 0 when one is."""
        return max(0.0, self.paused_until_s - now_s)

    def note_wrong(self, now_s: float) -> None:
        """Count a wrong guess."""
        self.n_wrong += 1
        if self.n_wrong >= _WRONG_ALLOWED:
            self.n_wrong = 0
            pause_s = _PAUSE_S * 2 ** min(self.n_pauses, _MAX_DOUBLINGS)
            self.n_pauses += 1
            self.paused_until_s = now_s + min(pause_s, self.longest_pause_s)

    def note_right(self) -> None:
        """Forget the wrong ones."""
        self.n_wrong = self.n_pauses = 0


class Throttles:
    """One throttle an address, so that a stranger who guesses keeps no machine waiting.

    Behind a proxy all share one: a pause of a minute, and a code has 50 bits. Addresses are held
    in memory only, and the oldest is forgotten first.
    """

    def __init__(self, *, longest_pause_s: float = _PAUSE_S) -> None:
        """Know no address yet; pauses grow to `longest_pause_s`."""
        self._longest_pause_s = longest_pause_s
        self._known: OrderedDict[str, Throttle] = OrderedDict()

    def of(self, address: str) -> Throttle:
        """Return the throttle of an address."""
        found = self._known.pop(address, None) or Throttle(self._longest_pause_s)
        self._known[address] = found
        if len(self._known) > _MAX_ADDRESSES:
            self._known.popitem(last=False)
        return found
