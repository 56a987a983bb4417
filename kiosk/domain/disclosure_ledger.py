# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger of what was given out: each period is counted and decided once, for everybody.

The first publication of a month counts it and keeps the counts. Every later one, for whatever
audience and in whatever larger period, reads them: two files never differ by a late record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.disclosure import WHOLE, Audience, FigureKey, children_of, months_of, steps_to
from kiosk.domain.disclosure_rules import decided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from kiosk.domain.disclosure import Catalogue, MonthCounts, Told

LATE_STEP = 10
"""What arrived after a publication is told by whole tens, alike for every audience."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A period as it was decided.

    Attributes:
        period: Its name (`disclosure.period_name`).
        decided_utc: When.
        counts: For a month, its true counts; empty for a larger period. Never given out.
        told: What each audience has of it.
        gaps: For a month, the days that lacked then, in words; empty if none.
        late: For a month, the machines that were late then, in words; empty if none.
    """

    period: str
    decided_utc: datetime
    counts: MonthCounts
    told: Mapping[Audience, Told]
    gaps: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """A month as it is counted for its first publication.

    Attributes:
        counts: Its true counts.
        gaps: The days that lack, in words; empty if none.
        late: The machines that are late, in words; empty if none.
    """

    counts: MonthCounts
    gaps: str = ""
    late: str = ""


class Ledger(Protocol):
    """Where entries are kept, within one transaction."""

    def of_year(self, year: str) -> dict[str, LedgerEntry]:
        """Return the entries of a year by period."""
        ...

    def add(self, entry: LedgerEntry) -> None:
        """Keep an entry that is not there yet."""
        ...


def publish(
    ledger: Ledger,
    period: str,
    catalogue: Catalogue,
    count: Callable[[str], CountedMonth],
    now_utc: datetime,
) -> dict[str, LedgerEntry]:
    """Decide a period and those within it, where that was not done yet.

    Args:
        ledger: What was decided; it takes what is new.
        period: A whole period that is over, by name.
        catalogue: The tables that may be given out.
        count: Counts a month that was never given out.
        now_utc: The present.

    Returns:
        The entries of the period and of those within it, by name.
    """
    entries = ledger.of_year(period[:4])
    for step in steps_to(period):
        if step in entries:
            continue
        month = CountedMonth({}) if children_of(step) else count(step)
        months = {name: one.counts for name, one in entries.items() if not children_of(name)}
        if not children_of(step):
            months[step] = month.counts
        told = {
            audience: {key: n for one in entries.values() for key, n in one.told[audience].items()}
            for audience in Audience
        }
        entry = LedgerEntry(
            step,
            now_utc,
            month.counts,
            decided(catalogue, months, told, step),
            month.gaps,
            month.late,
        )
        ledger.add(entry)
        entries[step] = entry
    return {step: entries[step] for step in steps_to(period)}


def arrived_after(
    entries: Mapping[str, LedgerEntry],
    period: str,
    now: Mapping[str, MonthCounts],
    populations: Iterable[str],
) -> dict[str, int | None]:
    """Return by month how much arrived after it was counted, cut to tens.

    What arrived late is in no number that was given out and never will be: it is told as a whole,
    divided by nothing, and so roughly that two files do not tell one record.

    Args:
        entries: The ledger, at least the months of the period.
        period: By name.
        now: What its months come to now, as far as they can still be counted.
        populations: Which ones count.

    Returns:
        Nothing for a month that cannot be counted any more, or from which more was taken away.
    """
    wanted = tuple(populations)
    late: dict[str, int | None] = {}
    for month in months_of(period):
        n = -1
        if month in now:
            then, after = (_people(one, wanted) for one in (entries[month].counts, now[month]))
            n = after - then
        late[month] = n // LATE_STEP * LATE_STEP if n >= 0 else None
    return late


def _people(counts: MonthCounts, populations: Iterable[str]) -> int:
    return sum(
        topics[WHOLE][WHOLE] for name in populations for topics in counts.get(name, {}).values()
    )


def told_text(told: Mapping[Audience, Told]) -> str:
    """Return what audiences have as the text that a database keeps."""
    lines = {
        audience.value: [[*key, n] for key, n in sorted(told[audience].items())]
        for audience in told
    }
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def told_of(text: str) -> dict[Audience, Told]:
    """Return what audiences have, read from a text that `told_text` wrote."""
    lines: dict[str, Iterable[list[str | int | None]]] = json.loads(text)
    return {Audience(name): dict(map(_figure, rows)) for name, rows in lines.items()}


def _figure(cells: list[str | int | None]) -> tuple[FigureKey, int | None]:
    *key, n = cells
    return FigureKey(*map(str, key)), n if n is None else int(n)


def counts_text(counts: MonthCounts) -> str:
    """Return the counts of a month as the text that a database keeps."""
    return json.dumps(counts, ensure_ascii=False, separators=(",", ":"))


def counts_of(text: str) -> MonthCounts:
    """Return the counts of a month, read from a text that `counts_text` wrote."""
    counts: MonthCounts = json.loads(text)
    return counts
