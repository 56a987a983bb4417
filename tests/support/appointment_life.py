# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of an appointment's life share: two machines, a hold, a state, a city that agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.outbox import EventVerdict, Identity, OutboxLane, Verdict
from kiosk.domain.slots import Slot
from tests.support.booking_desk import (
    NADIA,
    WEDNESDAY,
    a_machine,
    a_seller,
    cells_of,
    know_each_other,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kiosk.domain.appointment_status import AppointmentStatus
    from kiosk.domain.appointment_views import Ticket
    from kiosk.domain.appointments import Hold
    from tests.support.booking_desk import Machine


def two_machines(folder: Path) -> tuple[Machine, Machine]:
    """Return two machines of one centre; each holds other days."""
    first, second = a_seller(folder / "a"), a_machine(folder / "b", "k-2")
    with second.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
    thursday = WEDNESDAY + timedelta(days=1)
    second.grant(cells_of(agenda, "caf", thursday, thursday))
    know_each_other(first, second)
    return first, second


def a_hold(machine: Machine, start: datetime) -> Hold:
    """Hold 45 minutes of Nadia."""
    return machine.appointments.hold("caf", Slot(start, NADIA.mediator_id, 45))


def status(machine: Machine, ticket: Ticket) -> AppointmentStatus:
    """Return how an appointment stands on a machine."""
    return machine.appointments.find(ticket.number).status


def acknowledge(machine: Machine) -> None:
    """Let the city accept every event of the lane of bookings."""
    with machine.database.unit_of_work() as uow:
        incarnation = uow.device.get().incarnation
        for one in uow.outbox.pending(OutboxLane.BOOKINGS, 100):
            identity = Identity(incarnation, OutboxLane.BOOKINGS, one.identity.sequence)
            uow.outbox.settle(EventVerdict(identity, Verdict.ACCEPTED, ""), machine.clock.now_utc())
        uow.commit()
