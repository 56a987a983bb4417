# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post where visits are recorded, counted and exported: the real services on a real file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.centre import CentreCard
from kiosk.foundation.events import EventBus
from kiosk.services.attendance import AttendanceService
from kiosk.services.device import DeviceService, Place
from kiosk.services.exports import ExportService
from kiosk.services.keys import DatabaseKeys
from kiosk.services.sessions import SessionService
from kiosk.services.staff import Staff, StaffRole
from kiosk.services.statistics import StatisticsService
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.storage import started_database

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.storage.engine import Database

MEDIATOR = Staff(1, StaffRole.MEDIATOR, "EXEMPLE Nadia")
VOLUNTEER = Staff(2, StaffRole.VOLUNTEER, "EXEMPLE Bénévole")
TECHNICIAN = Staff(3, StaffRole.TECHNICIAN, "EXEMPLE Technicien")

NORD_CARD = CentreCard(
    code="NORD",
    name="Espace citoyen numérique Nord",
    quarter="Nord",
    address="14 place de la Fosse-aux-Chênes",
    hours=tuple((weekday, "9 h – 12 h, 14 h – 18 h") for weekday in range(5)),
)


@dataclass(frozen=True, slots=True)
class RecordDesk:
    """The services of one machine and its clock."""

    database: Database
    clock: FrozenClock
    bus: EventBus
    device: DeviceService
    attendance: AttendanceService
    statistics: StatisticsService
    exports: ExportService
    sessions: SessionService


def a_record_desk(folder: Path) -> RecordDesk:
    """Return the services of a machine of the centre Nord, on Monday 23 November 2026, 10 h."""
    clock = FrozenClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    bus = EventBus()
    database = started_database(folder)
    keys = DatabaseKeys(folder, MemorySecrets())
    device = DeviceService(database, clock, bus, place=Place(folder), keys=keys)
    device.set_centre(NORD_CARD)
    statistics = StatisticsService(database, clock, device)
    return RecordDesk(
        database=database,
        clock=clock,
        bus=bus,
        device=device,
        attendance=AttendanceService(database, clock, bus, device),
        statistics=statistics,
        exports=ExportService(database, clock, statistics),
        sessions=SessionService(database, clock, bus),
    )
