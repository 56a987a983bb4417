# SPDX-License-Identifier: AGPL-3.0-or-later
"""Towns that publish, and a reader who works out what was hidden from all they have.

The reader knows every file, the legend, the thresholds, that people are whole numbers and that a
visit has one theme at least. What could be true is a set of whole-number equations; the least and
the most that each hidden cell can be come from an exact solver (HiGHS by scipy).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from kiosk.domain.disclosure import (
    NETWORK,
    PLACES_SEPARATOR,
    THEME_PREFIX,
    WHOLE,
    WITH,
    WITHOUT,
    Audience,
    FigureKey,
    children_of,
    months_of,
    steps_to,
)
from kiosk.domain.disclosure_ledger import CountedMonth, LedgerEntry, publish

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
YEAR = "2026"
MONTHS = months_of(YEAR)
PERIODS = steps_to(YEAR)
CATALOGUE = {
    "individuel": {
        "age": ("jeune", "adulte", "vieux", "nc"),
        "status": ("emploi", "sans", "nc"),
        "theme.email": (WITH, WITHOUT),
        "theme.sante": (WITH, WITHOUT),
        "theme.caf": (WITH, WITHOUT),
    }
}


@dataclass
class Town:
    """Records that arrive, some late, and the ledger of what was given out.

    Attributes:
        random: Where chance comes from.
        records: Of each month, the records that have arrived: centre, age, status, themes.
        entries: The ledger.
        given: Every publication as a reader got it: audience and figures.
    """

    random: Random
    records: dict[str, list[tuple[str, str, str, frozenset[str]]]] = field(default_factory=dict)
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    given: list[tuple[Audience, dict[FigureKey, int | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.centres = [f"c{n}" for n in range(self.random.choice((1, 2, 3, 4)))]
        self._weights = {c: self.random.choice((1, 1, 3, 10)) for c in self.centres}
        self._codes = {
            topic: [self.random.choice((0, 1, 1, 3, 12)) + 0.001 for _ in codes]
            for topic, codes in CATALOGUE["individuel"].items()
            if not topic.startswith(THEME_PREFIX)
        }
        self._busy = self.random.choice((6, 20, 60))
        for month in MONTHS:
            n = self.random.choice((0, self._busy, self.random.randint(0, 2 * self._busy)))
            self.records[month] = [self._record() for _ in range(n)]

    def _record(self) -> tuple[str, str, str, frozenset[str]]:
        pick = self.random.choices
        themes = [name for name in CATALOGUE["individuel"] if name.startswith(THEME_PREFIX)]
        had = self.random.sample(themes, self.random.choice((1, 1, 1, 2)))
        age, status = (
            pick(CATALOGUE["individuel"][topic], self._codes[topic])[0]
            for topic in ("age", "status")
        )
        centre = pick(self.centres, [self._weights[c] for c in self.centres])[0]
        return centre, age, status, frozenset(had)

    def add_late_rows(self) -> None:
        """Let a few records arrive late, and take one back."""
        for month in self.random.sample(MONTHS, 4):
            self.records[month] += [self._record() for _ in range(self.random.randint(1, 4))]
            if self.records[month] and self.random.random() < 0.3:
                self.records[month].pop()

    def count(self, month: str) -> CountedMonth:
        """Count the records of a month that have arrived."""
        centres: dict[str, dict[str, dict[str, int]]] = {}
        for centre, age, status, themes in self.records[month]:
            of_centre = centres.setdefault(
                centre,
                {
                    WHOLE: {WHOLE: 0},
                    **{t: dict.fromkeys(c, 0) for t, c in CATALOGUE["individuel"].items()},
                },
            )
            of_centre[WHOLE][WHOLE] += 1
            of_centre["age"][age] += 1
            of_centre["status"][status] += 1
            for topic in of_centre:
                if topic.startswith(THEME_PREFIX):
                    of_centre[topic][WITH if topic in themes else WITHOUT] += 1
        return CountedMonth({"individuel": centres})

    def of_year(self, year: str) -> dict[str, LedgerEntry]:
        """Return the ledger."""
        return dict(self.entries)

    def add(self, entry: LedgerEntry) -> None:
        """Add to the ledger."""
        assert entry.period not in self.entries
        self.entries[entry.period] = entry

    def give(self, period: str, audience: Audience) -> None:
        """Publish a period for an audience, by the program."""
        made = publish(self, period, CATALOGUE, self.count, NOW)
        figures = {key: n for one in made.values() for key, n in one.told[audience].items()}
        self.given.append((audience, figures))

    def give_naively(self, period: str, audience: Audience) -> None:
        """Publish a period with nothing hidden but the small cells themselves."""
        figures = {}
        for step in steps_to(period):
            counts = [self.count(month).counts["individuel"] for month in months_of(step)]
            for key in keys_of(step, self.centres):
                n = true_number(counts, key)
                figures[key] = None if 0 < n < audience.least else n
        self.given.append((audience, figures))


def keys_of(period: str, centres: list[str]) -> list[FigureKey]:
    """Return every figure of a period: all codes, all centres if it is the year."""
    places = [NETWORK, *(centres if period == YEAR and len(centres) > 1 else ())]
    topics = {WHOLE: (WHOLE,), **CATALOGUE["individuel"]}
    return [
        FigureKey("individuel", topic, code, period, place)
        for topic, codes in topics.items()
        for code in codes
        for place in places
    ]


def true_number(counts, key: FigureKey) -> int:
    """Return the number of a figure from the counts of its months."""
    wanted = None if key.place == NETWORK else set(key.place.split(PLACES_SEPARATOR))
    return sum(
        topics[key.topic][key.code]
        for month in counts
        for centre, topics in month.items()
        if wanted is None or centre in wanted
    )


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
        topics = {WHOLE: (WHOLE,), **CATALOGUE["individuel"]}
        self._column = {
            name: n
            for n, name in enumerate(
                (month, centre, topic, code)
                for month in MONTHS
                for centre in self._centres
                for topic, codes in topics.items()
                for code in codes
            )
        }

    def deductions(self, n_looks: int | None = None) -> list[str]:
        """Return everything that was hidden and is known all the same.

        Args:
            n_looks: How many hidden cells to work out, drawn by chance; all if not given.
        """
        found = [*self._differences(), *self._remainders()]
        hidden = sorted({key for figures in self._own for key, n in figures.items() if n is None})
        if n_looks is not None and len(hidden) > n_looks:
            hidden = Random(len(self.told)).sample(hidden, n_looks)
        self.n_looked = len(hidden)
        for key in hidden:
            low, high = self.interval(key)
            if low == high:
                found.append(f"{key} is {low}")
            elif low >= 1 and high < self.least:
                found.append(f"{key} is small: {low} to {high}")
        return found

    def _differences(self) -> list[str]:
        """Return the figures that two files tell differently, by a small number or by a secret."""
        found = []
        for key in {key for figures in self._files for key in figures}:
            numbers = {figures[key] for figures in self._files if key in figures}
            numbers.discard(None)
            if len(numbers) > 1 and max(numbers) - min(numbers) < self.least:
                found.append(f"{key} changed by {max(numbers) - min(numbers)}")
        return found

    def _remainders(self) -> list[str]:
        """Return what is left of a total after what was told of its parts, where it is small."""
        found = []
        for key, n in self.told.items():
            for parts in self._partitions(key):
                known = [self.told[part] for part in parts if part in self.told]
                if 0 < n - sum(known) < self.least:
                    found.append(f"what is left of {key} is {n - sum(known)}")
        return found

    def _partitions(self, key: FigureKey):
        if key.topic == WHOLE:
            for topic, codes in CATALOGUE["individuel"].items():
                yield [key._replace(topic=topic, code=code) for code in codes]
        if key.place == NETWORK:
            yield self._below(key)
            places = {k.place for k in self.told if k.place != NETWORK and k.period == key.period}
            merged = {p for p in places if PLACES_SEPARATOR in p}
            for rows in ({*merged}, places - merged) if len(merged) > 1 else (places,):
                if rows:
                    yield [key._replace(place=place) for place in _disjoint(rows)]

    def _below(self, key: FigureKey) -> list[FigureKey]:
        found = []
        for child in children_of(key.period):
            part = key._replace(period=child)
            found += [part] if part in self.told or not children_of(child) else self._below(part)
        return found

    def interval(self, key: FigureKey) -> tuple[int, int]:
        """Return the least and the most that a figure can be, whole numbers in all cells."""
        if self._rules is None:
            self._rules = self._equations()
        row = np.zeros(len(self._column))
        for column in self._columns(key):
            row[column] = 1
        ends = []
        for sign in (1, -1):
            result = milp(
                sign * row,
                constraints=self._rules,
                integrality=np.ones(len(row)),
                bounds=Bounds(0, 1000),
            )
            assert result.status == 0, result.message
            ends.append(round(sign * result.fun))
        return ends[0], ends[1]

    def _columns(self, key: FigureKey) -> list[int]:
        places = self._centres if key.place == NETWORK else key.place.split(PLACES_SEPARATOR)
        return [
            self._column[month, centre, key.topic, key.code]
            for month in months_of(key.period)
            for centre in places
        ]

    def _equations(self) -> LinearConstraint:
        rows: list[tuple[dict[int, int], float, float]] = []
        for key, n in self.told.items():
            rows.append((dict.fromkeys(self._columns(key), 1), n, n))
        themes = [t for t in CATALOGUE["individuel"] if t.startswith(THEME_PREFIX)]
        for month in MONTHS:
            for centre in self._centres:
                whole = self._column[month, centre, WHOLE, WHOLE]
                for topic, codes in CATALOGUE["individuel"].items():
                    cells = {self._column[month, centre, topic, code]: 1 for code in codes}
                    rows.append(({**cells, whole: -1}, 0, 0))
                had = {self._column[month, centre, topic, WITH]: 1 for topic in themes}
                rows.append(({**had, whole: -1}, 0, np.inf))
        entries = [(r, c, v) for r, (cells, _, _) in enumerate(rows) for c, v in cells.items()]
        at, columns, values = zip(*entries, strict=True)
        matrix = coo_array((values, (at, columns)), shape=(len(rows), len(self._column)))
        return LinearConstraint(matrix.tocsr(), [r[1] for r in rows], [r[2] for r in rows])


def _disjoint(places: set[str]) -> list[str]:
    """Return places that do not overlap, the larger ones first."""
    taken: set[str] = set()
    found = []
    for place in sorted(places, key=lambda p: -p.count(PLACES_SEPARATOR)):
        if taken.isdisjoint(place.split(PLACES_SEPARATOR)):
            taken.update(place.split(PLACES_SEPARATOR))
            found.append(place)
    return found


def a_history(
    seed: int, *, n_exports: int = 4, naively: bool = False, forgetfully: bool = False
) -> Town:
    """Return a town after some exports for both audiences, with late records between them.

    Args:
        seed: Gives the same history again.
        n_exports: How many exports.
        naively: Hide the small cells and nothing else; no record is late then.
        forgetfully: Keep no ledger.
    """
    random = Random(seed)
    town = Town(random)
    give = town.give_naively if naively else town.give
    for _ in range(n_exports):
        give(random.choice((*PERIODS, YEAR)), random.choice(list(Audience)))
        if not naively:
            town.add_late_rows()
        if forgetfully:
            town.entries.clear()
    return town
