# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines that a reader can add up: what is left of a total when told cells are subtracted."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_Cell = TypeVar("_Cell", str, tuple[str, str])
FEWEST_HIDDEN = 2
"""One hidden cell of a line would be what is left of its total."""


def gives_away(numbers: Collection[int], least: int) -> bool:
    """Say whether hidden cells of a line would be given away by what the others leave."""
    return bool(numbers) and (len(numbers) < FEWEST_HIDDEN or sum(numbers) < least)


def complete(
    hidden: set[_Cell], free: set[_Cell], number: Callable[[_Cell], int], least: int
) -> None:
    """Hide more cells of a line, the smallest first and zeros last, until none is given away."""
    others = sorted(free - hidden, key=lambda cell: (not number(cell), number(cell), cell))
    while others and gives_away([number(cell) for cell in hidden], least):
        hidden.add(others.pop(0))
