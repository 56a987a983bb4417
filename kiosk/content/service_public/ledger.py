# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps account of every element of a sheet: used, kept without being known, or left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.service_public.inline import clean

if TYPE_CHECKING:
    from kiosk.content.service_public.sheet_xml import Element

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the elements of one sheet, counted by name.

    Attributes:
        n_elements: Elements of the sheet.
        n_used: Those whose content is in the draft.
        kept: Unknown elements whose text was kept.
        left_out: Elements that the draft does not use.
    """

    n_elements: int
    n_used: int
    kept: dict[str, int]
    left_out: dict[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether every element is counted once."""
        told = self.n_used + sum(self.kept.values()) + sum(self.left_out.values())
        return told == self.n_elements


class Ledger:
    """The marks put on the elements of one sheet while it is read."""

    def __init__(self, root: Element) -> None:
        """Begin with nothing used."""
        self._root = root
        self._used: set[int] = set()
        self._kept: set[int] = set()

    def use(self, *elements: Element | None) -> None:
        """Mark elements, not what is inside them, as used."""
        self._used.update(id(element) for element in elements if element is not None)

    def use_all(self, element: Element | None) -> None:
        """Mark an element and all inside it as used."""
        if element is not None:
            self._used.update(id(inner) for inner in element.below())

    def skip(self, elements: list[Element]) -> None:
        """Take the mark off elements, and all inside them, whose content was not taken."""
        for element in elements:
            self._used.difference_update(id(inner) for inner in element.below())

    def keep(self, element: Element) -> None:
        """Mark an unknown element whose text is kept."""
        self._kept.add(id(element))

    def account(self) -> Account:
        """Return the counts."""
        kept: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        n_elements = n_used = 0
        for element in self._root.below():
            n_elements += 1
            mark = id(element)
            if mark in self._kept:
                kept[_name(element)] += 1
            elif mark in self._used:
                n_used += 1
            else:
                left_out[_name(element)] += 1
        return Account(
            n_elements, n_used, dict(sorted(kept.items())), dict(sorted(left_out.items()))
        )


def _name(element: Element) -> str:
    # a name may come from anyone's file: nothing in it may steer a terminal
    return clean(element.tag)[:_LONGEST_NAME]
