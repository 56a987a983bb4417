# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of attendance: made of tallies alone, the same for a kiosk and for the network.

What is counted is help given, sessions and appointments, never persons: nothing here can tell
whether two rows are of one person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Arrival, VisitKind
from kiosk.domain.counted_rows import AppointmentOutcome
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.periods import month_of
from kiosk.domain.sections import Count, Told, signed, spaced
from kiosk.domain.tally import (
    COLLECTIVE,
    Measure,
    SessionFacts,
    Tally,
    median_low,
    tally_sessions,
    tally_visits,
)
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.counted_rows import AppointmentRow, AttendanceRows, SessionRow, VisitRow
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from kiosk.domain.vocabulary import Vocabulary

MOST_DAYS = 5 * 365 + 2
"""Days of five years, their leap days too: the longest period of which figures are made."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many people were helped and how many sessions were lived on one day."""

    day: date
    n_visits: int
    n_sessions: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a period came to, however it was added up.

    Attributes:
        total: The counts of the period.
        visits: Day -> people helped, of the period; days without any may be absent.
        sessions: Day -> sessions, of the period.
        n_before: People helped in the period before; nothing when it has no row at all.
        months: Month, such as ``2026-10`` -> people helped, of the twelve that end with the
            period's.
    """

    total: Tally
    visits: Mapping[date, int] = field(default_factory=dict)
    sessions: Mapping[date, int] = field(default_factory=dict)
    n_before: int | None = None
    months: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """Of what figures are made.

    Attributes:
        period: The days counted.
        centre: Code of the only centre; empty for all.
        kinds: The only kinds of help; empty for all. Sessions and appointments have none.
    """

    period: Period
    centre: str = ""
    kinds: frozenset[VisitKind] = frozenset()

    def __post_init__(self) -> None:
        """Refuse more than five years: as many days just before are counted to compare with.

        Raises:
            Refused: ``figures_too_long``.
        """
        if self.period.n_days > MOST_DAYS:
            raise Refused("figures_too_long")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period. What the national tool calls accompagnements is people helped.

    Attributes:
        choice: Of what they are made.
        coverage: What is covered, what is missing, which machines did not send.
        tally: Every count (see `kiosk.domain.tally`).
        n_visits_before: People helped in the period before; nothing when it has no row at all.
        by_theme: People helped a main theme, most first; one may count under several.
        by_duration: People helped a class of duration, shortest first, zeros too; no paper tally.
        by_day: Each day of the period.
        by_month: (first day, people helped) of the twelve months that end with the period's.
        open_minutes: Minutes for which machines stood open to residents, all machines together;
            0 where none stands, nothing when the opening hours are not known well enough to say.
    """

    choice: Choice
    coverage: Coverage
    tally: Tally
    n_visits_before: int | None
    by_theme: tuple[Count, ...]
    by_duration: tuple[Count, ...]
    by_day: tuple[DayCount, ...]
    by_month: tuple[tuple[date, int], ...]
    open_minutes: int | None = None

    @property
    def period(self) -> Period:
        """The days counted."""
        return self.choice.period

    @property
    def n_visits(self) -> int:
        """People helped (accompagnements)."""
        return self.tally.total(Measure.PEOPLE)

    @property
    def n_activities(self) -> int:
        """Activities: records, a stroke of a paper tally being one each."""
        return self.tally.total(Measure.ACTIVITIES)

    @property
    def n_records(self) -> int:
        """Records, as they stand in an export of one line each."""
        return self.tally.total(Measure.RECORDS)

    @property
    def n_collective(self) -> int:
        """Workshops and groups."""
        return self._of_kinds(Measure.ACTIVITIES, VisitKind.WORKSHOP, VisitKind.GROUP)

    @property
    def n_people_collective(self) -> int:
        """People of workshops and groups."""
        return self._of_kinds(Measure.PEOPLE, VisitKind.WORKSHOP, VisitKind.GROUP)

    @property
    def n_individual(self) -> int:
        """Records of one person, brief requests among them."""
        return self._of_kinds(Measure.ACTIVITIES, VisitKind.INDIVIDUAL, VisitKind.BRIEF)

    @property
    def n_tallied(self) -> int:
        """Short visits counted on paper."""
        return self._of_kinds(Measure.PEOPLE, VisitKind.TALLY)

    @property
    def n_counted_only(self) -> int:
        """People of workshops, groups and tallies: counted, never crossed with anything."""
        people = self.tally.of(Measure.PEOPLE)
        return sum(n for kind, n in people.items() if kind in COLLECTIVE)

    @property
    def visit_minutes(self) -> int:
        """Minutes of help, all activities together."""
        return self.tally.n(Measure.MINUTES)

    @property
    def n_back_dated(self) -> int:
        """Records entered after their day."""
        return self.tally.n(Measure.BACK_DATED)

    @property
    def n_corrected(self) -> int:
        """Records changed after their entry."""
        return self.tally.n(Measure.CORRECTED)

    @property
    def n_by_volunteers(self) -> int:
        """Records made by volunteers."""
        return self.tally.n(Measure.VOLUNTEERS)

    @property
    def n_spontaneous(self) -> int:
        """People who came by themselves."""
        return self.tally.n(Measure.ARRIVAL, Arrival.SPONTANEOUS.value)

    @property
    def n_by_appointment(self) -> int:
        """People who came by appointment."""
        return self.tally.n(Measure.ARRIVAL, Arrival.APPOINTMENT.value)

    @property
    def n_sessions(self) -> int:
        """Sessions of residents (passages)."""
        return self.tally.total(Measure.SESSIONS)

    @property
    def n_honoured(self) -> int:
        """Appointments honoured."""
        return self.tally.n(Measure.APPOINTMENT, AppointmentOutcome.HONOURED.value)

    @property
    def n_absent(self) -> int:
        """Appointments missed without a word."""
        return self.tally.n(Measure.APPOINTMENT, AppointmentOutcome.ABSENT.value)

    @property
    def n_walkthroughs(self) -> int:
        """Walkthroughs opened."""
        return self.tally.total(Measure.WALKTHROUGHS)

    @property
    def n_finished_alone(self) -> int:
        """Walkthroughs finished without help."""
        return self.tally.total(Measure.ALONE)

    @property
    def alone_median_min(self) -> int | None:
        """Median minutes of sessions in which one was finished alone; nothing if none."""
        return median_low(self.tally.of(Measure.ALONE_LENGTH))

    @property
    def by_weekday(self) -> tuple[int, ...]:
        """Activities a weekday, Monday first, zeros too."""
        counts = self.tally.of(Measure.WEEKDAY)
        return tuple(counts.get(str(weekday), 0) for weekday in range(7))

    @property
    def by_hour(self) -> tuple[tuple[int, int], ...]:
        """Sessions a starting hour in Paris, only hours with some."""
        counts = self.tally.of(Measure.SESSION_HOUR)
        return tuple(sorted((int(hour), n) for hour, n in counts.items()))

    @property
    def missing_days(self) -> tuple[date, ...]:
        """Days missing somewhere, in order."""
        return self.coverage.missing_days

    @property
    def honoured_percent(self) -> int | None:
        """Appointments honoured out of those honoured or missed; nothing if none."""
        return _percent(self.n_honoured, self.n_honoured + self.n_absent)

    @property
    def alone_percent(self) -> int | None:
        """Walkthroughs finished alone out of those opened; nothing if none."""
        return _percent(self.n_finished_alone, self.n_walkthroughs)

    @property
    def visits_change_percent(self) -> int | None:
        """Change of the people helped since the period before, rounded; nothing if it had none."""
        if not self.n_visits_before:
            return None
        return round(100 * (self.n_visits - self.n_visits_before) / self.n_visits_before)

    def compared(self, today: date) -> str:
        """Return the change of the people helped in words, such as « −24 % (octobre 2026) ».

        A period that still lasts is compared with nothing: its days are fewer.
        """
        if not self.period.is_over(today):
            is_month = self.period == month_of(self.period.first)
            return "mois en cours" if is_month else "période en cours"
        percent = self.visits_change_percent
        before = self.period.previous().title()
        return "rien à comparer" if percent is None else f"{signed(percent)} % ({before})"

    def _of_kinds(self, measure: Measure, *kinds: VisitKind) -> int:
        return sum(self.tally.n(measure, kind.value) for kind in kinds)


def figures(
    rows: AttendanceRows, choice: Choice, *, coverage: Coverage, vocabulary: Vocabulary
) -> Figures:
    """Return the figures of rows in hand.

    Args:
        rows: Rows of the scope; those of the period before allow the comparison.
        choice: What to count of them.
        coverage: What the rows cover.
        vocabulary: Lists that give labels and classes.
    """
    return figures_of(tally_rows(rows, choice), choice, coverage=coverage, vocabulary=vocabulary)


def tally_rows(rows: AttendanceRows, choice: Choice) -> Tallies:
    """Return what rows in hand come to in a choice, and in the months and period before it."""
    own = rows.chosen(choice.centre, choice.kinds)
    now, before = own.within(choice.period), own.within(choice.period.previous())
    total = tally_visits(flat_visit(row) for row in now.visits)
    total.merge(tally_sessions(session_facts(row) for row in now.sessions).counts)
    add_appointments(total, now.appointments)
    first, last = months_before(choice.period.last)[0], choice.period.last
    months: Counter[str] = Counter()
    for row in own.visits:
        if first <= row.day.strftime("%Y-%m") and row.day <= last:
            months[row.day.strftime("%Y-%m")] += row.visit.content.people
    return Tallies(
        total=total,
        visits=_people_by_day(now.visits),
        sessions=Counter(row.day for row in now.sessions),
        n_before=_people(before.visits) if before.days_with_data() else None,
        months=months,
    )


def add_appointments(tally: Tally, rows: Iterable[AppointmentRow]) -> None:
    """Count appointments by what became of them."""
    for outcome, n in Counter(row.outcome for row in rows).items():
        tally.add(Measure.APPOINTMENT, outcome.value, n)


def session_facts(row: SessionRow) -> SessionFacts:
    """Return what is counted of a session."""
    return SessionFacts(row.started_hour_utc, row.duration_min, row.outcome, row.traces)


def months_before(day: date) -> tuple[str, ...]:
    """Return the twelve months that end with the one of `day`, such as ``2026-10``."""
    ends = day.year * 12 + day.month - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(ends - 11, ends + 1))


def figures_of(
    tallies: Tallies,
    choice: Choice,
    *,
    coverage: Coverage,
    vocabulary: Vocabulary,
    open_minutes: int | None = None,
) -> Figures:
    """Return the figures of what was tallied; see `Figures` for the arguments."""
    return Figures(
        choice=choice,
        coverage=coverage,
        tally=tallies.total,
        n_visits_before=tallies.n_before,
        by_theme=themes_counted(tallies.total, vocabulary),
        by_duration=durations_counted(tallies.total, vocabulary),
        by_day=tuple(
            DayCount(day, tallies.visits.get(day, 0), tallies.sessions.get(day, 0))
            for day in choice.period.days()
        ),
        by_month=tuple(
            (date.fromisoformat(f"{month}-01"), tallies.months.get(month, 0))
            for month in months_before(choice.period.last)
        ),
        open_minutes=open_minutes,
    )


def themes_counted(tally: Tally, vocabulary: Vocabulary) -> tuple[Count, ...]:
    """Return the people helped a main theme, most first, only themes with some.

    The themes of the help with administrative steps divide one of these: they stand apart.
    """
    helped = tally.of(Measure.THEME)
    shown = (code for code in vocabulary.themes.codes() if helped.get(code))
    return tuple(
        Count(code, Told(vocabulary.themes.label(code)), helped[code])
        for code in sorted(shown, key=lambda code: -helped[code])
    )


def durations_counted(tally: Tally, vocabulary: Vocabulary) -> tuple[Count, ...]:
    """Return the people helped a class of duration, shortest first, zeros too."""
    counts: Counter[str] = Counter()
    for minutes, n in tally.of(Measure.LENGTH).items():
        counts[vocabulary.duration_class(int(minutes))[0]] += n
    return tuple(
        Count(code, Told(spaced(label)), counts[code], national=label)
        for code, _, _, label in vocabulary.duration_classes
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _people(visits: Iterable[VisitRow]) -> int:
    return sum(row.visit.content.people for row in visits)


def _people_by_day(visits: Iterable[VisitRow]) -> Mapping[date, int]:
    counts: Counter[date] = Counter()
    for row in visits:
        counts[row.day] += row.visit.content.people
    return counts
