# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word written by ear sounds as the word itself; other words sound otherwise."""

from __future__ import annotations

import pytest

from kiosk.content.search_sounds import sound_key


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("lojement", "logement"),
        ("chomaj", "chomage"),
        ("nesance", "naissance"),
        ("retrete", "retraite"),
        ("paspor", "passeport"),
        ("impo", "impots"),
        ("conte", "compte"),
        ("kart", "carte"),
        ("griz", "grise"),
        ("sitoyen", "citoyens"),
        ("etranjer", "etranger"),
        ("chec", "cheque"),
        ("telefone", "telephone"),
        ("kestion", "question"),
        ("foto", "photo"),
        ("alocassion", "allocation"),
    ],
)
def test_a_word_written_by_ear_sounds_as_the_word(heard, written):
    assert sound_key(heard) == sound_key(written) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("ville", "vol"), ("logement", "jugement"), ("retraite", "traite"), ("caisse", "casse")],
)
def test_words_that_differ_to_the_ear_stay_apart(one, other):
    assert sound_key(one) != sound_key(other)


@pytest.mark.parametrize("word", ["", "a", "le", "12345", "b2b", "اقامه", "été"])
def test_what_is_too_short_or_no_folded_french_word_has_no_sound(word):
    assert sound_key(word) == ""
