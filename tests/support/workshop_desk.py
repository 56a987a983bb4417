# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop and the machines of its centre, each with seats of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointments import WhoComes
from kiosk.domain.workshops import Workshop
from tests.support.booking_desk import a_machine, an_agenda, at

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.appointment_views import Ticket
    from kiosk.domain.slots import Cell
    from tests.support.booking_desk import Machine

MOUSE = "souris"


def a_workshop(**changes: object) -> Workshop:
    """Return a workshop of four seats led by Samir, on Wednesday 25 November at 14 h."""
    workshop = Workshop(
        workshop_id=MOUSE,
        titles=(("fr", "La souris"), ("en", "The mouse")),
        start_utc=at(14),
        duration_min=90,
        capacity=4,
        mediator_id="m-samir",
        documents=(("fr", ("Vos lunettes",)),),
        waiting_capacity=3,
    )
    return replace(workshop, **changes)


def seats_of(workshop: Workshop, *numbers: int) -> set[Cell]:
    """Return some seats of a workshop, all of them when none is named."""
    cells = workshop.seats()
    return {cells[number - 1] for number in numbers} if numbers else set(cells)


def a_seat_holder(
    folder: Path,
    device_id: str = "k-1",
    *,
    seats: tuple[int, ...] = (),
    workshop: Workshop | None = None,
    **options: object,
) -> Machine:
    """Return a machine that knows one workshop and holds some of its seats, all by default."""
    workshop = workshop or a_workshop()
    machine = a_machine(folder, device_id, agenda=an_agenda(workshops=(workshop,)), **options)
    machine.grant(seats_of(workshop, *seats))
    return machine


def hear(machine: Machine, *workshops: Workshop, **changes: object) -> None:
    """Let a machine hear from the city that its agenda has these workshops."""
    agenda = an_agenda(workshops=workshops, received_utc=machine.clock.now_utc(), **changes)
    with machine.database.unit_of_work() as uow:
        uow.agenda.replace(agenda)
        uow.commit()


def enrolled(machine: Machine, party_size: int = 1, workshop_id: str = MOUSE) -> Ticket:
    """Enrol a party."""
    kept = machine.workshops.hold(workshop_id, party_size)
    return machine.appointments.confirm(kept, who=WhoComes(party_size=party_size))


def sold_seats(machine: Machine) -> dict[Cell, str]:
    """Return the seats of live sales, and which sale has each."""
    with machine.database.unit_of_work() as uow:
        rights = uow.leases.rights()
    return {right.cell: right.booking for right in rights if right.booking}
