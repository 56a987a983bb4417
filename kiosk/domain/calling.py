# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room is told of its queue: who is called, where to, who was called before. Pure.

A call is told once. It is known by its number, its count and its desk, since a number that was
sent to another mediator is counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueueState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.waiting_time import WaitRange

LAST_CALLS = 4


@dataclass(frozen=True, slots=True)
class Call:
    """A number and where it is called to; `desk` is empty where none has a name."""

    number: str
    desk: str


@dataclass(frozen=True, slots=True)
class RoomView:
    """The queue of the day as a room may know it: numbers, never anything of a person.

    Attributes:
        tickets: Numbers that are not closed, in the order in which they came.
        n_waiting: How many wait uncalled, people with an appointment included.
        wait: How long who comes now may wait; nothing when it cannot be told honestly.
        is_exact: False when this machine may not know of every number and every call.
    """

    tickets: tuple[QueueTicket, ...]
    n_waiting: int
    wait: WaitRange | None
    is_exact: bool


@dataclass(slots=True)
class HeardCalls:
    """The calls that a room has heard, the latest first.

    Attributes:
        calls: The latest one and those before it, each number once.
        in_call: Those that still wait for their person.
    """

    calls: tuple[Call, ...] = ()
    in_call: frozenset[Call] = frozenset()
    _known: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    @property
    def is_calling(self) -> bool:
        """Say whether the latest call still waits for its person."""
        return bool(self.calls) and self.calls[0] in self.in_call

    def hear(self, tickets: Iterable[QueueTicket]) -> tuple[Call, ...]:
        """Take the numbers of the moment and return the calls that were not heard before.

        Who is received already, called while nothing was read, is listed and called no more.
        """
        new: list[Call] = []
        missed: list[Call] = []
        in_call: set[Call] = set()
        for ticket in tickets:
            key, mark = (ticket.device, ticket.number), (ticket.n_calls, ticket.desk)
            call = Call(ticket.number, ticket.desk)
            if ticket.state in (QueueState.CALLED, QueueState.SERVING) and ticket.n_calls:
                is_calling = ticket.state is QueueState.CALLED
                if is_calling:
                    in_call.add(call)
                if self._known.get(key) != mark:
                    (new if is_calling else missed).append(call)
                    self._known[key] = mark
            elif ticket.n_calls == 0:
                self._known.pop(key, None)
        for call in (*missed, *new):
            self.calls = (call, *(one for one in self.calls if one.number != call.number))
        self.calls = self.calls[: LAST_CALLS + 1]
        self.in_call = frozenset(in_call)
        return tuple(new)
