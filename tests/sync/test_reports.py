# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network's figures and files agree with the kiosks' to the unit."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.exports.registry import DETAILS, ExportKind
from kiosk.services.staff import Staff, StaffRole
from sync.server.export_writer import Wanted, write_export
from sync.server.reports import (
    export_network_sessions,
    network_figures,
    network_visits,
    unreconciled,
)
from tests.support.visits import a_draft

TODAY = date(2026, 11, 23)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def fleet(any_city):
    """Two machines that lived a little, and whose city knows it all."""
    machines = [any_city.machine("a"), any_city.machine("b", enrolled=False)]
    for place, kiosk in enumerate(machines):
        for turn in range(3 + place):
            session = kiosk.sessions.open("fr")
            trace = WalkthroughTrace("arnaque", "fin", finished=turn % 2 == 0)
            kiosk.sessions.note_progress(session, language="fr", trace=trace)
            kiosk.clock.pass_time(minutes=20)
            kiosk.sessions.finish(session, SessionOutcome.FINISHED)
    any_city.enrol(machines[1])
    return any_city, machines


def record_visits(kiosk, n=2):
    return [kiosk.attendance.record(a_draft(day=TODAY), a_mediator(kiosk)) for _ in range(n)]


def a_mediator(kiosk):
    return Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def exchange(city, machines):
    for kiosk in machines:
        assert city.client(kiosk).exchange().n_pending == 0


def test_the_network_counts_what_its_kiosks_count(fleet):
    city, machines = fleet
    exchange(city, machines)

    network = network_figures(city.city, NOVEMBER)

    assert network.n_sessions == sum(
        kiosk.statistics.figures(NOVEMBER).n_sessions for kiosk in machines
    )
    assert unreconciled(city.city) == {}


def test_the_rows_of_the_network_have_the_names_they_have_on_the_kiosks(fleet):
    city, machines = fleet
    for kiosk in machines:
        record_visits(kiosk)
    exchange(city, machines)

    with network_visits(city.city, NOVEMBER) as counted:
        rows = tuple(map(unpacked, counted.rows))

    local = {
        row.row_id for kiosk in machines for row in kiosk.statistics.counted(NOVEMBER).rows.visits
    }
    assert {row.row_id for row in rows} == local
    assert counted.totals.n_rows == len(rows) == 4


def test_the_file_of_sessions_of_the_network_holds_each_session_once(fleet):
    city, machines = fleet
    exchange(city, machines)
    exchange(city, machines)
    stream = io.BytesIO()

    n_rows = export_network_sessions(city.city, NOVEMBER, stream)

    assert n_rows == 7
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")


def test_a_sheet_copied_for_an_old_day_makes_no_machine_older(any_city):
    kiosk = any_city.machine("a")
    kiosk.attendance.record(a_draft(day=date(2026, 9, 10)), a_mediator(kiosk))
    exchange(any_city, [kiosk])

    autumn = Period(date(2026, 9, 1), date(2026, 10, 31))

    figures = network_figures(any_city.city, autumn)
    assert (figures.n_visits, figures.coverage.missing_days) == (1, ())
    assert kiosk.statistics.figures(autumn).coverage.missing_days == ()


def test_a_machine_that_counted_before_it_was_enrolled_has_its_gaps_from_then(any_city):
    kiosk = any_city.machine("a", enrolled=False)
    record_visits(kiosk, 1)
    any_city.clock.pass_time(days=5)
    any_city.enrol(kiosk)
    exchange(any_city, [kiosk])

    gaps = network_figures(any_city.city, NOVEMBER).coverage.missing_days

    assert gaps[:1] == (date(2026, 11, 24),)


def test_days_without_news_of_a_machine_are_named(fleet):
    city, machines = fleet
    exchange(city, machines)
    city.clock.pass_time(days=3)

    gaps = network_figures(city.city, NOVEMBER).coverage.gaps

    assert {gap.name for gap in gaps} == {
        "Espace Nord EXEMPLE · borne 1",
        "Espace Nord EXEMPLE · borne 2",
    }
    assert all(gap.days[0] == date(2026, 11, 24) for gap in gaps)


def test_an_empty_network_exports_an_empty_file(any_city):
    file = any_city.folder / "ville.csv"

    assert write_export(any_city.city, Wanted(ExportKind.CSV, NOVEMBER), file).n_rows == 0
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert rows


@pytest.mark.parametrize("form", sorted(DETAILS))
def test_a_visit_corrected_then_deleted_is_counted_as_it_stands(any_city, form):
    kiosk = any_city.machine("a")
    first, second, third = record_visits(kiosk, 3)
    kiosk.attendance.correct(first, a_draft(day=TODAY, duration_min=90), a_mediator(kiosk))
    kiosk.attendance.delete(second, a_mediator(kiosk))
    exchange(any_city, [kiosk])

    figures = network_figures(any_city.city, NOVEMBER)
    local = kiosk.statistics.figures(NOVEMBER)

    assert third
    assert figures.n_visits == local.n_visits == 2
    assert figures.visit_minutes == local.visit_minutes
    assert figures.by_theme == local.by_theme
    file = any_city.folder / "ville"
    assert write_export(any_city.city, Wanted(form, NOVEMBER), file).n_rows == 2
