# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exercises as authors write them: what is wrong is told with its line, nothing crashes."""

from __future__ import annotations

import random
import shutil

import pytest

from kiosk.content.practice_lint import lint_exercises
from kiosk.content.practice_loading import load_exercises
from kiosk.content.practice_reading import MAX_EXERCISES, read_exercise
from kiosk.content.registry_reading import read_lexicon
from kiosk.content.yaml_tree import nodes_below, read_yaml
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES
from kiosk.foundation.resources import asset_path
from kiosk.services.practice import PracticeService
from kiosk.services.walkthroughs import WalkthroughService
from tests.support.fakes import FrozenClock

SHIPPED = asset_path("content")
MAIL = "exercices/courriel.yaml"
N_MUTATIONS = 12


@pytest.fixture
def root(tmp_path):
    """Return a content folder with the shipped exercises and the lexicon."""
    for name in ("registres", "exercices"):
        shutil.copytree(SHIPPED / name, tmp_path / name)
    return tmp_path


def change(root, old, new, file=MAIL):
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def problems_of(root):
    problems = []
    known = {"adresse-mail", "mots-de-passe", "caf-rsa-declaration", "impots", "scanner-envoyer"}
    lint_exercises(root, known, read_lexicon(root, []), problems)
    return problems


def test_the_shipped_exercises_are_sound(root):
    assert [one.sentence() for one in problems_of(root) if one.is_error] == []
    assert [one.exercise_id for one in load_exercises(root)] == [
        "courriel",
        "declaration",
        "papier",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("sixieme-exercice/1", "sixieme-exercice/9", "E112"),
        ("duree_min: 8", "duree_min: 300", "E210"),
        ("genre: lire", "genre: danser", "E112"),
        ("partie: debut", "partie: ailleurs", "E103"),
        ("  - id: identite", "  - id: fiche", "E102"),
        ("  - id: identite", "  - id: fini", "E102"),
        ("regle: persona, ecrire: Amina}", "regle: devine, ecrire: Amina}", "E112"),
        ("        juste: true\n", "", "E112"),
        ("    champs:\n", "    cibles:\n", "E112"),
        ("icone: at\n", "icone: ../../etc\n", "E112"),
        ("mots: [amina, exemple], ", "", "E112"),
        ('regle: exact, ecrire: "482915"', f'regle: exact, ecrire: "{"4" * 61}"', "E210"),
        ("en: Create an e-mail address, ", "xx: Create, ", "E101"),
        ("fr-falc: Faire son adresse e-mail, ", "", "E202"),
        ("fin:\n", "finir:\n", "E113"),
    ],
)
def test_a_mistake_leaves_the_exercise_out_and_is_told(root, old, new, code):
    change(root, old, new)

    assert code in {one.code for one in problems_of(root)}
    assert "courriel" not in {one.exercise_id for one in load_exercises(root)}
    assert len(load_exercises(root)) == 2


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("icone: at\n", "icone: inconnu\n", "E212"),
        ("parcours: [adresse-mail", "parcours: [nulle-part", "E103"),
        ("Mettez un point entre le prénom et le nom.", "un mot " * 13 + ".", "E205"),
        ('ecrire: "482915"', 'ecrire: "4829150", aussi: ["12/03/1985 4"]', "E112"),
        ("ecrire: amina.exemple, mots", "ecrire: amina.durand, mots", "E112"),
    ],
)
def test_what_only_an_author_can_mend_is_an_error(root, old, new, code):
    change(root, old, new)

    assert code in {one.code for one in problems_of(root) if one.is_error}


def test_corners_are_four(root):
    change(root, "      - {id: bas-droite,", "      # {id: bas-droite,", "exercices/papier.yaml")

    assert "E112" in {one.code for one in problems_of(root)}


def test_more_exercises_than_the_bound_are_left_aside_and_told(root):
    for number in range(MAX_EXERCISES):
        shutil.copy(root / MAIL, root / "exercices" / f"autre-{number}.yaml")

    assert "E210" in {one.code for one in problems_of(root)}
    assert len(load_exercises(root)) == MAX_EXERCISES


def test_a_folder_without_exercises_is_sound(tmp_path):
    assert load_exercises(tmp_path) == ()
    assert problems_of(tmp_path) == []


def test_the_compiled_form_gives_the_same_exercises_and_follows_the_file(root, tmp_path):
    cache = tmp_path / "cache"
    first = load_exercises(root, cache)
    assert load_exercises(root, cache) == first
    change(root, "duree_min: 8", "duree_min: 9")

    assert load_exercises(root, cache)[0].minutes == 9


def test_a_damaged_file_is_refused_or_read_and_never_breaks(root):
    chance, path = random.Random(20261123), root / MAIL
    whole = path.read_bytes()
    for _ in range(N_MUTATIONS):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.choice(b"\x00\xff{}[]:-&*!'\"\n 9")
        path.write_bytes(raw)
        problems = []
        exercise = read_exercise(path, problems)
        assert (exercise is None) is bool(problems)


def test_a_language_that_somebody_has_read_is_told_no_machine_s_any_more(root):
    change(root, "relues: []", "relues: [tr]")
    service = PracticeService(root, None, WalkthroughService(root, None, FrozenClock()))
    run = service.start("courriel")

    by_machine = {
        code for code in CONTENT_LANGUAGES if service.view(run, code).is_machine_translated
    }
    assert by_machine == {"en", "ar", "pt", "pl", "ro"}


def test_a_language_read_again_that_is_none_of_ours_is_told(root):
    change(root, "relues: []", "relues: [de]")

    (problem,) = problems_of(root)

    assert problem.code == "E112"
    assert "« de »" in problem.message


@pytest.mark.parametrize(
    "path", sorted((SHIPPED / "exercices").glob("*.yaml")), ids=lambda p: p.stem
)
def test_a_shipped_exercise_has_every_text_in_every_language(path):
    found = [node.value for node in nodes_below(read_yaml(path, path.name))]
    texts = [value for value in found if isinstance(value, dict) and _is_text(value)]

    assert len(texts) > 30
    for text in texts:
        assert set(text) == set(CONTENT_LANGUAGES), text["fr"].value


def _is_text(value):
    return "fr" in value and isinstance(value["fr"].value, str)
