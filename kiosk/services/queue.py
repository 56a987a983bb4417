# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue: take a number, call, receive, end; one order with the day's appointments.

Works alone on each machine: without news of the city a machine counts its own numbers and says
so (`QueueTicket.is_exact`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.calling import RoomView
from kiosk.domain.day_order import Turn, TurnKind, day_order
from kiosk.domain.queue_events import (
    queue_priority_claimed,
    queue_ticket_closed,
    queue_ticket_issued,
    queue_ticket_moved,
)
from kiosk.domain.receiving import received_today, receives_next, receives_today
from kiosk.domain.waiting_queue import (
    QueueOutcome,
    QueuePriority,
    QueueReason,
    QueueState,
    QueueTicket,
    called,
    is_fresh,
    shown_number,
    transferred,
    unanswered,
)
from kiosk.domain.who_may_say import Deed
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.own_word import OwnWord
from kiosk.services.queue_times import arrived, wait_for, whole_minutes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from kiosk.domain.visit_marks import Served
    from kiosk.domain.waiting_time import WaitRange
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class QueueRules:
    """What a machine is told of the queue by its settings.

    Attributes:
        letter: Shown before its numbers, so that two machines of a centre differ.
        desk: Where its mediator receives, such as « Bureau 2 »; called with each number.
        ratio: After how many who come first one of the others is received; 0 for never.
        role: What it is for; a kiosk calls and ends only the numbers that it gave.
    """

    letter: str = ""
    desk: str = ""
    ratio: int = 0
    role: str = "borne"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a number given here stands.

    Attributes:
        ticket: The number, with how many are ahead; closed once it ended.
        wait: How long the person may still wait; nothing when it cannot be told honestly.
    """

    ticket: QueueTicket
    wait: WaitRange | None


class QueueService:
    """Numbers of the day; one instance a machine."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, *, rules: QueueRules | None = None
    ) -> None:
        """Serve one machine; `bus` is where changes are told."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._rules = rules or QueueRules()
        self.word = OwnWord(self._rules.role)

    # ---- who waits -------------------------------------------------------------------------

    def waiting(self) -> tuple[QueueTicket, ...]:
        """Return the numbers that wait today, next first, as far as this machine knows."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            return self._waiting(uow, now_utc)

    def turns(self) -> tuple[Turn, ...]:
        """Return numbers and appointments whose person is there in one order, next first."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            return self._turns(uow, now_utc)

    def wait_of(self, number: str) -> WaitRange | None:
        """Return how long the person with a number may wait; nothing if it cannot be told."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            turn = next((one for one in self._turns(uow, now_utc) if one.number == number), None)
            if turn is None or not turn.is_exact:
                return None
            return wait_for(uow, turn.n_ahead, now_utc)

    def standing(self, number: str) -> Standing:
        """Return where a number of today stands that this machine gave.

        Raises:
            Refused: ``queue_number_unknown`` when it gave none today, as after midnight.
        """
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            for ticket in self._waiting(uow, now_utc):
                if ticket.number == number and not ticket.device:
                    wait = wait_for(uow, ticket.n_ahead, now_utc) if ticket.is_exact else None
                    return Standing(ticket, wait)
            ended = uow.queue.given_here(paris_day(now_utc), number)
        if ended is None:
            raise Refused("queue_number_unknown")
        return Standing(ended, None)

    def room(self) -> RoomView:
        """Return the queue as the room may know it."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            turns = self._turns(uow, now_utc)
            is_exact = self._is_exact(uow, now_utc)
            tickets = uow.queue.open_tickets(paris_day(now_utc))
            n_called = sum(one.state is QueueState.CALLED for one in tickets)
            return RoomView(
                tickets=tickets,
                n_waiting=len(turns) - n_called,
                wait=wait_for(uow, len(turns), now_utc) if is_exact else None,
                is_exact=is_exact,
            )

    def receives_today(self) -> bool:
        """Say whether anybody still receives today, as far as the agenda says."""
        with self._database.unit_of_work() as uow:
            return receives_today(uow.agenda.load(), self._clock.now_utc())

    def received_today(self) -> bool:
        """Say whether somebody has received today, as far as the agenda says."""
        with self._database.unit_of_work() as uow:
            return received_today(uow.agenda.load(), self._clock.now_utc())

    def receives_next(self) -> datetime | None:
        """Return when somebody receives after today, as far as the agenda says."""
        with self._database.unit_of_work() as uow:
            return receives_next(uow.agenda.load(), self._clock.now_utc())

    def twin_numbers(self) -> tuple[str, ...]:
        """Return the numbers of today that two machines of the centre gave, in order.

        Two machines without a letter give the same ones (`machine.letter`).
        """
        with self._database.unit_of_work() as uow:
            found = uow.queue.open_tickets(paris_day(self._clock.now_utc()))
        numbers = [one.number for one in found]
        return tuple(sorted({one for one in numbers if numbers.count(one) > 1}))

    # ---- the life of a number --------------------------------------------------------------

    def take(
        self,
        reason: QueueReason = QueueReason.HELP,
        priority: QueuePriority = QueuePriority.ORDINARY,
    ) -> QueueTicket:
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
                number=shown_number(self._rules.letter, place),
                n_ahead=0,
                is_exact=True,
                day=day,
                reason=reason,
                state=QueueState.WAITING,
                taken_utc=now_utc.replace(second=0, microsecond=0),
                priority=priority,
            )
            uow.queue.add(taken, place)
            uow.outbox.append(queue_ticket_issued(taken, place))
            waiting = self._waiting(uow, now_utc)
            uow.commit()
        self._tell()
        return next(one for one in waiting if one.number == taken.number and not one.device)

    def call(self, number: str) -> QueueTicket:
        """Call a number to this machine's desk; each call counts.

        Raises:
            Refused: ``queue_number_unknown`` when nobody waits with it today; ``not_a_post`` at
                a kiosk for a number that it did not give.
        """
        return self._move(number, lambda ticket: called(ticket, self._rules.desk))

    def no_answer(self, number: str) -> QueueTicket:
        """Note that nobody came: same place, then the end of the line, then closed.

        Raises:
            Refused: ``not_called`` when it was not called, or as `call`.
        """
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            ticket = self._mine_to_move(uow, number)
            if ticket.state is not QueueState.CALLED:
                raise Refused("not_called")
            after = unanswered(ticket, now_utc)
            if after.state is QueueState.CLOSED:
                uow.queue.close(ticket, None)
                uow.outbox.append(queue_ticket_closed(ticket, QueueOutcome.NO_ANSWER))
            else:
                uow.queue.note(after)
                uow.outbox.append(queue_ticket_moved(after))
            uow.commit()
        self._tell()
        return after

    def transfer(self, number: str, mediator_id: str) -> QueueTicket:
        """Send a person to another mediator: same place in the line, called anew.

        Raises:
            Refused: ``mediator_unknown``, or as `call`.
        """
        with self._database.unit_of_work() as uow:
            if mediator_id and uow.agenda.load().mediator(mediator_id) is None:
                raise Refused("mediator_unknown")
        return self._move(number, lambda ticket: transferred(ticket, mediator_id))

    def serve(self, number: str) -> QueueTicket:
        """Begin to receive the person with a number.

        Raises:
            Refused: ``queue_number_unknown`` when nobody waits with it today; ``not_a_post`` at
                a kiosk for a number that it did not give.
        """
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            ticket = replace(self._mine_to_move(uow, number), state=QueueState.SERVING)
            uow.queue.note_serving(ticket, now_utc)
            comes_first = ticket.priority is not QueuePriority.ORDINARY
            uow.queue.note_received(ticket.day, comes_first=comes_first)
            uow.outbox.append(queue_ticket_moved(ticket))
            uow.commit()
        self._tell()
        return ticket

    def claim_priority(self, number: str) -> QueueTicket:
        """Let a person with a priority card come before others, under the number they have.

        No proof is asked here: who receives looks at the card.

        Raises:
            Refused: ``queue_number_unknown`` when it is not open today.
        """
        with self._database.unit_of_work() as uow:
            ticket = self._open(uow, number)
            if ticket.priority is QueuePriority.CARD:
                return ticket
            ticket = replace(ticket, priority=QueuePriority.CARD)
            uow.queue.note(ticket)
            uow.outbox.append(queue_priority_claimed(ticket))
            uow.commit()
        self._tell()
        return ticket

    def note_appointment_received(self) -> None:
        """Count an appointment among those who came first: the others' turn comes nearer."""
        with self._database.unit_of_work() as uow:
            uow.queue.note_received(paris_day(self._clock.now_utc()), comes_first=True)
            uow.commit()
        self._bus.publish(Topic.QUEUE)

    def close(self, number: str, outcome: QueueOutcome = QueueOutcome.SERVED) -> None:
        """End a number; a reception that began here is measured in whole minutes.

        Raises:
            Refused: as `call`.
        """
        with self._database.unit_of_work() as uow:
            self._end(uow, self._mine_to_move(uow, number), outcome)
            uow.commit()
        self._tell()

    def close_served(self, served: Served) -> None:
        """End the number of which a record was made, and no other that reads the same.

        A form may be finished the day after: today's number of another person then stays.

        Raises:
            Refused: ``queue_number_unknown`` when that machine's number of that day is not open
                today; ``not_a_post`` at a kiosk for a number that it did not give.
        """
        device, _, number = served.name.rpartition("/")
        with self._database.unit_of_work() as uow:
            if device == (uow.device.get().device_id or ""):
                device = ""
            name = (served.day, device, number)
            found = uow.queue.open_tickets(paris_day(self._clock.now_utc()))
            ticket = next((one for one in found if (one.day, one.device, one.number) == name), None)
            if ticket is None:
                raise Refused("queue_number_unknown")
            self.word.refuse_unless(Deed.MOVE_NUMBER, is_ours=not ticket.device)
            self._end(uow, ticket, QueueOutcome.SERVED)
            uow.commit()
        self._tell()

    # ---- within a transaction --------------------------------------------------------------

    def _move(self, number: str, change: Callable[[QueueTicket], QueueTicket]) -> QueueTicket:
        with self._database.unit_of_work() as uow:
            moved = change(self._mine_to_move(uow, number))
            uow.queue.note(moved)
            uow.outbox.append(queue_ticket_moved(moved))
            uow.commit()
        self._tell()
        return moved

    def _end(self, uow: UnitOfWork, ticket: QueueTicket, outcome: QueueOutcome) -> None:
        served_min = None
        began_utc = uow.queue.serving_since(ticket)
        if outcome is QueueOutcome.SERVED and began_utc is not None:
            served_min = whole_minutes(self._clock.now_utc() - began_utc)
        uow.queue.close(ticket, served_min)
        uow.outbox.append(queue_ticket_closed(ticket, outcome, served_min))

    def _mine_to_move(self, uow: UnitOfWork, number: str) -> QueueTicket:
        """Return an open number that this machine may call, receive and end."""
        ticket = self._open(uow, number)
        self.word.refuse_unless(Deed.MOVE_NUMBER, is_ours=not ticket.device)
        return ticket

    def _open(self, uow: UnitOfWork, number: str) -> QueueTicket:
        today = paris_day(self._clock.now_utc())
        found = [one for one in uow.queue.open_tickets(today) if one.number == number]
        if not found:
            raise Refused("queue_number_unknown")
        # Two machines without a letter give the same numbers: its own is the one meant here.
        return next((one for one in found if not one.device), found[0])

    def _turns(self, uow: UnitOfWork, now_utc: datetime) -> tuple[Turn, ...]:
        day = paris_day(now_utc)
        is_exact = self._is_exact(uow, now_utc)
        order = day_order(
            uow.queue.open_tickets(day),
            arrived(uow, now_utc),
            now_utc,
            ratio=self._rules.ratio,
            n_first_in_a_row=uow.queue.n_first(day),
        )
        return tuple(replace(turn, is_exact=is_exact) for turn in order)

    def _is_exact(self, uow: UnitOfWork, now_utc: datetime) -> bool:
        # A machine that the city never told of others counts its own numbers, exactly.
        is_alone = uow.device.get().device_id is None
        return is_alone or is_fresh(uow.queue.heard_utc(paris_day(now_utc)), now_utc)

    def _waiting(self, uow: UnitOfWork, now_utc: datetime) -> tuple[QueueTicket, ...]:
        known = {
            (one.device, one.number): one for one in uow.queue.open_tickets(paris_day(now_utc))
        }
        return tuple(
            replace(known[turn.device, turn.number], n_ahead=turn.n_ahead, is_exact=turn.is_exact)
            for turn in self._turns(uow, now_utc)
            if turn.kind is TurnKind.TICKET
        )

    def _end_earlier_days(self, uow: UnitOfWork, day: date) -> None:
        for ticket in uow.queue.open_before(day):
            uow.queue.close(ticket, None)
            uow.outbox.append(queue_ticket_closed(ticket, QueueOutcome.EXPIRED))

    def _tell(self) -> None:
        self._bus.publish(Topic.QUEUE)
        self._bus.publish(Topic.OUTBOX)
