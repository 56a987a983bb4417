# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kiosk that may sell: real services on a real folder, and a stage without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from kiosk.domain.attendance import Arrival, VisitDraft, VisitKind
from kiosk.domain.lease_recall import Holding
from kiosk.domain.leases import Grant, Granted
from kiosk.domain.openings import Opening
from kiosk.domain.recurrence import weekly
from kiosk.domain.slots import Cell, step_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.sealing import new_sealing_keys
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.foundation.translation import Translator
from kiosk.services.sealing import SealingKeys
from kiosk.services.staff import StaffRole
from kiosk.wiring import build_kiosk
from tests.support.booking_desk import CITY, NADIA, NORD, SAMIR, WEEK, an_agenda, cells_of
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_kiosk
from ui.navigation.centre import CentreView
from ui.navigation.presenter import Stage
from ui.navigation.router import Router
from ui.navigation.routes import Route
from ui.navigation.session_life import SessionLife
from ui.printing.sheets import PrintState
from ui.screens.booking.course import BookingMeans

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.domain.openings import Agenda
    from kiosk.wiring import Kiosk
    from ui.printing.sheets import Sheet

PIN = "482916"


class PaperTray:
    """A printer that keeps what it is given, and ends as told."""

    def __init__(self, state: PrintState = PrintState.PRINTED) -> None:
        self.state = state
        self.sheets: list[Sheet] = []
        self.n_cancelled = 0

    def submit(self, sheet: Sheet, changed: Callable[[PrintState], None]) -> None:
        self.sheets.append(sheet)
        changed(PrintState.SENDING)
        changed(self.state)

    def cancel_pending(self) -> None:
        self.n_cancelled += 1


def openings() -> tuple[Opening, ...]:
    """Return Nadia's mornings and Samir's afternoons, for every need."""
    base = Opening(
        opening_id="o-1",
        mediator_id=NADIA.mediator_id,
        motif_ids=(),
        first_day=date(2026, 1, 5),
        recurrence=weekly(*WEEK),
        start=time(9),
        end=time(12),
    )
    afternoon = replace(
        base, opening_id="o-2", mediator_id=SAMIR.mediator_id, start=time(14), end=time(17)
    )
    return base, afternoon


def enrol_and_grant(kiosk: Kiosk, clock: FrozenClock, agenda: Agenda | None = None) -> None:
    """Enrol a kiosk without a server: agenda, keys, and rights on the cells of two weeks."""
    kiosk.device.set_centre(NORD)
    agenda = agenda or an_agenda(*openings())
    agenda = replace(agenda, received_utc=clock.now_utc() - timedelta(minutes=48))
    city_public = new_sealing_keys()[1]
    desk_private, desk_public = new_sealing_keys()
    with kiosk.database.unit_of_work() as uow:
        row = uow.device.get()
        now_utc = clock.now_utc()
        uow.device.save(replace(row, device_id="k-1", tenant=CITY, last_instant_utc=now_utc))
        uow.agenda.replace(agenda)
        uow.commit()
    kiosk.device.set_sealing_keys(SealingKeys(city=city_public, desk=desk_public))
    kiosk.machine_keys.set_signing_key(new_sealing_keys()[0])
    kiosk.machine_keys.set_desk_key(desk_private)
    today = paris_day(clock.now_utc())
    cells = cells_of(agenda, "caf", today + timedelta(days=1), today + timedelta(days=14))
    with kiosk.database.unit_of_work() as uow:
        incarnation = uow.device.get().incarnation
        granted = tuple(Granted(cell, 1) for cell in sorted(cells))
        grant = Grant(incarnation, 1, clock.now_utc() + timedelta(days=7), granted)
        uow.leases.accept(grant, incarnation=incarnation, request=1, is_signed=lambda _: True)
        uow.commit()


def a_kiosk(folder: Path, clock: FrozenClock | None = None) -> Kiosk:
    """Return a whole enrolled kiosk that may sell, with a mediator's PIN."""
    clock = clock or FrozenClock()
    secrets = MemorySecrets()
    give_kiosk(folder, secrets)
    kiosk = build_kiosk(folder, clock=clock, secrets=secrets, file_system=lambda _: "ext4")
    enrol_and_grant(kiosk, clock)
    kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, PIN)
    return kiosk


def keep_at_a_kiosk(kiosk: Kiosk, mediator_id: str, start_utc: datetime) -> None:
    """Let another machine hold 45 minutes of a mediator, who has no more cells here."""
    first = step_of(start_utc)
    cells = [Cell(mediator_id, first + n) for n in range(9)]
    with kiosk.database.unit_of_work() as uow:
        uow.leases.give_back(set(cells), now_s=0.0, boot_id="boot-1")
        uow.recalls.replace_holdings([Holding(cell, "k-2", None, "") for cell in cells])
        gone = text("DELETE FROM lease_cell WHERE mediator_id = :name")
        uow.connection.execute(gone, {"name": mediator_id})
        uow.commit()


def a_visit(kiosk: Kiosk, **changes: object) -> str:
    """Record a visit of today and return its identifier."""
    staff = kiosk.staff.check_pin(PIN)
    draft = VisitDraft(
        day=paris_day(kiosk.clock.now_utc()),
        centre=NORD.code,
        duration_min=45,
        themes=("email",),
        kind=VisitKind.INDIVIDUAL,
        arrival=Arrival.SPONTANEOUS,
    )
    return kiosk.attendance.record(replace(draft, **changes), staff)


def booking_means(kiosk: Kiosk) -> BookingMeans:
    """Return what the booking page works with."""
    return BookingMeans(kiosk.appointments, kiosk.workshops, kiosk.queue)


class RecordingView:
    """A screen without a screen: it keeps every state and every word announced."""

    def __init__(self) -> None:
        self.states: list[object] = []
        self.announced: list[str] = []

    def draw(self, state) -> None:
        self.states.append(state)

    def announce(self, text: str) -> None:
        self.announced.append(text)

    @property
    def last(self):
        """The state in sight."""
        return self.states[-1]


class NoRows:
    """Sessions that leave no row: presenters only begin them."""

    def open(self, language: str) -> int:
        return 1

    def note_progress(self, session_id: int, *, language: str, trace: object) -> None:
        """Keep nothing."""

    def finish(
        self, session_id: int, outcome: object, *, cells: frozenset[object] = frozenset()
    ) -> None:
        """Keep nothing."""

    def give_feedback(self, feedback: object) -> None:
        """Keep nothing."""


def a_stage(kiosk: Kiosk, language: str = "fr") -> Stage:
    """Return the stage of a kiosk, its jobs done at once."""
    tasks, translator = ImmediateTasks(), Translator(language)
    rows = NoRows()
    session = SessionLife(tasks=tasks, rows=lambda: rows, translator=translator, bus=kiosk.bus)
    return Stage(
        tasks=tasks,
        router=Router(covering=(Route.HELP, Route.ASSISTED)),
        translator=translator,
        session=session,
        clock=kiosk.clock,
        bus=kiosk.bus,
        centre=CentreView(kiosk.folder),
    )
