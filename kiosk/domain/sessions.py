# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident's session is while it lasts, and what is kept of it afterwards.

Nothing typed, no name, no number and no exact time goes from the first to the second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.outbox import JSON, Core, EventKind, Identity, OutboxEvent
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_MIN = 24 * 60
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


class SessionOutcome(StrEnum):
    """How a session ended.

    FINISHED by its button, LEFT for another person, IDLE by itself, HELPED with a mediator,
    INTERRUPTED by a cut of power or a fault.
    """

    FINISHED = "finished"
    LEFT = "left"
    IDLE = "idle"
    HELPED = "helped"
    INTERRUPTED = "interrupted"


class Feedback(StrEnum):
    """The face touched at the end: did it help?"""

    NO = "no"
    A_LITTLE = "a_little"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class WalkthroughTrace:
    """How far a walkthrough went, without any answer given in it.

    Attributes:
        walkthrough_id: Identifier of the walkthrough.
        last_step: Identifier of the last step shown.
        finished: Whether its end was reached.
    """

    walkthrough_id: str
    last_step: str
    finished: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that still lasts; one row, unknown to the city.

    Attributes:
        session_id: Local number of the row, gone with it.
        opened_utc: Wall clock at the start.
        opened_monotonic_s: Clock without jumps at the start, for the duration.
        boot_id: Boot of the machine in which that clock counts.
        language: Language of the moment.
        lasted_s: Seconds lived at the last progress noted.
        traces: Walkthroughs opened, in the order of their first step.
    """

    session_id: int
    opened_utc: datetime
    opened_monotonic_s: float
    boot_id: str
    language: str
    lasted_s: float = 0.0
    traces: tuple[WalkthroughTrace, ...] = field(default=())

    def with_trace(self, trace: WalkthroughTrace) -> OpenSession:
        """Return the session with `trace` in the place of an earlier one of that walkthrough."""
        kept = tuple(
            trace if known.walkthrough_id == trace.walkthrough_id else known
            for known in self.traces
        )
        return replace(self, traces=kept if trace in kept else (*self.traces, trace))


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What remains of a resident's session: enough to count, not enough to recognise.

    Never holds names, free text, numbers or exact times (see `minimise`).

    Attributes:
        started_hour_utc: Start, cut to the hour.
        duration_min: Whole minutes, 0 or more.
        language: Language at the end.
        traces: Walkthroughs with their last step.
        outcome: How it ended.
        identity: The event's identity once written; not derived from the resident.

    Source: docs/privacy.md, what is kept (data minimisation, GDPR art. 5(1)(c)).
    """

    started_hour_utc: datetime
    duration_min: int
    language: str
    traces: tuple[WalkthroughTrace, ...]
    outcome: SessionOutcome
    identity: Identity | None = None

    def event(self) -> OutboxEvent:
        """Return the event that tells the city of this session."""
        walkthroughs: list[JSON] = [
            {"id": trace.walkthrough_id, "last_step": trace.last_step, "finished": trace.finished}
            for trace in self.traces
        ]
        core: Core = {
            "hour": hour_text(self.started_hour_utc),
            "minutes": self.duration_min,
            "language": self.language,
            "walkthroughs": walkthroughs,
            "outcome": self.outcome.value,
        }
        return OutboxEvent(EventKind.SESSION_CLOSED, core)


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """A face touched after a session; no link to that session is kept.

    Attributes:
        hour_utc: When, cut to the hour.
        language: Language of the screen.
        answer: The face.
    """

    hour_utc: datetime
    language: str
    answer: Feedback

    def event(self) -> OutboxEvent:
        """Return the event that tells the city of this answer."""
        core: Core = {
            "hour": hour_text(self.hour_utc),
            "language": self.language,
            "answer": self.answer.value,
        }
        return OutboxEvent(EventKind.FEEDBACK_GIVEN, core)


def cut_to_hour(instant_utc: datetime) -> datetime:
    """Return the hour in which an aware instant lies.

    Raises:
        BugError: If the instant is naive.
    """
    if instant_utc.tzinfo is None:
        raise BugError("a naive time reached the domain")
    return instant_utc.replace(minute=0, second=0, microsecond=0)


def hour_text(hour_utc: datetime) -> str:
    """Return an hour as written in events, such as ``2026-11-23T08Z``."""
    return hour_utc.strftime("%Y-%m-%dT%HZ")


def close_session(
    session: OpenSession, outcome: SessionOutcome, *, lasted_s: float
) -> SessionRecord:
    """Return what is kept of a session that ends now.

    Args:
        session: The session.
        outcome: How it ended.
        lasted_s: Seconds it lasted, measured on the clock without jumps.
    """
    whole = SessionRecord(
        started_hour_utc=session.opened_utc,
        duration_min=int(lasted_s // 60),
        language=session.language,
        traces=session.traces,
        outcome=outcome,
    )
    return minimise(whole)


def minimise(record: SessionRecord) -> SessionRecord:
    """Return the record with everything too exact or unexpected taken away.

    The start is cut to the hour, the duration bounded to a day; what is not the name of a
    walkthrough, of a step or of a language is dropped, so that typed text can never pass.
    """
    traces = tuple(
        trace
        for trace in record.traces
        if _NAME.fullmatch(trace.walkthrough_id) and _NAME.fullmatch(trace.last_step)
    )
    return replace(
        record,
        started_hour_utc=cut_to_hour(record.started_hour_utc),
        duration_min=min(max(0, record.duration_min), LONGEST_MIN),
        language=record.language if _LANGUAGE.fullmatch(record.language) else "fr",
        traces=traces,
    )
