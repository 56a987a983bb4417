# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check tells authors what to mend: words, trust, translations, tests."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.content.linter import lint
from kiosk.content.plain_language import equal_share, n_words, sentences, written_out_contact
from kiosk.content.stamping import stamp_translations
from kiosk.foundation.errors import ContentUnreadable
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    REGISTRIES,
    STRUCTURE,
    TESTS,
    changed,
    read_back,
    step_place,
    translated,
    write_content,
    write_yaml,
)

TODAY = date(2026, 11, 23)
LONG = "Un deux trois quatre cinq six sept huit neuf dix onze douze treize."


def codes(report):
    return {problem.code for problem in report.problems if problem.is_error}


def stamped_content(root, **parts):
    write_content(root, **parts)
    stamp_translations(root)
    return root


def test_a_sound_stamped_folder_has_no_error(tmp_path):
    report = lint(stamped_content(tmp_path), TODAY)

    assert report.n_errors == 0
    assert {problem.code for problem in report.problems} == {"W305", "W502"}


def test_a_much_used_walkthrough_is_told_the_languages_that_it_lacks(tmp_path):
    stamped_content(tmp_path, structure=changed(STRUCTURE, "id", to="arnaque"))
    (tmp_path / "arnaque" / "textes.ar.yaml").unlink()

    report = lint(tmp_path, TODAY)

    (told,) = [problem for problem in report.problems if problem.code == "W202"]
    assert "textes.ar.yaml" in told.message
    assert "textes.en.yaml" not in told.message
    assert report.n_errors == 0


def test_a_translation_that_is_there_must_be_whole(tmp_path):
    stamped_content(tmp_path)
    path = tmp_path / "demande" / "textes.en.yaml"
    write_yaml(path, changed(read_back(path), "etapes", "rdv", to=...))

    assert "E202" in codes(lint(tmp_path, TODAY))


def test_one_walkthrough_alone_can_be_checked(tmp_path):
    stamped_content(tmp_path)

    report = lint(tmp_path / "demande", TODAY)

    assert list(report.paths) == ["demande"]
    assert report.n_errors == 0


@pytest.mark.parametrize(
    ("keys", "to", "code"),
    [
        (("etapes", "compte", "texte"), LONG, "E205"),
        (("etapes", "compte", "titre"), LONG, "E205"),
        (("etapes", "compte", "options", "oui"), "Un deux trois quatre cinq six", "E210"),
        (("titre",), "Un deux trois quatre cinq six", "E210"),
        (("sous_titre",), "Un deux trois quatre cinq six sept huit neuf", "E210"),
        (("etapes", "compte", "texte"), "Un. Deux. Trois. Quatre.", "E210"),
        (("etapes", "compte", "aide"), "Un. Deux. Trois.", "E210"),
        (("etapes", "compte", "texte"), "Vous devez effectuer la demande.", "E207"),
        (("etapes", "compte", "texte"), "La date vient bientôt.", "E209"),
    ],
)
def test_a_text_hard_to_read_is_an_error(tmp_path, keys, to, code):
    texts = changed(FRENCH_TEXTS, *keys, to=to)

    report = lint(stamped_content(tmp_path, texts=texts), TODAY)

    found = [problem for problem in report.problems if problem.code == code]
    assert "demande/textes.fr.yaml" in {problem.file for problem in found}
    assert all(problem.line > 1 for problem in found)


def test_an_unknown_acronym_is_a_warning(tmp_path):
    texts = changed(FRENCH_TEXTS, "etapes", "compte", "texte", to="Le DALO aide.")

    report = lint(stamped_content(tmp_path, texts=texts), TODAY)

    assert any(p.code == "W207" and "DALO" in p.message for p in report.problems)
    assert report.n_errors == 0


def test_other_languages_have_a_wider_bound(tmp_path):
    root = stamped_content(tmp_path)
    english = changed(
        translated(FRENCH_TEXTS, "en"),
        *("etapes", "compte", "texte"),
        to=LONG,
    )
    write_yaml(root / "demande" / "textes.en.yaml", english)

    assert "E205" not in codes(lint(root, TODAY))


def test_a_phone_left_bare_in_arabic_is_an_error_and_isolated_is_not(tmp_path):
    root = stamped_content(tmp_path)
    file = root / "demande" / "textes.ar.yaml"
    arabic = translated(FRENCH_TEXTS, "ar")
    bare = changed(arabic, "etapes", "compte", "texte", to="رقم 03 20 66 46 00")
    write_yaml(file, bare)
    before = codes(lint(root, TODAY))

    kept = changed(arabic, "etapes", "compte", "texte", to="رقم \u206603 20 66 46 00\u2069")
    write_yaml(file, kept)

    assert "E501" in before
    assert "E501" not in codes(lint(root, TODAY))


def test_easy_french_must_not_be_the_french(tmp_path):
    root = stamped_content(tmp_path)
    copied = {**FRENCH_TEXTS, "langue": "fr-falc", "traduction": "machine"}
    write_yaml(root / "demande" / "textes.fr-falc.yaml", copied)

    assert "E206" in codes(lint(root, TODAY))


def test_a_translation_older_than_the_french_is_told_part_by_part(tmp_path):
    root = stamped_content(tmp_path)
    file = root / "demande" / "textes.fr.yaml"
    french = changed(read_back(file), "etapes", "rdv", "titre", to="Venez")
    write_yaml(file, french)

    stale = [p for p in lint(root, TODAY).problems if p.code == "E203"]

    assert len(stale) == 3
    assert all("rdv" in problem.message for problem in stale)


def test_a_translation_never_stamped_is_told_once(tmp_path):
    stale = [p for p in lint(write_content(tmp_path), TODAY).problems if p.code == "E203"]

    assert [problem.file for problem in stale] == [
        "demande/textes.ar.yaml",
        "demande/textes.en.yaml",
        "demande/textes.fr-falc.yaml",
    ]


def test_stamping_keeps_the_texts_and_can_be_done_again(tmp_path):
    root = write_content(tmp_path)
    file = root / "demande" / "textes.en.yaml"
    stamp_translations(root / "demande")
    once = file.read_text("utf-8")

    stamp_translations(root / "demande")

    assert file.read_text("utf-8") == once
    assert once.count("source_hash:") == 1
    assert {key for key in read_back(file) if key != "source_hash"} == set(FRENCH_TEXTS)
    assert lint(root, TODAY).n_errors == 0


def test_a_refused_walkthrough_is_not_stamped(tmp_path):
    root = write_content(tmp_path, structure=changed(STRUCTURE, "bruit", to=1))

    with pytest.raises(ContentUnreadable, match="bruit"):
        stamp_translations(root)


@pytest.mark.parametrize(
    ("keys", "to", "code"),
    [
        (("relecture", "a_revoir_avant"), "2026-11-22", "E301"),
        (("relecture",), {"auteur": "A. B.", "relecteur": "A. B.", "faite_le": None,
                          "a_revoir_avant": "2027-03-01", "preavis_jours": 30}, "E303"),
        (("statut",), "publie", "E303"),
        (("thematique_coop",), "Cuisine", "E103"),
        (("icone",), "dragon-a-plumes", "E212"),
        (("etapes", step_place("fini"), "parcours"), "absent", "E103"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_an_error(tmp_path, keys, to, code):
    structure = changed(STRUCTURE, *keys, to=to)

    assert code in codes(lint(stamped_content(tmp_path, structure=structure), TODAY))


def test_a_review_that_comes_near_is_a_warning(tmp_path):
    structure = changed(STRUCTURE, "relecture", "a_revoir_avant", to="2026-12-01")

    report = lint(stamped_content(tmp_path, structure=structure), TODAY)

    assert "W302" in {problem.code for problem in report.problems}
    assert report.n_errors == 0


def test_an_address_outside_france_and_europe_is_an_error(tmp_path):
    registries = changed(REGISTRIES, "urls", "caf", "adresse", to="https://caf-gouv.com")

    assert "E304" in codes(lint(stamped_content(tmp_path, registries=registries), TODAY))


def test_a_family_of_hosts_that_nobody_wrote_down_is_an_error(tmp_path):
    registries = changed(REGISTRIES, "urls", "caf", "familles", to=["inconnue"])

    assert "E304" in codes(lint(stamped_content(tmp_path, registries=registries), TODAY))


@pytest.mark.parametrize(
    ("keys", "to", "code"),
    [
        (("tests", 0, "fin"), "personne", "E601"),
        (("tests", 0, "reponses", 0), {"papiers": "tout"}, "E601"),
        (("tests", 0, "reponses", 0), {"compte": "peut-etre"}, "E601"),
        (("tests", 0, "reponses", 2), {"papiers": ["livret"]}, "E601"),
        (("tests", 0, "reponses", 2), {"papiers": 3}, "E601"),
        (("tests", 0, "reponses"), [], "E601"),
        (("tests", 2), ..., "E602"),
        (("tests",), [], "E602"),
    ],
)
def test_a_test_that_goes_elsewhere_or_a_branch_without_test_is_an_error(tmp_path, keys, to, code):
    tests = changed(TESTS, *keys, to=to)

    assert code in codes(lint(stamped_content(tmp_path, tests=tests), TODAY))


def test_the_branches_missed_are_named(tmp_path):
    tests = changed(TESTS, "tests", 1, to=...)

    report = lint(stamped_content(tmp_path, tests=tests), TODAY)

    assert {(b.step_id, b.way) for b in report.paths["demande"].missed} >= {
        ("compte", "non"),
        ("personnes", "2"),
        ("site", "plus_tard"),
        ("rdv", "plus_tard"),
        ("conseil", "suite, sinon → site"),
    }


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Appelez le 03 20 66 46 00.", 3),
        ("Allez sur caf.fr.", 3),
        ("Avez-vous un compte ?", 3),
        ("Touchez « Mon Compte » : c’est là.", 5),
        ("Montant : {valeur.montant_max}.", 2),
        ("Le 3 décembre à 18 h 30.", 7),
        ("", 0),
    ],
)
def test_words_are_counted_as_a_reader_would(sentence, count):
    assert n_words(sentence) == count


def test_sentences_end_with_their_sign_not_inside_an_address():
    assert sentences("Allez sur caf.fr. Entrez ! C’est fait") == (
        "Allez sur caf.fr.",
        "Entrez !",
        "C’est fait",
    )


def test_the_share_of_equal_sentences_ignores_case_and_signs():
    assert equal_share(["C’est fait. Venez ici."], ["c'est fait !"]) == 0.5
    assert equal_share([], ["a"]) == 0


def test_an_address_or_phone_written_by_hand_is_found():
    assert written_out_contact("Voir www.caf.fr ici") is not None
    assert written_out_contact("Faites le 03.20.66.46.00") == "03.20.66.46.00"
    assert written_out_contact("Faites le {contact.mairie.tel}, étape 3") is None
