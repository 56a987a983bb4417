# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of a year that divide a population twice: by centre, and a theme by a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.domain.disclosure import BY, NETWORK, WITH, children_of, steps_to
from kiosk.domain.disclosure_lines import complete, gives_away
from kiosk.domain.disclosure_worlds import unproved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.disclosure_cube import Cube, Spot
    from kiosk.domain.disclosure_worlds import Knowledge


class Book(Protocol):
    """One population in one year, as one audience has it."""

    @property
    def least(self) -> int:
        """The smallest number above 0 that is told."""
        ...

    def is_told(self, topic: str, code: str, spot: Spot) -> bool:
        """Say whether this audience has a number there."""
        ...

    def is_kept_from(self, topic: str, code: str, spot: Spot) -> bool:
        """Say whether the wider audience has not this figure, whole or in its parts."""
        ...

    def left_out(self, topic: str, code: str, period: str) -> list[str]:
        """Return the months that are left when all that is told below a period is subtracted."""
        ...

    def put(self, topic: str, code: str, spot: Spot, n: int | None) -> None:
        """Decide one figure; nothing hides it."""
        ...

    def take_back(self, topic: str, rows: tuple[str, ...]) -> None:
        """Decide nothing yet about the places of a topic."""
        ...

    def knowledge(self, topic: str, periods: Iterable[str], rows: tuple[str, ...]) -> Knowledge:
        """Return what this audience has of a topic, its secrets within some periods."""
        ...


class Face:
    """The table of one topic by centre, in one year."""

    def __init__(
        self, book: Book, topic: str, cube: Cube, where: tuple[str, tuple[str, ...]]
    ) -> None:
        self._book, self._topic, self._cube = book, topic, cube
        self._year, self._rows = where
        year = (self._year, NETWORK)
        self._has_sum = {code for code in cube.codes if book.is_told(topic, code, year)}
        # nobody in the whole city: nobody in a centre, as everyone can tell
        self._empty = {code for code in self._has_sum if not cube.value(code, year)}
        self._numbers = {
            (code, row): cube.value(code, (self._year, row))
            for code in cube.codes
            for row in self._rows
        }

    def decide(self) -> None:
        """Tell the cells that can be told; none at all where too little could be."""
        free = {cell for cell in self._numbers if cell[0] not in self._empty}
        hidden = {cell for cell in free if self._is_small(cell)}
        periods = steps_to(self._year)
        while self._rows and self._complete_lines(hidden, free):
            book = self._book
            for (code, row), n in self._numbers.items():
                secret = (code, row) in hidden
                book.put(self._topic, code, (self._year, row), None if secret else n)
            known = book.knowledge(self._topic, periods, self._rows)
            failed = next(unproved(self._cube, known, book.least), None)
            if failed is None:
                return
            book.take_back(self._topic, self._rows)
            if hidden == free:
                return
            column = {cell for cell in free if cell[0] == failed[0]}
            hidden |= column - hidden or free

    def _is_small(self, cell: tuple[str, str]) -> bool:
        code, row = cell
        kept = self._book.is_kept_from(self._topic, code, (self._year, row))
        return kept or 0 < self._numbers[cell] < self._book.least

    def _complete_lines(self, hidden: set[tuple[str, str]], free: set[tuple[str, str]]) -> bool:
        """Complete each row and each column; say whether that was possible."""
        lines = [{cell for cell in free if cell[1] == row} for row in self._rows]
        lines += [{cell for cell in free if cell[0] == code} for code in self._has_sum]
        n_before = -1
        while n_before != len(hidden):
            n_before = len(hidden)
            for line in lines:
                inside = hidden & line
                complete(inside, line, self._numbers.__getitem__, self._book.least)
                if gives_away([self._numbers[cell] for cell in inside], self._book.least):
                    return False
                hidden |= inside
        return True


class Crossing:
    """The line of one theme by a topic, in a quarter or a year, for all centres together.

    A cell is told only where its theme and its code are told in the period and in every period
    within it: what is hidden of these is then hidden of their crossing too.
    """

    def __init__(self, book: Book, topic: str, cube: Cube, period: str) -> None:
        self._book, self._topic, self._cube = book, topic, cube
        self._period, self._spot = period, (period, NETWORK)
        self._theme, self._by = topic.split(BY)
        self._numbers = {code: cube.value(code, self._spot) for code in cube.codes}
        self._rests = {code: cube.rest(code, self._spot) for code in cube.codes}
        # a sum of cells that are all told is known already
        self._free = {code for code in cube.codes if book.left_out(topic, code, period)}

    def decide(self) -> None:
        """Tell the cells that can be told; no line at all where none can."""
        if not self._is_told(self._theme, WITH):
            return
        book, codes = self._book, set(self._cube.codes)
        hidden = {code for code in self._free if self._is_secret(code)}
        while self._complete(hidden) and hidden != codes:
            for code, n in self._numbers.items():
                book.put(self._topic, code, self._spot, None if code in hidden else n)
            known = book.knowledge(self._topic, steps_to(self._period), ())
            failed = next(unproved(self._cube, known, book.least), None)
            if failed is None:
                return
            book.take_back(self._topic, (NETWORK,))
            if hidden == self._free:
                return
            hidden |= {failed[0]} if failed[0] in self._free - hidden else self._free

    def _is_told(self, topic: str, code: str) -> bool:
        periods = steps_to(self._period)
        return all(self._book.is_told(topic, code, (period, NETWORK)) for period in periods)

    def _is_secret(self, code: str) -> bool:
        book, least = self._book, self._book.least
        if not self._is_told(self._by, code):
            return True
        if 0 < self._numbers[code] < least or 0 < self._rests[code] < least:
            return True
        if not children_of(children_of(self._period)[0]):
            return False
        left = [(month, NETWORK) for month in book.left_out(self._topic, code, self._period)]
        return any(
            gives_away([of(code, spot) for spot in left], least)
            for of in (self._cube.value, self._cube.rest)
        )

    def _complete(self, hidden: set[str]) -> bool:
        """Complete those with the theme and those without; say whether that was possible."""
        least, n_before = self._book.least, -1
        while n_before != len(hidden):
            n_before = len(hidden)
            for numbers in (self._numbers, self._rests):
                complete(hidden, self._free, numbers.__getitem__, least)
        return not any(
            gives_away([numbers[code] for code in hidden], least)
            for numbers in (self._numbers, self._rests)
        )
