# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city that counted visits before they had rows counts them the same once it is migrated."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Boolean, column, insert, table, text

from kiosk.domain.attendance import (
    Aside,
    Category,
    CategoryCount,
    RecordedBy,
    Visit,
    VisitKind,
    corrected,
)
from kiosk.domain.attendance_events import corrected_event, deleted_event, recorded_event
from kiosk.domain.outbox import EventKind
from kiosk.domain.periods import Period
from kiosk.domain.tally import SESSIONS, Measure
from sync.server.reports import network_figures
from sync.server.storage import engine as engines
from sync.server.storage.cases import CaseKind
from sync.server.storage.cells import CellKey
from sync.server.storage.reports import EventPlace, VisitEntry
from sync.server.visit_rows import keep_in_step
from tests.support.city import MONDAY, TestCity
from tests.support.fakes import FrozenClock
from tests.support.visits import INCARNATION, a_draft

AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 30))
BEFORE_ROWS = "0012_workshops"
EVERYTHING = {
    "themes": ("email", "sante"),
    "autonomy": "autonome",
    "referred": True,
    "referral": "asso",
    "gender": "feminin",
    "age_band": "plus_soixante_dix",
    "posture": "fait",
    "mandate": "papier",
    "start": "14:15",
    "waited_min": 10,
    "quarter": "nord",
    "unmet": "langue",
}
SHEET = {
    "kind": VisitKind.WORKSHOP,
    "workshop_id": "exemple-souris",
    "title": "=1+1 Souris",
    "people": 8,
    "counts": (CategoryCount(Category.GENDER, "feminin", 5),),
}
TALLY = {
    "kind": VisitKind.TALLY,
    "themes": (),
    "people": 6,
    "counts": (CategoryCount(Category.THEME, "email", 6),),
}


def told():
    """Yield the versions of visits that machines of an older program told."""
    drafts = (
        ("borne-1", a_draft(**EVERYTHING), None),
        ("borne-1", a_draft(), a_draft(day=date(2026, 11, 2), duration_min=20)),
        ("borne-1", a_draft(**SHEET), None),
        ("borne-2", a_draft(**{**SHEET, "people": 11}), None),
        ("borne-2", a_draft(**TALLY), None),
        ("borne-2", a_draft(), "deleted"),
    )
    for at, (device, draft, then) in enumerate(drafts, start=1):
        entered = datetime(2026, 10, 14, 8 + at, tzinfo=UTC)
        visit = Visit(f"{INCARNATION}-{at}", 1, draft, RecordedBy.MEDIATOR, entered)
        events = [recorded_event(draft, RecordedBy.MEDIATOR, at_hour_utc=entered)]
        if then == "deleted":
            events.append(deleted_event(visit, RecordedBy.MEDIATOR, at_hour_utc=entered))
        elif then is not None:
            newer = corrected(visit, then, at_hour_utc=entered)
            events.append(corrected_event(newer, RecordedBy.MEDIATOR))
        for version, one in enumerate(events, start=1):
            is_gone = one.kind is EventKind.VISIT_DELETED
            place = EventPlace(device, INCARNATION, at + 100 * (version - 1))
            day = "" if is_gone else str(one.core["day"])
            yield VisitEntry(place, INCARNATION, at, version, day, is_gone, dict(one.core))


def an_older_city(folder, url):
    """Make the database of an older server, with its visits and a session."""
    (folder / "city").mkdir()
    engine = engines._postgres(url) if url else engines._sqlite(folder / "city" / "city.db")
    versions = table(
        "visit_version",
        *map(column, ("city", "device", "incarnation", "sequence", "version", "day")),
        *map(column, ("visit_incarnation", "visit_sequence")),
        column("deleted", Boolean),
        column("core", JSON),
    )
    with engine.begin() as connection:
        _upgrade(connection, BEFORE_ROWS)
        for entry in told():
            said = {name: getattr(entry, name) for name in ("version", "day", "deleted", "core")}
            visit = {"visit_incarnation": INCARNATION, "visit_sequence": entry.visit_sequence}
            place = {"device": entry.place.device, "incarnation": entry.place.incarnation}
            row = {"city": "59512", "sequence": entry.place.sequence, **place, **visit, **said}
            connection.execute(insert(versions).values(row))
        connection.execute(
            text(
                "INSERT INTO session_row (city, device, incarnation, sequence, centre, hour,"
                " minutes, language, outcome, walkthroughs) VALUES ('59512', 'borne-1',"
                " '00112233445566aa', 9, 'NORD', '2026-10-14T22Z', 5, 'fr', 'finished', '[]')"
            )
        )
    engine.dispose()


def _upgrade(connection, revision):
    config = Config()
    config.set_main_option("script_location", "sync.server.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


class _Held(NamedTuple):
    """What a city holds and counts of the visits."""

    rows: tuple[object, ...]
    asides: tuple[object, ...]
    n_standing: int
    n_visits: int
    n_by_day: list[int]


def _held(city):
    figures = network_figures(city.city, AUTUMN)
    with city.city.database.reading() as unit:
        return _Held(
            tuple(unit.reports.stream_visits(AUTUMN)),
            unit.visit_objects.aside_of("borne-2"),
            unit.reports.n_standing(),
            figures.n_visits,
            [one.n_visits for one in figures.by_day if one.n_visits],
        )


def _told_of(city):
    """Return the cells of October and the kinds of the open cases."""
    with city.city.database.reading() as unit:
        cells = {key for key, _ in unit.cells.every("2026-10-01", "2026-10-31")}
        return cells, [one.kind for one in unit.cases.all_open()]


@pytest.mark.parametrize("system", ["sqlite", "postgresql"])
def test_a_migrated_city_counts_what_a_new_one_would(request, tmp_path, system):
    url = ""
    if system == "postgresql":
        url = request.getfixturevalue("postgres").bare_database()
    an_older_city(tmp_path, url)
    with (
        closing(TestCity(tmp_path / "new", FrozenClock(MONDAY))) as fresh,
        closing(TestCity(tmp_path, FrozenClock(MONDAY), url=url)) as older,
    ):
        with fresh.city.database.transaction() as unit:
            unit.reports.add_visits(list(told()))
            keep_in_step(unit, told())
        held, expected = _held(older), _held(fresh)
        cells, cases = _told_of(older)

    assert held == expected
    assert (len(held.rows), [one.aside for one in held.asides]) == (4, [Aside.DOUBLE])
    assert (held.n_standing, held.n_visits, sum(held.n_by_day)) == (5, 16, 16)
    assert CellKey("2026-10-15", "NORD", SESSIONS) in cells  # Paris, midnight
    assert cases == [CaseKind.DOUBLE_RECORD]


def a_city_with_emptied_cells(tmp_path, revision):
    """An older city brought to `revision`, whose kept cells say nothing any more."""
    an_older_city(tmp_path, "")
    engine = engines._sqlite(tmp_path / "city" / "city.db")
    with engine.begin() as connection:
        _upgrade(connection, revision)
        connection.execute(text("UPDATE attendance_cell SET tally = '{}', machines = '{}'"))
    engine.dispose()


def test_cells_that_counted_workshops_as_one_are_counted_again(tmp_path):
    a_city_with_emptied_cells(tmp_path, "0021_visit_objects")

    with closing(TestCity(tmp_path, FrozenClock(MONDAY))) as city:
        assert network_figures(city.city, AUTUMN).n_visits == 16


def test_cells_that_counted_only_the_structures_people_were_sent_to_are_counted_again(tmp_path):
    a_city_with_emptied_cells(tmp_path, "0027_first_entries")

    with closing(TestCity(tmp_path, FrozenClock(MONDAY))) as city:
        counted = network_figures(city.city, AUTUMN)

    assert counted.tally.of(Measure.REFERRED) == {"1": 1}
    assert counted.n_visits == 16
