# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop in walkthroughs, counted without following anybody.

While a session lasts, its cells are a set in memory: which step did what, at most once each
whatever the language, without order. At its end they are added, one each, to the sums of the ISO
week, which name no session, day, hour or order. What has reached `LEAST` sessions may be told to
the city and shown; see `told_cells` for the rule.

A step's drop-out is the share of those who saw it and left there, never a difference with another
step: walkthroughs branch.

Source: ISO 8601 (weeks); docs/privacy.md, "Où les personnes s’arrêtent".
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from kiosk.domain.outbox import JSON, Core, EventKind, OutboxEvent
from kiosk.domain.sessions import SessionOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.walkthrough_run import Run

LEAST = 5
"""Sessions below which a cell is neither told nor shown."""
MOST_CELLS = 5_000
"""Cells of a statement; what goes beyond waits for the next one."""
SEVERAL_LANGUAGES = "mul"
"""Language of a cell that puts several small ones together (ISO 639-2)."""
_MOST_SESSIONS = 1 << 24
_ROW_LENGTH = 6
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_WEEK = re.compile(r"[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])")


class StepEvent(StrEnum):
    """What a session did at a step."""

    SEEN = "seen"
    CONTINUED = "continued"
    BACK = "back"
    HELP = "help"
    LISTEN = "listen"
    SCREEN_IS_DIFFERENT = "screen_is_different"
    PERSON_CALLED = "person_called"
    ABANDONED_IDLE = "abandoned_idle"
    ABANDONED_END = "abandoned_end"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What is counted together.

    Attributes:
        walkthrough_id: The walkthrough.
        version: Its version.
        language: Language in which the step was shown; `SEVERAL_LANGUAGES` for several.
        step_id: The step.
        event: What was done there.
    """

    walkthrough_id: str
    version: str
    language: str
    step_id: str
    event: StepEvent


class StepTally:
    """The cells of the session that lasts; lives in memory only, and is emptied at its end."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._cells: dict[Cell, Cell] = {}  # without its language -> as it was first counted
        self._here: dict[str, Cell] = {}
        self._finished: set[str] = set()
        self._last = ""

    def moved(self, previous: Run | None, run: Run, language: str) -> None:
        """Count a step that comes in sight, and how the one before was left.

        Args:
            previous: Where the person stood in that walkthrough; None when it was just opened.
            run: Where it stands now.
            language: Language of the moment.
        """
        seen = Cell(
            run.walkthrough_id,
            run.walkthrough.version,
            run.walkthrough.shown_language(language),
            run.step_id,
            StepEvent.SEEN,
        )
        known = self._here.get(run.walkthrough_id)
        if previous is not None and known is not None and previous.trail != run.trail:
            goes_on = len(run.trail) > len(previous.trail)
            left = StepEvent.CONTINUED if goes_on else StepEvent.BACK
            self._count(replace(known, event=left))
        self._count(seen)
        if run.is_at_end:
            self._count(replace(seen, event=StepEvent.FINISHED))
            self._finished.add(run.walkthrough_id)
            self._here.pop(run.walkthrough_id, None)
        else:
            self._here[run.walkthrough_id] = seen
        self._last = run.walkthrough_id

    def mark(self, event: StepEvent) -> None:
        """Count something done at the step in sight; nothing before the first or at an end."""
        if self._last in self._here:
            self._count(replace(self._here[self._last], event=event))

    def close(self, outcome: SessionOutcome) -> frozenset[Cell]:
        """Return the cells of a session that ends so, and forget them.

        A walkthrough that was not finished was left at its last step, unless a person took over.
        """
        left = {
            SessionOutcome.IDLE: StepEvent.ABANDONED_IDLE,
            SessionOutcome.FINISHED: StepEvent.ABANDONED_END,
            SessionOutcome.LEFT: StepEvent.ABANDONED_END,
        }.get(outcome)
        if left is not None:
            for walkthrough_id, here in self._here.items():
                if walkthrough_id not in self._finished:
                    self._count(replace(here, event=left))
        cells = frozenset(self._cells.values())
        self._cells, self._here, self._finished, self._last = {}, {}, set(), ""
        return cells

    def _count(self, cell: Cell) -> None:
        """Count a cell, unless it was counted in another language: languages are told together."""
        self._cells.setdefault(replace(cell, language=SEVERAL_LANGUAGES), cell)


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as ``2026-W48``; weeks sort as text."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def clean_cells(cells: Iterable[Cell]) -> frozenset[Cell]:
    """Return the cells that hold names of content alone: typed text can never pass."""
    return frozenset(
        cell
        for cell in cells
        if _NAME.fullmatch(cell.walkthrough_id)
        and _NAME.fullmatch(cell.version)
        and _LANGUAGE.fullmatch(cell.language)
        and _NAME.fullmatch(cell.step_id)
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What may be told of the sums that wait.

    Attributes:
        told: Cells as they are told, each of `LEAST` sessions or more.
        spent: Cells of the sums that are in it, and must be taken out of them.
    """

    told: Mapping[Cell, int]
    spent: frozenset[Cell]


def told_cells(waiting: Mapping[Cell, int]) -> Telling:
    """Return what may be told of the sums of ended weeks.

    A cell of `LEAST` sessions is told as it is. Smaller ones of one step and one event in two
    languages or more are told together if they reach it so. The rest waits and is added to the
    weeks that follow. Each session is told at most once, a statement is never made again, so two
    exports differ by nothing or by `LEAST` sessions in a cell: no difference shows a small one.

    Args:
        waiting: Sums of all ended weeks that were not told yet.
    """
    parts: dict[Cell, set[Cell]] = {}
    small: defaultdict[Cell, set[Cell]] = defaultdict(set)
    for cell, n in waiting.items():
        if n >= LEAST:
            parts[cell] = {cell}
        else:
            small[replace(cell, language=SEVERAL_LANGUAGES)].add(cell)
    sums = {together: sum(waiting[cell] for cell in cells) for together, cells in small.items()}
    parts |= {one: small[one] for one, n in sums.items() if n >= LEAST and len(small[one]) > 1}
    told = {one: sum(waiting[cell] for cell in cells) for one, cells in parts.items()}
    first = sorted(told, key=lambda one: (-told[one], one))[:MOST_CELLS]
    spent = {cell for one in first for cell in parts[one]}
    return Telling({one: told[one] for one in first}, frozenset(spent))


@dataclass(frozen=True, slots=True)
class WeekStatement:
    """What one machine tells of one ended week, once.

    Attributes:
        week: The week that ended.
        since: First week that it covers: weeks in which the machine was off are told with it.
        cells: Sums, each of `LEAST` sessions or more.
    """

    week: str
    since: str
    cells: Mapping[Cell, int]

    def event(self) -> OutboxEvent:
        """Return the event that tells the city."""
        rows: list[JSON] = [
            [c.walkthrough_id, c.version, c.language, c.step_id, c.event.value, n]
            for c, n in sorted(self.cells.items())
        ]
        core: Core = {"week": self.week, "since": self.since, "cells": rows}
        return OutboxEvent(EventKind.STEP_COUNTS, core)


def statement_of(core: Mapping[str, object]) -> WeekStatement:
    """Return the statement of an event.

    Raises:
        ValueError: If it is not one, or holds a cell too small to be told.
    """
    week, since, rows = core.get("week"), core.get("since"), core.get("cells")
    if not is_week(week) or not is_week(since) or since > week:
        raise ValueError("a statement without its weeks")
    if not isinstance(rows, list) or len(rows) > MOST_CELLS:
        raise ValueError("a statement without its cells")
    cells = dict(_cell_of(row) for row in rows)
    if len(cells) != len(rows) or len(clean_cells(cells)) != len(rows):
        raise ValueError("a statement with a cell twice, or with another name")
    return WeekStatement(week, since, cells)


def is_week(text: object) -> TypeGuard[str]:
    """Say whether `text` is an ISO week that the calendar has: not every year has a 53rd."""
    if not isinstance(text, str) or not _WEEK.fullmatch(text):
        return False
    try:
        date.fromisocalendar(int(text[:4]), int(text[-2:]), 1)
    except ValueError:
        return False
    return True


def _cell_of(row: object) -> tuple[Cell, int]:
    if isinstance(row, list) and len(row) == _ROW_LENGTH:
        *names, n = row
        if all(isinstance(name, str) for name in names) and type(n) is int:
            walkthrough_id, version, language, step_id, event = names
            if LEAST <= n < _MOST_SESSIONS:
                return Cell(walkthrough_id, version, language, step_id, StepEvent(event)), n
    raise ValueError("a cell of another form")
