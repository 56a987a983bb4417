# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is hidden in the tables of a period, so that nothing hidden can be worked out.

Periods are decided once, months before their quarter, quarters before their year, for funders
first and then, out of what funders have, for the public. In each line that a reader can add up
(the codes of a period; the periods of a code; codes and centres of a year) hidden cells are none,
or two at least that make no small number together: what is left after a subtraction is then never
a small number either. A period whose total is small is hidden whole; centres with few people in
the year are counted together. What the lines cannot see, such as ways over several months, the
search of other worlds does: cells are added until each hidden one is proved.

A month may have been counted by a program of fewer tables. What it lacks is told of no period
that holds it: a part is never told as the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.disclosure import (
    BY,
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
from kiosk.domain.disclosure_centres import QuarterOfCentres, told_by_centre
from kiosk.domain.disclosure_cube import Cube, Joint
from kiosk.domain.disclosure_faces import Crossing, Face
from kiosk.domain.disclosure_hours import hours_told, kept_by_hours, shut_blocks
from kiosk.domain.disclosure_lines import FEWEST_HIDDEN, complete, gives_away
from kiosk.domain.disclosure_worlds import Knowledge, unproved
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.disclosure import Catalogue, MonthCounts, Told
    from kiosk.domain.disclosure_cube import Block, Spot


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
            if any(population not in months[month] for month in months_of(period)):
                continue
            book = Book(population, months, known, (audience.least, wider))
            plain = {topic: codes for topic, codes in topics.items() if BY not in topic}
            book.decide(period, topics if audience is Audience.FUNDERS else plain)
            fresh |= book.fresh
        fresh |= hours_told(months, period, fresh, known, wider)
        made[audience] = fresh
        wider = {**known, **fresh}
    return made


class Book:
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
        self._sure = shut_blocks(months, population)
        self._kept = kept_by_hours(months, population)
        self.fresh: dict[FigureKey, int | None] = {}

    def decide(self, period: str, topics: Mapping[str, tuple[str, ...]]) -> None:
        """Decide the total, then the topics, then what is divided twice."""
        cubes = {
            topic: self._cube(topic, codes, topics)
            for topic, codes in topics.items()
            if self._has(topic, period)
        }
        crossings = {topic: cubes.pop(topic) for topic in list(cubes) if BY in topic}
        is_told = self._decide_total(period) and all(
            self._decide_topic(topic, cube, period) for topic, cube in cubes.items()
        )
        if not is_told:
            self._hide(period, cubes)
            return
        if children_of(period):
            for topic, cube in crossings.items():
                Crossing(self, topic, cube, period).decide()
        if self._wider is None:
            self._decide_centres(period)
        if len(period) == len(period[:4]):
            rows = self._rows(period)
            self._put_totals(period, rows)
            for topic, cube in cubes.items():
                Face(self, topic, cube, (period, rows)).decide()

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

    def left_out(self, topic: str, code: str, period: str) -> list[str]:
        """Return the months that are left when all that is told below a period is subtracted."""
        left: list[str] = []
        for child in children_of(period):
            if not self.is_told(topic, code, (child, NETWORK)):
                left += self.left_out(topic, code, child) if children_of(child) else [child]
        return left

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
        if children_of(period) and not self.left_out(WHOLE, WHOLE, period):
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
            left = self.left_out(WHOLE, WHOLE, period)
            is_hidden |= gives_away([self._total(month) for month in left], self._least)
        else:
            is_hidden |= 0 < n < self._least
        self.put(WHOLE, WHOLE, spot, None if is_hidden else n)
        return not is_hidden

    def _has(self, topic: str, period: str) -> bool:
        """Say whether every month of a period in which anybody came was divided by a topic."""
        return all(
            topic in topics or not topics[WHOLE][WHOLE]
            for month in months_of(period)
            for topics in self._months[month].values()
        )

    def _cube(
        self, topic: str, codes: tuple[str, ...], topics: Mapping[str, tuple[str, ...]]
    ) -> Cube:
        blocks: dict[Block, Mapping[str, Mapping[str, int]]] = {
            (month, centre): counts
            for month, centres in self._months.items()
            for centre, counts in centres.items()
        }
        cells = {block: counts.get(topic, {}) for block, counts in blocks.items()}
        crossed = {name.partition(BY)[2] for name in topics if BY in name}
        theme = topic.partition(BY)[0] if topic.startswith(THEME_PREFIX) else ""
        if not theme and topic not in crossed:
            return Cube(codes, cells, self._sure)
        themes = [name for name in topics if name.startswith(THEME_PREFIX) and BY not in name]
        joint = _joint(blocks, theme, themes, next(iter(crossed), WHOLE))
        return Cube(codes, cells, self._sure, joint, theme)

    def _decide_topic(self, topic: str, cube: Cube, period: str) -> bool:
        """Decide the codes of a period; say whether all that they hide is proved."""
        spot = (period, NETWORK)
        numbers = {code: cube.value(code, spot) for code in cube.codes}
        # a sum of figures that are all told is known already: hiding it would be for show
        free = set(cube.codes)
        hidden: set[str] = set()
        for code, n in numbers.items():
            left = self.left_out(topic, code, period)
            if children_of(period) and not left:
                free.discard(code)
                continue
            parts = [cube.value(code, (month, NETWORK)) for month in left]
            small = 0 < n < self._least or gives_away(parts, self._least)
            if small or self.is_kept_from(topic, code, spot):
                hidden.add(code)
        while True:
            complete(hidden, free, numbers.__getitem__, self._least)
            self._put(topic, spot, {c: None if c in hidden else n for c, n in numbers.items()})
            known = self.knowledge(topic, steps_to(period), ())
            failed = next(unproved(cube, known, self._least), None)
            if failed is None or hidden == free:
                return failed is None
            hidden |= {failed[0]} if failed[0] in free - hidden else free

    def _decide_centres(self, period: str) -> None:
        """Decide the totals by centre of a quarter and of its months, if all else is told."""
        months = months_of(period)
        if children_of(period) != months or not all(
            self.is_told(WHOLE, WHOLE, (name, NETWORK)) for name in (*months, period)
        ):
            return
        people = {
            (month, centre): topics[WHOLE][WHOLE]
            for month in months
            for centre, topics in self._months.get(month, {}).items()
        }
        centres = tuple(sorted({centre for _, centre in people}))
        counts = QuarterOfCentres(period, months, centres, people, self._sure, self._kept)
        for spot, n in told_by_centre(counts, self._least).items():
            self.put(WHOLE, WHOLE, spot, n)

    def _rows(self, year: str) -> tuple[str, ...]:
        """Return the places of the tables by centre; none if fewer than two are left.

        Centres of which a quarter hides something are counted together, so that the year tells
        nothing more of them; so are centres with few people. Those who get less than others
        have whole places of theirs.
        """
        units = self._wider_rows(year) if self._wider is not None else self._centres(year)
        sizes = {unit: self._size(year, unit) for unit in units}
        by_size = sorted((unit for unit in units if sizes[unit]), key=lambda u: (sizes[u], u))
        hidden = self._hidden_centres(year)
        together = [unit for unit in by_size if sizes[unit] < self._least or unit in hidden]
        if together:
            for unit in (one for one in by_size if one not in together):
                if (
                    len(together) >= FEWEST_HIDDEN
                    and sum(sizes[u] for u in together) >= self._least
                ):
                    break
                together.append(unit)
        names = PLACES_SEPARATOR.join(together).split(PLACES_SEPARATOR)
        rows = [PLACES_SEPARATOR.join(sorted(names))] if together else []
        rows += [unit for unit in by_size if unit not in together]
        return tuple(sorted(rows)) if len(rows) >= FEWEST_HIDDEN else ()

    def _centres(self, year: str) -> tuple[str, ...]:
        """Return the centres of a year; none if only some of its quarters have a table of them."""
        with_table = {key.period for key in self._known if self._is_of_centre(key)}
        if with_table and not with_table.issuperset(children_of(year)):
            return ()
        return tuple({code for month in months_of(year) for code in self._months.get(month, {})})

    def _hidden_centres(self, year: str) -> set[str]:
        return {
            key.place
            for key, n in self._known.items()
            if n is None and key.period != year and self._is_of_centre(key)
        }

    @staticmethod
    def _is_of_centre(key: FigureKey) -> bool:
        return key.topic == WHOLE and key.place != NETWORK

    def _size(self, year: str, place: str) -> int:
        return sum(self._total(year, centre) for centre in place.split(PLACES_SEPARATOR))

    def _put_totals(self, year: str, rows: tuple[str, ...]) -> None:
        for row in rows:
            self.put(WHOLE, WHOLE, (year, row), self._size(year, row))

    def _wider_rows(self, year: str) -> tuple[str, ...]:
        return tuple(
            key.place
            for key in self._wider or ()
            if key[:4] == (self._population, WHOLE, WHOLE, year) and key.place != NETWORK
        )


def _joint(
    blocks: Mapping[Block, Mapping[str, Mapping[str, int]]],
    theme: str,
    themes: Iterable[str],
    by: str,
) -> Joint:
    """Return who had which theme; for a theme, or for the topic by which themes are divided."""
    apart = frozenset(
        block
        for block, counts in blocks.items()
        if by != WHOLE and not any(BY in topic for topic in counts)
    )
    whole = apart if theme else frozenset()
    return Joint(
        {
            block: counts.get(WHOLE if block in whole else by, {})
            for block, counts in blocks.items()
        },
        {
            block: {name: _had(counts, name, WHOLE if block in apart else by) for name in themes}
            for block, counts in blocks.items()
        },
        apart,
    )


def _had(counts: Mapping[str, Mapping[str, int]], theme: str, by: str) -> Mapping[str, int]:
    """Return the people of a block with a theme, by code of the crossed topic."""
    if by == WHOLE:
        return {WHOLE: counts.get(theme, {}).get(WITH, 0)}
    return counts.get(f"{theme}{BY}{by}", {})
