# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les chiffres et les fichiers d’une période disent la même chose, à l’unité."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from dataclasses import astuple, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.exports.progress import ExportCancelled
from kiosk.exports.registry import DETAILS, FIGURES, ExportKind
from kiosk.foundation.errors import Refused, StorageFull
from kiosk.services.exports import Exported, Order
from kiosk.services.staff import StaffRole
from tests.support.record_desk import MEDIATOR, VOLUNTEER, a_record_desk
from tests.support.small_disk import no_file_beyond
from tests.support.visits import LISTS, TODAY, recordable_drafts

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def desk(tmp_path):
    made = a_record_desk(tmp_path)
    yield made
    made.database.close()


def order(kind, what=Exported.VISITS):
    return Order(kind, StaffRole.COORDINATOR, what)


def csv_rows(file):
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def coop_rows(file):
    lines = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Activités").to_python()
    top = next(number for number, line in enumerate(lines) if line[0] == "Date")
    return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]


def test_an_export_says_how_many_rows_and_what_it_covers(desk, tmp_path):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)

    report = desk.exports.export(NOVEMBER, order(ExportKind.CSV), tmp_path / "novembre.csv")

    assert report.n_rows == 1
    assert report.coverage.name == "Espace citoyen numérique Nord"


def test_sessions_are_exported_to_a_file_of_their_own(desk, tmp_path):
    session_id = desk.sessions.open("ar")
    desk.sessions.finish(session_id, SessionOutcome.LEFT)
    file = tmp_path / desk.exports.file_name(NOVEMBER, ExportKind.CSV, what=Exported.SESSIONS)

    report = desk.exports.export(NOVEMBER, order(ExportKind.CSV, Exported.SESSIONS), file)

    assert report.n_rows == len(csv_rows(file)) == 1


def test_the_national_form_has_no_place_for_sessions(desk, tmp_path):
    with pytest.raises(Refused) as refused:
        desk.exports.export(
            NOVEMBER, order(ExportKind.COOP, Exported.SESSIONS), tmp_path / "x.xlsx"
        )

    assert refused.value.reason == "sessions_only_as_csv"


def test_each_file_is_noted_with_the_hash_of_its_bytes_and_the_role(desk, tmp_path):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)
    file = tmp_path / "novembre"

    for kind in ExportKind:
        if kind not in {*DETAILS, ExportKind.STATISTICS, ExportKind.REPORT}:
            continue
        report = desk.exports.export(NOVEMBER, order(kind), file)
        line = desk.exports.journal()[0]

        assert line.sha256 == report.sha256 == sha256(file.read_bytes()).hexdigest()
        assert (line.kind, line.role) == (f"accompagnements-{kind.value}", "coordinator")
        assert (line.first, line.last, line.n_rows) == (*astuple(NOVEMBER), report.n_rows)
        assert line.coverage.startswith("Cette borne : Espace citoyen numérique Nord ; ")


def test_a_file_takes_the_place_of_its_own_older_one_and_of_no_other(desk, tmp_path):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    file = tmp_path / desk.exports.file_name(NOVEMBER, ExportKind.CSV)

    def made():
        desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)
        return desk.exports.export(NOVEMBER, order(ExportKind.CSV), file).path

    assert [made(), made()] == [file, file]
    file.write_bytes(b"somebody else's")
    second = tmp_path / "accompagnements-2026-11-01-2026-11-30-2.csv"
    assert [made(), made()] == [second, second]
    second.write_bytes(b"changed in a spreadsheet")
    assert made().name == "accompagnements-2026-11-01-2026-11-30-3.csv"

    assert file.read_bytes() == b"somebody else's"
    assert len(csv_rows(made())) == 6


def test_what_a_kill_left_of_files_of_ours_goes_at_the_next_one_and_nothing_else(desk, tmp_path):
    key = tmp_path / "key"
    key.mkdir()
    old, young = (".accompagnements-2026-10-01-2026-10-31", ".statistiques-2026-10-01-2026-10-31")
    kept = {".photos.new", "accompagnements-2026-10-01-2026-10-31.csv.new", f"{young}.xlsx.new"}
    for name in (f"{old}.csv.new", f"{old}-2.xlsx.new", *kept):
        (key / name).write_bytes(b"half")
        os.utime(key / name, (0, 0))
    os.utime(key / f"{young}.xlsx.new", (2**31, 2**31))

    made = desk.exports.export(NOVEMBER, order(ExportKind.CSV), key / "novembre.csv")

    assert {path.name for path in key.iterdir()} == {*kept, made.path.name}


def test_an_export_of_another_centre_holds_nothing_and_names_its_filter(desk, tmp_path):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)
    elsewhere = replace(order(ExportKind.CSV), centre="SUD")

    report = desk.exports.export(NOVEMBER, elsewhere, tmp_path / "sud.csv")

    assert report.n_rows == 0
    assert desk.exports.journal()[0].filters == "Centre : SUD"


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_file_of_figures_tells_each_of_its_steps(desk, tmp_path, kind):
    told = []

    desk.exports.export(NOVEMBER, order(kind), tmp_path / "f", progress=lambda *at: told.append(at))

    assert told == [(0, 0), (0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("kind", sorted(DETAILS | FIGURES))
def test_an_export_that_is_stopped_leaves_the_older_file_and_no_line(desk, tmp_path, kind):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)
    file = tmp_path / "mine"
    desk.exports.export(NOVEMBER, order(kind), file)
    older = file.read_bytes()
    desk.attendance.record(replace(draft, duration_min=45, themes=("email",)), MEDIATOR)

    def stop(n_done, n_all):
        if n_done == n_all > 0:  # as late as can be: all is written but its name
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        desk.exports.export(NOVEMBER, order(kind), file, progress=stop)

    assert file.read_bytes() == older
    assert list(tmp_path.glob("*mine*")) == [file]
    assert len(desk.exports.journal()) == 1


def test_the_journal_is_forgotten_after_a_year(desk, tmp_path):
    desk.exports.export(NOVEMBER, order(ExportKind.CSV), tmp_path / "a.csv")
    first = desk.exports.journal()[0].made_utc

    with desk.database.unit_of_work() as uow:
        kept = uow.exported.erase(first)
        erased = uow.exported.erase(first + timedelta(seconds=1))

    assert (kept, erased) == (0, 1)


@st.composite
def histories(draw):
    """Draw entries, then what was done to each: nothing, a correction, a deletion."""
    drafts = recordable_drafts(TODAY - timedelta(days=40), TODAY, most_people=12)
    entries = draw(st.lists(drafts, max_size=6))
    return [
        (entry, draw(st.sampled_from(("keep", "correct", "delete"))), draw(drafts))
        for entry in entries
    ]


def of_its_own(draft, workshop):
    """Return the draft with a workshop of its own, since a workshop is recorded once."""
    return replace(draft, workshop_id=workshop) if draft.workshop_id else draft


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_figures_equal_the_rows_of_both_files_whatever_was_corrected_or_deleted(history):
    with tempfile.TemporaryDirectory() as name:
        desk = a_record_desk(Path(name))
        for number, (entry, fate, other) in enumerate(history):
            visit_id = desk.attendance.record(of_its_own(entry, f"a{number}"), VOLUNTEER)
            if fate == "correct":
                desk.attendance.correct(visit_id, of_its_own(other, f"b{number}"), MEDIATOR)
            if fate == "delete":
                desk.attendance.delete(visit_id, MEDIATOR)
        plain, national = Path(name) / "n.csv", Path(name) / "n.xlsx"
        desk.exports.export(NOVEMBER, order(ExportKind.CSV), plain)
        desk.exports.export(NOVEMBER, order(ExportKind.COOP), national)
        counted = desk.statistics.figures(NOVEMBER)
        desk.database.close()
        rows, coop = csv_rows(plain), coop_rows(national)

    assert counted.n_records == len(rows)
    assert counted.n_visits == sum(int(row["Personnes"]) for row in rows)
    assert counted.n_visits == len(coop) + counted.n_tallied
    assert counted.visit_minutes == sum(int(row["Durée (min)"]) for row in rows)
    assert counted.n_back_dated == sum(row["Saisi après coup"] == "Oui" for row in rows)
    assert counted.n_corrected == sum(row["Corrigé"] == "Oui" for row in rows)
    assert counted.n_by_volunteers == len(rows)
    # One row a person, and figures weigh a record by its people as the national tool does.
    themes = Counter(
        label
        for row in coop
        for label in row["Thématique(s) d’accompagnement"].split("\n")
        if label in {term.label for term in LISTS.themes.terms}
    )
    if not counted.n_tallied:
        assert {count.label: count.n for count in counted.by_theme} == dict(themes)
    classes = Counter(LISTS.duration_class(int(row["Durée (min)"]))[0] for row in coop)
    assert {count.code: count.n for count in counted.by_duration if count.n} == dict(classes)
    days = Counter()
    for row in rows:
        days[date.fromisoformat(row["Jour"])] += int(row["Personnes"])
    assert {count.day: count.n_visits for count in counted.by_day if count.n_visits} == dict(days)


def test_a_file_that_cannot_be_noted_is_not_given(desk, tmp_path):
    file = tmp_path / "novembre.csv"
    file.write_bytes(b"older")

    with no_file_beyond(4096), pytest.raises(StorageFull):
        desk.exports.export(NOVEMBER, order(ExportKind.CSV), file)

    assert file.read_bytes() == b"older"
    assert not list(tmp_path.glob(".novembre*"))
    assert desk.exports.journal() == ()
