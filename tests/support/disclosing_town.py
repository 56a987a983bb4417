# SPDX-License-Identifier: AGPL-3.0-or-later
"""Towns that publish tables for outsiders, with records that arrive late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    PLACES_SEPARATOR,
    UNSERVED,
    USERS,
    WHOLE,
    WITH,
    WITHOUT,
    Audience,
    FigureKey,
    months_of,
    steps_to,
)
from kiosk.domain.disclosure_ledger import CountedMonth, LedgerEntry, publish

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
YEAR = "2026"
MONTHS = months_of(YEAR)
PERIODS = steps_to(YEAR)
HOMES = ("nord", "sud", "nc")
THEMES = ("theme.email", "theme.sante", "theme.caf")
CATALOGUE = {
    "individuel": {
        "age": ("jeune", "adulte", "nc"),
        "status": ("emploi", "sans", "nc"),
        "home": HOMES,
        **dict.fromkeys(THEMES, (WITH, WITHOUT)),
        **{f"{theme}{BY}home": HOMES for theme in THEMES},
    },
    USERS: {},
}
Record = tuple[str, str, str, str, frozenset[str]]


@dataclass
class Town:
    """Records that arrive, some late, and the ledger of what was given out.

    Attributes:
        random: Where chance comes from.
        records: Of each month, the records that have arrived: centre, age, status, home, themes.
        uses: Of each month, the uses of machines that have arrived: centre, minutes.
        shut: Months in which a centre was shut, as its door says.
        before: Months in which a centre was not in service yet.
        entries: The ledger.
        given: Every publication as a reader got it: audience and figures.
    """

    random: Random
    records: dict[str, list[Record]] = field(default_factory=dict)
    uses: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    shut: set[tuple[str, str]] = field(default_factory=set)
    before: set[tuple[str, str]] = field(default_factory=set)
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    given: list[tuple[Audience, dict[FigureKey, int | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.centres = [f"c{n}" for n in range(self.random.choice((1, 3, 3)))]
        self._weights = {c: self.random.choice((1, 3, 4, 10)) for c in self.centres}
        self._codes = {
            topic: [self.random.choice((0, 1, 1, 3, 12)) + 0.001 for _ in codes]
            for topic, codes in CATALOGUE["individuel"].items()
            if not topic.startswith(THEMES)
        }
        self._themes = [self.random.choice((0.1, 1, 3)) for _ in THEMES]
        self._busy = self.random.choice((6, 20, 60, 90))
        self._stays = self.random.choice(((1, 10), (10, 30, 60, 300), (10, 10, 10, 720)))
        n_shut = self.random.choice((0, 0, 2, 6))
        self.shut |= {
            (self.random.choice(MONTHS), self.random.choice(self.centres)) for _ in range(n_shut)
        }
        for centre in self.centres:
            n_before = self.random.choice((0, 0, 0, 2, 4))
            self.before |= {(month, centre) for month in MONTHS[:n_before]}
        for month in MONTHS:
            n = self.random.choice((self._busy, self.random.randint(0, 2 * self._busy)))
            n = 0 if self.random.random() < 0.1 else n
            self.records[month], self.uses[month] = [], []
            for _ in range(n):
                self._come(month)

    def _come(self, month: str) -> None:
        """Let somebody be helped and somebody use a machine, where a door is open by then."""
        record, use = self._record(), (self._centre(), self.random.choice(self._stays))
        empty = self.shut | self.before
        if (month, record[0]) not in empty:
            self.records[month].append(record)
        if (month, use[0]) not in empty:
            self.uses[month].append(use)

    def _centre(self) -> str:
        return self.random.choices(self.centres, [self._weights[c] for c in self.centres])[0]

    def _record(self) -> Record:
        pick = self.random.choices
        had = {pick(THEMES, self._themes)[0] for _ in range(self.random.choice((1, 1, 1, 2)))}
        age, status, home = (
            pick(CATALOGUE["individuel"][topic], self._codes[topic])[0]
            for topic in ("age", "status", "home")
        )
        return self._centre(), age, status, home, frozenset(had)

    def add_late_rows(self) -> None:
        """Let a few records arrive late, and take one back."""
        for month in self.random.sample(MONTHS, 4):
            for _ in range(self.random.randint(1, 4)):
                self._come(month)
            if self.records[month] and self.random.random() < 0.3:
                self.records[month].pop()

    def count(self, month: str) -> CountedMonth:
        """Count the records of a month that have arrived."""
        centres: dict[str, dict[str, dict[str, int]]] = {
            centre: {WHOLE: {WHOLE: 0}} for centre in self.centres
        }
        for centre, age, status, home, themes in self.records[month]:
            of_centre = centres[centre]
            for topic, codes in CATALOGUE["individuel"].items():
                of_centre.setdefault(topic, dict.fromkeys(codes, 0))
            of_centre[WHOLE][WHOLE] += 1
            of_centre["age"][age] += 1
            of_centre["status"][status] += 1
            of_centre["home"][home] += 1
            for theme in THEMES:
                of_centre[theme][WITH if theme in themes else WITHOUT] += 1
                of_centre[f"{theme}{BY}home"][home] += theme in themes
        minutes = {c: [m for where, m in self.uses[month] if where == c] for c in self.centres}
        return CountedMonth(
            {
                "individuel": centres,
                USERS: {c: _number(len(used)) for c, used in minutes.items()},
                HOURS_USED: {c: _number(sum(used) // 60) for c, used in minutes.items()},
                HOURS_OPEN: {
                    c: _number(0 if (month, c) in self.shut else 100) for c in self.centres
                },
                UNSERVED: {c: _number(1) for c in self.centres if (month, c) in self.before},
            }
        )

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

    def give_before(self, month: str) -> None:
        """Publish a month by a program that knew no hours and crossed nothing."""
        counts = {
            name: {
                centre: {topic: codes for topic, codes in told.items() if BY not in topic}
                for centre, told in centres.items()
            }
            for name, centres in self.count(month).counts.items()
            if name in CATALOGUE
        }
        tables = {
            name: {topic: codes for topic, codes in topics.items() if BY not in topic}
            for name, topics in CATALOGUE.items()
        }
        made = publish(self, month, tables, lambda _: CountedMonth(counts), NOW)
        self.given += [(audience, dict(told)) for audience, told in made[month].told.items()]

    def give_naively(self, period: str, audience: Audience) -> None:
        """Publish a period with nothing hidden but the small cells themselves."""
        figures = {}
        for step in steps_to(period):
            counts = [self.count(month).counts for month in months_of(step)]
            for key in keys_of(step, self.centres):
                n = true_number(counts, key)
                secret = 0 < n < audience.least and key.population not in {HOURS_OPEN, HOURS_USED}
                figures[key] = None if secret else n
        self.given.append((audience, figures))


def _number(n: int) -> dict[str, dict[str, int]]:
    return {WHOLE: {WHOLE: n}}


def keys_of(period: str, centres: list[str]) -> list[FigureKey]:
    """Return every figure of a period: all totals by centre, of the year all codes by centre."""
    topics = {WHOLE: (WHOLE,), **CATALOGUE["individuel"]}
    keys = [
        FigureKey("individuel", topic, code, period, place)
        for topic, codes in topics.items()
        for code in codes
        for place in [NETWORK, *(centres if topic == WHOLE or period == YEAR else ())]
        if BY not in topic or (len(period) != len(MONTHS[0]) and place == NETWORK)
    ]
    keys += [
        FigureKey(population, WHOLE, WHOLE, period, place)
        for population in (USERS, HOURS_USED, HOURS_OPEN)
        for place in (NETWORK, *centres)
    ]
    return keys


def true_number(counts, key: FigureKey) -> int:
    """Return the number of a figure from the counts of its months."""
    wanted = None if key.place == NETWORK else set(key.place.split(PLACES_SEPARATOR))
    return sum(
        topics.get(key.topic, {}).get(key.code, 0)
        for month in counts
        for centre, topics in month[key.population].items()
        if wanted is None or centre in wanted
    )


def a_history(
    seed: int,
    *,
    n_exports: int = 4,
    n_before: int = 0,
    naively: bool = False,
    forgetfully: bool = False,
) -> Town:
    """Return a town after some exports for both audiences, with late records between them.

    Args:
        seed: Gives the same history again.
        n_exports: How many exports.
        n_before: How many months a program of before gave out, before all that.
        naively: Hide the small cells and nothing else; no record is late then.
        forgetfully: Keep no ledger.
    """
    random = Random(seed)
    town = Town(random)
    give = town.give_naively if naively else town.give
    for month in random.sample(MONTHS, n_before):
        town.give_before(month)
    for _ in range(n_exports):
        length = random.choice((4, 7, 8))
        periods = [name for name in PERIODS if len(name.replace("T", "0T")) == length]
        give(random.choice(periods), random.choice(list(Audience)))
        if not naively:
            town.add_late_rows()
        if forgetfully:
            town.entries.clear()
    return town
