# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of all statistics as it is seen, heard and used by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.foundation.events import Topic
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import a_visit
from tests.support.terminal import PINS
from ui.navigation.routes import Route
from ui.screens.statistics.section_table import SectionTable
from ui.widgets.column_chart import ColumnChart
from ui.widgets.stroke import Stroke


@pytest.fixture
def page(bench):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    for themes in (("email",), ("email", "sante")):
        a_visit(bench.kiosk, themes=themes)
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[StaffRole.COORDINATOR])
    bench.router.go(Route.COORDINATOR)
    bench.touch("Toutes les statistiques")
    return bench.window.page


def titles(page):
    return [heading.title for heading in page._state.headings]


def choose(bench, page, key):
    heading = next(one for one in page._state.headings if one.key == key)
    bench.touch(heading.title)


def test_a_heading_is_chosen_and_its_lines_are_heard(bench, page):
    choose(bench, page, "themes")

    assert bench.named("E-mail : 2 (67\u00a0%)", QWidget)
    assert bench.named("Santé : 1 (33\u00a0%)", QWidget)


def test_what_is_not_counted_says_so_in_the_place_of_its_number(bench, page):
    choose(bench, page, "general")

    untold = "Non compté : aucune identité n’est gardée."
    assert bench.named(f"Bénéficiaires suivis. {untold}", QWidget)
    assert untold in bench.texts()


@pytest.mark.parametrize("is_wide", [True, False])
def test_a_cross_table_is_heard_row_by_row_with_the_words_of_its_columns(bench, page, is_wide):
    a_visit(bench.kiosk, themes=("email",), quarter="nord")
    if not is_wide:
        bench.window.resize(bench.window.width() // 2, bench.window.height())
    page.presenter.on_topic(Topic.ATTENDANCE)
    bench.settle()

    choose(bench, page, "theme_quarters")

    row, line = "E-mail. Nord : 1 ; Non dit : 2", "E-mail · Nord : 1"
    assert bool([one for one in page.findChildren(QWidget) if seen(one, row)]) is is_wide
    assert bool([one for one in page.findChildren(QWidget) if seen(one, line)]) is not is_wide


def seen(widget, name):
    return widget.isVisible() and widget.accessibleName() == name


def test_charts_are_for_the_eyes_alone(bench, page):
    choose(bench, page, "months")

    chart = page.findChild(ColumnChart)
    assert chart.isVisible()
    pictures = [chart, *page.findChildren(Stroke)]
    assert {one.focusPolicy() for one in pictures} == {Qt.FocusPolicy.NoFocus}
    assert {one.accessibleName() for one in pictures} == {""}


def test_the_bars_of_a_table_begin_together(bench, page):
    choose(bench, page, "themes")

    lines = [one for one in page.findChildren(Stroke) if one.isVisible()]
    assert len(lines) > 1
    assert len({one.mapTo(page, one.rect().topLeft()).x() for one in lines}) == 1


def test_the_keyboard_reaches_each_heading_and_turns_the_page(bench, page):
    button = bench.named(titles(page)[5])
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    bench.settle()
    assert page._state.section.title == titles(page)[5]

    choose(bench, page, "months")
    bar = page._page.verticalScrollBar()
    QTest.keyClick(button, Qt.Key.Key_PageDown)
    assert bar.value() == min(bar.maximum(), bar.pageStep()) > 0
    QTest.keyClick(button, Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_days_are_written_and_what_is_wrong_is_said(bench, page):
    bench.touch("Dates")
    page._period._first.set_text("32/10/2026")
    bench.touch("Afficher")

    assert "Écrivez chaque jour ainsi : 14/10/2026." in bench.texts()


def test_days_written_and_not_yet_shown_are_those_on_paper(bench, page):
    bench.touch("Dates")
    page._period._first.set_text("02/10/2026")
    page._period._last.set_text("03/10/2026")
    bench.touch("Tout imprimer")

    lines = [str(piece) for piece in bench.printer.sheets[0].pieces]
    assert any("2 octobre 2026 au 3 octobre 2026" in line for line in lines), lines


def test_of_days_half_written_nothing_is_printed_and_it_is_said(bench, page):
    bench.touch("Dates")
    page._period._last.set_text("03/10/20")
    bench.touch("Tout imprimer")

    assert bench.printer.sheets == []
    assert "Écrivez chaque jour ainsi : 14/10/2026." in bench.texts()


def test_all_tables_are_printed(bench, page):
    bench.touch("Tout imprimer")

    assert len(bench.printer.sheets[0].grids) == len(titles(page))
    assert "La feuille est imprimée." in bench.texts()


def test_only_one_table_stands_for_a_heading(bench, page):
    choose(bench, page, "themes")

    assert sum(one.isVisible() for one in page.findChildren(SectionTable)) == 1
