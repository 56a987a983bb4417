# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts that add up: what one day, one centre and one kind of help come to.

Everything figures need is a count under a measure and a code, so that the figures of a year are
the sum of those of its days, and no row has to be read again. Medians and classes come from
histograms of whole minutes, which add up too. A tally holds no row and no person.

People of a workshop, a group or a paper sheet are counted by the counts of their record and by
nothing else: what was not told of them stays untold, and none of them is crossed with anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.attendance import Category, RecordedBy, VisitKind
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.clock import PARIS, paris_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.sessions import WalkthroughTrace

SESSIONS: Final = "passage"
"""The kind of a cell that counts sessions of residents; all others count visits of that kind."""

ALL: Final = ""
"""The code of a measure that is one number."""

COLLECTIVE: Final = frozenset(
    kind.value for kind in (VisitKind.WORKSHOP, VisitKind.GROUP, VisitKind.TALLY)
)


class Measure(StrEnum):
    """What is counted under a code. Activities are records, a stroke of a tally being one each.

    Where the national tool weighs a record by its people, so do we: a workshop of eight on e-mail
    counts eight times under its theme, its place, its length and its equipment.

    Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique
    46aa33b (2026-06-30), `getActivitesStats`.
    """

    RECORDS = "records"  # by kind
    ACTIVITIES = "activities"  # by kind
    PEOPLE = "people"  # by kind
    MINUTES = "minutes"
    BACK_DATED = "back_dated"  # records
    CORRECTED = "corrected"  # records
    VOLUNTEERS = "volunteers"  # records
    THEME = "theme"  # people, as the four below; both lists of themes
    EQUIPMENT = "equipment"
    PLACE = "place"
    CENTRE = "centre"
    LENGTH = "length"  # by whole minutes; no tally, whose visits have none
    GENDER = "gender"  # people told of, as the five below
    AGE = "age"
    STATUS = "status"
    RETURNING = "returning"
    QUARTER = "quarter"
    ARRIVAL = "arrival"
    WEEKDAY = "weekday"  # activities, Monday 0
    START = "start"  # activities by hour in Paris
    WAITED = "waited"  # activities by whole minutes
    POSTURE = "posture"  # activities, as all below
    MANDATE = "mandate"
    MEDIUM = "medium"
    REFERRED = "referred"  # 1 for yes, 0 for no
    REFERRAL = "referral"  # the kind of structure, where it is noted
    REFERRAL_PLACE = "referral_place"
    THEME_QUARTER = "theme_quarter"  # theme|quarter, empty if untold; records of one person only
    UNMET = "unmet"
    UNMET_THEME = "unmet_theme"  # reason|theme, records of one person only
    UNMET_QUARTER = "unmet_quarter"  # reason|quarter, empty if untold; as above
    UNMET_GROUPED = "unmet_grouped"  # people of collective records with an unmet need
    SESSIONS = "sessions"  # by outcome
    SESSION_HOUR = "session_hour"  # by starting hour in Paris
    SESSION_MINUTES = "session_minutes"  # minutes, by starting hour in Paris
    WALKTHROUGHS = "walkthroughs"  # by walkthrough
    ALONE = "alone"  # finished without help, by walkthrough
    ALONE_LENGTH = "alone_length"  # sessions in which one was, by whole minutes
    STOP = "stop"  # not finished, by walkthrough|last step
    APPOINTMENT = "appointment"  # by outcome


class SessionFacts(NamedTuple):
    """What is counted of a session.

    Attributes:
        started_hour_utc: Start, cut to the hour.
        duration_min: Whole minutes.
        outcome: How it ended.
        traces: Walkthroughs with their last step.
    """

    started_hour_utc: datetime
    duration_min: int
    outcome: SessionOutcome
    traces: tuple[WalkthroughTrace, ...]


@dataclass(slots=True)
class Tally:
    """Counts by measure and code, under keys ``measure:code``; adding is merging.

    Attributes:
        counts: Key -> count, above 0.
    """

    counts: Counter[str] = field(default_factory=Counter)

    def n(self, measure: Measure, code: str = ALL) -> int:
        """Return one count."""
        return self.counts[f"{measure.value}:{code}"]

    def of(self, measure: Measure) -> dict[str, int]:
        """Return code -> count of a measure."""
        head = f"{measure.value}:"
        length = len(head)
        return {key[length:]: n for key, n in self.counts.items() if key.startswith(head)}

    def total(self, measure: Measure) -> int:
        """Return the sum over the codes of a measure."""
        return sum(self.of(measure).values())

    def add(self, measure: Measure, code: str, n: int = 1) -> None:
        """Count `n` more."""
        if n:
            self.counts[measure + ":" + code] += n

    def merge(self, counts: Mapping[str, int]) -> None:
        """Add the counts of another tally."""
        self.counts.update(counts)

    def take_away(self, counts: Mapping[str, int]) -> None:
        """Take away the counts of another tally, of rows that this one holds."""
        self.counts = self.counts - Counter(counts)


def tally_visits(rows: Iterable[FlatVisit]) -> Tally:
    """Return the tally of visits, whatever their days, centres and kinds.

    Records of one person are counted a column at a time, collective ones each by its counts.
    """
    tally = Tally()
    single: list[FlatVisit] = []
    for row in rows:
        if row.people == 1 and not row.counts and row.kind != VisitKind.TALLY.value:
            single.append(row)
        else:
            _add_collective(tally, row)
    _add_single(tally, single)
    return tally


def tally_sessions(sessions: Iterable[SessionFacts]) -> Tally:
    """Return the tally of sessions."""
    tally = Tally()
    for one in sessions:
        hour = str(one.started_hour_utc.astimezone(PARIS).hour)
        tally.add(Measure.SESSIONS, one.outcome.value)
        tally.add(Measure.SESSION_HOUR, hour)
        tally.add(Measure.SESSION_MINUTES, hour, one.duration_min)
        is_alone = one.outcome is not SessionOutcome.HELPED
        for trace in one.traces:
            tally.add(Measure.WALKTHROUGHS, trace.walkthrough_id)
            if not trace.finished:
                tally.add(Measure.STOP, f"{trace.walkthrough_id}{SEPARATOR}{trace.last_step}")
            elif is_alone:
                tally.add(Measure.ALONE, trace.walkthrough_id)
        if is_alone and any(trace.finished for trace in one.traces):
            tally.add(Measure.ALONE_LENGTH, str(one.duration_min))
    return tally


def median_low(histogram: Mapping[str, int]) -> int | None:
    """Return the low median of whole numbers counted as text -> count; nothing if none."""
    wanted = (sum(histogram.values()) + 1) // 2
    passed = 0
    for value in sorted(histogram, key=int):
        passed += histogram[value]
        if passed >= wanted > 0:
            return int(value)
    return None


_SINGLE: Final = (
    (Measure.PLACE, attrgetter("place")),
    (Measure.CENTRE, attrgetter("centre")),
    (Measure.GENDER, attrgetter("gender")),
    (Measure.AGE, attrgetter("age")),
    (Measure.STATUS, attrgetter("status")),
    (Measure.QUARTER, attrgetter("quarter")),
    (Measure.ARRIVAL, attrgetter("arrival")),
    (Measure.POSTURE, attrgetter("posture")),
    (Measure.MANDATE, attrgetter("mandate")),
    (Measure.MEDIUM, attrgetter("medium")),
    (Measure.REFERRED, attrgetter("referred")),
    (Measure.REFERRAL, attrgetter("referral")),
    (Measure.REFERRAL_PLACE, attrgetter("referral_place")),
    (Measure.UNMET, attrgetter("unmet")),
)
_SEVERAL: Final = (
    (Measure.THEME, attrgetter("themes")),
    (Measure.THEME, attrgetter("admin_themes")),
    (Measure.EQUIPMENT, attrgetter("equipment")),
)
_CATEGORIES: Final = {
    Category.GENDER.value: Measure.GENDER,
    Category.AGE.value: Measure.AGE,
    Category.STATUS.value: Measure.STATUS,
    Category.RETURNING.value: Measure.RETURNING,
    Category.QUARTER.value: Measure.QUARTER,
    Category.ARRIVAL.value: Measure.ARRIVAL,
}
_PEOPLE_FIELDS: Final = (Measure.PLACE, Measure.CENTRE)
_ACTIVITY_FIELDS: Final = (
    Measure.POSTURE,
    Measure.MANDATE,
    Measure.MEDIUM,
    Measure.REFERRED,
    Measure.REFERRAL,
    Measure.REFERRAL_PLACE,
    Measure.UNMET,
)


def _add_single(tally: Tally, rows: Sequence[FlatVisit]) -> None:
    for measure, column in _SINGLE:
        for code, n in Counter(map(column, rows)).items():
            if code:
                tally.add(measure, code, n)
    for measure, column in _SEVERAL:
        _add_several(tally, measure, Counter(map(column, rows)))
    for kind, n in Counter(map(attrgetter("kind"), rows)).items():
        tally.add(Measure.RECORDS, kind, n)
        tally.add(Measure.ACTIVITIES, kind, n)
        tally.add(Measure.PEOPLE, kind, n)
    for minutes, n in Counter(map(attrgetter("minutes"), rows)).items():
        tally.add(Measure.LENGTH, str(minutes), n)
        tally.add(Measure.MINUTES, ALL, minutes * n)
    pairs = Counter(map(attrgetter("themes", "admin_themes", "quarter"), rows))
    for (themes, procedures, quarter), n in pairs.items():
        for theme in _codes(themes) + _codes(procedures):
            tally.add(Measure.THEME_QUARTER, f"{theme}{SEPARATOR}{quarter}", n)
    _add_marks(tally, rows)
    _add_times(tally, rows)
    _add_unmet(tally, rows)


def _add_unmet(tally: Tally, rows: Sequence[FlatVisit]) -> None:
    for row in rows:
        if row.unmet:
            for theme in _codes(row.themes) + _codes(row.admin_themes):
                tally.add(Measure.UNMET_THEME, f"{row.unmet}{SEPARATOR}{theme}")
            tally.add(Measure.UNMET_QUARTER, f"{row.unmet}{SEPARATOR}{row.quarter}")


def _add_marks(tally: Tally, rows: Sequence[FlatVisit]) -> None:
    """Count how the records came to be; these marks are of records, not of people."""
    pairs = Counter((row.day, row.entered) for row in rows)
    late = sum(n for (day, entered), n in pairs.items() if _is_back_dated(day, entered))
    tally.add(Measure.BACK_DATED, ALL, late)
    tally.add(Measure.CORRECTED, ALL, sum(row.version > 1 for row in rows))
    by_volunteers = sum(row.by == RecordedBy.VOLUNTEER.value for row in rows)
    tally.add(Measure.VOLUNTEERS, ALL, by_volunteers)


def _add_times(tally: Tally, rows: Sequence[FlatVisit]) -> None:
    for day, n in Counter(map(attrgetter("day"), rows)).items():
        tally.add(Measure.WEEKDAY, _weekday(day), n)
    for start, n in Counter(map(attrgetter("start"), rows)).items():
        if start:
            tally.add(Measure.START, str(int(start[:2])), n)
    for waited, n in Counter(map(attrgetter("waited"), rows)).items():
        if waited >= 0:
            tally.add(Measure.WAITED, str(waited), n)


def _add_several(tally: Tally, measure: Measure, joined: Mapping[str, int]) -> None:
    for codes, n in joined.items():
        for code in _codes(codes):
            tally.add(measure, code, n)


def _add_collective(tally: Tally, row: FlatVisit) -> None:
    is_sheet = row.kind == VisitKind.TALLY.value
    n = row.people if is_sheet else 1
    tally.add(Measure.RECORDS, row.kind)
    tally.add(Measure.ACTIVITIES, row.kind, n)
    tally.add(Measure.PEOPLE, row.kind, row.people)
    tally.add(Measure.MINUTES, ALL, row.minutes)
    for fields, weight in ((_PEOPLE_FIELDS, row.people), (_ACTIVITY_FIELDS, n)):
        for measure in fields:
            if code := getattr(row, measure.value):
                tally.add(measure, code, weight)
    if row.unmet:
        tally.add(Measure.UNMET_GROUPED, ALL, row.people)
    _add_marks(tally, (row,))
    if is_sheet:
        tally.add(Measure.WEEKDAY, _weekday(row.day), n)
    else:
        _add_times(tally, (row,))
        tally.add(Measure.LENGTH, str(row.minutes), row.people)
        for measure, column in _SEVERAL:
            _add_several(tally, measure, {column(row): row.people})
        tally.add(Measure.ARRIVAL, row.arrival, row.people if row.arrival else 0)
    for category, code, told in counts_of(row.counts):
        if category == Category.THEME.value:
            tally.add(Measure.THEME, code, told if is_sheet else 0)
        elif is_sheet or category != Category.ARRIVAL.value or not row.arrival:
            tally.add(_CATEGORIES[category], code, told)


def counts_of(written: str) -> tuple[tuple[str, str, int], ...]:
    """Return the (category, code, n) of a flat row's counts; a category unknown here is left out.

    A newer machine may know one more.
    """
    found: list[tuple[str, str, int]] = []
    for one in _codes(written):
        category, _, rest = one.partition(":")
        code, _, n = rest.rpartition("=")
        if (category in _CATEGORIES or category == Category.THEME.value) and n.isdecimal():
            found.append((category, code, int(n)))
    return tuple(found)


def _codes(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(SEPARATOR)) if joined else ()


@lru_cache(maxsize=2048)
def _is_back_dated(day: str, entered: str) -> bool:
    return day < paris_day(hour_of(entered)).isoformat()


@lru_cache(maxsize=2048)
def _weekday(day: str) -> str:
    return str(date.fromisoformat(day).weekday())
