# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city is told of the walk-in queue: numbers given, moved, ended.

The kiosk writes with these functions and the server reads with them, so that a field has one
name. A number of a day and a minute: nothing of who stands behind it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.openings import minutes_utc
from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.waiting_queue import QueuePriority, QueueReason, QueueState
from kiosk.foundation.settings import DESK_MAX

if TYPE_CHECKING:
    from kiosk.domain.outbox import Core
    from kiosk.domain.waiting_queue import QueueOutcome, QueueTicket

CALLS_MAX = 99
SERVED_MAX = 24 * 60


class MovedNumber(NamedTuple):
    """Where a number stands after a call, a call unanswered, a transfer.

    Attributes:
        day: Its day.
        device: Machine that gave it; empty for the one that tells.
        number: As it is shown.
        state: Where it stands.
        n_calls: How often it was called.
        desk: Where to; empty before a call.
        mediator_id: Who must receive; empty for anybody.
        line_min: Minute since 1970 from which it stands in the line; 0 for when it was given.
    """

    day: date
    device: str
    number: str
    state: QueueState
    n_calls: int
    desk: str
    mediator_id: str
    line_min: int


def queue_ticket_issued(ticket: QueueTicket, place: int) -> OutboxEvent:
    """Return the event of a number given."""
    core: Core = {
        "day": ticket.day.isoformat(),
        "number": ticket.number,
        "place": place,
        "reason": ticket.reason.value,
        "taken": minutes_utc(ticket.taken_utc),
    }
    if ticket.priority is not QueuePriority.ORDINARY:
        core["priority"] = ticket.priority.value
    return OutboxEvent(EventKind.QUEUE_TICKET_ISSUED, core)


def queue_ticket_moved(ticket: QueueTicket) -> OutboxEvent:
    """Return the event of a number called, unanswered, transferred or received."""
    core: Core = {
        "day": ticket.day.isoformat(),
        "device": ticket.device,
        "number": ticket.number,
        "state": ticket.state.value,
        "calls": ticket.n_calls,
        "desk": ticket.desk,
        "mediator": ticket.mediator_id,
        "line": 0 if ticket.line_utc is None else minutes_utc(ticket.line_utc),
    }
    return OutboxEvent(EventKind.QUEUE_TICKET_MOVED, core)


def queue_ticket_closed(
    ticket: QueueTicket, outcome: QueueOutcome, served_min: int | None = None
) -> OutboxEvent:
    """Return the event of the end of a number.

    Args:
        ticket: The number; its ``device`` is empty for the machine that tells.
        outcome: How it ended.
        served_min: Whole minutes of the reception, where they were measured.
    """
    core: Core = {
        "day": ticket.day.isoformat(),
        "device": ticket.device,
        "number": ticket.number,
        "outcome": outcome.value,
    }
    if served_min is not None:
        core["served"] = min(served_min, SERVED_MAX)
    return OutboxEvent(EventKind.QUEUE_TICKET_CLOSED, core)


def queue_priority_claimed(ticket: QueueTicket) -> OutboxEvent:
    """Return the event of a person with a number who says that a card lets them come first.

    It says nothing else of the number, so that it may be heard before or after all the others.
    """
    core: Core = {
        "day": ticket.day.isoformat(),
        "device": ticket.device,
        "number": ticket.number,
        "priority": ticket.priority.value,
    }
    return OutboxEvent(EventKind.QUEUE_PRIORITY_CLAIMED, core)


def moved_number(core: Core) -> MovedNumber:
    """Return what an event of `queue_ticket_moved` says.

    Raises:
        KeyError: If a field is missing.
        ValueError: If a field is not of its form or out of its bounds.
    """
    state = QueueState(_text(core["state"], 16))
    if state is QueueState.CLOSED:
        raise ValueError("a number is closed by an event of its own")
    return MovedNumber(
        day=date.fromisoformat(_text(core["day"], 10)),
        device=_text(core["device"], 64),
        number=_text(core["number"], 16),
        state=state,
        n_calls=_whole(core["calls"], CALLS_MAX),
        desk=_text(core["desk"], DESK_MAX),
        mediator_id=_text(core["mediator"], 64),
        line_min=_whole(core["line"], 1 << 31),
    )


def issued_priority(core: Core) -> QueuePriority:
    """Return the priority that a number was given or claims, or raise `ValueError`."""
    return QueuePriority(_text(core.get("priority", QueuePriority.ORDINARY.value), 16))


def issued_reason(core: Core) -> QueueReason:
    """Return the reason that an event of `queue_ticket_issued` says.

    Raises:
        KeyError: If it is missing.
        ValueError: If it is none.
    """
    return QueueReason(_text(core["reason"], 16))


def served_minutes(core: Core) -> int | None:
    """Return the minutes that an event of `queue_ticket_closed` says; nothing without a measure.

    Raises:
        ValueError: If they are no whole minutes of a day.
    """
    return None if core.get("served") is None else _whole(core["served"], SERVED_MAX)


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("no text of that length")
    return value


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("no whole number within its bounds")
    return value
