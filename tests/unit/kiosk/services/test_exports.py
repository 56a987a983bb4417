# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les chiffres et les fichiers d’une période disent la même chose, à l’unité."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.exports.registry import ExportKind
from kiosk.foundation.errors import Refused
from kiosk.services.exports import Exported, Order
from kiosk.services.staff import StaffRole
from tests.support.record_desk import MEDIATOR, VOLUNTEER, a_record_desk
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


@st.composite
def histories(draw):
    """Draw entries, then what was done to each: nothing, a correction, a deletion."""
    drafts = recordable_drafts(TODAY - timedelta(days=40), TODAY)
    entries = draw(st.lists(drafts, max_size=6))
    return [
        (entry, draw(st.sampled_from(("keep", "correct", "delete"))), draw(drafts))
        for entry in entries
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_figures_equal_the_rows_of_both_files_whatever_was_corrected_or_deleted(history):
    with tempfile.TemporaryDirectory() as name:
        desk = a_record_desk(Path(name))
        for entry, fate, other in history:
            visit_id = desk.attendance.record(entry, VOLUNTEER)
            if fate == "correct":
                desk.attendance.correct(visit_id, other, MEDIATOR)
            if fate == "delete":
                desk.attendance.delete(visit_id, MEDIATOR)
        plain, national = Path(name) / "n.csv", Path(name) / "n.xlsx"
        desk.exports.export(NOVEMBER, order(ExportKind.CSV), plain)
        desk.exports.export(NOVEMBER, order(ExportKind.COOP), national)
        counted = desk.statistics.figures(NOVEMBER)
        desk.database.close()
        rows, coop = csv_rows(plain), coop_rows(national)

    assert counted.n_visits == len(rows) == len(coop)
    assert counted.visit_minutes == sum(int(row["Durée (min)"]) for row in rows)
    assert counted.visit_minutes == sum(row["Durée (min)"] for row in coop)
    assert counted.n_back_dated == sum(row["Saisi après coup"] == "Oui" for row in rows)
    assert counted.n_corrected == sum(row["Corrigé"] == "Oui" for row in rows)
    assert counted.n_by_volunteers == len(rows)
    themes = Counter(
        label for row in coop for label in row["Thématique(s) d’accompagnement"].split("\n")
    )
    assert {count.label: count.n for count in counted.by_theme} == dict(themes)
    classes = Counter(LISTS.duration_class(int(row["Durée (min)"]))[0] for row in rows)
    assert {count.code: count.n for count in counted.by_duration if count.n} == dict(classes)
    days = Counter(date.fromisoformat(row["Jour"]) for row in rows)
    assert {count.day: count.n_visits for count in counted.by_day if count.n_visits} == dict(days)
