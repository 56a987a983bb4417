# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for the city, and what the city said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.outbox import OutboxState, PendingEvent, RefusedEvent
from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.domain.outbox import EventVerdict, OutboxLane
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database


RIGHTS_PROBLEM: Final = "city_rights_problem"
"""Name under which the word of the last exchange about rights is kept."""


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """What the staff see of the queue.

    Attributes:
        n_pending: Events without a verdict.
        n_refused: Events in the tray, for a person to look at.
        last_sent_utc: When the city last answered, be it to nothing new; nothing if never.
        rights_problem: Why the city could not read the rights that this machine lists, a word;
            empty when it could.
    """

    n_pending: int
    n_refused: int
    last_sent_utc: datetime | None
    rights_problem: str = ""


class OutboxService:
    """The queue towards the city. Only a verdict takes an event out of it, never a count."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        """Write in `database`, read times from `clock`, tell `bus` what changed."""
        self._database = database
        self._clock = clock
        self._bus = bus

    def status(self) -> OutboxStatus:
        """Return what the staff see of the queue."""
        with self._database.unit_of_work() as uow:
            return OutboxStatus(
                n_pending=uow.outbox.count(OutboxState.PENDING),
                n_refused=uow.outbox.count(OutboxState.REFUSED)
                + uow.outbox.count(OutboxState.DAMAGED),
                last_sent_utc=uow.exchange.answered_utc(),
                rights_problem=str(uow.parameters.get(RIGHTS_PROBLEM) or ""),
            )

    def next_batch(self, lane: OutboxLane, limit: int) -> tuple[PendingEvent, ...]:
        """Return the oldest events of a lane without a verdict, at most `limit`."""
        with self._database.unit_of_work() as uow:
            return uow.outbox.pending(lane, limit)

    def floor(self, lane: OutboxLane) -> int:
        """Return the lowest sequence without a verdict; one more than the last if none waits."""
        with self._database.unit_of_work() as uow:
            return uow.outbox.first_pending(lane)

    def record_verdicts(self, verdicts: Sequence[EventVerdict]) -> int:
        """Write what the city said, all in one transaction; return how many events waited for it.

        Accepted and duplicate events lose their annex at once; refused and damaged ones go to
        the tray and the queue flows on. A verdict told twice changes nothing.
        """
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            n_settled = sum(uow.outbox.settle(verdict, now_utc) for verdict in verdicts)
            uow.commit()
        if n_settled:
            self._bus.publish(Topic.OUTBOX)
        return n_settled

    def refused(self) -> tuple[RefusedEvent, ...]:
        """Return the tray, the oldest first."""
        with self._database.unit_of_work() as uow:
            return uow.outbox.refused()
