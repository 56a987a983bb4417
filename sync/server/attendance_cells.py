# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells counted where they were touched, and added up to what a period came to.

One transaction counts a few days at most, so that machines that send meanwhile hardly wait.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.attendance import VisitKind
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.periods import day_bounds_utc, month_of
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace, hour_text
from kiosk.domain.statistics import Tallies, months_before
from kiosk.domain.tally import (
    SESSIONS,
    SessionFacts,
    Tally,
    tally_sessions,
    tally_visits,
)
from sync.server.storage.cells import CellKey, Counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period
    from kiosk.domain.statistics import Choice
    from sync.server.city import City
    from sync.server.storage.reports import SessionEntry
    from sync.server.storage.unit import CityUnit

CELLS_AT_ONCE: Final = 128
NO_ROW: Final = "{}"
"""The machines of a cell that no row is in."""

_ALWAYS: Final = ("0000-00-00", "9999-99-99")
_counts = msgspec.json.Decoder(dict[str, int])


def count_cells(city: City, period: Period | None = None, *, most: int = 0) -> int:
    """Count again the cells of a period that were touched, a few a transaction.

    Args:
        city: The city.
        period: The days; every day when it is left out.
        most: After how many cells to stop; 0 for never.

    Returns:
        How many were counted.
    """
    first, last = _ALWAYS
    if period is not None:
        first, last = period.first.isoformat(), period.last.isoformat()
    n = 0
    while not most or n < most:
        with city.database.transaction() as unit:
            keys = unit.cells.take_uncounted(first, last, CELLS_AT_ONCE)
            counted = tuple(recount(unit, keys))
            held = tuple(one for one in counted if one.machines != NO_ROW)
            unit.cells.keep(held)
            unit.cells.drop({one.key for one in counted} - {one.key for one in held})
        if not keys:
            break
        n += len(keys)
        first = keys[-1].day  # those before are counted: what touches them now is next time's
    _count_months(city, period)
    return n


def _count_months(city: City, period: Period | None) -> None:
    """Add up the months whose days are all counted, so that a year is read from twelve."""
    first, last = _ALWAYS
    if period is not None:
        first, last = period.first.isoformat(), period.last.isoformat()
    while True:
        with city.database.transaction() as unit:
            keys = unit.cells.take_uncounted(first[:7], last[:7], CELLS_AT_ONCE)
            whole = [
                one
                for month, found in groupby(keys, key=lambda key: key.day)
                for one in _added_up(unit, month, found)
            ]
            unit.cells.keep(whole)
        if len(keys) < CELLS_AT_ONCE or not whole:
            return


def _added_up(unit: CityUnit, month: str, keys: Iterable[CellKey]) -> Iterator[Counted]:
    """Yield cells of a month whose days are all counted; the days are read once for all of them."""
    totals = {key[1:]: Tally() for key in keys}
    waiting = set()
    for cell, tally in unit.cells.every(f"{month}-01", f"{month}-31"):
        if tally is None:
            waiting.add(cell[1:])
        elif cell[1:] in totals:
            totals[cell[1:]].merge(_counts.decode(tally))
    for rest, total in totals.items():
        if rest not in waiting:
            yield Counted(CellKey(month, *rest), 0, NO_ROW, _text(total.counts))


def recount(
    unit: CityUnit, keys: Iterable[CellKey], without: Collection[str] = ()
) -> Iterator[Counted]:
    """Yield what cells come to, from their rows; one without rows comes to nothing.

    Args:
        unit: The transaction.
        keys: Which cells.
        without: Machines whose rows are left out.
    """
    for day, found in groupby(sorted(keys), key=lambda key: key.day):
        of_day = tuple(found)
        visits: dict[CellKey, list[FlatVisit]] = {key: [] for key in of_day}
        machines: dict[CellKey, Counter[str]] = {key: Counter() for key in of_day}
        if any(key.kind != SESSIONS for key in of_day):
            _read_visits(unit, (day, without), visits, machines)
        sessions: dict[CellKey, list[SessionFacts]] = {key: [] for key in of_day}
        if any(key.kind == SESSIONS for key in of_day):
            _read_sessions(unit, (day, without), sessions, machines)
        for key in of_day:
            if key.kind == SESSIONS:
                tally, people = tally_sessions(sessions[key]), len(sessions[key])
            else:
                tally = tally_visits(visits[key])
                people = sum(row.people for row in visits[key])
            yield Counted(key, people, _text(machines[key]), _text(tally.counts))


def tallies_of(unit: CityUnit, choice: Choice) -> Tallies:
    """Return what a choice comes to; cells touched since they were counted are counted here."""
    period, before = choice.period, choice.period.previous()
    first, last = period.first.isoformat(), period.last.isoformat()
    months_first = f"{months_before(period.last)[0]}-01"
    earliest = min(months_first, before.first.isoformat())
    kinds = frozenset(kind.value for kind in (choice.kinds or VisitKind))
    live = tuple(
        one
        for one in recount(unit, unit.cells.uncounted(earliest, last))
        if one.machines != NO_ROW
        and choice.centre in ("", one.key.centre)
        and one.key.kind in {*kinds, SESSIONS}
    )
    total, visits, sessions = Tally(), Counter[date](), Counter[date]()
    for begin, end in _spans(unit, period):
        for tally in unit.cells.tallies(begin, end, centre=choice.centre, kinds={*kinds, SESSIONS}):
            total.merge(_counts.decode(tally))
    kept = unit.cells.people_by_day(first, last, centre=choice.centre, kinds={*kinds, SESSIONS})
    now = tuple(one for one in live if one.key.day >= first)
    for one in now:
        total.merge(_counts.decode(one.tally))
    for day, kind, people in chain(kept, ((one.key.day, one.key.kind, one.people) for one in now)):
        (sessions if kind == SESSIONS else visits)[date.fromisoformat(day)] += people
    months = Counter(
        unit.cells.people_by_month(months_first, last, centre=choice.centre, kinds=kinds)
    )
    for one in live:
        if one.key.kind != SESSIONS and one.key.day >= months_first:
            months[one.key.day[:7]] += one.people
    return Tallies(
        total=total,
        visits=visits,
        sessions=sessions,
        n_before=_people_of(unit, replace(choice, period=before), kinds, live),
        months=months,
    )


def _spans(unit: CityUnit, period: Period) -> Iterator[tuple[str, str]]:
    """Yield what to read of a period: months that are whole and counted, else their days."""
    waiting = {
        key.day for key in unit.cells.uncounted(f"{period.first:%Y-%m}", f"{period.last:%Y-%m}")
    }
    day = period.first
    while day <= period.last:
        month = month_of(day)
        end = min(month.last, period.last)
        name = f"{day:%Y-%m}"
        if (day, end) == (month.first, month.last) and name not in waiting:
            yield name, name
        else:
            yield day.isoformat(), end.isoformat()
        day = end + timedelta(days=1)


def machines_by_day(
    unit: CityUnit, period: Period, kinds: Collection[str] = ()
) -> Iterator[tuple[date, dict[str, int]]]:
    """Yield (day, machine -> rows) for each cell of a period, of every centre, of some kinds."""
    first, last = period.first.isoformat(), period.last.isoformat()
    for day, machines in unit.cells.machines(first, last, kinds):
        yield date.fromisoformat(day), _counts.decode(machines)
    fresh = (key for key in unit.cells.uncounted(first, last) if not kinds or key.kind in kinds)
    for one in recount(unit, fresh):
        yield date.fromisoformat(one.key.day), _counts.decode(one.machines)


def _people_of(
    unit: CityUnit, choice: Choice, kinds: frozenset[str], live: Iterable[Counted]
) -> int | None:
    """Return the people helped in a choice; nothing if no session was lived either."""
    first, last = choice.period.first.isoformat(), choice.period.last.isoformat()
    fresh = [one for one in live if first <= one.key.day <= last]
    people = unit.cells.people(first, last, centre=choice.centre, kinds=kinds)
    lived = unit.cells.people(first, last, centre=choice.centre, kinds=(SESSIONS,))
    if people is None and lived is None and not fresh:
        return None
    return (people or 0) + sum(one.people for one in fresh if one.key.kind in kinds)


def _read_visits(
    unit: CityUnit,
    which: tuple[str, Collection[str]],
    visits: dict[CellKey, list[FlatVisit]],
    machines: dict[CellKey, Counter[str]],
) -> None:
    day, without = which
    for device, row in unit.visit_rows.of_day(day):
        key = CellKey(day, row.centre, row.kind)
        if key in visits and device not in without:
            visits[key].append(row)
            machines[key][device] += 1


def _read_sessions(
    unit: CityUnit,
    which: tuple[str, Collection[str]],
    sessions: dict[CellKey, list[SessionFacts]],
    machines: dict[CellKey, Counter[str]],
) -> None:
    day, without = which
    begin_utc, end_utc = day_bounds_utc(date.fromisoformat(day))
    last_utc = end_utc - timedelta(hours=1)
    for entry in unit.reports.sessions(hour_text(begin_utc), hour_text(last_utc)):
        key = CellKey(day, entry.centre, SESSIONS)
        if key in sessions and entry.place.device not in without:
            sessions[key].append(facts_of(entry))
            machines[key][entry.place.device] += 1


def facts_of(entry: SessionEntry) -> SessionFacts:
    """Return what is counted of a session."""
    return SessionFacts(
        hour_of(entry.hour),
        entry.minutes,
        SessionOutcome(entry.outcome),
        tuple(
            WalkthroughTrace(trace["id"], trace["last_step"], trace["finished"])
            for trace in entry.walkthroughs
        ),
    )


def _text(counts: dict[str, int]) -> str:
    return msgspec.json.encode(counts).decode("utf-8")
