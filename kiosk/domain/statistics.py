# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of attendance: pure counts over rows, the same for a kiosk and for the network.

What is counted is visits, sessions and appointments, never persons: nothing here can tell
whether two rows are of one person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.attendance import Arrival, RecordedBy
from kiosk.domain.sections import Count
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.clock import PARIS, paris_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from kiosk.domain.attendance import Visit
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from kiosk.domain.sessions import WalkthroughTrace
    from kiosk.domain.vocabulary import Vocabulary


class AppointmentOutcome(StrEnum):
    """What became of an appointment whose time has come."""

    HONOURED = "honoured"
    ABSENT = "absent"
    CANCELLED = "cancelled"
    NOT_TOLD = "not_told"


OUTCOME_OF_STATUS = {
    AppointmentStatus.CONFIRMED: AppointmentOutcome.NOT_TOLD,
    AppointmentStatus.DISPLACED: AppointmentOutcome.NOT_TOLD,
    AppointmentStatus.ARRIVED: AppointmentOutcome.HONOURED,
    AppointmentStatus.IN_SESSION: AppointmentOutcome.HONOURED,
    AppointmentStatus.ATTENDED: AppointmentOutcome.HONOURED,
    AppointmentStatus.ABSENT: AppointmentOutcome.ABSENT,
    AppointmentStatus.CANCEL_ASKED: AppointmentOutcome.CANCELLED,
    AppointmentStatus.CANCELLED: AppointmentOutcome.CANCELLED,
    AppointmentStatus.CANCELLED_BY_CENTRE: AppointmentOutcome.CANCELLED,
}
"""What counts of each status; one that was moved counts where it went, not where it was."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as counted and exported, from a kiosk's rows or from the server's.

    Attributes:
        row_id: Derived identifier (`kiosk.domain.outbox.event_id`), stable across versions.
        visit: The visit in its newest version.
    """

    row_id: str
    visit: Visit

    @property
    def day(self) -> date:
        """Day of the help."""
        return self.visit.content.day


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A resident's session as counted and exported.

    Attributes:
        row_id: Derived identifier (`kiosk.domain.outbox.event_id`).
        centre: Code of the centre of the machine.
        started_hour_utc: Start, cut to the hour.
        duration_min: Whole minutes.
        language: Code of the language at the end.
        outcome: How it ended.
        traces: Walkthroughs with their last step.
    """

    row_id: str
    centre: str
    started_hour_utc: datetime
    duration_min: int
    language: str
    outcome: SessionOutcome
    traces: tuple[WalkthroughTrace, ...] = ()

    @property
    def day(self) -> date:
        """Day of the session, in Paris."""
        return paris_day(self.started_hour_utc)


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as counted.

    Attributes:
        day: Its day, in Paris.
        outcome: What became of it.
    """

    day: date
    outcome: AppointmentOutcome


@dataclass(frozen=True, slots=True)
class AttendanceRows:
    """The rows of a scope, of any period: figures keep those of theirs."""

    visits: tuple[VisitRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()

    def within(self, period: Period) -> AttendanceRows:
        """Return the rows whose day lies in `period`."""
        return AttendanceRows(
            tuple(row for row in self.visits if period.holds(row.day)),
            tuple(row for row in self.sessions if period.holds(row.day)),
            tuple(row for row in self.appointments if period.holds(row.day)),
        )

    def days_with_data(self) -> frozenset[date]:
        """Return the days on which a session or a visit was counted."""
        visits = frozenset(row.day for row in self.visits)
        return visits | {row.day for row in self.sessions}


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many visits and sessions one day has."""

    day: date
    n_visits: int
    n_sessions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period.

    Attributes:
        period: The days counted.
        coverage: What is covered, and the missing days.
        n_visits: Visits recorded.
        n_visits_before: Visits of the period before; nothing when it has no row at all.
        visit_minutes: Minutes of help, all visits together.
        n_back_dated: Visits entered after their day.
        n_corrected: Visits changed after their entry.
        n_spontaneous: Visits of people who came by themselves.
        n_by_appointment: Visits of people who came by appointment.
        n_by_volunteers: Visits recorded by volunteers.
        n_sessions: Sessions of residents (passages).
        n_honoured: Appointments honoured.
        n_absent: Appointments missed without a word.
        n_walkthroughs: Walkthroughs opened.
        n_finished_alone: Walkthroughs finished without help.
        alone_median_min: Median minutes of sessions in which one was; nothing if none.
        by_theme: Visits a theme, most first; a visit may count under several.
        by_duration: Visits a class of duration, shortest first, zeros too.
        by_weekday: Visits a weekday, Monday first, zeros too.
        by_hour: Sessions a starting hour in Paris, only hours with some.
        by_day: Each day of the period.
    """

    period: Period
    coverage: Coverage
    n_visits: int
    n_visits_before: int | None
    visit_minutes: int
    n_back_dated: int
    n_corrected: int
    n_spontaneous: int
    n_by_appointment: int
    n_by_volunteers: int
    n_sessions: int
    n_honoured: int
    n_absent: int
    n_walkthroughs: int
    n_finished_alone: int
    alone_median_min: int | None
    by_theme: tuple[Count, ...]
    by_duration: tuple[Count, ...]
    by_weekday: tuple[int, ...]
    by_hour: tuple[tuple[int, int], ...]
    by_day: tuple[DayCount, ...]

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
        """Change of the visits since the period before, rounded; nothing if it had none."""
        if not self.n_visits_before:
            return None
        return round(100 * (self.n_visits - self.n_visits_before) / self.n_visits_before)


def figures(
    rows: AttendanceRows, period: Period, *, coverage: Coverage, vocabulary: Vocabulary
) -> Figures:
    """Return the figures of a period.

    Args:
        rows: Rows of the scope; those of the period before allow the comparison.
        period: The days to count.
        coverage: What the rows cover.
        vocabulary: Lists that give labels and classes.
    """
    now, before = rows.within(period), rows.within(period.previous())
    contents = [row.visit.content for row in now.visits]
    alone = [row for row in now.sessions if row.outcome is not SessionOutcome.HELPED]
    finished = [row for row in alone if any(trace.finished for trace in row.traces)]
    outcomes = Counter(row.outcome for row in now.appointments)
    return Figures(
        period=period,
        coverage=coverage,
        n_visits=len(now.visits),
        n_visits_before=len(before.visits) if before.days_with_data() else None,
        visit_minutes=sum(content.duration_min for content in contents),
        n_back_dated=sum(row.visit.is_back_dated for row in now.visits),
        n_corrected=sum(row.visit.is_corrected for row in now.visits),
        n_spontaneous=sum(content.arrival is Arrival.SPONTANEOUS for content in contents),
        n_by_appointment=sum(content.arrival is Arrival.APPOINTMENT for content in contents),
        n_by_volunteers=sum(row.visit.recorded_by is RecordedBy.VOLUNTEER for row in now.visits),
        n_sessions=len(now.sessions),
        n_honoured=outcomes[AppointmentOutcome.HONOURED],
        n_absent=outcomes[AppointmentOutcome.ABSENT],
        n_walkthroughs=sum(len(row.traces) for row in now.sessions),
        n_finished_alone=sum(trace.finished for row in alone for trace in row.traces),
        alone_median_min=median_low([row.duration_min for row in finished]) if finished else None,
        by_theme=_by_theme(now.visits, vocabulary),
        by_duration=_by_duration(now.visits, vocabulary),
        by_weekday=_by_weekday(now.visits),
        by_hour=_by_hour(now.sessions),
        by_day=_by_day(now, period),
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _by_theme(visits: Sequence[VisitRow], vocabulary: Vocabulary) -> tuple[Count, ...]:
    counts = Counter(
        code
        for row in visits
        for code in (*row.visit.content.themes, *row.visit.content.administrative_themes)
    )
    shown = (*vocabulary.administrative_themes.codes(), *vocabulary.themes.codes())
    rank = {code: place for place, code in enumerate(shown)}
    return tuple(
        Count(code, vocabulary.theme_label(code), n)
        for code, n in sorted(
            counts.items(), key=lambda item: (-item[1], rank.get(item[0], len(rank)), item[0])
        )
    )


def _by_duration(visits: Iterable[VisitRow], vocabulary: Vocabulary) -> tuple[Count, ...]:
    counts = Counter(vocabulary.duration_class(row.visit.content.duration_min)[0] for row in visits)
    return tuple(
        Count(code, label, counts[code]) for code, _, _, label in vocabulary.duration_classes
    )


def _by_weekday(visits: Iterable[VisitRow]) -> tuple[int, ...]:
    counts = Counter(row.day.weekday() for row in visits)
    return tuple(counts[weekday] for weekday in range(7))


def _by_hour(sessions: Iterable[SessionRow]) -> tuple[tuple[int, int], ...]:
    counts = Counter(row.started_hour_utc.astimezone(PARIS).hour for row in sessions)
    return tuple(sorted(counts.items()))


def _by_day(rows: AttendanceRows, period: Period) -> tuple[DayCount, ...]:
    visits = Counter(row.day for row in rows.visits)
    sessions = Counter(row.day for row in rows.sessions)
    return tuple(DayCount(day, visits[day], sessions[day]) for day in period.days())
