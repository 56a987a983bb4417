# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free slots: a city of 30 mediators for 60 days, and the booking screen of one kiosk.

The floor of each is the same rows read bare, by the database's own driver, and nothing done
with them.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Self

from sqlalchemy import event, insert

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.openings import Agenda, Mediator
from kiosk.domain.slots import Cell, step_of
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.errors import Refused
from kiosk.wiring import build_kiosk
from sync.server import centre_agenda
from sync.server.agenda_file import enter_agenda, read_agenda
from sync.server.centre_agenda import free_in_centre
from sync.server.city import City
from sync.server.config import ServerSettings
from sync.server.opening import open_city
from sync.server.storage.agenda_tables import appointment
from tests.bench.figure import Figure, quantile
from tests.bench.folders import disk_folder
from tests.support.booking_desk import an_agenda, an_opening
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.selling_kiosk import enrol_and_grant

N_MEDIATORS = 30
N_DAYS = 60
N_A_DAY = 6
MAX_STATEMENTS = 6
WARM_MS = 60
COLD_MS = 250
SCREEN_MS = 30
N_SCREEN_MEDIATORS = 6
N_ROUNDS = 15
N_SCREENS = 100
MOTIF = "impots"
CENTRE = "NORD"
_LEASED_DAYS = 14
_BODY_MIN = 30


def _agenda_file(folder: Path, n_mediators: int, first_day: date) -> Path:
    """Return a file of mediators who receive in two half-days of each weekday."""
    tables = [
        f'[[centre]]\ncode = "{CENTRE}"\nname = "Mesure (EXEMPLE)"',
        f'[[motif]]\nid = "{MOTIF}"\nlabels = {{ fr = "Impôts" }}\nduration_min = {_BODY_MIN}',
    ]
    tables[-1] += "\nhorizon_days = 90"
    for n in range(n_mediators):
        tables.append(
            f'[[mediator]]\nid = "m-{n:02}"\ncentre = "{CENTRE}"\nfirst_name = "Mesure {n}"'
        )
        tables += [
            f'[[opening]]\nid = "m-{n:02}-{half}"\nmediator = "m-{n:02}"\n'
            'weekdays = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"]\n'
            f'start = "{start}"\nend = "{end}"\nfirst_day = "{first_day}"'
            for half, start, end in (("matin", "09:00", "12:00"), ("soir", "13:30", "17:30"))
        ]
    file = folder / "mesure.toml"
    file.write_text("\n\n".join(tables), encoding="utf-8")
    return file


def _filled_city(folder: Path, clock: FrozenClock) -> City:
    """Return a city whose mediators have six appointments a day, and leases for two weeks."""
    city = open_city(ServerSettings(folder=folder), clock)
    today = paris_day(clock.now_utc())
    enter_agenda(city, read_agenda(_agenda_file(folder, N_MEDIATORS, today - timedelta(days=30))))
    rows = []
    leased: list[LedgerRow] = []
    with city.database.transaction() as unit:
        everything = free_in_centre(
            city, unit, CENTRE, MOTIF, (today + timedelta(days=1), today + timedelta(days=N_DAYS))
        )
        by_day: dict[tuple[str, date], list[datetime]] = {}
        for slot in everything:
            by_day.setdefault((slot.mediator_id, paris_day(slot.start_utc)), []).append(
                slot.start_utc
            )
        for (mediator_id, day), starts in by_day.items():
            for place, start in enumerate(starts):
                if place % 2 == 0 and place < 2 * N_A_DAY:
                    rows.append(_appointment(unit.city, len(rows), mediator_id, start))
                elif place % 4 == 1 and (day - today).days <= _LEASED_DAYS:
                    first = step_of(start)
                    leased += [
                        LedgerRow(Cell(mediator_id, step), 1, CellState.LEASED, device="mesure")
                        for step in range(first, first + _BODY_MIN // 5)
                    ]
        unit.leases.store(leased)
        unit._connection.execute(insert(appointment), rows)
    return city


def _appointment(city: str, number: int, mediator_id: str, start: datetime) -> dict[str, object]:
    return {
        "city": city,
        "booking": f"{number:016x}.{number:08}",
        "number": f"{number:08}",
        "device": "mesure",
        "centre": CENTRE,
        "mediator_id": mediator_id,
        "motif_id": MOTIF,
        "start": int(start.timestamp()),
        "duration_min": _BODY_MIN,
        "status": "confirmed",
        "incomplete": False,
        "label": None,
    }


def _bare_read(file: Path) -> float:
    """Return what the same rows take, read by the driver alone, in ms."""
    with closing(sqlite3.connect(file)) as connection:
        began = perf_counter()
        for table in ("mediator", "motif", "opening", "absence", "closure"):
            connection.execute(f"SELECT * FROM {table}").fetchall()
        connection.execute(
            "SELECT mediator_id, motif_id, start, duration_min FROM appointment "
            "WHERE status = 'confirmed' "
            "UNION ALL SELECT mediator_id, NULL, cell, 0 FROM lease_cell WHERE state = 'leased'"
        ).fetchall()
        return (perf_counter() - began) * 1000


def _took(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def _city_figures(place: Path) -> Iterator[Figure]:
    clock = FrozenClock(SystemClock().now_utc().replace(hour=8, minute=0))
    with closing(_filled_city(place, clock)) as city:
        today = paris_day(clock.now_utc())
        days = (today + timedelta(days=1), today + timedelta(days=N_DAYS))

        def search() -> int:
            with city.database.transaction() as unit:
                return len(free_in_centre(city, unit, CENTRE, MOTIF, days))

        gc.collect()
        gc.freeze()  # as `python -m sync serve` does
        cold, floor, warm, busy = [], [], [], []
        n_statements = 0
        for _ in range(N_ROUNDS):
            centre_agenda._SEARCHED.clear()
            with _counted(city) as counted:
                cold.append(_took(search))
            n_statements = max(n_statements, counted.n)
            floor.append(_bare_read(place / "city.db"))
            began_s = process_time()
            warm.append(_took(search))
            busy.append((process_time() - began_s) * 1000)
        n_slots = search()
    yield Figure(
        "slots: statements of a search, cold",
        n_statements,
        "n",
        "",
        0,
        f"at most {MAX_STATEMENTS} whatever the size",
        n_statements <= MAX_STATEMENTS,
    )
    bare, cpu = quantile(floor, 0.5), quantile(busy, 0.5)
    size = f"{N_MEDIATORS} mediators x {N_DAYS} days, {n_slots} slots free"
    for name, values, aim in (("warm", warm, WARM_MS), ("cold", cold, COLD_MS)):
        p95 = quantile(values, 0.95)
        yield Figure(
            f"slots: the city, {name}, p95",
            p95,
            "ms",
            "the same rows read bare, p50",
            bare,
            f"under {aim} ms",
            p95 < aim,
            note=f"{size}; p50 {quantile(values, 0.5):.1f} ms; processor, warm p50 {cpu:.1f}",
        )


class _counted:  # noqa: N801 - reads as a word in `with`
    """Counts the statements of a city's database."""

    def __init__(self, city: City) -> None:
        self._engine = city.database._engine
        self.n = 0

    def _note(self, *said: object) -> None:
        self.n += not str(said[2]).startswith("BEGIN")

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)


def _screen_agenda() -> Agenda:
    """Return six mediators who receive in two half-days of each weekday."""
    people = tuple(Mediator(f"m-{n}", f"Mesure {n}") for n in range(N_SCREEN_MEDIATORS))
    halves = ((time(9), time(12)), (time(13, 30), time(17, 30)))
    openings = tuple(
        an_opening(f"{one.mediator_id}-{place}", mediator_id=one.mediator_id, start=start, end=end)
        for one in people
        for place, (start, end) in enumerate(halves)
    )
    return an_agenda(*openings, mediators=people)


def _screen_figure(place: Path) -> Figure:
    """Measure what a kiosk's screen asks: the days of a need, then the times of one day."""
    clock = FrozenClock(SystemClock().now_utc().replace(hour=8, minute=0))
    folder = place / "borne"
    kiosk = build_kiosk(folder, clock=clock, secrets=MemorySecrets(), file_system=lambda _: "ext4")
    with closing(kiosk):
        enrol_and_grant(kiosk, clock, _screen_agenda())
        took, busy = [], []
        for _ in range(N_SCREENS):
            began, began_s = perf_counter(), process_time()
            offers = kiosk.appointments.days("caf")
            day = next(one.day for one in offers if one.n_free)
            slots = kiosk.appointments.slots("caf", day)
            took.append((perf_counter() - began) * 1000)
            busy.append((process_time() - began_s) * 1000)
        if not slots:
            raise Refused("a screen without slots measures nothing")
        with kiosk.database.unit_of_work() as uow:
            connection = uow._open
            floor = [
                _took(
                    lambda: [
                        connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
                        for table in ("lease_cell", "opening", "motif", "mediator", "closure")
                    ]
                )
                for _ in range(N_SCREENS)
            ]
    p95 = quantile(took, 0.95)
    return Figure(
        "slots: booking screen of a kiosk, days and one day's times, p95",
        p95,
        "ms",
        "the same rows read bare, p50",
        quantile(floor, 0.5),
        f"under {SCREEN_MS} ms",
        p95 < SCREEN_MS,
        note=f"{N_SCREEN_MEDIATORS} mediators x 14 days; p50 {quantile(took, 0.5):.1f} ms; "
        f"processor p50 {quantile(busy, 0.5):.1f}",
    )


def figures() -> Iterator[Figure]:
    """Search the city cold and warm, then ask what a kiosk's screen asks."""
    with disk_folder() as place:
        yield from _city_figures(place)
        yield _screen_figure(place)
