# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop, as figures: the same for a kiosk's statements and for the network's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.periods import Period
from kiosk.domain.step_counts import StepEvent, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.step_counts import WeekStatement

SUNDAY = timedelta(days=6)
LEFT = (StepEvent.ABANDONED_IDLE, StepEvent.ABANDONED_END)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, all versions and languages together.

    Attributes:
        step_id: The step.
        counts: Sessions by event; an event that is absent was told by nobody: fewer than
            `kiosk.domain.step_counts.LEAST` in each cell, perhaps none.
    """

    step_id: str
    counts: Mapping[StepEvent, int]

    @property
    def n_seen(self) -> int:
        """Sessions that saw the step, as far as told."""
        return self.counts.get(StepEvent.SEEN, 0)

    @property
    def n_left(self) -> int:
        """Sessions that ended at the step, as far as told."""
        return sum(self.counts.get(event, 0) for event in LEFT)

    @property
    def left_percent(self) -> int | None:
        """Share of those who saw it; nothing where nobody may be told to have."""
        if not self.n_seen:
            return None
        return min(100, round(100 * self.n_left / self.n_seen))


@dataclass(frozen=True, slots=True)
class WalkthroughStops:
    """The steps of a walkthrough that may be told, most left first."""

    walkthrough_id: str
    lines: tuple[StepLine, ...]

    @property
    def n_left(self) -> int:
        """Sessions that ended in it, as far as told."""
        return sum(line.n_left for line in self.lines)


@dataclass(frozen=True, slots=True)
class Stops:
    """Where people stop in some weeks.

    Attributes:
        first_week: First week asked for.
        last_week: Last week asked for, ended.
        name: What is covered: this kiosk, or the network.
        walkthroughs: Most left first.
        missing: (name of machine, weeks that it has not told), only where there are some.
    """

    first_week: str
    last_week: str
    name: str
    walkthroughs: tuple[WalkthroughStops, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def different_screens(self) -> tuple[tuple[str, str, int], ...]:
        """(walkthrough, step, sessions) where the official site looked different, most first."""
        found = [
            (one.walkthrough_id, line.step_id, line.counts[StepEvent.SCREEN_IS_DIFFERENT])
            for one in self.walkthroughs
            for line in one.lines
            if StepEvent.SCREEN_IS_DIFFERENT in line.counts
        ]
        return tuple(sorted(found, key=lambda row: (-row[2], row)))


def stops_of(statements: Iterable[WeekStatement]) -> tuple[WalkthroughStops, ...]:
    """Return the sums of some statements by walkthrough and step."""
    sums: dict[str, dict[str, Counter[StepEvent]]] = {}
    for statement in statements:
        for cell, n in statement.cells.items():
            steps = sums.setdefault(cell.walkthrough_id, {})
            steps.setdefault(cell.step_id, Counter())[cell.event] += n
    found = [
        WalkthroughStops(
            walkthrough_id,
            tuple(
                sorted(
                    (StepLine(step_id, dict(counts)) for step_id, counts in steps.items()),
                    key=lambda line: (-line.n_left, -line.n_seen, line.step_id),
                )
            ),
        )
        for walkthrough_id, steps in sums.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.n_left, one.walkthrough_id)))


def monday_of(week: str) -> date:
    """Return the first day of an ISO week."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def days_of_weeks(first_week: str, last_week: str) -> str:
    """Return the days from one week to another, both in, in French words."""
    return Period(monday_of(first_week), monday_of(last_week) + SUNDAY).title()


def weeks_from(first_week: str, last_week: str) -> tuple[str, ...]:
    """Return the weeks from one to another, both in; none when the first comes after."""
    weeks = []
    day, last = monday_of(first_week), monday_of(last_week)
    while day <= last:
        weeks.append(week_of(day))
        day += timedelta(days=7)
    return tuple(weeks)


def week_before(week: str, n_weeks: int = 1) -> str:
    """Return the week that came `n_weeks` before."""
    return week_of(monday_of(week) - timedelta(weeks=n_weeks))


def week_after(week: str) -> str:
    """Return the week that follows."""
    return week_of(monday_of(week) + timedelta(weeks=1))


def runs_of(weeks: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return weeks, in order, grouped by those that follow each other."""
    runs: list[list[str]] = []
    for week in weeks:
        if runs and week_after(runs[-1][-1]) == week:
            runs[-1].append(week)
        else:
            runs.append([week])
    return tuple(tuple(run) for run in runs)


def untold_weeks(
    statements: Iterable[WeekStatement], first_week: str, last_week: str
) -> tuple[str, ...]:
    """Return the weeks, both ends in, that no statement covers."""
    told = {
        week
        for statement in statements
        for week in weeks_from(max(statement.since, first_week), min(statement.week, last_week))
    }
    return tuple(week for week in weeks_from(first_week, last_week) if week not in told)
