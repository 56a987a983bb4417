# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: what the program cannot decide and a person must look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from sync.server.storage.fleet_tables import case_file, city_state
from sync.server.storage.state import EPOCH

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection


_SUBJECT_LENGTH = 120


class CaseKind(StrEnum):
    """What happened.

    OTHER_BYTES: two sets of bytes under one identity. REQUEST_CONFLICT: two requests under one
    number. OLD_LIFE: a machine speaks with an incarnation that it had left. SERVER_LOSS: this
    server is older than a receipt that it signed. FLOOR_UNPROVED: a kiosk claims more than its
    receipt proves. EVENTS_LOST: events that neither side holds any more. BATCH_CHECK: a batch
    does not unpack to what was signed. BOOKING_CONFLICT: a sale without right, or two for one
    time. INCOMPLETE_SALE: a sale that cannot be read whole. CANCEL_UNPROVED: someone asked to
    cancel what nothing proves to be theirs. ATTENDED_UNKNOWN: word on an appointment unknown
    here. REFUSED_EVENT: an event kept raw. PERSON_TO_CALL: somebody whose appointment changed
    without them.
    NOT_ALLOWED: a machine said what is not for it to say. RIGHTS_UNREADABLE: a report of rights
    that nobody can read. QUEUE_LETTERS: two machines of a centre give the same queue numbers.
    SCHOOL_CALENDAR: openings wait for a school calendar not published. DOUBLE_RECORD: two records
    tell of one thing. DAY_AHEAD: a machine records days that have not come. SESSIONS_AHEAD: it
    tells sessions of such days. SERVER_CLOCK: several do, so that the clock of this server may be
    behind. CLOCK_LEAP: the clock of this server leapt.
    """

    OTHER_BYTES = "other_bytes"
    REQUEST_CONFLICT = "request_conflict"
    OLD_LIFE = "old_life"
    SERVER_LOSS = "server_loss"
    FLOOR_UNPROVED = "floor_unproved"
    EVENTS_LOST = "events_lost"
    BATCH_CHECK = "batch_check"
    BOOKING_CONFLICT = "booking_conflict"
    INCOMPLETE_SALE = "incomplete_sale"
    CANCEL_UNPROVED = "cancel_unproved"
    ATTENDED_UNKNOWN = "attended_unknown"
    SCHOOL_CALENDAR = "school_calendar"
    REFUSED_EVENT = "refused_event"
    PERSON_TO_CALL = "person_to_call"
    NOT_ALLOWED = "not_allowed"
    RIGHTS_UNREADABLE = "rights_unreadable"
    QUEUE_LETTERS = "queue_letters"
    DOUBLE_RECORD = "double_record"
    DAY_AHEAD = "day_ahead"
    SESSIONS_AHEAD = "sessions_ahead"
    SERVER_CLOCK = "server_clock"
    CLOCK_LEAP = "clock_leap"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case.

    Attributes:
        case_id: Number of the case in the city.
        kind: What happened.
        device: Machine concerned; empty for the server itself.
        subject: What it is about, such as an identity; one open case a subject.
        detail: Facts for the person; never personal.
        opened: When.
        closed: When a person closed it; None while it is open.
        closed_by: The machine or the person that closed it.
        outcome: What was done.
    """

    case_id: int
    kind: CaseKind
    device: str
    subject: str
    detail: dict[str, Any]
    opened: int
    closed: int | None
    closed_by: str = ""
    outcome: str = ""


class CaseRepository:
    """The list of cases."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def open(
        self, kind: CaseKind, *, device: str, subject: str, detail: dict[str, Any], now: int
    ) -> None:
        """Open a case; the same subject is opened once, so that a retry adds nothing."""
        subject = subject.replace("\0", "")[:_SUBJECT_LENGTH]
        asked = select(case_file.c.case_id).where(
            case_file.c.city == self._city,
            case_file.c.kind == kind.value,
            case_file.c.device == device,
            case_file.c.subject == subject,
        )
        if self._connection.execute(asked).scalar() is not None:
            return
        # One at a time: two workers must not give the same number to two cases.
        self._connection.execute(
            select(city_state.c.value)
            .where(city_state.c.city == self._city, city_state.c.name == EPOCH)
            .with_for_update()
        )
        if self._connection.execute(asked).scalar() is not None:
            return  # another worker was first
        last = self._connection.execute(
            select(func.max(case_file.c.case_id)).where(case_file.c.city == self._city)
        ).scalar()
        self._connection.execute(
            insert(case_file).values(
                city=self._city,
                case_id=(last or 0) + 1,
                kind=kind.value,
                device=device,
                subject=subject,
                detail=detail,
                opened=now,
            )
        )

    def close(self, case_id: int, now: int, *, by: str = "", outcome: str = "") -> bool:
        """Close a case; say whether it was open.

        Args:
            case_id: Its number.
            now: When.
            by: The machine or the person that closes it.
            outcome: What was done, in the words of `kiosk.domain.lease_cases.TaskOutcome`.
        """
        done = self._connection.execute(
            update(case_file)
            .where(
                case_file.c.city == self._city,
                case_file.c.case_id == case_id,
                case_file.c.closed.is_(None),
            )
            .values(closed=now, closed_by=by, outcome=outcome)
        )
        return done.rowcount == 1

    def get(self, case_id: int) -> CaseFile | None:
        """Return a case by its number."""
        found = self._cases(case_file.c.case_id == case_id)
        return found[0] if found else None

    def close_about(self, kind: CaseKind, device: str, subjects: Collection[str], now: int) -> None:
        """Close the cases of a machine about some subjects; found by their index."""
        self._connection.execute(
            update(case_file)
            .where(
                case_file.c.city == self._city,
                case_file.c.kind == kind.value,
                case_file.c.device == device,
                case_file.c.subject.in_([subject[:_SUBJECT_LENGTH] for subject in subjects]),
                case_file.c.closed.is_(None),
            )
            .values(closed=now)
        )

    def about(self, kind: CaseKind, subject: str) -> CaseFile | None:
        """Return the case of no machine about a subject, open or closed."""
        found = self._cases(
            (case_file.c.kind == kind.value)
            & (case_file.c.device == "")
            & (case_file.c.subject == subject[:_SUBJECT_LENGTH])
        )
        return found[0] if found else None

    def tell_again(self, case_id: int, detail: dict[str, Any]) -> None:
        """Open a case with what is known now, whether it was closed or not."""
        self._connection.execute(
            update(case_file)
            .where(case_file.c.city == self._city, case_file.c.case_id == case_id)
            .values(closed=None, closed_by="", outcome="", detail=detail)
        )

    def all_open(self) -> tuple[CaseFile, ...]:
        """Return the open cases, oldest first."""
        return self._cases(case_file.c.closed.is_(None))

    def _cases(self, where: ColumnElement[bool]) -> tuple[CaseFile, ...]:
        rows = self._connection.execute(
            select(case_file)
            .where(case_file.c.city == self._city, where)
            .order_by(case_file.c.case_id)
        )
        return tuple(
            CaseFile(
                row.case_id,
                CaseKind(row.kind),
                row.device,
                row.subject,
                row.detail,
                row.opened,
                row.closed,
                row.closed_by,
                row.outcome,
            )
            for row in rows
        )
