# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each code of the check beyond reading: what raises it, and what does not."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from kiosk.content.linter import Beside, lint
from kiosk.content.stamping import stamp_translations
from kiosk.content.style_lint import ease
from tests.support.sheet_mutator import sheet_paths
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    REGISTRIES,
    STRUCTURE,
    changed,
    in_all,
    step_place,
    write_content,
)

TODAY = date(2026, 11, 23)
LONG = "Un deux trois quatre cinq six sept huit neuf dix onze douze treize."


def found(root, code, **beside):
    report = lint(root, TODAY, Beside(**beside))
    return [problem for problem in report.problems if problem.code == code]


def content(root, **parts):
    write_content(root, **parts)
    stamp_translations(root)
    return root


def asking(title, **more):
    """Return the French texts with `title` as the first question, and more texts of its own."""
    texts = changed(FRENCH_TEXTS, "etapes", "compte", "titre", to=title)
    for key, text in more.items():
        texts = changed(texts, "etapes", "compte", key, to=text)
    return texts


# ---- E110: what stood before -----------------------------------------------------------------


def renamed(step_id, to, **more):
    """Return the structure with a step of another id, wherever it is named."""
    place = step_place(step_id)
    structure = changed(STRUCTURE, "etapes", place, to={**STRUCTURE["etapes"][place], "id": to})
    for key, value in more.items():
        structure = changed(structure, "etapes", place, key, to=value)
    at_site = structure["etapes"][step_place("site")]
    return changed(structure, "etapes", step_place("site"), to={**at_site, "hors_ligne": to})


@pytest.mark.parametrize(
    ("remplace", "expected"), [([], 1), (["appel"], 0), (["appel", "rdv"], 1), (["autre"], 1)]
)
def test_a_step_that_vanished_must_be_named_by_the_one_that_replaces_it(
    tmp_path, remplace, expected
):
    before = content(tmp_path / "avant")
    texts = changed(FRENCH_TEXTS, "etapes", "coup_de_fil", to=FRENCH_TEXTS["etapes"]["appel"])
    texts = changed(texts, "etapes", "appel", to=...)
    after = tmp_path / "apres"
    write_content(after, structure=renamed("appel", "coup_de_fil", remplace=remplace), texts=texts)

    assert len(found(after, "E110", against=before)) == expected
    assert found(after, "E110") == []


def test_a_walkthrough_that_vanished_must_be_withdrawn_instead(tmp_path):
    before = content(tmp_path / "avant")
    after = content(tmp_path / "apres", structure=changed(STRUCTURE, "id", to="autre"))

    (problem,) = found(after, "E110", against=before)

    assert problem.file == "demande/parcours.yaml"
    assert "retire" in problem.message


# ---- E306: the sheets it was written from ----------------------------------------------------


@pytest.fixture
def sheet():
    return next(path for path in sheet_paths() if path.stem == "F1342")


@pytest.mark.parametrize(
    ("read_on", "expected"), [("2020-07-20", 1), ("2020-07-21", 0), ("2026-11-01", 0)]
)
def test_a_source_changed_after_it_was_read_is_an_error(tmp_path, sheet, read_on, expected):
    address = "https://www.service-public.gouv.fr/particuliers/vosdroits/F1342"
    registries = changed(REGISTRIES, "urls", "caf", "adresse", to=address)
    structure = changed(STRUCTURE, "sources", 0, "verifie_le", to=read_on)
    root = content(tmp_path, registries=registries, structure=structure)

    assert len(found(root, "E306", sheets=sheet.parent)) == expected
    assert found(root, "E306") == []


@pytest.mark.parametrize("is_same", [True, False])
def test_a_draft_of_a_sheet_that_changed_since_is_an_error(tmp_path, sheet, is_same):
    sha256 = hashlib.sha256(sheet.read_bytes()).hexdigest() if is_same else "0" * 64
    origin = {
        "type": "dila",
        "id": "F1342",
        "date": "2020-07-21",
        "sha256": sha256,
        "licence": "Licence Ouverte 2.0 (Etalab)",
    }
    root = content(tmp_path, structure={**STRUCTURE, "origine": origin})

    assert bool(found(root, "E306", sheets=sheet.parent)) is not is_same


# ---- E308 and E309: the person ---------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Quel est votre nom ?",
        "Quelle est votre date de naissance ?",
        "Votre numéro de sécurité sociale ?",
        "Comment vous appelez-vous ?",
        "Tapez votre adresse",
        "Quel est votre mot de passe ?",
    ],
)
def test_a_question_that_asks_who_one_is_is_an_error(tmp_path, title):
    assert found(content(tmp_path, texts=asking(title)), "E308")


@pytest.mark.parametrize(
    "title",
    [
        "Avez-vous votre numéro ?",
        "Quel est votre besoin ?",
        "Où habitez-vous ?",
        "Votre nom change",
    ],
)
def test_a_question_about_a_situation_is_sound(tmp_path, title):
    assert found(content(tmp_path, texts=asking(title)), "E308") == []


def test_the_help_of_a_question_is_judged_and_the_words_of_an_official_site_are_not(tmp_path):
    told = asking("Avez-vous un compte ?", aide="Donnez votre prénom.")
    assert found(content(tmp_path / "a", texts=told), "E308")

    told = changed(FRENCH_TEXTS, "etapes", "site", "texte", to="Tapez votre nom.")
    assert found(content(tmp_path / "b", texts=told), "E308") == []


def test_a_fact_that_holds_identity_is_an_error(tmp_path):
    place = step_place("personnes")
    structure = changed(STRUCTURE, "etapes", place, "fait", to="date_naissance")
    papers = step_place("papiers")
    structure = changed(structure, "etapes", papers, "pieces", to=["identite"])
    texts = changed(FRENCH_TEXTS, "etapes", "papiers", "cas", to=...)

    assert found(content(tmp_path, structure=structure, texts=texts), "E308")


def test_having_no_phone_must_lead_to_somebody(tmp_path):
    texts = asking("Avez-vous un téléphone ?")
    assert found(content(tmp_path / "a", texts=texts), "E309") == []

    branches = [{"si": {"eq": ["compte", "non"]}, "vers": "a_suivre"}, {"sinon": "personnes"}]
    structure = changed(STRUCTURE, "etapes", 0, "suite", to=branches)
    assert found(content(tmp_path / "b", structure=structure, texts=texts), "E309")
    assert found(content(tmp_path / "c", structure=structure), "E309") == []


# ---- style -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le dossier est traité par la CAF.", 1),
        ("La CAF traite le dossier.", 0),
        ("Vous ne pouvez pas ne pas venir.", 1),
        ("Ce n’est pas impossible.", 1),
        ("Ne payez rien, ne répondez pas.", 0),
        ("Vous êtes suivi par la CAF.", 0),
    ],
)
def test_passive_and_double_negation_are_warnings(tmp_path, text, expected):
    texts = changed(FRENCH_TEXTS, "etapes", "compte", "texte", to=text)
    root = content(tmp_path, texts=texts)

    told = [p for p in found(root, "W209") if p.file.endswith("textes.fr.yaml")]

    assert len(told) == expected
    assert not any(problem.is_error for problem in told)


def test_two_words_for_one_thing_are_a_warning(tmp_path):
    lexicon = {**REGISTRIES["lexique"], "doublons": [["courriel", "e-mail", "mail"]]}
    registries = {**REGISTRIES, "lexique": lexicon}
    one = changed(FRENCH_TEXTS, "etapes", "compte", "texte", to="Ouvrez votre e-mail.")
    both = changed(one, "etapes", "papiers", "texte", to="Le courriel est là.")

    assert found(content(tmp_path / "a", texts=one, registries=registries), "W208") == []
    assert found(content(tmp_path / "b", texts=both, registries=registries), "W208")


def test_a_file_hard_to_read_is_a_warning(tmp_path):
    hard = "Réglementation administrative particulièrement contraignante"
    texts = changed(FRENCH_TEXTS, "etapes", "conseil", "points", to=[hard] * 5)
    cases = changed(texts, "etapes", "conseil", "cas", to={"1": "Si vous n’avez pas de compte"})

    files = {problem.file for problem in found(content(tmp_path, texts=cases), "W206")}

    assert "demande/textes.fr.yaml" in files


def test_the_measure_tells_easy_from_hard_and_keeps_silent_on_a_few_words():
    easy = "Prenez vos papiers. Allez à la mairie. Une personne va vous aider. " * 4
    hard = "L’administration communique ultérieurement les modalités d’indemnisation. " * 6

    assert ease([easy]) > 80
    assert ease([hard]) < 30
    assert ease(["Prenez vos papiers."]) is None


# ---- the rest --------------------------------------------------------------------------------


def test_a_stage_without_duration_is_a_warning(tmp_path):
    structure = changed(STRUCTURE, "parties", 0, "minutes", to=0)

    assert found(content(tmp_path, structure=structure), "W403")
    assert found(content(tmp_path / "b"), "W403") == []


def test_a_picture_of_a_paper_that_also_means_something_else_is_a_warning(tmp_path):
    structure = changed(STRUCTURE, "etapes", step_place("personnes"), "options", 0, "icone", to="x")
    structure = changed(
        structure, "etapes", step_place("personnes"), "options", 1, "icone", to="id"
    )

    assert any("« id »" in p.message for p in found(content(tmp_path, structure=structure), "W502"))


@pytest.mark.parametrize(
    ("keys", "file"),
    [
        (("contacts", "mairie", "horaires", "fr"), "registres/contacts.yaml"),
        (("contacts", "mairie", "nom", "fr-falc"), "registres/contacts.yaml"),
        (("urls", "caf", "nom", "fr"), "registres/urls.yaml"),
        (("libelles", "demandez", "fr"), "registres/libelles.yaml"),
        (("themes", "social", "nom", "fr"), "registres/themes.yaml"),
        (("pieces", "identite", "conseil", "fr"), "registres/pieces.yaml"),
    ],
)
def test_every_registry_keeps_to_twelve_words(tmp_path, keys, file):
    root = content(tmp_path, registries=changed(REGISTRIES, *keys, to=LONG))

    assert file in {problem.file for problem in found(root, "E205")}


def test_a_value_keeps_to_twelve_words(tmp_path):
    value = {**in_all("100 euros"), "fr": LONG, "a_verifier": True}

    assert found(
        content(tmp_path, structure=changed(STRUCTURE, "valeurs", "montant", to=value)), "E205"
    )
