# SPDX-License-Identifier: AGPL-3.0-or-later
"""Language and display change at once, on any page, and nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.pages import open_page
from tests.support.terminal import LARGE
from ui.catalog import SCREENS, entry_of
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.theme.live import current_theme
from ui.theme.tokens import Scheme
from ui.widgets.scroll_page import ScrollPage


def _walk_to_papers(bench) -> None:
    open_page(bench, Route.WALKTHROUGH)
    presenter = bench.window.page.presenter
    for _ in range(20):
        if "Continuer" in bench.names():
            step = presenter._walkthroughs.screen(presenter._run, "fr")
            if step.papers:
                return
            presenter.go_on()
        else:
            step = presenter._walkthroughs.screen(presenter._run, "fr")
            presenter.answer(step.options[0].value)
        bench.settle()


def test_language_and_display_change_in_the_middle_and_ticks_stay(bench):
    _walk_to_papers(bench)
    bench.touch("Votre passeport")
    bench.window.speak_language("en")
    bench.window.prefer(Preferences(scheme=Scheme.HIGH_CONTRAST, scale=1.5))
    bench.window.speak_language("fr")
    bench.settle()

    assert bench.named("Votre passeport").isChecked()
    assert current_theme().high_contrast


def test_the_display_panel_works_at_once_and_closes_by_escape(bench):
    bench.touch("Affichage")
    bench.touch("Couleurs : Contraste fort")
    assert current_theme().high_contrast
    QTest.keyClick(bench.window.panel, Qt.Key.Key_Escape)
    bench.settle()

    assert bench.window.panel is None


def test_the_language_panel_speaks_each_language_in_its_own_script(bench):
    bench.touch("Faire une démarche")
    bench.touch("Français")
    assert "العربية" in bench.names()
    bench.touch("العربية")

    assert bench.app.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert "السابق" in bench.names()


def test_home_never_scrolls_at_100_percent(bench):
    page = bench.window.page.findChildren(ScrollPage)[0]
    assert not page.needs_scroll()
    bench.window.resize(*LARGE)
    bench.settle()

    assert not page.needs_scroll()


def test_a_larger_screen_shows_the_same_page_larger(bench):
    small = bench.named("Faire une démarche").size()
    bench.window.resize(*LARGE)
    bench.settle()
    large = bench.named("Faire une démarche").size()

    assert large.width() / small.width() == pytest.approx(LARGE[0] / 1366, rel=0.02)


def test_every_route_has_a_page_and_is_reached_by_its_guard_or_its_door():
    assert {entry.route for entry in SCREENS} == set(Route)
    assert all(entry_of(route) is not None for route in Route)


def test_leaving_a_page_destroys_it(bench):
    bench.touch("Vos données")
    page = bench.window.page
    gone = []
    page.destroyed.connect(lambda: gone.append(True))
    bench.touch("Précédent")

    assert gone == [True]


def test_two_hundred_changes_of_page_leave_no_widget_behind(bench):
    bench.touch("Vos données")
    bench.touch("Précédent")
    before = len(bench.app.allWidgets())
    for _ in range(20):
        bench.touch("Vos données")
        bench.touch("Précédent")

    assert len(bench.app.allWidgets()) <= before


def test_enter_and_space_act_like_a_touch(bench):
    QTest.keyClick(bench.named("Vos données"), Qt.Key.Key_Return)
    bench.settle()
    assert bench.router.current.route is Route.NOTICE
    QTest.keyClick(bench.named("Précédent"), Qt.Key.Key_Space)
    bench.settle()

    assert bench.router.current.route is Route.HOME


def test_tab_walks_through_every_door(bench):
    reached = set()
    for _ in range(60):
        QTest.keyClick(bench.window.focusWidget() or bench.window, Qt.Key.Key_Tab)
        focused = bench.window.focusWidget()
        if focused is not None:
            reached.add(focused.accessibleName())

    doors = {"Faire une démarche", "Parler à une personne", "La vie du quartier", "J’ai un ticket"}
    assert doors <= reached
    assert "Chercher une démarche" in reached


def test_out_of_order_is_calm_and_carries_a_reference(bench):
    bench.terminal.show_out_of_order("disque plein")
    bench.settle()

    assert "Cette borne est en pause." in bench.texts()
    assert any("disque plein" in text for text in bench.texts())
