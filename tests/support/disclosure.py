# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader who works out what towns hid from all they gave out.

The reader knows every file, the legend, the thresholds, that people are whole numbers, that a
visit has one theme at least, that nobody came where the door says that it was shut or where there
was no service yet, and for how long a machine can be used. What could be true is a set of
whole-number equations, of people and of hours of use together; the least and the most that each
hidden cell can be come from an exact solver (HiGHS by scipy).
"""

from __future__ import annotations

from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    PLACES_SEPARATOR,
    USERS,
    WHOLE,
    WITH,
    Audience,
    FigureKey,
    children_of,
    months_of,
)
from tests.support.disclosing_town import CATALOGUE, HOMES, MONTHS, THEMES, Town

FOUND, GIVEN_UP, NO_WORLD = 0, 1, 2
PATIENCE_S = 5
MOST = 10_000
LONGEST_H = 12
"""A reader knows that nobody uses a machine for longer."""


class Reader:
    """Somebody who keeps every file that an audience got."""

    def __init__(self, town: Town, audience: Audience) -> None:
        self.least = audience.least
        self._centres = town.centres
        readable = set(Audience) if audience is Audience.FUNDERS else {audience}
        self._rules: LinearConstraint | None = None
        self._files = [figures for whom, figures in town.given if whom in readable]
        self.told: dict[FigureKey, int] = {}
        self.n_looked = 0
        self._own = [figures for whom, figures in town.given if whom is audience]
        for figures in self._files:
            self.told |= {key: n for key, n in figures.items() if n is not None}
        self._before = town.before
        self._column = {
            name: n
            for n, name in enumerate(
                (population, month, centre, topic, code)
                for population, divided in {**CATALOGUE, HOURS_USED: {}}.items()
                for month in MONTHS
                for centre in self._centres
                for topic, codes in {WHOLE: (WHOLE,), **divided}.items()
                for code in codes
            )
        }

    def deductions(self, n_looks: int | None = None) -> list[str]:
        """Return everything that was hidden and is known all the same.

        Args:
            n_looks: How many hidden cells to work out, drawn by chance; all if not given.
        """
        found = [*self._differences(), *self._remainders()]
        of_people = self._worked_out(self._hidden(is_of_hours=False), n_looks)
        return [*found, *of_people, *self.deduced_hours(n_looks)]

    def deduced_hours(self, n_looks: int | None = None) -> list[str]:
        """Return the hours that were hidden and are known all the same."""
        return self._worked_out(self._hidden(is_of_hours=True), n_looks)

    def _hidden(self, *, is_of_hours: bool) -> list[FigureKey]:
        hidden = {key for figures in self._own for key, n in figures.items() if n is None}
        return sorted(key for key in hidden if (key.population == HOURS_USED) == is_of_hours)

    def _worked_out(self, hidden: list[FigureKey], n_looks: int | None) -> list[str]:
        if n_looks is not None and len(hidden) > n_looks:
            hidden = Random(len(self.told)).sample(hidden, n_looks)
        self.n_looked += len(hidden)
        worked_out = ((key, self._known(key)) for key in hidden)
        return [f"{key} is {known}" for key, known in worked_out if known is not None]

    def _differences(self) -> list[str]:
        """Return the figures that two files tell differently, by a small number or by a secret."""
        found = []
        for key in {key for figures in self._files for key in figures}:
            numbers = {figures[key] for figures in self._files if key in figures}
            numbers.discard(None)
            is_of_people = key.population not in {HOURS_OPEN, HOURS_USED}
            if is_of_people and len(numbers) > 1 and max(numbers) - min(numbers) < self.least:
                found.append(f"{key} changed by {max(numbers) - min(numbers)}")
        return found

    def _remainders(self) -> list[str]:
        """Return what is left of a total after what was told of its parts, where it is small."""
        found = []
        for key, n in self.told.items():
            if key.population in {HOURS_OPEN, HOURS_USED}:
                continue
            for parts in self._partitions(key):
                known = [self.told[part] for part in parts if part in self.told]
                if 0 < n - sum(known) < self.least:
                    found.append(f"what is left of {key} is {n - sum(known)}")
        return found

    def _partitions(self, key: FigureKey):
        if key.topic == WHOLE:
            for topic, codes in CATALOGUE[key.population].items():
                if BY not in topic:
                    yield [key._replace(topic=topic, code=code) for code in codes]
        if key.topic in THEMES and key.code == WITH:
            yield [key._replace(topic=f"{key.topic}{BY}home", code=code) for code in HOMES]
        if key.topic == "home":
            for theme in THEMES:
                yield [key._replace(topic=f"{theme}{BY}home")]
        yield self._below(key)
        inside = None if key.place == NETWORK else set(key.place.split(PLACES_SEPARATOR))
        places = {
            k.place
            for k in self.told
            if k._replace(place=key.place) == key and k.place not in {NETWORK, key.place}
        }
        if inside is not None:
            places = {p for p in places if inside.issuperset(p.split(PLACES_SEPARATOR))}
        merged = {p for p in places if PLACES_SEPARATOR in p}
        for rows in ({*merged}, places - merged) if len(merged) > 1 else (places,):
            if rows:
                yield [key._replace(place=place) for place in _disjoint(rows)]
        if inside is not None and len(inside) > 1:
            yield [p for centre in inside for p in self._below(key._replace(place=centre))]

    def _below(self, key: FigureKey) -> list[FigureKey]:
        found = []
        for child in children_of(key.period):
            part = key._replace(period=child)
            found += [part] if part in self.told or not children_of(child) else self._below(part)
        return found

    def _known(self, key: FigureKey) -> str | None:
        """Return what is known of a hidden figure: one number, or of people small ones alone."""
        low = self.least if key.population != HOURS_USED else 1
        none, large = self._world(key, 0, 0), self._world(key, low, MOST)
        if none is None and large is None:
            return "small"
        if none is not None and large is not None:
            return None
        n = none if large is None else large
        assert n is not None
        others = (self._world(key, 0, n - 1), self._world(key, n + 1, MOST))
        return None if any(one is not None for one in others) else str(n)

    def _world(self, key: FigureKey, low: int, high: int) -> int | None:
        """Return what a figure is in a world where it is so; nothing if there is no such world.

        A reader gives up after a while; what they did not rule out, they do not know.
        """
        if low > high:
            return None
        if self._rules is None:
            self._rules = self._equations()
        row = np.zeros(len(self._column))
        row[self._columns(key)] = 1
        # a world that presolving rules out may be one all the same (HiGHS 1.12, seed 1085)
        for presolve in (True, False):
            result = milp(
                np.zeros(len(row)),
                constraints=[self._rules, LinearConstraint(row, low, high)],
                integrality=np.ones(len(row)),
                bounds=Bounds(0, MOST),
                options={"time_limit": PATIENCE_S, "presolve": presolve},
            )
            assert result.status in {FOUND, GIVEN_UP, NO_WORLD}, result.message
            if result.x is not None:
                return round(row @ result.x)
            if result.status == GIVEN_UP:
                return low
        return None

    def _columns(self, key: FigureKey) -> list[int]:
        places = self._centres if key.place == NETWORK else key.place.split(PLACES_SEPARATOR)
        return [
            self._column[key.population, month, centre, key.topic, key.code]
            for month in months_of(key.period)
            for centre in places
        ]

    def _equations(self) -> LinearConstraint:
        rows: list[tuple[dict[int, int], float, float]] = []
        for key, n in self.told.items():
            if key.population != HOURS_OPEN:
                rows.append((dict.fromkeys(self._columns(key), 1), n, n))
            elif not n and key.place != NETWORK:
                for population in CATALOGUE:
                    nobody = self._columns(key._replace(population=population))
                    rows.append((dict.fromkeys(nobody, 1), 0, 0))
        for block in self._before:
            nobody = [self._column[(name, *block, WHOLE, WHOLE)] for name in CATALOGUE]
            rows.append((dict.fromkeys(nobody, 1), 0, 0))
        for month in MONTHS:
            for centre in self._centres:
                rows += self._rules_of_block(month, centre)
        entries = [(r, c, v) for r, (cells, _, _) in enumerate(rows) for c, v in cells.items()]
        at, columns, values = zip(*entries, strict=True)
        matrix = coo_array((values, (at, columns)), shape=(len(rows), len(self._column)))
        return LinearConstraint(matrix.tocsr(), [r[1] for r in rows], [r[2] for r in rows])

    def _rules_of_block(self, month: str, centre: str):
        """Give what a reader knows of a month and a centre, whatever was told."""
        at, divided = self._column, CATALOGUE["individuel"]
        whole = at["individuel", month, centre, WHOLE, WHOLE]
        for topic, codes in divided.items():
            cells = {at["individuel", month, centre, topic, code]: 1 for code in codes}
            theme = topic.partition(BY)[0]
            total = whole if theme == topic else at["individuel", month, centre, theme, WITH]
            yield {**cells, total: -1}, 0, 0
        for home in HOMES:
            people = at["individuel", month, centre, "home", home]
            had = [at["individuel", month, centre, f"{theme}{BY}home", home] for theme in THEMES]
            yield {**dict.fromkeys(had, 1), people: -1}, 0, np.inf
            for one in had:
                yield {one: 1, people: -1}, -np.inf, 0
        used, users = (at[name, month, centre, WHOLE, WHOLE] for name in (HOURS_USED, USERS))
        yield {used: 1, users: -LONGEST_H}, -np.inf, 0


def _disjoint(places: set[str]) -> list[str]:
    """Return places that do not overlap, the larger ones first."""
    taken: set[str] = set()
    found = []
    for place in sorted(places, key=lambda p: -p.count(PLACES_SEPARATOR)):
        if taken.isdisjoint(place.split(PLACES_SEPARATOR)):
            taken.update(place.split(PLACES_SEPARATOR))
            found.append(place)
    return found
