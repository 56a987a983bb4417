# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Lieux » as hands meet it: by keys alone, in every look, with the longest words of a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.demo_places import demo_places
from kiosk.foundation.clock import paris_day
from tests.support.looks import findings
from tests.support.pages import CAMILLE
from tests.support.terminal import open_bench
from ui.navigation.routes import Route

TABS = 60
LONG = {
    "name": "Maison départementale des personnes handicapées et de l’autonomie " * 2,
    "website": "https://exemple.fr/" + "tres-longue-adresse-sans-blanc/" * 6,
    "emails": ("accueil-des-personnes-" + "x" * 90 + "@exemple.fr",),
    "hours": 'Mo-Su 08:30-12:00,13:30-17:30 "sur rendez-vous, sonnez à la porte du fond"; PH off',
}


@pytest.fixture
def bench(tmp_path, qapp):
    opened = open_bench(tmp_path)
    now_utc = opened.clock.now_utc()
    first, *others = demo_places(paris_day(now_utc))
    with opened.kiosk.database.unit_of_work() as uow:
        uow.places.replace([replace(first, **LONG), *others], version="1", received_utc=now_utc)
        uow.commit()
    opened.session.staff = CAMILLE
    opened.router.go(Route.DESK)
    opened.settle()
    yield opened
    opened.close()


def walk_to(bench, start):
    """Press Tab until the focus is on what is named."""
    for _ in range(TABS):
        QTest.keyClick(bench.app.focusWidget() or bench.window, Qt.Key.Key_Tab)
        widget = bench.app.focusWidget()
        if widget is not None and widget.accessibleName().startswith(start):
            return widget
    raise AssertionError(start)


def test_by_keys_alone_from_the_post_to_the_paper_and_back(bench):
    QTest.keyClick(walk_to(bench, "Lieux où orienter"), Qt.Key.Key_Space)
    bench.settle()
    QTest.keyClicks(walk_to(bench, "Nom, service, rue ou quartier"), "caf")
    bench.settle()
    QTest.keyClick(walk_to(bench, "CAF, accueil de Roubaix"), Qt.Key.Key_Space)
    bench.settle()
    QTest.keyClick(walk_to(bench, "Langue du papier : English"), Qt.Key.Key_Space)
    QTest.keyClick(walk_to(bench, "Imprimer le papier : English"), Qt.Key.Key_Return)
    bench.settle()

    (paper,) = bench.terminal.parts.printing.sheets
    assert (paper.language, paper.pieces[1].french) == ("en", "CAF, accueil de Roubaix (EXEMPLE)")
    QTest.keyClick(walk_to(bench, "Précédent"), Qt.Key.Key_Space)
    bench.settle()
    assert bench.router.current.route is Route.DESK
    assert bench.kiosk.attendance.load_draft(CAMILLE).referral_place == "exemple-caf"


def test_list_services_and_sheet_are_within_reach_in_every_look(bench):
    bench.router.go(Route.PLACES)
    presenter = bench.window.page.presenter
    presenter.show_services()
    found = findings(bench, "services")
    presenter.show_services()
    presenter.choose("exemple-ccas")
    found += findings(bench, "sheet")

    assert found == []
