# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of a resident's session, from the first touch to the row that remains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.sessions import (
    Feedback,
    FeedbackRecord,
    OpenSession,
    SessionOutcome,
    WalkthroughTrace,
    close_session,
    cut_to_hour,
)
from kiosk.domain.step_counts import clean_cells, week_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from kiosk.domain.step_counts import Cell
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class SessionService:
    """Opens, follows and closes sessions; at most one is open on a kiosk at a time."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        """Write in `database`, read times from `clock`, tell `bus` what changed."""
        self._database = database
        self._clock = clock
        self._bus = bus

    def open(self, language: str) -> int:
        """Begin a session; return its local number. The city hears of it when it is closed."""
        started = OpenSession(
            session_id=0,
            opened_utc=self._clock.now_utc(),
            opened_monotonic_s=self._clock.monotonic_s(),
            boot_id=self._clock.boot_id(),
            language=language,
        )
        with self._database.unit_of_work() as uow:
            session_id = uow.sessions.open(started)
            uow.commit()
        self._bus.publish(Topic.SESSION)
        return session_id

    def note_progress(
        self, session_id: int, *, language: str, trace: WalkthroughTrace | None = None
    ) -> None:
        """Keep how far a session came, for the day when the power goes.

        Args:
            session_id: What `open` gave.
            language: Language of the moment.
            trace: Last step shown of a walkthrough, if one is open.

        Raises:
            Refused: ``session_closed`` if it was closed meanwhile.
        """
        with self._database.unit_of_work() as uow:
            known = _open_session(uow, session_id)
            progress = replace(known, language=language, lasted_s=self._lasted_s(known))
            uow.sessions.note(progress if trace is None else progress.with_trace(trace))
            uow.commit()

    def finish(
        self, session_id: int, outcome: SessionOutcome, *, cells: frozenset[Cell] = frozenset()
    ) -> None:
        """Close a session: its row, its event and its steps in the sums, in one transaction.

        A cut before this loses the steps of the open session, and nothing else.

        Args:
            session_id: What `open` gave.
            outcome: How it ended.
            cells: Steps that it counts; added to the sums of the week, without a link to its row.

        Raises:
            Refused: ``session_closed`` if it was closed before.
        """
        with self._database.unit_of_work() as uow:
            known = _open_session(uow, session_id)
            _close(uow, known, outcome, lasted_s=self._lasted_s(known))
            week = week_of(paris_day(self._clock.now_utc()))
            uow.step_counts.add(week, clean_cells(cells))
            uow.commit()
        self._tell()

    def give_feedback(self, answer: Feedback, *, language: str = "fr") -> None:
        """Keep the face touched after a session, without a link to that session."""
        record = FeedbackRecord(cut_to_hour(self._clock.now_utc()), language, answer)
        with self._database.unit_of_work() as uow:
            identity = uow.outbox.append(record.event())
            uow.sessions.save_feedback(record, identity)
            uow.commit()
        self._bus.publish(Topic.OUTBOX)

    def close_interrupted(self) -> int:
        """Close what a cut left open, with the time it had lived; return how many."""
        with self._database.unit_of_work() as uow:
            left = uow.sessions.all_open()
            for known in left:
                _close(uow, known, SessionOutcome.INTERRUPTED, lasted_s=known.lasted_s)
            uow.commit()
        if left:
            self._tell()
        return len(left)

    def _lasted_s(self, known: OpenSession) -> float:
        """Return the seconds lived, never fewer than already noted."""
        if known.boot_id != self._clock.boot_id():
            return known.lasted_s
        return max(known.lasted_s, self._clock.monotonic_s() - known.opened_monotonic_s)

    def _tell(self) -> None:
        self._bus.publish(Topic.SESSION)
        self._bus.publish(Topic.OUTBOX)


def _open_session(uow: UnitOfWork, session_id: int) -> OpenSession:
    known = uow.sessions.still_open(session_id)
    if known is None:
        raise Refused("session_closed")
    return known


def _close(
    uow: UnitOfWork, known: OpenSession, outcome: SessionOutcome, *, lasted_s: float
) -> None:
    record = close_session(known, outcome, lasted_s=lasted_s)
    identity = uow.outbox.append(record.event())
    uow.sessions.save(replace(record, identity=identity))
    uow.sessions.forget_open(known.session_id)
