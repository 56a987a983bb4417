# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exercises by hand: somebody's own data never stays, neither in sight nor anywhere else."""

from __future__ import annotations

import gc
import itertools
import logging
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.domain.practice import PracticeKind
from kiosk.foundation.resources import asset_path
from kiosk.services.practice import PracticeService
from tests.gui.test_accessibility import LOOKS
from tests.gui.test_sentinel_everywhere import stored_values, texts_of_widgets
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.audit import audit
from ui.navigation.routes import Route
from ui.screens.guided_presenter import IN_FRENCH

EXERCISES = ("courriel", "declaration", "papier")
OWN_NUMBER, OWN_NAME = "0612345678", "Zoubida4711"


@pytest.fixture
def bench(tmp_path, qapp):
    bench = open_bench(tmp_path / "borne")
    yield bench
    bench.close()


def page_of(bench):
    return bench.window.pages[bench.router.current]


def open_exercise(bench, exercise_id):
    bench.session.begin()
    bench.router.go(Route.PRACTICE, exercise_id=exercise_id)
    bench.settle()


def step_of(bench):
    presenter = page_of(bench).presenter
    return presenter._exercises.view(presenter._run, "fr").step


def do_right(bench):
    page = page_of(bench)
    page.presenter.dont_know()
    page.presenter.go_on({name: field.text() for name, field in page._fields.items()})
    bench.settle()


def go_to(bench, exercise_id, step_id):
    open_exercise(bench, exercise_id)
    while step_of(bench).step_id != step_id:
        do_right(bench)


def fields(bench):
    bench.settle()
    return [one for one in page_of(bench).findChildren(QLineEdit) if one.isVisible()]


@pytest.mark.parametrize("exercise_id", EXERCISES)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])
def test_each_page_is_named_large_enough_and_whole(exercise_id, size, tmp_path, qapp):
    bench, found = open_bench(tmp_path, size=size), []
    open_exercise(bench, exercise_id)
    # Every page in easy French under one look; the languages and looks turn from page to page.
    turns = itertools.cycle(itertools.product(LOOKS, ("fr", "fr-falc", "en", "ar")))
    while True:
        look, language = next(turns)
        bench.window.prefer(look)
        bench.window.speak_language(language)
        bench.settle()
        found.extend((language, look, finding) for finding in audit(bench.window))
        if step_of(bench) is None:
            break
        page_of(bench).presenter.dont_know()
        bench.settle()
        found.extend((language, look, finding) for finding in audit(bench.window))
        do_right(bench)
    bench.close()

    assert found == []


def test_an_exercise_is_found_in_the_list_and_walked_by_touch(bench):
    bench.touch("Faire une démarche")
    bench.touch("S’entraîner")
    bench.touch("Envoyer un papier")
    assert "rien n’est envoyé" in " ".join(bench.texts())
    bench.touch("Continuer")
    bench.touch("Le texte vers le haut")
    assert "Essayez encore." in " ".join(bench.texts())
    bench.touch("Le texte contre la vitre")
    bench.touch("Continuer")
    for corner in ("En haut à gauche", "En haut à droite", "En bas à gauche", "En bas à droite"):
        bench.touch(corner)
    bench.touch("Continuer")

    assert step_of(bench).step_id == "nom"


def test_no_answer_looks_chosen_on_arrival_the_question_has_the_focus(bench):
    open_exercise(bench, "papier")
    bench.touch("Continuer")
    page = page_of(bench)

    assert bench.window.focusWidget() is page._title
    assert page._title.accessibleName() == "Comment poser le papier ?"
    QTest.keyClick(page._title, Qt.Key.Key_Tab)
    assert bench.window.focusWidget().accessibleName() == "Le texte vers le haut"


def without_turkish(folder):
    """Return a folder of the exercises as they would be for want of somebody who speaks it."""
    target = folder / "content" / "exercices"
    target.mkdir(parents=True)
    for name in EXERCISES:
        text = asset_path("content", "exercices", f"{name}.yaml").read_text("utf-8")
        (target / f"{name}.yaml").write_text(re.sub(r', tr: "[^"]*"', "", text), "utf-8")
    return target.parent


def test_an_exercise_without_my_language_says_so_and_is_read_by_the_french_voice(bench, tmp_path):
    kiosk = bench.kiosk
    exercises = PracticeService(without_turkish(tmp_path), None, kiosk.walkthroughs)
    bench.terminal.parts.ready_kiosk = replace(kiosk, practice=exercises)
    bench.window.speak_language("tr")
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH_LIST)
    page_of(bench).presenter.choose_theme("practice")
    assert bench.texts().count(page_of(bench).presenter.text("Ce guide est en français")) == 3
    open_exercise(bench, "papier")

    assert page_of(bench)._about_language.isVisible()
    assert page_of(bench).page_language() == "fr"
    assert page_of(bench).presenter.text(IN_FRENCH) in bench.texts()
    bench.window.speak_language("ar")
    bench.settle()
    assert page_of(bench).presenter.text(IN_FRENCH) not in bench.texts()
    assert page_of(bench).page_language() == "ar"


@pytest.mark.parametrize("language", ["en", "ar", "tr", "pt", "pl", "ro"])
def test_an_exercise_that_a_machine_translated_says_so_before_it_begins(bench, language):
    bench.window.speak_language(language)
    open_exercise(bench, "papier")
    told = page_of(bench).presenter.text("Traduction faite par une machine, pas encore relue.")

    assert told in bench.texts()
    page_of(bench).presenter.go_on({})
    bench.settle()
    assert told not in bench.texts()


@pytest.mark.parametrize("language", ["fr", "fr-falc"])
def test_the_words_of_the_author_are_nobodys_translation(bench, language):
    bench.window.speak_language(language)
    open_exercise(bench, "papier")

    assert not page_of(bench)._about_language.isVisible()


def test_an_exercise_is_walked_to_its_end_by_keyboard_alone(bench):
    bench.window.activateWindow()
    open_exercise(bench, "courriel")
    for _ in range(60):
        step = step_of(bench)
        if step is None:
            break
        if step.kind is PracticeKind.WRITE:
            for field in step.fields:
                QTest.keyClicks(QApplication.focusWidget(), field.shown)
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
                bench.settle()
        elif step.can_go_on:
            _tab_to(bench, "Continuer")
        else:
            rights = page_of(bench).presenter._exercises._exercises["courriel"].steps
            right = next(
                one.names["fr"]
                for given in rights
                if given.step_id == step.step_id
                for one in given.options
                if one.is_right
            )
            _tab_to(bench, right)

    assert step_of(bench) is None


def _tab_to(bench, name):
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is not None and focused.accessibleName() == name:
            QTest.keyClick(focused, Qt.Key.Key_Return)
            bench.settle()
            return
        QTest.keyClick(focused or bench.window, Qt.Key.Key_Tab)
        bench.settle()
    raise AssertionError(f"{name} was not reached by Tab")


def test_the_keyboard_stands_under_the_field_that_is_touched_and_goes_with_the_form(bench):
    go_to(bench, "papier", "nom")
    (line,) = fields(bench)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    bench.settle()
    bench.settle()
    foot = line.mapTo(bench.window, line.rect().bottomLeft()).y()
    assert bench.window.keyboard.isVisible()
    assert (
        foot
        <= bench.window.keyboard.mapTo(bench.window, bench.window.keyboard.rect().topLeft()).y()
    )
    QTest.keyClicks(line, "attestation-amina")
    QTest.keyClick(line, Qt.Key.Key_Return)
    bench.settle()

    assert step_of(bench).step_id == "lourd"
    assert not bench.window.keyboard.isVisible()
    assert bench.named("Je ne sais pas")


def test_the_keyboard_opens_on_latin_letters_in_arabic_too(bench):
    bench.window.speak_language("ar")
    go_to(bench, "papier", "nom")
    QTest.mouseClick(fields(bench)[0], Qt.MouseButton.LeftButton)
    bench.settle()

    names = set(bench.window.keyboard.keys())
    assert "A" in names


def test_own_data_leaves_the_field_while_it_is_typed_and_cannot_be_undone(bench):
    go_to(bench, "courriel", "code")
    (line,) = fields(bench)
    QTest.keyClicks(line, OWN_NUMBER[:7])
    assert line.text() == ""
    assert "N’écrivez pas vos vraies informations." in " ".join(bench.texts())
    QTest.keySequence(line, "Ctrl+Z")

    assert line.text() == ""
    assert not line.isUndoAvailable()


def test_what_is_typed_stays_when_the_language_or_the_display_changes(bench):
    go_to(bench, "papier", "nom")
    QTest.keyClicks(fields(bench)[0], "attesta")
    bench.window.speak_language("en")
    bench.window.prefer(LOOKS[-1])

    assert [one.text() for one in fields(bench)] == ["attesta"]


def test_a_wrong_field_is_emptied_and_the_right_one_stays(bench):
    go_to(bench, "courriel", "identite")
    first, last = fields(bench)
    QTest.keyClicks(first, "amina")
    QTest.keyClicks(last, OWN_NAME)
    bench.touch("Continuer")

    assert [one.text() for one in fields(bench)] == ["Amina", ""]


def test_own_data_typed_in_every_field_is_nowhere_afterwards(bench, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    for exercise_id in EXERCISES:
        open_exercise(bench, exercise_id)
        while step_of(bench) is not None:
            for line in fields(bench):
                line.setFocus()
                QTest.keyClicks(line, OWN_NUMBER)
                line.clear()
                QTest.keyClicks(line, OWN_NAME)
            if step_of(bench).kind is PracticeKind.WRITE:
                bench.touch("Continuer")
                held = (repr(bench.router.current.memo), texts_of_widgets(), caplog.text)
                assert [one for one in held if OWN_NAME in one or OWN_NUMBER in one] == []
            do_right(bench)
    bench.touch("Terminer et effacer")
    bench.settle()
    gc.collect()

    signs = tuple(
        sign.encode(code) for sign in (OWN_NAME, OWN_NUMBER) for code in ("utf-8", "utf-16-le")
    )
    values = stored_values(bench)
    assert [place[:2] for place in values if any(sign in place[2] for sign in signs)] == []
    assert not any(sign in texts_of_widgets().encode() for sign in signs[::2])
    assert OWN_NAME not in caplog.text
    bench.kiosk.database.close()
    found = [
        p.name
        for p in tmp_path.rglob("*")
        if p.is_file() and any(s in p.read_bytes() for s in signs)
    ]
    assert found == []
