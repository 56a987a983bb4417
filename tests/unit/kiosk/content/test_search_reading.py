# SPDX-License-Identifier: AGPL-3.0-or-later
"""A typed word is read as itself first, then as a beginning, by its sound, or as a slip."""

from __future__ import annotations

import pytest

from kiosk.content.search_documents import DocumentKind, SearchDocument
from kiosk.content.search_reading import ONE_SLIP, read_word
from kiosk.content.search_shelf import fill_shelf, read_synonyms
from kiosk.content.words import stem

WORDS = ("cantine", "cantonnier", "logement", "immatriculation", "impôt", "chat", "électricité")


@pytest.fixture(scope="module")
def shelf():
    titles = {str(place): word for place, word in enumerate(WORDS)}
    return fill_shelf([SearchDocument("un", DocumentKind.WALKTHROUGH, titles)], {})


def best(shelf, word):
    reading = read_word(shelf, word)
    return max(reading, key=reading.get, default=None)


def test_a_word_is_surely_itself(shelf):
    assert read_word(shelf, "cantine")[stem("cantine")] == 1.0


def test_another_ending_is_nearly_the_same_word(shelf):
    assert 0.9 < read_word(shelf, "cantines")[stem("cantine")] < 1.0


def test_a_longer_beginning_is_surer(shelf):
    sureness = [read_word(shelf, "cantine"[:length])[stem("cantine")] for length in (2, 4, 6, 7)]

    assert sureness == sorted(sureness)
    assert len(set(sureness)) == 4


def test_a_beginning_can_still_be_several_words(shelf):
    assert read_word(shelf, "cant").keys() == {stem("cantine"), stem("cantonnier")}


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("cantin", "cantine"),
        ("cnatine", "cantine"),
        ("cantiine", "cantine"),
        ("logemnet", "logement"),
        ("immatriculacion", "immatriculation"),
        ("imatricualtion", "immatriculation"),
        ("lojmen", "logement"),
        ("dimpots", "impot"),
        ("lelectricite", "electricite"),
    ],
)
def test_a_slip_is_forgiven(shelf, slip, word):
    assert best(shelf, slip) == stem(word)


def test_more_slips_are_less_sure(shelf):
    root = stem("immatriculation")

    assert read_word(shelf, "inmatriculation")[root] == ONE_SLIP
    assert read_word(shelf, "inmatreculation")[root] < ONE_SLIP


@pytest.mark.parametrize("word", ["chut", "char", "rat", "x", "mantonnieu", "logistique", "zz"])
def test_another_word_is_not_taken_for_a_slip(shelf, word):
    assert stem("logement") not in read_word(shelf, word)
    assert stem("cantonnier") not in read_word(shelf, word)


def test_a_word_of_four_letters_has_one_slip_not_two(shelf):
    assert best(shelf, "chad") == stem("chat")
    assert best(shelf, "coad") is None


def test_a_word_without_meaning_of_its_own_is_read_only_as_itself(shelf):
    assert read_word(shelf, "ca") != {}
    assert read_word(shelf, "le") == {}


def test_an_expression_that_stands_twice_in_a_group_is_its_own_synonym_once():
    known = read_synonyms([("Carte grise", "carte grise", "plaque")])

    assert [one.others for one in known[stem("plaque")]] == [(("carte", "grise"),)]
