# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue of the day: numbers from 1 a machine, never given twice in a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

NEWS_STAYS_FRESH = timedelta(minutes=15)


class QueueReason(StrEnum):
    """Why a person waits."""

    HELP = "help"
    APPOINTMENT = "appointment"
    URGENT = "urgent"
    OTHER = "other"


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
    """

    number: str
    n_ahead: int
    is_exact: bool
    day: date
    reason: QueueReason
    state: QueueState
    taken_utc: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class SyncedTicket:
    """A number given by another machine of the centre, as the city told it."""

    device: str
    number: str
    reason: QueueReason
    state: QueueState
    taken_utc: datetime


def shown_number(letter: str, number: int) -> str:
    """Return a number as it is shown and called."""
    return f"{letter}{number}"


def is_waiting(state: QueueState) -> bool:
    """Say whether a person in this state is still before the others."""
    return state in (QueueState.WAITING, QueueState.CALLED)


def in_order(tickets: Iterable[QueueTicket], *, is_exact: bool) -> tuple[QueueTicket, ...]:
    """Return who waits, urgent needs first, then by time; each with how many are before.

    Args:
        tickets: Open numbers of one day, in the order in which they were given.
        is_exact: Whether this machine knows of everybody who waits.
    """
    waiting = [ticket for ticket in tickets if is_waiting(ticket.state)]
    waiting.sort(key=lambda one: (one.reason is not QueueReason.URGENT, one.taken_utc))
    return tuple(
        replace(one, n_ahead=place, is_exact=is_exact) for place, one in enumerate(waiting)
    )


def is_fresh(heard_utc: datetime | None, now_utc: datetime) -> bool:
    """Say whether news of the other machines is recent enough to count people exactly."""
    return heard_utc is not None and timedelta(0) <= now_utc - heard_utc <= NEWS_STAYS_FRESH
