# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole walkthrough with its official site beside it, in the terminal as it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kiosk.domain.step_counts import StepEvent
from tests.support.local_sites import FOREIGN, Answer
from tests.support.site_terminal import PATIENCE_MS, open_site_terminal
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route


@pytest.fixture
def desk(tmp_path, qapp, qtbot, web):
    opened = open_site_terminal(tmp_path, web, qtbot)
    yield opened
    opened.close()


def test_a_step_on_the_internet_opens_its_site_beside_the_guide(desk):
    desk.open_site()

    texts = desk.bench.texts()
    assert any(text.startswith("Cherchez ces mots : ") for text in texts)
    assert "À la fin : déconnectez-vous du site. La borne efface tout." in texts
    assert desk.beside.site.page.title() == "accueil"


def test_the_words_to_look_for_take_the_focus_so_that_no_button_looks_chosen(desk):
    desk.bench.touch("Ouvrir le site ici")

    assert desk.beside.title.hasFocus()


def test_larger_text_is_a_larger_site_too_while_it_stands_there(desk):
    desk.open_site()
    desk.bench.terminal.turnover.prefer(Preferences(scale=2.0))
    assert desk.beside.site.page.zoomFactor() == 1.5

    desk.bench.terminal.turnover.prefer(Preferences())
    assert desk.beside.site.page.zoomFactor() == 1.0


def test_a_page_of_ours_in_place_of_the_site_follows_the_language(desk):
    desk.open_site()
    desk.web.answers["/a.pdf"] = Answer(b"%PDF-1.4\n%%EOF\n", "application/pdf")
    desk.beside.site.page.runJavaScript("location.href = '/a.pdf'")
    desk.until_named("Mes documents : 1")
    desk.bench.touch("Mes documents : 1")
    desk.bench.terminal.turnover.speak_language("en")
    assert "My documents" in desk.bench.texts()

    desk.beside.site.page.runJavaScript(f"location.href = 'https://{FOREIGN}/'")
    desk.until_seen("This page is not open here")
    desk.bench.terminal.turnover.speak_language("fr")
    assert "Cette page n’est pas ouverte ici" in desk.bench.texts()


def test_what_is_done_on_the_site_leads_to_the_next_step(desk):
    desk.open_site()
    before = desk.run.step_id
    desk.bench.touch("C’est fait")

    assert desk.run.step_id != before
    assert before in desk.run.trail


def test_a_different_screen_is_counted_once_a_step(desk):
    desk.open_site()
    for _ in range(2):
        desk.bench.touch("Mon écran est différent")
    cells = desk.bench.session.tally.close(desk.finished)

    told = [c for c in cells if c.event is StepEvent.SCREEN_IS_DIFFERENT]
    assert [c.step_id for c in told] == [desk.run.step_id]


def test_help_keeps_the_site_where_it_was(desk):
    desk.open_site()
    page = desk.beside.site.page
    desk.bench.touch("Je n’y arrive pas")

    assert desk.bench.router.current.route is Route.HELP
    desk.bench.router.back()
    desk.bench.settle()
    assert desk.beside.site.page is page
    assert desk.beside.isVisible()


def test_without_the_site_the_guide_stands_alone_again(desk):
    desk.open_site()
    desk.web.answers.clear()
    desk.beside.site.without_asked.emit()
    desk.bench.settle()

    assert not desk.beside.isVisible()
    assert desk.bench.named("Ouvrir le site ici").isVisible()


def test_the_end_erases_the_site_and_leaves_the_last_page(desk):
    desk.open_site()
    desk.qtbot.waitUntil(lambda: not desk.beside.site.page.isLoading(), timeout=PATIENCE_MS)
    pid = desk.beside.site.page.renderProcessPid()
    desk.end()

    assert desk.bench.router.current.route is Route.SESSION_END
    assert not desk.door.was_used
    assert desk.door.token == ""
    desk.qtbot.waitUntil(lambda: not Path(f"/proc/{pid}").exists(), timeout=PATIENCE_MS)


def test_the_filters_of_the_program_stand_at_its_window_once_the_site_is_there(desk):
    desk.open_site()
    window = desk.bench.window.windowHandle()
    with desk.qtbot.waitSignal(desk.guard.staff_asked, timeout=5000):
        modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        QTest.keyClick(window, Qt.Key.Key_T, modifiers)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_cut_beside_the_site(desk, scale, language):
    desk.bench.terminal.turnover.prefer(Preferences(scale=scale))
    desk.bench.terminal.turnover.speak_language(language)
    desk.open_site()

    cut = [
        label.text()
        for label in desk.beside.findChildren(QLabel)
        if label.isVisible() and hasattr(label, "is_cut") and label.is_cut()
    ]
    assert cut == []
    assert audit(desk.bench.window) == ()
    guide, site = desk.beside._guide.geometry(), desk.beside.site.geometry()
    assert (guide.x() > site.x()) is (language == "ar")
