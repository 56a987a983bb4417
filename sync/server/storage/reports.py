# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows made from the logs: sessions, answers, visits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, update

from kiosk.domain.attendance import visit_id_of
from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.domain.record_digests import StandingRecord
from sync.server.storage.record_tables import record
from sync.server.storage.report_tables import feedback_row, session_row, visit_row, visit_version
from sync.server.storage.statements import insert_bisected
from sync.server.storage.visit_rows import VisitName, VisitRowRepository

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Row, Subquery, Table

    from kiosk.domain.attendance import VisitKind
    from kiosk.domain.periods import Period

# Of the versions of a visit the last one in this order stands. Two of one number within a life
# come only of a machine that was copied.
_STANDS_LAST: Final = (
    visit_version.c.told_life,
    visit_version.c.version,
    visit_version.c.sequence,
    visit_version.c.incarnation,
)
_MONTH: Final = len("2026-11")


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Which event a row was made from."""

    device: str
    incarnation: str
    sequence: int


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session, in the words of its event."""

    place: EventPlace
    centre: str
    hour: str
    minutes: int
    language: str
    outcome: str
    walkthroughs: list[Any]


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """A face touched after a session."""

    place: EventPlace
    centre: str
    hour: str
    language: str
    answer: str


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One version of a visit.

    Attributes:
        place: The event that told this version.
        visit_incarnation: With `visit_sequence`, the event that first recorded the visit.
        visit_sequence: See above.
        version: 1 for the first.
        day: Day of the help, ISO; empty for a deletion.
        deleted: Whether this version takes the visit away.
        core: Facts of the event.
        ahead: Whether its day had not come when the city received it.
        told_life: When the life that told it was first seen. What a later life of a machine says
            stands before what an older one said: it was put back to an older state, and goes on
            from there.
    """

    place: EventPlace
    visit_incarnation: str
    visit_sequence: int
    version: int
    day: str
    deleted: bool
    core: dict[str, Any]
    ahead: bool = False
    told_life: int = 0


class ReportRepository:
    """What reports are made of."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add_sessions(self, entries: Sequence[SessionEntry]) -> list[int]:
        """Insert sessions; return the places of those that the database does not take."""
        return self._insert(
            session_row,
            [
                {
                    **self._place(entry.place),
                    "centre": entry.centre,
                    "hour": entry.hour,
                    "minutes": entry.minutes,
                    "language": entry.language,
                    "outcome": entry.outcome,
                    "walkthroughs": entry.walkthroughs,
                }
                for entry in entries
            ],
        )

    def add_feedback(self, entries: Sequence[FeedbackEntry]) -> list[int]:
        """Insert answers; return the places of those that the database does not take."""
        return self._insert(
            feedback_row,
            [
                {
                    **self._place(entry.place),
                    "centre": entry.centre,
                    "hour": entry.hour,
                    "language": entry.language,
                    "answer": entry.answer,
                }
                for entry in entries
            ],
        )

    def add_visits(self, entries: Sequence[VisitEntry]) -> list[int]:
        """Insert versions of visits; return the places that the database does not take."""
        return self._insert(
            visit_version,
            [
                {
                    **self._place(entry.place),
                    "visit_incarnation": entry.visit_incarnation,
                    "visit_sequence": entry.visit_sequence,
                    "version": entry.version,
                    "day": entry.day,
                    "deleted": entry.deleted,
                    "core": entry.core,
                    "ahead": entry.ahead,
                    "told_life": entry.told_life,
                }
                for entry in entries
            ],
        )

    def first_hour(self, device: str) -> str:
        """Return the hour of a machine's oldest session or entry; empty when it has none.

        Entries count by the hour in which they were made: a sheet copied for a day before the
        machine came does not make it older.
        """
        oldest = (
            select(func.min(session_row.c.hour)).where(
                session_row.c.city == self._city, session_row.c.device == device
            ),
            select(func.min(visit_row.c.entered)).where(
                visit_row.c.city == self._city, visit_row.c.device == device
            ),
        )
        found = (self._connection.execute(query).scalar() for query in oldest)
        return min((hour for hour in found if hour), default="")

    def sessions(self, first_hour: str, last_hour: str) -> tuple[SessionEntry, ...]:
        """Return the sessions that began between two hours (as events write them)."""
        rows = self._connection.execute(
            select(session_row).where(
                session_row.c.city == self._city,
                session_row.c.hour.between(first_hour, last_hour),
            )
        )
        return tuple(
            SessionEntry(
                EventPlace(row.device, row.incarnation, row.sequence),
                row.centre,
                row.hour,
                row.minutes,
                row.language,
                row.outcome,
                row.walkthroughs,
            )
            for row in rows
        )

    def standing_of(self, device: str, first_month: str) -> tuple[StandingRecord, ...]:
        """Return the visits of a machine that stand, of a month and those after it."""
        ranked = self._ranked(device)
        rows = self._connection.execute(
            select(ranked).where(
                ranked.c.rank == 1, ranked.c.deleted.is_(False), ranked.c.day >= first_month
            )
        )
        return tuple(
            StandingRecord(
                visit_id_of(Identity(row.visit_incarnation, OutboxLane.LOGS, row.visit_sequence)),
                row.version,
                row.day[:_MONTH],
            )
            for row in rows
        )

    def n_standing(self) -> int:
        """Return how many visits stand by their versions, each of which is read."""
        ranked = self._ranked()
        n = self._connection.execute(
            select(func.count())
            .select_from(ranked)
            .where(ranked.c.rank == 1, ranked.c.deleted.is_(False))
        ).scalar()
        return n or 0

    def _ranked(self, device: str = "") -> Subquery:
        """Return versions, of one machine or of all, with their rank: the first stands."""
        rank = (
            func.row_number()
            .over(
                partition_by=(
                    visit_version.c.device,
                    visit_version.c.visit_incarnation,
                    visit_version.c.visit_sequence,
                ),
                order_by=[column.desc() for column in _STANDS_LAST],
            )
            .label("rank")
        )
        kept = visit_version.c
        asked = select(
            kept.visit_incarnation,
            kept.visit_sequence,
            kept.version,
            kept.day,
            kept.deleted,
            rank,
        ).where(kept.city == self._city)
        return (asked.where(kept.device == device) if device else asked).subquery()

    def newest_of(self, device: str, names: Iterable[VisitName]) -> tuple[VisitEntry, ...]:
        """Return the version of some visits of a machine that stands, deletions too."""
        kept = visit_version.c
        newest: dict[VisitName, VisitEntry] = {}
        for incarnation, found in groupby(sorted(names), key=lambda name: name.incarnation):
            query = (
                select(visit_version)
                .where(
                    kept.city == self._city,
                    kept.device == device,
                    kept.visit_incarnation == incarnation,
                    kept.visit_sequence.in_([name.sequence for name in found]),
                )
                .order_by(*_STANDS_LAST)
            )
            for row in self._connection.execute(query):
                newest[VisitName(row.visit_incarnation, row.visit_sequence)] = _visit_entry(row)
        return tuple(newest.values())

    def day_has_come(self, place: EventPlace) -> None:
        """Keep of a version that its day is not ahead after all."""
        kept = visit_version.c
        self._connection.execute(
            update(visit_version)
            .where(
                kept.city == self._city,
                kept.device == place.device,
                kept.incarnation == place.incarnation,
                kept.sequence == place.sequence,
            )
            .values(ahead=False)
        )

    def stream_visits(
        self, period: Period, *, centre: str = "", kinds: Collection[VisitKind] = ()
    ) -> Iterator[str]:
        """Yield the packed visits of a choice as they stand (see `VisitRowRepository.stream`)."""
        return VisitRowRepository(self._connection, self._city).stream(
            period, centre=centre, kinds=kinds
        )

    def n_versions(self) -> int:
        """Return how many versions of visits there are, deletions among them."""
        n = self._connection.execute(
            select(func.count())
            .select_from(visit_version)
            .where(visit_version.c.city == self._city)
        ).scalar()
        return n or 0

    def n_sessions(self) -> int:
        """Return how many sessions there are."""
        n = self._connection.execute(
            select(func.count()).select_from(session_row).where(session_row.c.city == self._city)
        ).scalar()
        return n or 0

    def n_accepted(self, kind: str) -> int:
        """Return how many events of a kind were accepted, to reconcile rows with records."""
        n = self._connection.execute(
            select(func.count())
            .select_from(record)
            .where(
                record.c.city == self._city,
                record.c.kind == kind,
                record.c.verdict == "accepted",
            )
        ).scalar()
        return n or 0

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> list[int]:
        return insert_bisected(self._connection, table, rows)

    def _place(self, place: EventPlace) -> dict[str, Any]:
        return {
            "city": self._city,
            "device": place.device,
            "incarnation": place.incarnation,
            "sequence": place.sequence,
        }


def _visit_entry(row: Row[Any]) -> VisitEntry:
    return VisitEntry(
        EventPlace(row.device, row.incarnation, row.sequence),
        row.visit_incarnation,
        row.visit_sequence,
        row.version,
        row.day,
        row.deleted,
        row.core,
        row.ahead,
        row.told_life,
    )
