# SPDX-License-Identifier: AGPL-3.0-or-later
"""What figures lack, told on a screen: in the language of the screen, all of the sentence."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope, LateMachine
from kiosk.foundation.translation import LANGUAGES, Translator
from ui.screens.period.choice import coverage_sentences

LATIN = re.compile("[A-Za-zÀ-ÿ]")
GAPS = (CoverageGap("Nord", (date(2026, 11, 1), date(2026, 11, 14))),)


def late(*days):
    machines = tuple(
        LateMachine(f"Borne {at}", date(2026, 10, day) if day else None)
        for at, day in enumerate(days)
    )
    return Coverage(FigureScope.NETWORK, "Réseau", GAPS, machines)


DAYS = [(12,), (12, 12, 20), (1, 2, 3, 4), (1, 2, 3, 4, 5, 5), (12, None), (None,), (None,) * 12]


@pytest.mark.parametrize("days", DAYS)
def test_an_arabic_screen_tells_late_machines_without_a_word_of_french(days):
    sentences = coverage_sentences(late(*days), Translator("ar"))

    assert [LATIN.findall(one) for one in sentences] == [[], []]
    told = sum(days.count(day) for day in set(days) - {None})
    assert not told or "2026" in sentences[1]


@pytest.mark.parametrize("days", DAYS)
def test_a_french_screen_tells_late_machines_as_the_papers_do(days):
    coverage = late(*days)

    _, told = coverage_sentences(coverage, Translator("fr"))

    assert told == f"{coverage.late_sentence()} : la ville n’a pas encore tout."


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES if one.code[:2] != "fr"])
def test_each_language_tells_late_machines_in_its_own_words(language):
    (_, told) = coverage_sentences(late(12, 20, None), Translator(language))

    assert not {"borne", "depuis", "envoyé"} & set(re.findall(r"\w+", told))
