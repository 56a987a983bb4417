# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows that figures count: visits, sessions, appointments, of a kiosk or of the network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from kiosk.domain.attendance import Visit, VisitKind
    from kiosk.domain.periods import Period
    from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace


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
        centre: Code of the centre in which it was to be.
    """

    day: date
    outcome: AppointmentOutcome
    centre: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceRows:
    """The rows of a scope, of any period: figures keep those of theirs."""

    visits: tuple[VisitRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()

    def chosen(self, centre: str, kinds: Collection[VisitKind]) -> AttendanceRows:
        """Return the rows of one centre and, of visits, of some kinds; empty means all."""
        return AttendanceRows(
            tuple(
                row
                for row in self.visits
                if row.visit.content.centre == (centre or row.visit.content.centre)
                and (not kinds or row.visit.content.kind in kinds)
            ),
            tuple(row for row in self.sessions if row.centre == (centre or row.centre)),
            tuple(row for row in self.appointments if row.centre == (centre or row.centre)),
        )

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
