# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is hidden in the tables of a period, so that nothing hidden can be worked out.

Periods are decided once, months before their quarter, quarters before their year, for funders
first and then, out of what funders have, for the public. In each line that a reader can add up
(the codes of a period; the periods of a code; codes and centres of a year) hidden cells are none,
or two at least that make no small number together: what is left after a subtraction is then never
a small number either. A period whose total is small is hidden whole; centres with few people in
the year are counted together. What the lines cannot see, such as ways over several months, the
search of other worlds does: cells are added until each hidden one is proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.disclosure import (
    NETWORK,
    PLACES_SEPARATOR,
    THEME_PREFIX,
    WHOLE,
    WITH,
    Audience,
    FigureKey,
    children_of,
    months_of,
    quarter_of,
    steps_to,
)
from kiosk.domain.disclosure_worlds import Cube, Knowledge, unproved
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kiosk.domain.disclosure import Catalogue, MonthCounts, Told
    from kiosk.domain.disclosure_worlds import Block, Spot

_Cell = TypeVar("_Cell", str, tuple[str, str])
FEWEST_HIDDEN = 2
"""One hidden cell of a line would be what is left of its total."""


def decided(
    catalogue: Catalogue,
    months: Mapping[str, MonthCounts],
    told: Mapping[Audience, Told],
    period: str,
) -> dict[Audience, dict[FigureKey, int | None]]:
    """Return the figures of a period for each audience, hidden ones without a number.

    Args:
        catalogue: The tables that may be given out.
        months: The months of the year that were counted, at least those of the period.
        told: Every figure of the year decided before, those of the periods within it included.
        period: A month, quarter or year, by name.

    Raises:
        BugError: If a hidden figure stays without proof; nothing may then be given out.
    """
    made: dict[Audience, dict[FigureKey, int | None]] = {}
    wider: Told | None = None
    for audience in Audience:
        known = told.get(audience, {})
        fresh: dict[FigureKey, int | None] = {}
        for population, topics in catalogue.items():
            book = _Book(population, months, known, (audience.least, wider))
            book.decide(period, topics)
            fresh |= book.fresh
        made[audience] = fresh
        wider = {**known, **fresh}
    return made


class _Book:
    """One population in one year, as one audience has it."""

    def __init__(
        self,
        population: str,
        months: Mapping[str, MonthCounts],
        known: Told,
        audience: tuple[int, Told | None],
    ) -> None:
        self._population = population
        self._least, self._wider = audience
        self._months = {name: counts.get(population, {}) for name, counts in months.items()}
        self._known = {key: n for key, n in known.items() if key.population == population}
        self.fresh: dict[FigureKey, int | None] = {}

    def decide(self, period: str, topics: Mapping[str, tuple[str, ...]]) -> None:
        """Decide the total, then the topics, then for a year the centres."""
        cubes = {topic: self._cube(topic, codes, topics) for topic, codes in topics.items()}
        is_told = self._decide_total(period) and all(
            self._decide_topic(topic, cube, period) for topic, cube in cubes.items()
        )
        if not is_told:
            self._hide(period, cubes)
        if is_told and len(period) == len(period[:4]):
            rows = self._rows(period)
            self._put_totals(period, rows)
            for topic, cube in cubes.items():
                _Face(self, topic, cube, (period, rows)).decide()

    @property
    def least(self) -> int:
        """The smallest number above 0 that is told."""
        return self._least

    def is_kept_from(self, topic: str, code: str, spot: Spot) -> bool:
        """Say whether the wider audience has not this figure, whole or in its parts."""
        if self._wider is None:
            return False
        period, place = spot
        keys = [self._key(topic, code, spot)]
        if place != NETWORK:
            wanted = set(place.split(PLACES_SEPARATOR))
            keys = [
                self._key(topic, code, (period, row))
                for row in self._wider_rows(period)
                if wanted.issuperset(row.split(PLACES_SEPARATOR))
            ]
        return not keys or any(self._wider.get(key) is None for key in keys)

    def is_told(self, topic: str, code: str, spot: Spot) -> bool:
        """Say whether this audience has a number there."""
        return self._known.get(self._key(topic, code, spot)) is not None

    def put(self, topic: str, code: str, spot: Spot, n: int | None) -> None:
        """Decide one figure; nothing hides it."""
        key = self._key(topic, code, spot)
        self._known[key] = self.fresh[key] = n

    def take_back(self, topic: str, rows: tuple[str, ...]) -> None:
        """Decide nothing yet about the places of a topic."""
        for key in [key for key in self.fresh if key.topic == topic and key.place in rows]:
            del self._known[key], self.fresh[key]

    def knowledge(self, topic: str, periods: Iterable[str], rows: tuple[str, ...]) -> Knowledge:
        """Return what this audience has of a topic, its secrets within some periods."""
        wanted = set(periods)
        of_topic = [(key, n) for key, n in self._known.items() if key.topic == topic]
        return Knowledge(
            told=frozenset(
                (key.code, (key.period, key.place)) for key, n in of_topic if n is not None
            ),
            hidden=frozenset(
                (key.code, (key.period, key.place))
                for key, n in of_topic
                if n is None and key.period in wanted
            ),
            rows=rows,
            loose=self._loose(),
        )

    def _loose(self) -> dict[str, str]:
        """Return the months whose total is hidden, each with the told total around it."""
        loose: dict[str, str] = {}
        for month in self._months:
            if not self.is_told(WHOLE, WHOLE, (month, NETWORK)):
                around = (quarter_of(month), month[:4])
                told = (name for name in around if self.is_told(WHOLE, WHOLE, (name, NETWORK)))
                loose[month] = next(told, "")
        return loose

    def _key(self, topic: str, code: str, spot: Spot) -> FigureKey:
        return FigureKey(self._population, topic, code, *spot)

    def _put(self, topic: str, spot: Spot, numbers: Mapping[str, int | None]) -> None:
        for code, n in numbers.items():
            self.put(topic, code, spot, n)

    def _hide(self, period: str, cubes: Mapping[str, Cube]) -> None:
        """Hide a period whole; one that everybody can add up cannot be hidden."""
        if children_of(period) and not self._left_out(WHOLE, WHOLE, period):
            raise BugError("a hidden figure stays without proof")
        self.put(WHOLE, WHOLE, (period, NETWORK), None)
        for topic, cube in cubes.items():
            self._put(topic, (period, NETWORK), dict.fromkeys(cube.codes))

    def _total(self, period: str, centre: str = "") -> int:
        return sum(
            topics[WHOLE][WHOLE]
            for month in months_of(period)
            for code, topics in self._months.get(month, {}).items()
            if not centre or code == centre
        )

    def _decide_total(self, period: str) -> bool:
        n, spot = self._total(period), (period, NETWORK)
        is_hidden = self.is_kept_from(WHOLE, WHOLE, spot)
        if children_of(period):
            left = self._left_out(WHOLE, WHOLE, period)
            is_hidden |= _gives_away([self._total(month) for month in left], self._least)
        else:
            is_hidden |= 0 < n < self._least
        self.put(WHOLE, WHOLE, spot, None if is_hidden else n)
        return not is_hidden

    def _left_out(self, topic: str, code: str, period: str) -> list[str]:
        """Return the months that are left when all that is told below a period is subtracted."""
        left: list[str] = []
        for child in children_of(period):
            if not self.is_told(topic, code, (child, NETWORK)):
                left += self._left_out(topic, code, child) if children_of(child) else [child]
        return left

    def _cube(
        self, topic: str, codes: tuple[str, ...], topics: Mapping[str, tuple[str, ...]]
    ) -> Cube:
        blocks: dict[Block, Mapping[str, Mapping[str, int]]] = {
            (month, centre): counts
            for month, centres in self._months.items()
            for centre, counts in centres.items()
        }
        spare = None
        if topic.startswith(THEME_PREFIX):
            themes = [name for name in topics if name.startswith(THEME_PREFIX)]
            spare = {
                block: sum(counts.get(name, {}).get(WITH, 0) for name in themes)
                - counts[WHOLE][WHOLE]
                for block, counts in blocks.items()
            }
        cells = {block: counts.get(topic, {}) for block, counts in blocks.items()}
        return Cube(codes, cells, spare)

    def _decide_topic(self, topic: str, cube: Cube, period: str) -> bool:
        """Decide the codes of a period; say whether all that they hide is proved."""
        spot = (period, NETWORK)
        numbers = {code: cube.value(code, spot) for code in cube.codes}
        # a sum of figures that are all told is known already: hiding it would be for show
        free = set(cube.codes)
        hidden: set[str] = set()
        for code, n in numbers.items():
            left = self._left_out(topic, code, period)
            if children_of(period) and not left:
                free.discard(code)
                continue
            parts = [cube.value(code, (month, NETWORK)) for month in left]
            small = 0 < n < self._least or _gives_away(parts, self._least)
            if small or self.is_kept_from(topic, code, spot):
                hidden.add(code)
        while True:
            _complete(hidden, free, numbers.__getitem__, self._least)
            self._put(topic, spot, {c: None if c in hidden else n for c, n in numbers.items()})
            known = self.knowledge(topic, steps_to(period), ())
            failed = next(unproved(cube, known, self._least), None)
            if failed is None or hidden == free:
                return failed is None
            hidden |= {failed[0]} if failed[0] in free - hidden else free

    def _rows(self, year: str) -> tuple[str, ...]:
        """Return the places of the tables by centre; none if fewer than two are left."""
        centres = sorted(
            {code for month in months_of(year) for code in self._months.get(month, {})}
        )
        sizes = {code: self._total(year, code) for code in centres}
        by_size = sorted((code for code in centres if sizes[code]), key=lambda c: (sizes[c], c))
        together = [code for code in by_size if sizes[code] < self._least]
        if together:
            for code in by_size[len(together) :]:
                if (
                    len(together) >= FEWEST_HIDDEN
                    and sum(sizes[c] for c in together) >= self._least
                ):
                    break
                together.append(code)
        rows = [PLACES_SEPARATOR.join(sorted(together))] if together else []
        rows += [code for code in by_size if code not in together]
        return tuple(sorted(rows)) if len(rows) >= FEWEST_HIDDEN else ()

    def _put_totals(self, year: str, rows: tuple[str, ...]) -> None:
        for row in rows:
            centres = row.split(PLACES_SEPARATOR)
            n = sum(self._total(year, code) for code in centres)
            self.put(WHOLE, WHOLE, (year, row), n)

    def _wider_rows(self, year: str) -> tuple[str, ...]:
        return tuple(
            key.place
            for key in self._wider or ()
            if key[:4] == (self._population, WHOLE, WHOLE, year) and key.place != NETWORK
        )


class _Face:
    """The table of one topic by centre, in one year."""

    def __init__(
        self, book: _Book, topic: str, cube: Cube, where: tuple[str, tuple[str, ...]]
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
                _complete(inside, line, self._numbers.__getitem__, self._book.least)
                if _gives_away([self._numbers[cell] for cell in inside], self._book.least):
                    return False
                hidden |= inside
        return True


def _gives_away(numbers: list[int], least: int) -> bool:
    """Say whether hidden cells of a line would be given away by what the others leave."""
    return bool(numbers) and (len(numbers) < FEWEST_HIDDEN or sum(numbers) < least)


def _complete(
    hidden: set[_Cell], free: set[_Cell], number: Callable[[_Cell], int], least: int
) -> None:
    """Hide more cells of a line, the smallest first and zeros last, until none is given away."""
    others = sorted(free - hidden, key=lambda cell: (not number(cell), number(cell), cell))
    while others and _gives_away([number(cell) for cell in hidden], least):
        hidden.add(others.pop(0))
