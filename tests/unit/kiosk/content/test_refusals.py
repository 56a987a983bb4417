# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each way a content file can be wrong: refused with file, line and what to do, the rest loads."""

from __future__ import annotations

import pytest

from kiosk.content.loader import load_catalog
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    STRUCTURE,
    TESTS,
    changed,
    read_back,
    step_place,
    write_content,
    write_walkthrough,
    write_yaml,
)


@pytest.fixture
def root(tmp_path):
    """Return a content folder with the walkthrough to break and a sound one."""
    write_content(tmp_path)
    sound = changed(STRUCTURE, "id", to="saine")
    write_walkthrough(tmp_path / "saine", sound, FRENCH_TEXTS, TESTS)
    return tmp_path


def only_problem(root, file, *keys, to):
    path = root / "demande" / file
    write_yaml(path, changed(read_back(path), *keys, to=to))
    catalog = load_catalog(root)
    assert list(catalog.walkthroughs) == ["saine"]
    (problem,) = catalog.problems
    assert problem.file == f"demande/{file}"
    return problem, path.read_text("utf-8").splitlines()


def test_a_broken_branch_is_refused_with_its_line_and_the_target_that_is_missing(root):
    place = step_place("rdv")

    problem, lines = only_problem(
        root, "parcours.yaml", "etapes", place, "plus_tard", to="nulle_part"
    )

    assert problem.code == "E103"
    assert "rdv" in lines[problem.line - 1] or "rdv" in lines[problem.line]
    assert "« nulle_part » n’est l’id d’aucune étape" in problem.message


def test_an_unknown_key_is_refused_with_its_line_and_to_be_removed(root):
    problem, lines = only_problem(root, "parcours.yaml", "couleur", to="rouge")

    assert problem.code == "E101"
    assert "couleur" in lines[problem.line - 1]
    assert "clé inconnue « couleur », l’enlever" in problem.message


def test_a_missing_text_is_refused_with_its_step_and_language(root):
    problem, lines = only_problem(root, "textes.ar.yaml", "etapes", "rdv", "titre", to="")

    assert problem.code == "E201"
    assert "titre" in lines[problem.line - 1]


def test_a_missing_translation_is_refused_with_its_step_and_language(root):
    problem, lines = only_problem(root, "textes.ar.yaml", "etapes", "fini", "titre", to=...)

    assert problem.code == "E202"
    assert "fini" in lines[problem.line - 1]
    assert "« titre » (ar)" in problem.message


def test_a_wrong_type_is_refused_with_its_line_and_what_is_expected(root):
    problem, lines = only_problem(root, "parcours.yaml", "parties", 0, "minutes", to="deux")

    assert problem.code == "E112"
    assert "minutes" in lines[problem.line - 1]
    assert "il faut un nombre entier" in problem.message
