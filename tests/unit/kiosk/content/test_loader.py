# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bad walkthrough is refused with file, line and what to do; the rest still loads."""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.content.loader import load_catalog
from kiosk.domain.walkthroughs import REQUIRED_LANGUAGES
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    REGISTRIES,
    STRUCTURE,
    TESTS,
    changed,
    read_back,
    step_place,
    write_content,
    write_walkthrough,
    write_yaml,
)

STEP = step_place("papiers")
SUITE = ("etapes", STEP, "suite")


def with_a_sound_one(root):
    """Write the usual walkthrough under another name beside the one under test."""
    sound = changed(STRUCTURE, "id", to="saine")
    write_walkthrough(root / "saine", sound, FRENCH_TEXTS, TESTS)


def load_changed(root, *keys, to):
    write_content(root, structure=changed(STRUCTURE, *keys, to=to))
    with_a_sound_one(root)
    return load_catalog(root)


def test_a_sound_folder_loads_without_a_problem(tmp_path):
    catalog = load_catalog(write_content(tmp_path))

    assert catalog.problems == ()
    assert list(catalog.walkthroughs) == ["demande"]
    assert len(catalog.walkthroughs["demande"].texts) == 4


@pytest.mark.parametrize(
    ("keys", "to", "code"),
    [
        ((*SUITE, 0, "vers"), "nulle_part", "E103"),
        ((*SUITE, 1), {"sinon": "nulle_part"}, "E103"),
        ((*SUITE, 1), {"vers": "site"}, "E113"),
        (SUITE, [{"si": {"eq": ["papiers", "complet"]}, "vers": "site"}], "E105"),
        (SUITE, ..., "E107"),
        (SUITE, 7, "E112"),
        ((*SUITE, 0, "si"), {"egal": ["papiers", "complet"]}, "E101"),
        ((*SUITE, 0, "si"), {"eq": ["papiers", "a-moitie"]}, "E109"),
        ((*SUITE, 0, "si"), {"eq": ["humeur", "bonne"]}, "E109"),
        ((*SUITE, 0, "si"), {"eq": ["verif", "oui"]}, "E108"),
        ((*SUITE, 0, "si"), {"gte": ["papiers", 2]}, "E109"),
        ((*SUITE, 0, "si"), {"gte": ["personnes", "deux"]}, "E112"),
        (("etapes", STEP, "couleur"), "rouge", "E101"),
        (("couleur",), "rouge", "E101"),
        (("etapes", STEP, "type"), "jeu", "E112"),
        (("etapes", STEP, "pieces"), ["carte_inconnue"], "E103"),
        (("etapes", STEP, "pieces"), "identite", "E112"),
        (("etapes", STEP, "partie"), "ailleurs", "E103"),
        (("etapes", step_place("site"), "hors_ligne"), ..., "E401"),
        (("etapes", step_place("site"), "url"), "pirate", "E103"),
        (("etapes", step_place("compte"), "ne_sait_pas"), ..., "E211"),
        (("etapes", step_place("compte"), "options"), [{"valeur": "oui", "icone": "x"}], "E210"),
        (("etapes", step_place("conseil"), "id"), "papiers", "E102"),
        (("etapes", step_place("conseil"), "suite"), "conseil", "E106"),
        (("etapes", STEP, "suite"), "site", "E104"),
        (("etapes", step_place("conseil"), "si_points"), {"9": {"vrai": "compte"}}, "E103"),
        (("schema",), "autre/1", "E112"),
        (("id",), "Autre Nom", "E112"),
        (("version",), "un", "E112"),
        (("statut",), "parfait", "E112"),
        (("theme",), "cuisine", "E103"),
        (("relecture", "a_revoir_avant"), "un jour", "E112"),
        (("sources",), [], "E307"),
        (("parties",), [{"id": "preparer", "minutes": 2}], "E112"),
        (("parties", 0, "minutes"), "deux", "E112"),
        (("depart",), "nulle_part", "E103"),
        (("etapes",), {}, "E112"),
        (("valeurs", "montant", "fr-falc"), ..., "E202"),
    ],
)
def test_a_broken_structure_is_refused_and_the_rest_still_loads(tmp_path, keys, to, code):
    structure = changed(STRUCTURE, *keys, to=to)
    root = write_content(tmp_path)
    write_yaml(root / "demande" / "parcours.yaml", structure)
    with_a_sound_one(root)

    catalog = load_catalog(root)

    assert list(catalog.walkthroughs) == ["saine"]
    assert code in {problem.code for problem in catalog.problems}
    assert all(problem.file.startswith("demande/") for problem in catalog.problems)
    assert all(problem.line >= 1 and len(problem.message) > 10 for problem in catalog.problems)


@pytest.mark.parametrize(
    ("keys", "to", "code"),
    [
        (("titre",), ..., "E202"),
        (("titre",), "", "E201"),
        (("titre",), ["a"], "E112"),
        (("parties", "site"), ..., "E202"),
        (("etapes", "rdv"), ..., "E202"),
        (("etapes", "rdv", "titre"), ..., "E202"),
        (("etapes", "compte", "options", "peut-etre"), "?", "E101"),
        (("etapes", "personnes", "options", "2"), ..., "E202"),
        (("etapes", "papiers", "cas"), ..., "E202"),
        (("etapes", "site", "preparer"), ..., "E202"),
        (("etapes", "site", "mots"), ..., "E202"),
        (("etapes", "site", "bruit"), "x", "E101"),
        (("etapes", "bruit"), {"titre": "x"}, "E101"),
        (("etapes", "appel", "texte"), "Faites le {contact.mairie}.", "E213"),
        (("etapes", "appel", "texte"), "Faites le {contact.lune.tel}.", "E213"),
        (("etapes", "appel", "texte"), "Faites le {tel}.", "E213"),
        (("langue",), "fr", "E112"),
        (("traduction",), "origine", "E112"),
    ],
)
def test_a_broken_text_is_refused_and_the_rest_still_loads(tmp_path, keys, to, code):
    root = write_content(tmp_path)
    file = root / "demande" / "textes.en.yaml"
    write_yaml(file, changed(read_back(file), *keys, to=to))
    with_a_sound_one(root)

    catalog = load_catalog(root)

    assert list(catalog.walkthroughs) == ["saine"]
    assert {(p.file, p.code) for p in catalog.problems} >= {("demande/textes.en.yaml", code)}


def test_the_line_told_is_that_of_the_fault(tmp_path):
    root = write_content(tmp_path)
    file = root / "demande" / "parcours.yaml"
    lines = file.read_text("utf-8").splitlines()
    place = next(number for number, text in enumerate(lines) if '"icone": "home"' in text)
    lines.insert(place, "bruit: 1")
    file.write_text("\n".join(lines), "utf-8")

    catalog = load_catalog(root)

    assert [(p.file, p.line, p.code) for p in catalog.problems] == [
        ("demande/parcours.yaml", place + 1, "E101")
    ]
    assert "bruit" in catalog.problems[0].message


@pytest.mark.parametrize("name", ["parcours.yaml", "textes.fr.yaml", "textes.ar.yaml"])
def test_a_file_that_is_no_yaml_refuses_its_walkthrough_alone(tmp_path, name):
    root = write_content(tmp_path)
    (root / "demande" / name).write_text("a: [1\nb: 2\n", "utf-8")
    with_a_sound_one(root)

    catalog = load_catalog(root)

    assert list(catalog.walkthroughs) == ["saine"]
    assert catalog.problems[0].file == f"demande/{name}"


def test_a_walkthrough_that_lost_its_structure_is_told(tmp_path):
    write_content(tmp_path)
    with_a_sound_one(tmp_path)
    (tmp_path / "demande" / "parcours.yaml").unlink()

    catalog = load_catalog(tmp_path)

    assert list(catalog.walkthroughs) == ["saine"]
    assert [problem.file for problem in catalog.problems] == ["demande/parcours.yaml"]


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_a_walkthrough_without_french_or_easy_french_is_refused(tmp_path, language):
    root = write_content(tmp_path)
    (root / "demande" / f"textes.{language}.yaml").unlink()

    catalog = load_catalog(root)

    assert not catalog.walkthroughs
    assert catalog.problems[0].file == f"demande/textes.{language}.yaml"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_walkthrough_without_another_language_is_offered_in_those_it_has(tmp_path, language):
    root = write_content(tmp_path)
    (root / "demande" / f"textes.{language}.yaml").unlink()

    catalog = load_catalog(root)

    assert catalog.problems == ()
    assert set(catalog.walkthroughs["demande"].texts) == {"fr", "fr-falc", "ar", "en"} - {language}


def test_a_language_file_added_later_is_seen_although_the_rest_was_kept_compiled(tmp_path):
    root = write_content(tmp_path / "content")
    english = (root / "demande" / "textes.en.yaml").read_text("utf-8")
    (root / "demande" / "textes.en.yaml").unlink()
    assert "en" not in load_catalog(root, tmp_path / "kept").walkthroughs["demande"].texts

    (root / "demande" / "textes.en.yaml").write_text(english, "utf-8")

    assert "en" in load_catalog(root, tmp_path / "kept").walkthroughs["demande"].texts


def test_a_registry_text_needs_french_and_easy_french_alone(tmp_path):
    registries = changed(REGISTRIES, "contacts", "mairie", "nom", "ar", to=...)
    registries = changed(registries, "pieces", "livret", "nom", "fr-falc", to=...)
    root = write_content(tmp_path, registries=registries)

    catalog = load_catalog(root)

    assert "ar" not in catalog.registries.contacts["mairie"].names
    assert [p.code for p in catalog.problems if p.file == "registres/pieces.yaml"] == ["E202"]
    assert "livret" not in catalog.registries.papers


def test_a_bad_registry_entry_refuses_only_who_names_it(tmp_path):
    registries = changed(REGISTRIES, "contacts", "inutile", to={"tel": 3})
    root = write_content(tmp_path, registries=registries)

    catalog = load_catalog(root)

    assert list(catalog.walkthroughs) == ["demande"]
    assert {problem.file for problem in catalog.problems} == {"registres/contacts.yaml"}


def test_an_address_without_https_is_refused(tmp_path):
    registries = changed(REGISTRIES, "urls", "caf", "adresse", to="http://caf.fr")

    catalog = load_catalog(write_content(tmp_path, registries=registries))

    assert not catalog.walkthroughs
    assert "E304" in {problem.code for problem in catalog.problems}


@pytest.mark.parametrize("host", ["*.caf.fr", ".gouv.fr", "https://caf.fr", "caf", "127.0.0.1:80"])
def test_a_host_that_is_no_name_or_opens_too_much_is_refused(tmp_path, host):
    registries = changed(REGISTRIES, "urls", "caf", "hotes", to=[host])

    catalog = load_catalog(write_content(tmp_path, registries=registries))

    assert not catalog.walkthroughs
    assert "E304" in {problem.code for problem in catalog.problems}


@pytest.mark.parametrize("status", ["brouillon", "retire"])
def test_a_draft_or_a_retired_walkthrough_is_not_shown(tmp_path, status):
    catalog = load_changed(tmp_path, "statut", to=status)

    assert list(catalog.walkthroughs) == ["saine"]
    assert catalog.problems == ()


def test_no_folder_at_all_is_a_problem_not_a_fault(tmp_path):
    catalog = load_catalog(tmp_path / "absent")

    assert not catalog.walkthroughs
    assert catalog.problems


def test_a_warm_load_gives_the_same_and_never_imports_the_yaml_reader(tmp_path):
    root = write_content(tmp_path / "contenu")
    cold = load_catalog(root, tmp_path / "cache")
    code = (
        "import sys; from pathlib import Path; from kiosk.content.loader import load_catalog\n"
        "c = load_catalog(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "assert list(c.walkthroughs) == ['demande'], c\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('yaml', 'ruamel')]\n"
    )

    assert load_catalog(root, tmp_path / "cache") == cold
    subprocess.run(
        [sys.executable, "-c", code, str(root), str(tmp_path / "cache")],
        check=True,
        env={"PYTHONPATH": "."},
    )


def test_a_changed_text_is_read_again_and_the_old_form_is_forgotten(tmp_path):
    root, cache = write_content(tmp_path / "contenu"), tmp_path / "cache"
    load_catalog(root, cache)
    kept = set(cache.iterdir())

    texts = changed(FRENCH_TEXTS, "titre", to="Nouveau titre")
    write_yaml(root / "demande" / "textes.fr.yaml", texts)
    catalog = load_catalog(root, cache)

    assert catalog.walkthroughs["demande"].texts["fr"].title == "Nouveau titre"
    assert len(set(cache.iterdir()) - kept) == 1
    assert len(kept - set(cache.iterdir())) == 1


def test_a_damaged_compiled_file_is_made_anew(tmp_path):
    root, cache = write_content(tmp_path / "contenu"), tmp_path / "cache"
    cold = load_catalog(root, cache)
    for path in cache.iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert load_catalog(root, cache) == cold


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path):
    blocker = tmp_path / "fichier"
    blocker.write_text("ceci n’est pas un dossier", "utf-8")

    catalog = load_catalog(write_content(tmp_path / "contenu"), blocker / "cache")

    assert list(catalog.walkthroughs) == ["demande"]


junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 99), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, (*path, number))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_value_whatever_its_place_makes_the_check_fail_itself(tmp_path, data):
    from datetime import date

    from kiosk.content.linter import lint

    root = write_content(tmp_path)
    files = {
        "demande/parcours.yaml": STRUCTURE,
        "demande/textes.fr.yaml": FRENCH_TEXTS,
        "demande/tests.yaml": TESTS,
        **{f"registres/{name}.yaml": value for name, value in REGISTRIES.items()},
    }
    name = data.draw(st.sampled_from(sorted(files)))
    whole = copy.deepcopy(files[name])
    path = data.draw(st.sampled_from([place for place in _places(whole) if place]))

    write_yaml(root / name, changed(whole, *path, to=data.draw(junk)))

    report = lint(root, date(2026, 11, 23))
    assert all(problem.message and problem.line >= 1 for problem in report.problems)
