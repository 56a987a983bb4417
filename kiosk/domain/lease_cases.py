# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two promises for one time: who keeps it, and whom a person calls.

Both promises stand until somebody has spoken to one of the two. The printed ticket wins over an
appointment without one; of two tickets, the one that the ledger heard of first. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class TaskKind(StrEnum):
    """Why somebody must be called.

    CONFLICT: another appointment keeps the time. SUSPECT: sold by a machine that had no right
    to it any more; the time is kept for it, and somebody looks. LOSS: the city was restored from
    a backup and knew another appointment for this time. UNSERVED: the cells are another
    machine's, unsold; they are asked back for this appointment. DISPLACED: its time is gone from
    the agenda. CANCELLED: the centre cancelled it and nobody has told the person. MOVED_TWICE:
    two machines without network each made another one in its place. CANCELLED_AND_MOVED: it was
    cancelled at one machine and moved at another. SEAT_OFFERED: a seat of a workshop is kept for
    somebody who waits for one, and who must hear of it in time. SEAT_MISSED: somebody wanted such
    a seat, too late for it.
    """

    CONFLICT = "conflict"
    SUSPECT = "suspect"
    LOSS = "loss"
    UNSERVED = "unserved"
    DISPLACED = "displaced"
    CANCELLED = "cancelled"
    MOVED_TWICE = "moved_twice"
    CANCELLED_AND_MOVED = "cancelled_and_moved"
    SEAT_OFFERED = "seat_offered"
    SEAT_MISSED = "seat_missed"


class TaskOutcome(StrEnum):
    """What somebody did for the person."""

    CALLED = "called"
    PLACED = "placed"
    AT_ARRIVAL = "at_arrival"
    KEPT_BOTH = "kept_both"


@dataclass(frozen=True, slots=True)
class ConflictTask:
    """« Appeler cette personne ».

    Attributes:
        task_id: Number of the case in the city.
        kind: Why.
        number: Number of the appointment to speak about.
        mediator_id: With whom it was promised; empty when it is not known.
        start_utc: For when it was promised.
        keeps_number: Number of the appointment that keeps the time; empty for none.
        opened_utc: Since when the case is known.
    """

    task_id: int
    kind: TaskKind
    number: str
    mediator_id: str
    start_utc: datetime
    keeps_number: str
    opened_utc: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """An appointment that wants a time which another one wants too.

    Attributes:
        booking: Name of the sale.
        has_ticket: Whether the person holds a printed ticket, as far as the city can know: a
            kiosk always gives one.
        heard: Rank in which the ledger heard of it.
    """

    booking: str
    has_ticket: bool
    heard: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Who keeps a time, and who gets another one, in the order in which they are placed."""

    keeps: str
    to_place: tuple[str, ...]


def who_keeps(promises: Iterable[Promise]) -> Placing:
    """Say who keeps a time that several were promised.

    A ticket on paper comes before an appointment without one, since its holder may have no
    telephone; then the earlier sale in the ledger. Those who lose it are placed again in the
    same order: holders of a ticket first.

    Raises:
        ValueError: Without any promise.
    """
    ranked = sorted(promises, key=lambda one: (not one.has_ticket, one.heard, one.booking))
    if not ranked:
        raise ValueError("nobody was promised anything")
    return Placing(ranked[0].booking, tuple(one.booking for one in ranked[1:]))
