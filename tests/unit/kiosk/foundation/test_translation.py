# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each language counts in its own way, and its name stands in its own letters."""

from __future__ import annotations

import pytest

from kiosk.domain.walkthroughs import CONTENT_LANGUAGES
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import LANGUAGES, Translator, language_of


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("fr", {0: "0 minute", 1: "1 minute", 2: "2 minutes"}),
        ("tr", {0: "0 dakika", 1: "1 dakika", 22: "22 dakika"}),
        ("pt", {0: "0 minutos", 1: "1 minuto", 2: "2 minutos"}),
        ("pl", {1: "1 minuta", 2: "2 minuty", 5: "5 minut", 12: "12 minut", 22: "22 minuty"}),
        ("ro", {0: "0 minute", 1: "1 minut", 19: "19 minute", 20: "20 de minute"}),
    ],
)
def test_minutes_are_counted_as_the_language_does(code, counted):
    translator = Translator(code)

    assert {n: translator.plural("{n} minute", "{n} minutes", n) for n in counted} == counted


def test_the_program_and_the_guides_speak_the_same_eight_languages():
    assert {language.code for language in LANGUAGES} == set(CONTENT_LANGUAGES)
    assert len({language.own_name for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_each_language_but_french_has_its_catalogue(language):
    folders = {path.name for path in asset_path("locale").iterdir() if path.is_dir()}

    assert language.catalogue in folders | {""}
    assert (language.catalogue == "") is (language.code == "fr")


def test_only_arabic_is_read_from_right_to_left_and_an_unknown_code_is_french():
    right = {language.code for language in LANGUAGES if language.direction == "rtl"}

    assert right == {"ar"}
    assert language_of("xx").code == "fr"
