# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of the exports as it is seen, heard and used by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import a_visit
from tests.support.terminal import PINS
from ui.navigation.routes import Route
from ui.screens.exports.run_panel import RunPanel
from ui.widgets.progress_bar import ProgressBar


@pytest.fixture
def page(bench):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    a_visit(bench.kiosk)
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[StaffRole.COORDINATOR])
    bench.router.go(Route.COORDINATOR)
    bench.touch("Tous les exports")
    return bench.window.page


def files(bench):
    folder = bench.kiosk.folder / "exports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def slow(bench, page, monkeypatch):
    """An export that has run for two seconds and waits for the test to go on."""
    held = []
    monkeypatch.setattr(
        page.presenter, "store", lambda job, **ends: held.append((job, ends)), raising=True
    )
    bench.touch("Tableau détaillé : XLSX")
    bench.clock.pass_time(seconds=2)
    page.presenter.tick()
    return held


def test_a_file_is_made_by_the_keyboard_and_stands_in_the_journal(bench, page):
    button = bench.named("Tableau détaillé : ODS")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)

    assert [file.suffix for file in files(bench)] == [".ods"]
    assert bench.named("Tableau détaillé, ODS", QWidget)
    assert any(text.startswith("C’est fait : 1 ligne") for text in bench.texts())
    assert button.hasFocus()


def test_a_long_export_shows_a_bar_with_words_and_can_be_stopped(bench, page, slow):
    bar = page.findChild(ProgressBar)
    assert bar.isVisible()
    assert bar.accessibleName() == "Le fichier se prépare : 0 %"

    bench.touch("Annuler")
    job, ends = slow.pop(0)
    with pytest.raises(Exception, match="arrêté") as stopped:
        job()
    ends["failed"](stopped.value)

    assert "Export arrêté : aucun fichier n’est écrit." in bench.texts()
    assert not bar.isVisible()
    assert files(bench) == []


def test_a_page_that_is_left_asks_no_more_how_far_a_file_is(bench, page, slow):
    page.leave()

    assert not page.findChild(RunPanel)._timer.isActive()


def write_days(bench, page, first, last):
    bench.touch("Dates")
    for field, day in ((page._period._first, first), (page._period._last, last)):
        field.setFocus()
        line = field.findChild(QLineEdit)
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(line, day)


def test_days_written_and_not_yet_shown_are_those_of_the_file(bench, page):
    write_days(bench, page, "2/11/2026", "3/11/2026")

    bench.touch("Tableau détaillé : CSV")

    assert [file.stem for file in files(bench)] == ["accompagnements-2026-11-02-2026-11-03"]
    assert "Exporter · du 2 novembre 2026 au 3 novembre 2026" in bench.texts()


def test_a_day_corrected_in_its_middle_keeps_the_caret(bench, page):
    write_days(bench, page, "12/11/2026", "30/11/2026")
    line = page._period._first.findChild(QLineEdit)
    line.setCursorPosition(1)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClicks(line, "2")

    assert page._period._first.text() == "22/11/2026"


def test_of_days_half_written_no_file_is_made_and_it_is_said(bench, page):
    write_days(bench, page, "2/11/2026", "3/11")

    bench.touch("Tableau détaillé : CSV")

    assert files(bench) == []
    assert "Écrivez chaque jour ainsi : 14/10/2026." in bench.texts()
    assert page._period._last.text() == "3/11"


def test_days_half_written_are_left_by_another_length(bench, page):
    write_days(bench, page, "2/11/2026", "3/11")
    bench.touch("Mois")
    bench.touch("Dates")

    assert page._period._last.text() == "30/11/2026"
    bench.touch("Tableau détaillé : CSV")
    assert [file.stem for file in files(bench)] == ["accompagnements-2026-11-01-2026-11-30"]


def test_what_is_here_and_at_the_city_is_told_in_words(bench, page):
    assert bench.named("Fiches sur cette borne : 1", QWidget)
    assert any("Cette borne n’a pas de ville" in text for text in bench.texts())
