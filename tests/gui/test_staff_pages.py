# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's pages as they are seen and heard: told once, on one line, at any size of text."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible

from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import a_visit
from tests.support.terminal import PINS
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.widgets.notice import Notice
from ui.widgets.scroll_page import ScrollPage


def unlock(bench, role):
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[role])


def note_a_visit(bench, **what):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    return a_visit(bench.kiosk, **what)


@pytest.fixture
def heard(monkeypatch):
    """What a screen reader is told, sentence by sentence."""
    told = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    return told


def test_an_export_is_told_once_by_the_words_that_stay(bench, heard):
    note_a_visit(bench)
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    bench.touch("Tableau pour Excel : CSV")

    told = [text for text in bench.texts() if text.startswith("C’est fait")]
    assert len(told) == 1
    assert not bench.window.toast.isVisible()
    assert heard[-1] == told[0]


def test_an_export_leaves_the_focus_on_its_button(bench):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)
    bench.named("Tableau pour Excel : CSV").setFocus()

    bench.touch("Tableau pour Excel : CSV")

    assert bench.named("Tableau pour Excel : CSV").hasFocus()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_became_of_an_export_stands_in_sight_of_its_button(bench, scale):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)
    bench.window.prefer(Preferences(scale=scale))
    button = bench.named("Passages sur la borne : CSV")
    bench.window.page.findChild(ScrollPage).reveal(button)

    bench.touch("Passages sur la borne : CSV")

    told = next(one for one in bench.window.findChildren(Notice) if one.isVisible())
    assert told.visibleRegion().boundingRect() == told.rect()


@pytest.mark.warns_in_log
def test_an_export_that_fails_is_told_once_too(bench, heard, monkeypatch):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    def unplugged():
        raise OSError

    monkeypatch.setattr(bench.window.page.presenter, "_folder", unplugged)
    bench.touch("Tableau pour Excel : CSV")

    assert "L’export n’a pas marché : rien n’est écrit." in bench.texts()
    assert not bench.window.toast.isVisible()
    assert heard[-1] == "L’export n’a pas marché : rien n’est écrit."


def test_a_short_message_is_heard_by_a_screen_reader(bench, heard):
    bench.window.announce("La feuille s’imprime.")

    assert heard == ["La feuille s’imprime."]
