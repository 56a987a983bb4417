# SPDX-License-Identifier: AGPL-3.0-or-later
"""Eight languages: whole on every page, one touch away, and French where a guide has no other."""

from __future__ import annotations

import itertools
import subprocess

import pytest
from PySide6.QtCore import QPoint, Qt

from kiosk.foundation.translation import LANGUAGES
from tests.support.pages import open_page
from tests.support.terminal import SMALL, open_bench
from tests.support.walkthroughs import write_content
from ui.a11y.audit import audit
from ui.a11y.speech_engine import Voice, voice_command
from ui.catalog import SCREENS
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.screens.walkthrough.screen import WalkthroughScreen
from ui.theme.tokens import SCALES
from ui.widgets.buttons import Button

LATER_LANGUAGES = ("tr", "pt", "pl", "ro")
IN_ARABIC = "هذا الدليل بالفرنسية. يمكن لشخص أن يساعدك."


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_each_language_has_a_voice_that_speaks_it(language):
    done = subprocess.run(
        voice_command(Voice(language.voice)),
        input=language.own_name.encode(),
        capture_output=True,
        check=True,
    )

    assert len(done.stdout) > 10_000
    assert done.stderr == b""


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.route.value)
def test_nothing_is_cut_or_out_of_reach_in_the_later_languages(entry, tmp_path, qapp):
    bench = open_bench(tmp_path, size=SMALL)
    found = []
    open_page(bench, entry.route)
    for language, scale in itertools.product(LATER_LANGUAGES, (SCALES[0], SCALES[-1])):
        bench.window.prefer(Preferences(scale=scale))
        bench.window.speak_language(language)
        bench.settle()
        found.extend((language, scale, finding) for finding in audit(bench.window))
    bench.close()

    assert found == []


def language_buttons(bench):
    """The buttons in sight that bear the name of a language, those of the header left out."""
    names = {language.own_name for language in LANGUAGES}
    return [
        button
        for button in bench.window.findChildren(Button)
        if button.isVisible() and button.text() in names and button.isCheckable()
    ]


def test_the_eight_languages_stand_on_one_line_of_the_first_page(bench):
    tops = {b.mapTo(bench.window, QPoint(0, 0)).y() for b in language_buttons(bench)}

    assert len(language_buttons(bench)) == 8
    assert len(tops) == 1


def test_they_wrap_under_large_letters_and_each_still_speaks(bench):
    bench.window.resize(1024, 768)
    bench.window.prefer(Preferences(scale=SCALES[-1]))
    bench.settle()
    tops = {b.mapTo(bench.window, QPoint(0, 0)).y() for b in language_buttons(bench)}
    bench.touch("Polski")

    assert len(tops) > 1
    assert "Dzień dobry, co chcesz zrobić?" in bench.texts()


@pytest.mark.parametrize("scale", SCALES)
def test_the_panel_of_the_header_shows_each_language_whole(bench, scale):
    bench.router.go(Route.WALKTHROUGH_LIST)
    bench.window.prefer(Preferences(scale=scale))
    bench.touch("Français")
    bench.settle()

    assert {button.text() for button in language_buttons(bench)} == {
        language.own_name for language in LANGUAGES
    }
    assert audit(bench.window) == ()


def test_under_usual_letters_no_language_of_the_panel_needs_a_scroll(bench):
    bench.router.go(Route.WALKTHROUGH_LIST)
    bench.touch("Français")
    bench.settle()

    for button in language_buttons(bench):
        foot = button.mapTo(bench.window, button.rect().bottomLeft()).y()
        assert not button.visibleRegion().isEmpty()
        assert foot < bench.window.height()


@pytest.mark.parametrize(
    "word",
    ["ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "ÇAĞRIŞIM ÖĞÜT İŞ", "CORAÇÃO PÊSSEGO ÀÁÍÓÕÚÉÂÔ", "ȘTIINȚĂ ÎN MÂINI"],
)
def test_a_word_of_each_alphabet_is_typed_on_two_pages_of_keys(bench, word):
    bench.touch("Chercher une démarche")
    pages = ("Lettres", "Lettres d’autres langues")
    on_letters = True
    for sign in word:
        known = bench.window.keyboard.keys()
        if sign != " " and sign not in known:
            on_letters = not on_letters
            bench.touch(pages[0] if on_letters else pages[1])
        bench.type_on_keys(sign)

    assert bench.field().text() == word


@pytest.mark.parametrize("scale", [SCALES[0], SCALES[-1]])
def test_the_keys_of_other_languages_fit(bench, scale):
    bench.window.prefer(Preferences(scale=scale))
    bench.touch("Chercher une démarche")
    bench.touch("Lettres d’autres langues")

    narrowest = min(key.width() for key in bench.window.keyboard.keys().values())

    assert narrowest >= 44
    assert audit(bench.window) == ()


@pytest.fixture
def french_only(tmp_path, qapp):
    """A terminal whose only walkthrough has no Arabic."""
    root = write_content(tmp_path / "content")
    (root / "demande" / "textes.ar.yaml").unlink()
    bench = open_bench(tmp_path / "data", content=root)
    yield bench
    bench.close()


def test_a_guide_without_my_language_says_so_on_its_card_in_my_language(french_only):
    french_only.window.speak_language("ar")
    french_only.session.begin()
    french_only.router.go(Route.WALKTHROUGH_LIST)

    assert "هذا الدليل بالفرنسية" in french_only.texts()
    assert "Faire la demande" in french_only.texts()


def test_its_step_is_in_french_from_left_to_right_and_says_so_in_my_language(french_only):
    french_only.window.speak_language("ar")
    french_only.session.begin()
    french_only.router.go(Route.WALKTHROUGH, walkthrough_id="demande")
    french_only.settle()
    screen = french_only.window.page
    assert isinstance(screen, WalkthroughScreen)
    title = next(text for text in french_only.texts() if text == "Avez-vous un compte ?")
    label = next(w for w in screen.findChildren(type(screen._title)) if w.text() == title)

    assert label.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert french_only.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert IN_ARABIC in french_only.texts()
    assert audit(french_only.window) == ()


def test_it_is_read_by_the_french_voice_and_the_list_by_mine(french_only):
    french_only.window.speak_language("ar")
    french_only.session.begin()
    french_only.router.go(Route.WALKTHROUGH_LIST)
    french_only.settle()
    of_the_list = french_only.window.page.page_language()
    french_only.router.go(Route.WALKTHROUGH, walkthrough_id="demande")
    french_only.settle()
    of_the_step = french_only.window.page.page_language()

    assert french_only.window.voice(of_the_list).name == "ar"
    assert french_only.window.voice(of_the_step).name == "fr"


def test_a_change_to_a_language_that_it_has_takes_the_notice_away(french_only):
    french_only.window.speak_language("ar")
    french_only.session.begin()
    french_only.router.go(Route.WALKTHROUGH, walkthrough_id="demande")
    french_only.window.speak_language("en")
    french_only.settle()

    assert "EN Avez-vous un compte ?" in french_only.texts()
    assert not any("French" in text for text in french_only.texts())
