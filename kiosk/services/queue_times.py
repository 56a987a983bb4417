# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long people of the queue wait and are received, and who waits with an appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.day_order import ArrivedAppointment
from kiosk.domain.receiving import receiving_now
from kiosk.domain.waiting_queue import QueueState
from kiosk.domain.waiting_time import estimate
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.waiting_time import WaitRange
    from kiosk.storage.unit_of_work import UnitOfWork

_A_MINUTE_S = 60
_MEASURED_OVER = timedelta(days=1)
_DAY = timedelta(days=1)


def wait_for(uow: UnitOfWork, n_ahead: int, now_utc: datetime) -> WaitRange | None:
    """Return how long one may wait behind `n_ahead`; nothing when nobody can tell honestly."""
    day = paris_day(now_utc)
    served = uow.queue.served_minutes(day - _MEASURED_OVER)
    receiving = receiving_now(uow.agenda.load(), now_utc)
    n_busy = sum(one.state is QueueState.SERVING for one in uow.queue.open_tickets(day))
    return estimate(n_ahead, served, len(receiving), n_being_received=n_busy)


def arrived(uow: UnitOfWork, now_utc: datetime) -> tuple[ArrivedAppointment, ...]:
    """Return the appointments of today whose person is there, but for those of workshops."""
    # Who came to a workshop waits for nobody: it begins at its hour, for all at once.
    today = paris_day(now_utc)
    return tuple(
        ArrivedAppointment(one.number, one.start_utc, one.mediator_id)
        for one in uow.appointments.between(now_utc - _DAY, now_utc + _DAY)
        if one.status is AppointmentStatus.ARRIVED
        and paris_day(one.start_utc) == today
        and not is_workshop(one.mediator_id)
    )


def whole_minutes(spent: timedelta) -> int | None:
    """Return the whole minutes of a reception; nothing when the clock was set in between."""
    minutes = round(spent.total_seconds() / _A_MINUTE_S)
    return minutes if timedelta(0) <= spent < _DAY else None
