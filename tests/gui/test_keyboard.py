# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own keyboard: capitals first, accents, signs, Arabic; under the field, half the height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.terminal import SMALL
from ui.navigation.preferences import Preferences


def _open(bench) -> None:
    bench.touch("Chercher une démarche")


def test_it_opens_on_capitals_in_azerty(bench):
    _open(bench)
    keys = bench.window.keyboard.keys()

    assert bench.window.keyboard.isVisible()
    assert all(letter in keys for letter in "AZERTYUIOPQSDFGHJKLMWXCVBN")
    assert "a" not in keys


def test_one_types_a_word_with_an_accent(bench):
    _open(bench)
    bench.touch("Majuscules")
    bench.type_on_keys("caf")
    bench.touch("Lettres avec accents")
    bench.type_on_keys("é")

    assert bench.field().text() == "café"


def test_one_types_a_word_in_arabic(bench):
    _open(bench)
    bench.touch("Lettres arabes")
    bench.type_on_keys("سلام")

    assert bench.field().text() == "سلام"


def test_it_opens_on_arabic_for_a_person_who_reads_arabic(bench):
    bench.window.speak_language("ar")
    bench.touch("ابحث عن معاملة")

    keys = bench.window.keyboard.keys()

    assert "س" in keys


def test_the_last_letter_is_erased_and_signs_are_one_touch_away(bench):
    _open(bench)
    bench.type_on_keys("AB")
    bench.touch("Effacer une lettre")
    bench.touch("Signes")
    bench.type_on_keys("@")

    assert bench.field().text() == "A@"


def test_results_answer_while_one_types_and_the_last_key_opens_the_only_one(bench):
    _open(bench)
    bench.type_on_keys("ARNAQUE")
    assert "Reconnaître une arnaque" in bench.names()
    bench.touch("Chercher")

    assert bench.router.current.text("walkthrough_id") == "arnaque"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_takes_half_the_height_at_most_and_the_field_stays_in_sight(bench, scale):
    bench.window.prefer(Preferences(scale=scale))
    _open(bench)
    bench.settle()
    keyboard, field = bench.window.keyboard, bench.field()
    foot = field.mapTo(bench.window, field.rect().bottomLeft()).y()

    assert keyboard.height() <= SMALL[1] // 2
    assert foot <= keyboard.y()


def test_closing_it_brings_the_bar_back(bench):
    _open(bench)
    bench.touch("Fermer")

    assert not bench.window.keyboard.isVisible()
    assert "Précédent" in bench.names()


def test_the_tab_key_alone_does_not_open_it(bench):
    bench.touch("Faire une démarche")
    QTest.keyClick(bench.window, Qt.Key.Key_Tab)
    bench.field().setFocus(Qt.FocusReason.TabFocusReason)
    bench.settle()

    assert not bench.window.keyboard.isVisible()
