# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers on tickets: eight digits in two groups, for people who read figures, not letters.

The city issues them in pools, each bound to one life of one machine, with a first digit from 1
to 8. A machine whose pool is empty draws from a space of its own, first digit 9, so that the two
never meet. A number is not issued again before the horizon plus 90 days.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Callable, Container

DIGITS = 8
GROUP = 4
LOW_WATER = 20
WRONG_NUMBERS_ALLOWED = 5
PAUSE_S = 60.0

_LOCAL_FIRST = 9 * 10 ** (DIGITS - 1)
_LOCAL_LAST = 10**DIGITS - 1
_POOL_FIRST = 10 ** (DIGITS - 1)
_POOL_LAST = _LOCAL_FIRST - 1
_TRIES = 1_000


def grouped(number: str) -> str:
    """Return a number as people read it: ``4829 1630``."""
    return f"{number[:GROUP]} {number[GROUP:]}"


def number_of(text: str) -> str | None:
    """Return the eight digits of what a person typed, or nothing.

    Blanks, points and dashes are ignored; digits of any script count, Arabic ones too.
    """
    digits: list[str] = []
    for character in text:
        if character.isspace() or character in "-.·–\u200e\u200f":
            continue
        value = unicodedata.decimal(character, None)
        if value is None:
            return None
        digits.append(str(value))
    number = "".join(digits)
    return number if len(number) == DIGITS else None


def is_local(number: str) -> bool:
    """Say whether a number was drawn by a machine without a pool."""
    return number.startswith("9")


def local_number(taken: Container[str], draw: Callable[[int, int], int]) -> str:
    """Return a number of the machine's own space.

    Args:
        taken: Numbers that this machine knows already.
        draw: Gives a whole number between two bounds, both included, unpredictably.
    """
    return _fresh(taken, draw, (_LOCAL_FIRST, _LOCAL_LAST))


def issue_pool(
    taken: Container[str], n_numbers: int, draw: Callable[[int, int], int]
) -> tuple[str, ...]:
    """Return numbers for a machine's pool; the city's half of this module.

    Args:
        taken: Numbers issued and not yet free again.
        n_numbers: How many are wanted.
        draw: Gives a whole number between two bounds, both included, unpredictably.
    """
    issued: set[str] = set()
    while len(issued) < n_numbers:
        number = _fresh(taken, draw, (_POOL_FIRST, _POOL_LAST))
        issued.add(number)
    return tuple(sorted(issued))


@dataclass(frozen=True, slots=True)
class Attempts:
    """Numbers typed wrong on this machine since the last right one.

    Attributes:
        n_wrong: How many in a row.
        paused_until_s: Monotonic instant before which nothing is looked up.
    """

    n_wrong: int = 0
    paused_until_s: float = 0.0

    def wait_s(self, now_s: float) -> float:
        """Return how long nothing is looked up, 0 when it is."""
        return max(0.0, self.paused_until_s - now_s)

    def after_wrong(self, now_s: float) -> Attempts:
        """Return the attempts after one more wrong number; every fifth begins a pause."""
        n_wrong = self.n_wrong + 1
        if n_wrong < WRONG_NUMBERS_ALLOWED:
            return Attempts(n_wrong, self.paused_until_s)
        return Attempts(0, now_s + PAUSE_S)


def _fresh(taken: Container[str], draw: Callable[[int, int], int], bounds: tuple[int, int]) -> str:
    for _ in range(_TRIES):
        number = str(draw(*bounds))
        if number not in taken:
            return number
    raise BugError("the space of numbers is full")
