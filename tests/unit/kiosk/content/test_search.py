# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents find a walkthrough by their own words; what is not understood leads to a person."""

from __future__ import annotations

import gc
import logging
from types import FrameType

import pytest

from kiosk.content.search import index_documents, search
from kiosk.content.search_documents import DocumentKind, SearchDocument, walkthrough_documents
from kiosk.content.search_store import load_index
from kiosk.content.words import folded, words
from kiosk.domain.life_events import LifeEvent
from tests.content_queries.score import shipped_catalog

AIM_S = 0.015


@pytest.fixture(scope="module")
def catalog():
    return shipped_catalog()


@pytest.fixture(scope="module")
def index(catalog):
    return load_index(catalog)


def found(index, text):
    return [hit.document_id for hit in search(index, text, 5)]


def document(name, title, *keywords, kind=DocumentKind.WALKTHROUGH):
    return SearchDocument(name, kind, {"fr": title}, {"fr": keywords} if keywords else {})


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("FPH", "pic-projet"),
        ("pic", "pic-projet"),
        ("rsa", "caf-rsa-declaration"),
        ("R.S.A.", "caf-rsa-declaration"),
        ("carte de sejour", "titre-sejour-renouvellement"),
        ("cartes de séjours", "titre-sejour-renouvellement"),
        ("titre de sejor", "titre-sejour-renouvellement"),
        ("titre de sejuor", "titre-sejour-renouvellement"),
        ("recepisse", "titre-sejour-renouvellement"),
        ("arnaque sms", "arnaque"),
        ("arnaqe", "arnaque"),
        ("arnaques", "arnaque"),
        ("ARNAQ", "arnaque"),
        ("arnak", "arnaque"),
        ("احتيال", "arnaque"),
        ("scam", "arnaque"),
        ("dolandiricilik", "arnaque"),
        ("DOLANDIRICILIK", "arnaque"),
        ("residence permit", "titre-sejour-renouvellement"),
        ("scaner", "scanner-envoyer"),
        ("comment scanner un papier", "scanner-envoyer"),
    ],
)
def test_the_words_of_residents_lead_to_the_walkthrough(index, text, first):
    assert found(index, text)[:1] == [first]


@pytest.mark.parametrize("text", ["", "   ", "?!", "zzzz", "coiffeur", "le la les", "12345"])
def test_what_is_not_understood_leads_to_nothing_so_that_a_person_is_offered(index, text):
    assert found(index, text) == []


def test_words_that_stand_only_in_the_steps_do_not_lead_anywhere_alone():
    told = SearchDocument("un", DocumentKind.WALKTHROUGH, {"fr": "Titre"}, body=("vacances",))

    assert found(index_documents([told], ()), "vacances") == []


def test_a_beginning_typed_so_far_already_finds(index):
    for length in range(3, len("arnaque") + 1):
        assert "arnaque" in found(index, "arnaque"[:length])


def test_a_whole_expression_is_nearer_than_its_words_apart():
    apart = document("apart", "Couleurs", "carte de la ville", "souris grise")
    whole = document("whole", "Voiture", "carte grise")

    assert found(index_documents([apart, whole], ()), "carte grise") == ["whole", "apart"]


def test_the_name_of_yesterday_stands_for_that_of_today_inside_an_expression():
    today = document("emploi", "S’inscrire à France Travail")
    index = index_documents([today], [("pôle emploi", "anpe", "france travail")])

    assert found(index, "inscription pole emploi") == ["emploi"]
    assert found(index, "anpe") == ["emploi"]


def test_an_expression_is_found_without_its_spaces_or_its_apostrophe():
    index = index_documents([document("un", "Mot de passe"), document("deux", "Avis d’impôt")], ())

    assert found(index, "motdepasse") == ["un"]
    assert found(index, "avis dimpot")[:1] == ["deux"]
    assert found(index, "dimpo")[:1] == ["deux"]


def test_the_name_of_an_event_of_life_leads_to_its_walkthroughs_the_first_one_first(catalog):
    event = LifeEvent("deuil", "x", {"fr": "Un proche est mort"}, ("scanner-envoyer", "arnaque"))
    documents = walkthrough_documents(catalog.walkthroughs.values(), catalog.registries, [event])

    assert found(index_documents(documents, ()), "proche mort")[:2] == [
        "scanner-envoyer",
        "arnaque",
    ]


def test_a_walkthrough_stands_above_the_sheets_that_match_as_well():
    sheets = [
        document(f"F{number}", "Carte grise", kind=DocumentKind.SHEET) for number in range(50)
    ]
    index = index_documents([*sheets, document("carte-grise", "Carte grise")], ())
    hits = search(index, "carte grise", 3)

    assert [hit.kind for hit in hits] == [DocumentKind.WALKTHROUGH, *[DocumentKind.SHEET] * 2]
    assert [hit.document_id for hit in hits] == ["carte-grise", "F0", "F1"]


def test_sheets_change_nothing_in_the_order_of_the_walkthroughs(catalog):
    own = list(walkthrough_documents(catalog.walkthroughs.values(), catalog.registries))
    sheets = [document(f"F{n}", "Papier de la CAF", kind=DocumentKind.SHEET) for n in range(9)]
    alone = index_documents(own, catalog.registries.synonyms)
    beside = index_documents([*own, *sheets], catalog.registries.synonyms)
    hits = [hit for hit in search(beside, "papier caf", 99) if hit.kind is DocumentKind.WALKTHROUGH]

    assert tuple(hits) == search(alone, "papier caf", 99)


def test_no_more_than_asked_for_is_returned(index):
    assert len(search(index, "papier", 2)) == 2


def test_a_very_long_text_is_cut_not_refused(index):
    assert found(index, "rsa " + "x" * 100_000) == ["caf-rsa-declaration"]
    assert found(index, "x" * 100 + " rsa") == []


def test_an_empty_index_finds_nothing():
    assert search(index_documents([], ()), "rsa", 3) == ()


def test_accents_case_and_arabic_spellings_fold_together():
    assert folded("ÉCOLE œuvre") == "ecole oeuvre"
    assert folded("أحمد إقامة") == folded("احمد اقامه")
    assert folded("إِقَامَة") == folded("اقامه")
    assert folded("IŞSIZLIK ışık İzin") == "issizlik isik izin"
    assert folded("Łódź șomaj") == "lodz somaj"
    assert words("Le titre de séjour") == ("titre", "sejour")
    assert words("de la") == ("de", "la")


def test_marks_that_only_guide_the_display_change_nothing(index):
    assert words("mot\u00adde\u200dpasse \u2067arnaque\u2069 \u200frsa 🙂") == (
        "motdepasse",
        "arnaque",
        "rsa",
    )


def holders_of(text):
    """Yield the type of each object of this process that refers to a string with `text`."""
    for one in gc.get_objects():
        for held in gc.get_referents(one):
            if type(held) is str and text in held and not isinstance(one, FrameType):
                yield type(one)


@pytest.mark.parametrize("typed", ["{} arnaque", "arnaque {}", "{}", "ar{}", "carte{} rsa"])
def test_nothing_keeps_the_words_that_a_person_typed(index, caplog, typed):
    caplog.set_level(logging.DEBUG)
    found(index, "arnaque zzzzz")
    # Made now: as a constant it would be kept by this module.
    sentinel = "".join(reversed("lennosrepnolubez"))

    search(index, typed.format(sentinel), 5)

    assert list(holders_of(sentinel)) == []
    assert sentinel not in caplog.text
