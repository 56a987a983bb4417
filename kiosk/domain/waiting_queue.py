# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue of the day: numbers from 1 a machine, never given twice in a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

NEWS_STAYS_FRESH = timedelta(minutes=15)
CALLS_BEFORE_END_OF_LINE = 2
CALLS_BEFORE_CLOSED = 4


class QueueReason(StrEnum):
    """Why a person waits."""

    HELP = "help"
    APPOINTMENT = "appointment"
    URGENT = "urgent"
    OTHER = "other"


class QueuePriority(StrEnum):
    """Whether the law or the centre lets a person come first, told by that person or by staff.

    Source: code de l’action sociale et des familles, article L241-3 (mention « priorité » of the
    card « mobilité inclusion »).
    """

    ORDINARY = "ordinary"
    CARD = "card"


class QueueState(StrEnum):
    """Where a number of the queue stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    CLOSED = "closed"


class QueueOutcome(StrEnum):
    """How a number ended."""

    SERVED = "served"
    LEFT = "left"
    NO_ANSWER = "no_answer"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class QueueTicket:
    """A person who waits, known by a number and nothing else.

    Attributes:
        number: What is shown and called: the machine's letter, if it has one, and the number.
        n_ahead: People before this one, as far as this machine knows.
        is_exact: False when other machines of the centre may have numbers or calls of which
            this one has not heard for a quarter of an hour.
        day: Day in Paris.
        reason: Why.
        state: Where it stands.
        taken_utc: When it was taken, cut to the minute.
        device: Machine that gave it; empty for this one.
        priority: Whether the person comes before others.
        line_utc: Since when the person stands in the line: `taken_utc`, or later for one who was
            sent to its end; nothing means `taken_utc`.
        n_calls: How often the number was called.
        desk: Where the person is called to, in words of the centre; empty before a call.
        mediator_id: Who must receive the person, after a transfer; empty for anybody.
    """

    number: str
    n_ahead: int
    is_exact: bool
    day: date
    reason: QueueReason
    state: QueueState
    taken_utc: datetime
    device: str = ""
    priority: QueuePriority = QueuePriority.ORDINARY
    line_utc: datetime | None = None
    n_calls: int = 0
    desk: str = ""
    mediator_id: str = ""

    @property
    def stands_since_utc(self) -> datetime:
        """Since when the person stands in the line."""
        return self.line_utc or self.taken_utc


@dataclass(frozen=True, slots=True)
class SyncedTicket:
    """A number of the centre as the city told it.

    Attributes:
        device: Machine that gave it; empty for this one.
        number: As it is shown.
        reason, state, taken_utc, priority, n_calls, desk, mediator_id: As in `QueueTicket`.
        served_min: Whole minutes of the reception that it led to; nothing while it is open, or
            when nobody measured it.
    """

    device: str
    number: str
    reason: QueueReason
    state: QueueState
    taken_utc: datetime
    priority: QueuePriority = QueuePriority.ORDINARY
    line_utc: datetime | None = None
    n_calls: int = 0
    desk: str = ""
    mediator_id: str = ""
    served_min: int | None = None


def shown_number(letter: str, number: int) -> str:
    """Return a number as it is shown and called."""
    return f"{letter}{number}"


def is_waiting(state: QueueState) -> bool:
    """Say whether a person in this state is still before the others."""
    return state in (QueueState.WAITING, QueueState.CALLED)


def either(one: QueuePriority, other: QueuePriority) -> QueuePriority:
    """Return the priority of a number of which two were told, in any order: a card stays."""
    return QueuePriority.CARD if QueuePriority.CARD in (one, other) else one


def called(ticket: QueueTicket, desk: str) -> QueueTicket:
    """Return a number once it is called to a desk; each call counts."""
    return replace(ticket, state=QueueState.CALLED, n_calls=ticket.n_calls + 1, desk=desk)


def unanswered(ticket: QueueTicket, now_utc: datetime) -> QueueTicket:
    """Return a number nobody answered to: same place, then the end of the line, then closed.

    Two calls leave the place; the second one unanswered sends to the end, where two more calls
    are tried before the number is closed.
    """
    match ticket.n_calls:
        case n if n >= CALLS_BEFORE_CLOSED:
            return replace(ticket, state=QueueState.CLOSED, desk="")
        case n if n == CALLS_BEFORE_END_OF_LINE:
            minute = now_utc.replace(second=0, microsecond=0)
            return replace(ticket, state=QueueState.WAITING, desk="", line_utc=minute)
        case _:
            return replace(ticket, state=QueueState.WAITING, desk="")


def transferred(ticket: QueueTicket, mediator_id: str) -> QueueTicket:
    """Return a number sent to another mediator: same place in the line, called anew."""
    return replace(ticket, state=QueueState.WAITING, desk="", n_calls=0, mediator_id=mediator_id)


def is_fresh(heard_utc: datetime | None, now_utc: datetime) -> bool:
    """Say whether news of the other machines is recent enough to count people exactly."""
    return heard_utc is not None and timedelta(0) <= now_utc - heard_utc <= NEWS_STAYS_FRESH
