# SPDX-License-Identifier: AGPL-3.0-or-later
"""The needs with which a city starts."""

from __future__ import annotations

import pytest

from kiosk.domain.standard_motifs import STANDARD_MOTIFS
from kiosk.foundation.resources import asset_path

LANGUAGES = {"fr", "fr-falc", "ar", "en", "tr", "pt", "pl", "ro"}


@pytest.mark.parametrize("motif", STANDARD_MOTIFS, ids=lambda motif: motif.motif_id)
def test_every_need_speaks_eight_languages_and_has_its_icon(motif):
    assert {language for language, _ in motif.labels} == LANGUAGES
    assert {language for language, _ in motif.documents} == LANGUAGES
    assert len({len(papers) for _, papers in motif.documents}) == 1
    assert asset_path("icons", f"{motif.icon}.svg").is_file()


def test_durations_are_those_of_the_counters():
    assert {motif.motif_id: motif.duration_min for motif in STANDARD_MOTIFS} == {
        "caf": 45,
        "sejour": 45,
        "impots": 30,
        "sante": 30,
        "travail": 30,
        "autre": 30,
    }


def test_a_language_that_is_not_translated_falls_back_to_french():
    assert STANDARD_MOTIFS[0].label("uk") == "CAF et logement"
    assert STANDARD_MOTIFS[0].papers("uk") == STANDARD_MOTIFS[0].papers("fr")
