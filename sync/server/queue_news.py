# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the walk-in queue, from the events of several machines in any order. Pure.

A number may be called and ended by another machine than the one that gave it, so that its end
may be heard before its beginning. What is closed stays closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from kiosk.domain.outbox import EventKind
from kiosk.domain.queue_events import (
    MovedNumber,
    issued_priority,
    issued_reason,
    moved_number,
    served_minutes,
)
from kiosk.domain.waiting_queue import QueuePriority, QueueState, either
from sync.server.storage.queue_numbers import QueueEntry

_MINUTE_S: Final = 60
_MAX_MINUTES: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class QueueNews:
    """One event of a number.

    Attributes:
        device: Machine that gave the number.
        centre: Centre of the machine that tells.
        day: Its day, ISO.
        number: As it is shown.
        given: Reason, instant in seconds and priority, when it is given.
        moved: Where it stands, when it moves.
        claimed: Priority that its person claims later.
        served_min: Minutes of the reception, when it ends with one.
    """

    device: str
    centre: str
    day: str
    number: str
    given: tuple[str, int, str] | None = None
    moved: MovedNumber | None = None
    claimed: QueuePriority | None = None
    served_min: int | None = None


def queue_news(kind: EventKind, facts: dict[str, Any], device: str, centre: str) -> QueueNews:
    """Return what an event says of a number.

    Args:
        kind: Kind of the event.
        facts: Its core.
        device: Machine that tells.
        centre: Its centre.

    Raises:
        KeyError: If a field is missing.
        ValueError: If a field is not of its form.
    """
    given = moved = claimed = served = None
    if kind is EventKind.QUEUE_TICKET_ISSUED:
        given = _given(facts)
    elif kind is EventKind.QUEUE_TICKET_MOVED:
        moved = moved_number(facts)
    elif kind is EventKind.QUEUE_PRIORITY_CLAIMED:
        claimed = issued_priority(facts)
    else:
        served = served_minutes(facts)
    return QueueNews(
        device=_text(facts.get("device") or device, 32),
        centre=centre,
        day=date.fromisoformat(_text(facts["day"], 10)).isoformat(),
        number=_text(facts["number"], 16),
        given=given,
        moved=moved,
        claimed=claimed,
        served_min=served,
    )


def after_news(known: QueueEntry | None, news: QueueNews) -> QueueEntry:
    """Return a number as it stands after some news of it."""
    entry = known or QueueEntry(news.device, news.centre, news.day, news.number)
    if news.given is not None:
        reason, taken, priority = news.given
        return replace(
            entry,
            centre=news.centre,
            reason=reason,
            taken=taken,
            priority=_either(entry, QueuePriority(priority)),
        )
    if news.claimed is not None:
        return replace(entry, priority=_either(entry, news.claimed))
    if news.moved is None:
        state = QueueState.CLOSED.value
        return replace(entry, state=state, served_min=news.served_min, desk="")
    if entry.state == QueueState.CLOSED.value:
        return entry
    return replace(
        entry,
        state=news.moved.state.value,
        n_calls=news.moved.n_calls,
        desk=news.moved.desk,
        mediator_id=news.moved.mediator_id,
        line=news.moved.line_min * _MINUTE_S,
    )


def _either(entry: QueueEntry, told: QueuePriority) -> str:
    return either(told, QueuePriority(entry.priority or QueuePriority.ORDINARY)).value


def _given(facts: dict[str, Any]) -> tuple[str, int, str]:
    taken = facts["taken"]
    if type(taken) is not int or not 0 <= taken <= _MAX_MINUTES:
        raise ValueError("no minute")
    return issued_reason(facts).value, taken * _MINUTE_S, issued_priority(facts).value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("no text of that length")
    return value
