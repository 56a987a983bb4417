# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies behind a page's first face: a result, whom to call, pictures of life, by hand."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.test_accessibility import LOOKS
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.widgets.cards import Tile
from ui.widgets.scroll_page import ScrollPage


@pytest.fixture
def bench(tmp_path, qapp):
    bench = open_bench(tmp_path)
    yield bench
    bench.close()


def page_of(bench):
    return bench.window.pages[bench.router.current]


def open_letter(bench, *values):
    bench.session.begin()
    bench.router.go(Route.LETTER)
    for value in values:
        page_of(bench).presenter.answer(value)
    bench.settle()


def show_result(bench):
    open_letter(bench, "impots", "payer", "plus_tard")


def show_request(bench):
    open_letter(bench, "caf")


def show_urgent(bench):
    bench.router.go(Route.HELP, urgent=True)
    bench.settle()


def show_events(bench):
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH_LIST)
    page_of(bench).presenter.choose_way("event")
    bench.settle()


@pytest.mark.parametrize("show", [show_request, show_result, show_urgent, show_events])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])
def test_what_lies_behind_is_named_large_enough_and_whole(show, size, tmp_path, qapp):
    bench, found = open_bench(tmp_path, size=size), []
    show(bench)
    for language, look in itertools.product(("fr", "fr-falc", "en", "ar"), LOOKS):
        bench.window.prefer(look)
        bench.window.speak_language(language)
        bench.settle()
        found.extend((language, look, finding) for finding in audit(bench.window))
    bench.close()

    assert found == []


def test_a_whole_number_of_the_city_fits_among_the_emergencies(tmp_path, qapp):
    contact = '[[urgent.contacts]]\nname = "CCAS EXEMPLE"\nphone = "03 20 00 00 00"\n'
    (tmp_path / "kiosk.toml").write_text(contact * 4, "utf-8")
    bench, found = open_bench(tmp_path), []
    show_urgent(bench)
    for look in LOOKS:
        bench.window.prefer(look)
        bench.settle()
        found.extend((look, finding) for finding in audit(bench.window))
    bench.close()

    assert found == []


@pytest.mark.parametrize("language", ["fr", "fr-falc", "en", "ar"])
def test_the_first_page_with_its_five_doors_does_not_scroll(bench, language):
    bench.window.speak_language(language)
    bench.settle()

    areas = page_of(bench).findChildren(ScrollPage)
    assert [area.verticalScrollBar().maximum() for area in areas] == [0]


def test_the_kinds_of_letters_are_all_in_sight_at_once(bench):
    open_letter(bench)

    areas = page_of(bench).findChildren(ScrollPage)
    assert {area.verticalScrollBar().maximum() for area in areas} == {0}


def test_a_letter_is_walked_from_home_to_a_person_by_hand(bench):
    bench.touch("J’ai reçu une lettre")
    bench.touch("Tribunal, huissier")
    bench.touch("Payer de l’argent")
    bench.touch("Oui, plus tard")
    assert "Cette lettre est importante." in " ".join(bench.texts())
    bench.touch("Voir une personne maintenant")

    assert bench.router.current.route is Route.HELP
    assert len(bench.kiosk.queue.waiting()) == 1


def test_a_letter_is_walked_by_keyboard_alone(bench):
    bench.window.activateWindow()
    open_letter(bench)
    for _ in range(3):
        _tab_to_a_choice(bench)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        bench.settle()

    assert page_of(bench).presenter._run.n_answered == 3


def _tab_to_a_choice(bench):
    for _ in range(60):
        focused = QApplication.focusWidget()
        if type(focused).__name__ in {"SenderCard", "ChoiceCard"}:
            return
        QTest.keyClick(focused or bench.window, Qt.Key.Key_Tab)
        bench.settle()
    raise AssertionError("no answer was reached by Tab")


def test_whom_to_call_is_one_touch_from_home_and_each_number_speaks(bench):
    spoken = []
    bench.touch("C’est urgent")
    page_of(bench).read_aloud.connect(spoken.append)
    bench.touch("Écouter : 3919, Violences Femmes Info")

    assert spoken == ["Violences Femmes Info : 39 19. Parler, être aidée, en secret."]
    assert bench.kiosk.queue.waiting() == ()


def test_a_walkthrough_is_found_by_what_happens_in_a_life(bench):
    bench.touch("Faire une démarche")
    bench.touch("Par moment de vie")
    event = bench.kiosk.letters.life_events("fr")[0]
    bench.touch(event.label)
    titles = {card.walkthrough_id: card.title for card in bench.kiosk.walkthroughs.cards("fr")}
    bench.touch(titles[event.walkthrough_ids[0]])

    assert bench.router.current.text("walkthrough_id") == event.walkthrough_ids[0]


def test_the_five_doors_stand_in_two_rows_when_letters_are_large(bench):
    bench.window.prefer(Preferences(scale=1.25))
    bench.settle()
    doors = [w for w in page_of(bench).findChildren(object) if type(w).__name__ == "Door"]

    rows = sorted({door.y() for door in doors})
    assert [sum(door.y() == row for door in doors) for row in rows] == [3, 2]


def press(bench, widget):
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)
    bench.settle()
    return bench.window.focusWidget()


def test_each_question_about_a_letter_takes_the_focus_and_so_does_the_result(bench):
    open_letter(bench)
    page = page_of(bench)
    titles = []
    for press_next in (
        lambda: next(iter(page._choices)),
        lambda: next(iter(page._choices)),
        lambda: page._back,
        lambda: page._dont_know,
        lambda: page._again,
    ):
        focused = press(bench, press_next())

        assert focused is page._title
        titles.append(focused.accessibleName())
        assert all(titles)
    assert len(set(titles)) >= 3


def test_tab_leads_from_a_question_to_its_answers_then_to_the_bar(bench):
    open_letter(bench, "caf")
    page = page_of(bench)

    seen = []
    for _ in range(len(page._choices) + 1):
        QTest.keyClick(bench.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(bench.window.focusWidget())

    assert seen == [*page._choices, page._back]


def test_the_focus_follows_the_faces_of_the_page_of_help(bench):
    bench.router.go(Route.HELP)
    bench.settle()
    page = page_of(bench)

    assert press(bench, page._urgent) is page._back
    assert press(bench, page._back) is page._alone


def test_the_focus_follows_when_a_person_is_called_from_the_numbers(bench):
    show_urgent(bench)
    page = page_of(bench)

    assert press(bench, page._person) is page._alone


def test_the_focus_goes_to_what_a_picture_of_life_leads_to(bench):
    show_events(bench)
    page = page_of(bench)
    tile = next(one for one in page.findChildren(Tile) if one.isVisible())

    focused = press(bench, tile)

    assert focused is page._title
    assert focused.accessibleName()
