# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue: take a number, call, receive, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.booking_events import queue_ticket_closed, queue_ticket_issued
from kiosk.domain.waiting_queue import (
    QueueOutcome,
    QueueReason,
    QueueState,
    QueueTicket,
    in_order,
    is_fresh,
    shown_number,
)
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class QueueService:
    """Numbers of the day; one instance a machine."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, *, letter: str = ""
    ) -> None:
        """Serve one machine.

        Args:
            database: Its database.
            clock: Its clock.
            bus: Where changes are told.
            letter: Shown before its numbers, so that two machines of a centre differ.
        """
        self._database = database
        self._clock = clock
        self._bus = bus
        self._letter = letter

    def take(self, reason: QueueReason = QueueReason.HELP) -> QueueTicket:
        """Give the next number of the day.

        Numbers start at 1 each day in Paris and are never given twice in a day, after a restart
        or with a clock in doubt neither.
        """
        now_utc = self._clock.now_utc()
        day = paris_day(now_utc)
        with self._database.unit_of_work() as uow:
            self._end_earlier_days(uow, day)
            place = uow.queue.next_place(day)
            taken = QueueTicket(
                number=shown_number(self._letter, place),
                n_ahead=0,
                is_exact=True,
                day=day,
                reason=reason,
                state=QueueState.WAITING,
                taken_utc=now_utc.replace(second=0, microsecond=0),
            )
            uow.queue.add(taken, place)
            uow.outbox.append(queue_ticket_issued(taken, place))
            waiting = self._waiting(uow, day, now_utc)
            uow.commit()
        self._tell()
        return next(one for one in waiting if one.number == taken.number and not one.device)

    def waiting(self) -> tuple[QueueTicket, ...]:
        """Return who waits today, next first, as far as this machine knows."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            return self._waiting(uow, paris_day(now_utc), now_utc)

    def call(self, number: str) -> QueueTicket:
        """Call a number; calling it again is harmless.

        Raises:
            Refused: ``queue_number_unknown`` when nobody waits with it today.
        """
        return self._move(number, QueueState.CALLED)

    def serve(self, number: str) -> QueueTicket:
        """Begin to receive the person with a number.

        Raises:
            Refused: ``queue_number_unknown`` when nobody waits with it today.
        """
        return self._move(number, QueueState.SERVING)

    def close(self, number: str, outcome: QueueOutcome = QueueOutcome.SERVED) -> None:
        """End a number.

        Raises:
            Refused: ``queue_number_unknown`` when it is not open today.
        """
        with self._database.unit_of_work() as uow:
            ticket = self._open(uow, number)
            uow.queue.note(ticket, QueueState.CLOSED)
            uow.outbox.append(queue_ticket_closed(ticket, outcome))
            uow.commit()
        self._tell()

    def _move(self, number: str, state: QueueState) -> QueueTicket:
        with self._database.unit_of_work() as uow:
            ticket = self._open(uow, number)
            uow.queue.note(ticket, state)
            moved = self._open(uow, number)
            uow.commit()
        self._bus.publish(Topic.QUEUE)
        return moved

    def _open(self, uow: UnitOfWork, number: str) -> QueueTicket:
        today = paris_day(self._clock.now_utc())
        for ticket in uow.queue.open_tickets(today):
            if ticket.number == number:
                return ticket
        raise Refused("queue_number_unknown")

    def _waiting(self, uow: UnitOfWork, day: date, now_utc: datetime) -> tuple[QueueTicket, ...]:
        # A machine that the city never told of others counts its own numbers, exactly.
        heard_utc = uow.queue.heard_utc(day)
        is_alone = uow.device.get().device_id is None
        exact = is_alone or is_fresh(heard_utc, now_utc)
        return in_order(uow.queue.open_tickets(day), is_exact=exact)

    def _end_earlier_days(self, uow: UnitOfWork, day: date) -> None:
        for ticket in uow.queue.open_before(day):
            uow.queue.note(ticket, QueueState.CLOSED)
            uow.outbox.append(queue_ticket_closed(ticket, QueueOutcome.EXPIRED))

    def _tell(self) -> None:
        self._bus.publish(Topic.QUEUE)
        self._bus.publish(Topic.OUTBOX)
