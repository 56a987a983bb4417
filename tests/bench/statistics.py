# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network's figures of a year of a million visits, on SQLite and on PostgreSQL.

A hundred machines in twenty centres, 365 days, five kinds of help, seeded. Three times are told:
warm, with every cell kept; with one day touched, as during a working day; and cold, every cell
counted again from its rows, as after an update. The floor is the database's own count of the same
rows, nothing else read. Rows are put in by the driver, beside the product.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from kiosk.domain.attendance import Category, CategoryCount, VisitKind
from kiosk.domain.flat_visit import FlatVisit, flat_visit
from kiosk.domain.periods import Period
from kiosk.foundation.clock import SystemClock
from sync.server.city import City
from sync.server.config import ServerSettings
from sync.server.opening import open_city
from sync.server.reports import network_figures
from tests.bench.figure import Figure
from tests.bench.folders import disk_folder
from tests.bench.visit_rows import COLUMNS, LISTED, stored
from tests.support.city import enter_demo_agenda
from tests.support.postgres import PostgresCluster
from tests.support.visits import LISTS, a_row

N_ROWS = 1_000_000
N_CENTRES = 20
N_MACHINES = 100
N_TEMPLATES = 4_000
AIM_MS = 1000.0
SEED = 20_261_123
LAST = date(2026, 10, 31)
YEAR = Period(LAST - timedelta(days=364), LAST)
N_WARM = 5
_CELLS = (
    "INSERT INTO attendance_cell (city, day, centre, kind)"
    " SELECT DISTINCT city, day, centre, kind FROM visit_row"
    " UNION SELECT DISTINCT city, substr(day, 1, 7), centre, kind FROM visit_row"
)
_COUNT = "SELECT count(*) FROM visit_row WHERE city = '59512' AND day BETWEEN '{}' AND '{}'"


def figures() -> Iterator[Figure]:
    """Count on SQLite, then on PostgreSQL, each beside its floor."""
    with disk_folder() as folder:
        yield from _measured("SQLite", folder / "sqlite", "")
        folder.chmod(0o755)
        cluster = PostgresCluster(folder, is_durable=True)
        try:
            yield from _measured("PostgreSQL", folder / "postgres", cluster.bare_database())
        finally:
            cluster.stop()


def _measured(name: str, folder: Path, url: str) -> Iterator[Figure]:
    city = open_city(ServerSettings(folder=folder, url=url, demo=True), SystemClock())
    try:
        enter_demo_agenda(city)
        put_in = _timed_s(lambda: _fill(city))
        _run(city, "ANALYZE" if not url else "VACUUM ANALYZE visit_row")
        floor = median([_floor_ms(city) for _ in range(N_WARM)])
        cold = _timed_ms(city)
        warm = median([_timed_ms(city) for _ in range(N_WARM)])
        n_cells = _run(city, "SELECT count(*) FROM attendance_cell")
        middle = YEAR.first + timedelta(days=180)
        _run(
            city,
            f"UPDATE attendance_cell SET tally = NULL WHERE day IN ('{middle}', '{middle:%Y-%m}')",
        )
        touched = _timed_ms(city)
    finally:
        city.close()
    said = f"bare count(*) of the same rows, {name}"
    note = f"{n_cells} cells, seed {SEED}, rows put in beside the product in {put_in:.0f} s"
    title = f"statistics over {N_ROWS} rows, {name}"
    yield Figure(f"{title}, warm", warm, "ms", said, floor, "under 1 s", warm < AIM_MS, note)
    yield Figure(
        f"{title}, one day touched", touched, "ms", said, floor, "under 1 s", touched < AIM_MS
    )
    yield Figure(f"{title}, cold, every cell again", cold, "ms", said, floor, "none, told", True)


def _timed_ms(city: City) -> float:
    def count() -> None:
        assert network_figures(city, YEAR).n_records == N_ROWS

    return _timed_s(count) * 1000


def _timed_s(act) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _floor_ms(city: City) -> float:
    began = perf_counter()
    assert _run(city, _COUNT.format(YEAR.first, YEAR.last)) == N_ROWS
    return (perf_counter() - began) * 1000


def _run(city: City, statement: str) -> int:
    connection = city.database._engine.raw_connection()
    try:
        if city.settings.url:
            connection.driver_connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0] if statement.startswith("SELECT") else 0
    finally:
        connection.invalidate()


def _templates(luck: random.Random) -> list[FlatVisit]:
    """Return rows as varied as a year's, without day nor name."""
    themes, admin = LISTS.themes.codes(), LISTS.administrative_themes.codes()
    ages, genders = LISTS.age_bands.codes(), LISTS.genders.codes()
    made = []
    for at in range(N_TEMPLATES):
        kind = luck.choices(list(VisitKind), (60, 30, 4, 3, 3))[0]
        people = luck.randint(3, 12) if kind.is_collective else 1
        row = a_row(
            at + 1,
            kind=kind,
            people=people,
            counts=(CategoryCount(Category.GENDER, "feminin", people - 1),) if people > 1 else (),
            duration_min=luck.choice((15, 30, 30, 45, 60, 60, 90, 120)),
            themes=tuple(luck.sample(themes, luck.randint(1, 3))),
            administrative_themes=tuple(luck.sample(admin, luck.randint(0, 2))),
            equipment=("ordinateur",),
            gender=luck.choice((None, *genders)),
            age_band=luck.choice((None, *ages)),
            status=luck.choice(LISTS.statuses.codes()),
            posture=luck.choice(LISTS.postures.codes()),
            start=f"{luck.randint(8, 18):02}:{luck.choice((0, 15, 30, 45)):02}",
            waited_min=luck.choice((None, 0, 5, 10, 20, 40)),
            quarter=luck.choice((None, *LISTS.home_quarters.codes())),
            unmet=luck.choice((None,) * 9 + LISTS.unmet.codes()),
        )
        made.append(flat_visit(row))
    return made


def _rows(luck: random.Random) -> Iterator[tuple[object, ...]]:
    templates = _templates(luck)
    days = [day.isoformat() for day in YEAR.days()]
    for at in range(N_ROWS):
        day = days[at * len(days) // N_ROWS]
        row_id = hashlib.blake2b(at.to_bytes(4, "big"), digest_size=16).hexdigest()
        row = templates[at % N_TEMPLATES]
        changed = row._replace(
            row_id=row_id, day=day, entered=f"{day}T{8 + at % 10:02}Z", centre=f"C{at % N_CENTRES}"
        )
        yield stored(changed, f"{at % N_MACHINES:012x}", at + 1)


def _fill(city: City) -> None:
    connection = city.database._engine.raw_connection()
    try:
        cursor = connection.cursor()
        if city.settings.url:
            with cursor.copy(f"COPY visit_row ({LISTED}) FROM STDIN") as copy:
                for row in _rows(random.Random(SEED)):
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(COLUMNS))
            cursor.execute("BEGIN")
            cursor.executemany(
                f"INSERT INTO visit_row ({LISTED}) VALUES ({marks})", _rows(random.Random(SEED))
            )
        cursor.execute(_CELLS)
        cursor.execute("COMMIT") if not city.settings.url else connection.commit()
    finally:
        connection.invalidate()
