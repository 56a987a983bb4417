# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of sessions: open, closed, and the faces touched afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.domain.sessions import (
    Feedback,
    FeedbackRecord,
    OpenSession,
    SessionOutcome,
    SessionRecord,
    WalkthroughTrace,
)
from kiosk.foundation.errors import BugError
from kiosk.storage.tables import feedback, open_session, session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


class SessionRepository:
    """Sessions that last and what is kept of those that ended."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def open(self, started: OpenSession) -> int:
        """Write a session that begins; return the number of its row (`session_id` is ignored)."""
        result = self._connection.execute(
            insert(open_session).values(
                opened_utc=started.opened_utc,
                opened_monotonic_s=started.opened_monotonic_s,
                boot_id=started.boot_id,
                language=started.language,
                lasted_s=started.lasted_s,
                traces=_traces_text(started.traces),
            )
        )
        key = result.inserted_primary_key
        if key is None:
            raise BugError("the database gave no number to an open session")
        return int(key[0])

    def still_open(self, session_id: int) -> OpenSession | None:
        """Return an open session; nothing if it was closed."""
        query = select(open_session).where(open_session.c.session_id == session_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _open_session(row)

    def all_open(self) -> tuple[OpenSession, ...]:
        """Return every open session, the oldest first."""
        query = select(open_session).order_by(open_session.c.session_id)
        return tuple(_open_session(row) for row in self._connection.execute(query))

    def note(self, progress: OpenSession) -> None:
        """Write the language, the length and the traces of an open session."""
        self._connection.execute(
            update(open_session)
            .where(open_session.c.session_id == progress.session_id)
            .values(
                language=progress.language,
                lasted_s=progress.lasted_s,
                traces=_traces_text(progress.traces),
            )
        )

    def forget_open(self, session_id: int) -> None:
        """Erase the row of an open session."""
        self._connection.execute(
            delete(open_session).where(open_session.c.session_id == session_id)
        )

    def save(self, record: SessionRecord) -> None:
        """Write a closed session under the identity of its event.

        Raises:
            BugError: If the record has no identity yet.
        """
        if record.identity is None:
            raise BugError("a session was saved before its event")
        self._connection.execute(
            insert(session).values(
                incarnation=record.identity.incarnation,
                sequence=record.identity.sequence,
                started_hour_utc=record.started_hour_utc,
                duration_min=record.duration_min,
                language=record.language,
                traces=_traces_text(record.traces),
                outcome=record.outcome.value,
            )
        )

    def between(self, from_utc: datetime, to_utc: datetime) -> tuple[SessionRecord, ...]:
        """Return sessions whose hour begins in [from_utc, to_utc), in order."""
        query = (
            select(session)
            .where(session.c.started_hour_utc >= from_utc, session.c.started_hour_utc < to_utc)
            .order_by(session.c.started_hour_utc, session.c.incarnation, session.c.sequence)
        )
        return tuple(_record(row) for row in self._connection.execute(query))

    def save_feedback(self, record: FeedbackRecord, identity: Identity) -> None:
        """Write a face touched, under the identity of its event."""
        self._connection.execute(
            insert(feedback).values(
                incarnation=identity.incarnation,
                sequence=identity.sequence,
                hour_utc=record.hour_utc,
                language=record.language,
                answer=record.answer.value,
            )
        )

    def feedback_between(self, from_utc: datetime, to_utc: datetime) -> tuple[FeedbackRecord, ...]:
        """Return faces touched in [from_utc, to_utc), in order."""
        query = (
            select(feedback)
            .where(feedback.c.hour_utc >= from_utc, feedback.c.hour_utc < to_utc)
            .order_by(feedback.c.hour_utc, feedback.c.incarnation, feedback.c.sequence)
        )
        return tuple(
            FeedbackRecord(row.hour_utc, row.language, Feedback(row.answer))
            for row in self._connection.execute(query)
        )

    def erase_sessions(self, before_utc: datetime) -> int:
        """Erase closed sessions that began before an instant; return how many."""
        return self._connection.execute(
            delete(session).where(session.c.started_hour_utc < before_utc)
        ).rowcount

    def erase_feedback(self, before_utc: datetime) -> int:
        """Erase faces touched before an instant; return how many."""
        return self._connection.execute(
            delete(feedback).where(feedback.c.hour_utc < before_utc)
        ).rowcount


def _traces_text(traces: Sequence[WalkthroughTrace]) -> str:
    rows = [[trace.walkthrough_id, trace.last_step, trace.finished] for trace in traces]
    return json.dumps(rows, separators=(",", ":"))


def _traces(text: str) -> tuple[WalkthroughTrace, ...]:
    return tuple(
        WalkthroughTrace(str(walkthrough_id), str(last_step), finished=bool(finished))
        for walkthrough_id, last_step, finished in json.loads(text)
    )


def _open_session(row: Row[tuple[object, ...]]) -> OpenSession:
    return OpenSession(
        session_id=row.session_id,
        opened_utc=row.opened_utc,
        opened_monotonic_s=row.opened_monotonic_s,
        boot_id=row.boot_id,
        language=row.language,
        lasted_s=row.lasted_s,
        traces=_traces(row.traces),
    )


def _record(row: Row[tuple[object, ...]]) -> SessionRecord:
    return SessionRecord(
        started_hour_utc=row.started_hour_utc,
        duration_min=row.duration_min,
        language=row.language,
        traces=_traces(row.traces),
        outcome=SessionOutcome(row.outcome),
        identity=Identity(row.incarnation, OutboxLane.LOGS, row.sequence),
    )
