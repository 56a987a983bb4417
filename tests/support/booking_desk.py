# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machines that sell appointments: real services, real files, a city reduced to its ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kiosk.domain.appointments import WhoComes
from kiosk.domain.centre import CentreCard
from kiosk.domain.leases import Grant, Granted
from kiosk.domain.openings import Agenda, Mediator, Opening
from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.recurrence import weekly
from kiosk.domain.slots import Slot, all_slots, slot_cells
from kiosk.domain.standard_motifs import STANDARD_MOTIFS
from kiosk.foundation.events import EventBus
from kiosk.foundation.sealing import new_sealing_keys
from kiosk.services.appointments import AppointmentService
from kiosk.services.device import DeviceService, Place, Role
from kiosk.services.keys import DatabaseKeys
from kiosk.services.machine_keys import MachineKeys, replace_centre_machines
from kiosk.services.queue import QueueRules, QueueService
from kiosk.services.sealing import SealingKeys
from kiosk.services.workshops import WorkshopVerbs
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.storage import started_database

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.domain.appointment_views import Ticket
    from kiosk.domain.slots import Cell
    from kiosk.services.booking_rules import BookingRules
    from kiosk.storage.engine import Database

CITY = "roubaix"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
NADIA = Mediator("m-nadia", "Nadia")
SAMIR = Mediator("m-samir", "Samir")
NORD = CentreCard(
    code="NORD",
    name="Espace citoyen numérique Nord",
    quarter="Nord",
    address="14 place de la Fosse-aux-Chênes",
    phone="03 20 00 00 00",
)
WEEK = (0, 1, 2, 3, 4)


def an_opening(opening_id: str = "o-1", **changes: object) -> Opening:
    """Return Nadia's mornings of the week, 9 h to 12 h, for every need."""
    opening = Opening(
        opening_id=opening_id,
        mediator_id=NADIA.mediator_id,
        motif_ids=(),
        first_day=date(2026, 1, 5),
        recurrence=weekly(*WEEK),
        start=time(9),
        end=time(12),
    )
    return replace(opening, **changes)


def an_agenda(*openings: Opening, **changes: object) -> Agenda:
    """Return the agenda of the centre Nord: two mediators, the standard needs."""
    agenda = Agenda(
        mediators=(NADIA, SAMIR),
        motifs=STANDARD_MOTIFS,
        openings=openings or (an_opening(),),
        version="1",
        received_utc=NOW - timedelta(minutes=48),
    )
    return replace(agenda, **changes)


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of the centre and what it is made of."""

    device_id: str
    database: Database
    clock: FrozenClock
    bus: EventBus
    device: DeviceService
    keys: MachineKeys
    appointments: AppointmentService
    workshops: WorkshopVerbs
    queue: QueueService
    city_key: bytes
    desk_key: bytes

    def grant(self, cells: Collection[Cell], *, request: int = 1, epoch: int = 1) -> int:
        """Take a grant of the city for some cells, as the answer to `request`."""
        with self.database.unit_of_work() as uow:
            incarnation = uow.device.get().incarnation
            granted = tuple(Granted(cell, epoch) for cell in sorted(cells))
            grant = Grant(incarnation, request, self.clock.now_utc() + timedelta(days=7), granted)
            n_taken = uow.leases.accept(
                grant, incarnation=incarnation, request=request, is_signed=lambda _: True
            )
            uow.commit()
        return n_taken

    def incarnation(self) -> str:
        """Return the present life of the machine."""
        return self.device.identity().incarnation


def a_machine(
    folder: Path,
    device_id: str | None = "k-1",
    *,
    agenda: Agenda | None = None,
    rules: BookingRules | None = None,
    clock: FrozenClock | None = None,
    role: Role = Role.POSTE,
) -> Machine:
    """Return an enrolled machine (unless `device_id` is None) that knows the agenda."""
    folder.mkdir(exist_ok=True)
    clock = clock or FrozenClock(NOW)
    bus = EventBus()
    database = _database(folder)
    secrets = MemorySecrets()
    device = DeviceService(
        database, clock, bus, place=Place(folder, role), keys=DatabaseKeys(folder, secrets)
    )
    device.set_centre(NORD)
    keys = MachineKeys(secrets)
    city_private, city_public = new_sealing_keys()
    desk_private, desk_public = new_sealing_keys()
    with database.unit_of_work() as uow:
        row = uow.device.get()
        incarnation = f"{sum(map(ord, device_id or '')):016x}"
        uow.device.save(
            replace(
                row,
                device_id=device_id,
                tenant=CITY if device_id else None,
                incarnation=incarnation,
                last_instant_utc=clock.now_utc(),
            )
        )
        uow.agenda.replace(agenda or an_agenda())
        uow.commit()
    if device_id:
        device.set_sealing_keys(SealingKeys(city=city_public, desk=desk_public))
        keys.set_signing_key(new_sealing_keys()[0])
        keys.set_desk_key(desk_private)
    appointments = AppointmentService(database, clock, bus, device=device, keys=keys, rules=rules)
    return Machine(
        device_id=device_id or "",
        database=database,
        clock=clock,
        bus=bus,
        device=device,
        keys=keys,
        appointments=appointments,
        workshops=WorkshopVerbs(
            database, clock, bus, device=device, appointments=appointments, rules=rules
        ),
        queue=QueueService(database, clock, bus, rules=QueueRules(role=role.value)),
        city_key=city_private,
        desk_key=desk_private,
    )


@cache
def _migrated() -> bytes:
    """Return the file of a migrated database, made once: most of a test's time is migrations."""
    with TemporaryDirectory() as folder:
        started_database(Path(folder)).close()
        return (Path(folder) / "kiosk.db").read_bytes()


def _database(folder: Path) -> Database:
    file = folder / "kiosk.db"
    if not file.exists():
        file.write_bytes(_migrated())
    return started_database(folder)


def know_each_other(*machines: Machine) -> None:
    """Let the machines of a centre know each other's keys, as the city does."""
    public = {one.device_id: one.keys.own_public_key() for one in machines}
    for one in machines:
        with one.database.unit_of_work() as uow:
            replace_centre_machines(uow, public)
            uow.commit()


def cells_of(agenda: Agenda, motif_id: str, first_day: date, last_day: date) -> set[Cell]:
    """Return the cells of every slot of a need."""
    motif = agenda.motif(motif_id)
    return {
        cell
        for slot in all_slots(agenda, motif, first_day, last_day)
        for cell in slot_cells(slot, motif)
    }


def a_seller(folder: Path, device_id: str = "k-1", **changes: object) -> Machine:
    """Return a machine that holds every cell of the two weeks."""
    machine = a_machine(folder, device_id, **changes)
    with machine.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
    machine.grant(cells_of(agenda, "caf", TUESDAY, date(2026, 12, 7)))
    return machine


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    """Return the instant of a wall time in Paris, in winter."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def booked(machine: Machine, start: datetime | None = None, **said: object) -> Ticket:
    """Book a CAF appointment on Wednesday 25 November at 9 h."""
    slot = Slot(start or at(9), NADIA.mediator_id, 45)
    return machine.appointments.confirm(
        machine.appointments.hold("caf", slot), who=WhoComes(**said)
    )


def events(machine: Machine) -> list[tuple[EventKind, dict[str, object], bytes | None]]:
    """Return the events of the lane of bookings."""
    with machine.database.unit_of_work() as uow:
        pending = uow.outbox.pending(OutboxLane.BOOKINGS, 100)
    return [(event.kind, json.loads(event.core_json)["core"], event.annex) for event in pending]
