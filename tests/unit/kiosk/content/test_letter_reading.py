# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters and events of life as authors write them: what is wrong is told, nothing crashes."""

from __future__ import annotations

import shutil

import pytest

from kiosk.content.letter_lint import PLANNED_WALKTHROUGHS, lint_letters
from kiosk.content.letter_loading import load_letter_book, load_life_events
from kiosk.content.letter_reading import read_letter_book, read_life_events
from kiosk.content.registry_reading import read_lexicon
from kiosk.foundation.resources import asset_path

SHIPPED = asset_path("content")


@pytest.fixture
def root(tmp_path):
    """Return a content folder with the shipped registries alone."""
    shutil.copytree(SHIPPED / "registres", tmp_path / "registres")
    return tmp_path


def change(root, name, old, new):
    path = root / "registres" / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def linted(root, known=frozenset()):
    problems = []
    lexicon = read_lexicon(root, [])
    lint_letters(root, set(known), lexicon, problems)
    return problems


def test_what_ships_has_no_problem_at_all():
    known = {path.parent.name for path in SHIPPED.glob("*/parcours.yaml")}

    assert linted(SHIPPED, known) == []


def test_french_and_easy_french_are_needed_and_other_languages_are_not(root):
    change(root, "lettres", "fr-falc: La CAF, en: Family benefits (CAF), ", "")
    problems = []

    assert read_letter_book(root, problems) is None
    (told,) = problems
    assert (told.code, "fr-falc" in told.message) == ("E202", True)


def test_a_text_without_english_and_arabic_is_sound(root):
    change(root, "lettres", ", en: Family benefits (CAF), ar: الإعانات العائلية", "")

    book = load_letter_book(root)

    assert book is not None
    assert {"fr", "fr-falc"} <= set(book.senders[0].names)
    assert not {"en", "ar"} & set(book.senders[0].names)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("schema: sixieme-lettres/1", "schema: sixieme-lettres/2", "E112"),
        ("argent: true", "argent: peut-être", "E112"),
        ("  caf:\n", "  CAF:\n", "E112"),
        ("puis: [personne, demarche]", "puis: [demarche]", "E112"),
        ("puis: [personne, demarche]", "puis: [personne, magie]", "E112"),
        ('mots: "Caf, allocataire, RSA"', "couleur: rouge", "E101"),
        (
            '    demandes:\n      payer:\n        faire: [{fr: "La CAF',
            '    demandes:\n      rever:\n        faire: [{fr: "La CAF',
            "E103",
        ),
        ("parcours: [caf-compte]", "parcours: [a, b, c]", "E112"),
        ("parcours: [caf-compte]", 'parcours: ["../fuite"]', "E112"),
        ("icone: home-heart", 'icone: "../secret"', "E112"),
        ("  passee:", "  passeee:", "E113"),
    ],
)
def test_a_wrong_book_is_refused_whole_and_the_fault_is_told(root, old, new, code):
    change(root, "lettres", old, new)
    problems = []

    assert read_letter_book(root, problems) is None
    assert code in {problem.code for problem in problems}
    assert all(problem.line > 1 for problem in problems)
    assert load_letter_book(root) is None


def test_without_a_file_there_is_no_book_and_no_event(tmp_path):
    assert load_letter_book(tmp_path) is None
    assert load_life_events(tmp_path) == ()
    assert linted(tmp_path) == []


def test_a_file_that_is_no_map_is_told(root):
    for name in ("lettres", "evenements"):
        (root / "registres" / f"{name}.yaml").write_text("- un\n- deux\n", "utf-8")
    letters, events = [], []

    assert read_letter_book(root, letters) is None
    assert read_life_events(root, events) == ()
    assert letters
    assert events


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"a: &x [*x]", b"[" * 500, b"x: " + b"a" * 200_000]
)
def test_a_hostile_file_is_refused_with_a_sentence(root, raw):
    for name in ("lettres", "evenements"):
        (root / "registres" / f"{name}.yaml").write_bytes(raw)
    problems = []

    assert read_letter_book(root, problems) is None
    assert read_life_events(root, problems) == ()
    assert {problem.code for problem in problems} == {"E100"}


def test_a_wrong_event_is_left_out_and_the_others_stay(root):
    change(root, "evenements", "icone: home-move", "icone: Home Move")

    events = load_life_events(root)

    assert "demenager" not in {event.event_id for event in events}
    assert len(events) == len(load_life_events(SHIPPED)) - 1


def test_an_event_without_walkthrough_is_told(root):
    change(root, "evenements", "  parcours: [ameli]\n", "")
    problems = []
    read_life_events(root, problems)

    assert [problem.code for problem in problems] == ["E113"]


def test_the_compiled_form_is_read_back_the_same_and_follows_the_file(root, tmp_path):
    cache = tmp_path / "cache"
    first = load_letter_book(root, cache), load_life_events(root, cache)
    assert (load_letter_book(root, cache), load_life_events(root, cache)) == first
    change(root, "lettres", "fr: De qui,", "fr: Qui écrit,")

    book = load_letter_book(root, cache)
    assert book is not None
    assert book.questions["organisme"].stages["fr"] == "Qui écrit"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("lettres", "parcours: [caf-compte]", "parcours: [caf-conte]", "E103"),
        ("lettres", "parcours_attention: arnaque", "parcours_attention: pige", "E103"),
        ("evenements", "aide-logement", "aide-logment", "E103"),
        ("lettres", "icone: home-heart", "icone: home-hart", "E212"),
        ("evenements", "icone: home-move", "icone: home-mve", "E212"),
        ("lettres", "fr: Mairie,", "fr: La grande mairie de la ville,", "E210"),
        ("lettres", "Regardez le nom ou", "Regardez très bien, s’il vous plaît, le nom ou", "E205"),
        ("lettres", "Préparez la lettre", "Téléchargez, procédure, la lettre", "E207"),
    ],
)
def test_the_check_tells_what_an_author_must_mend(root, name, old, new, code):
    change(root, name, old, new)

    assert [problem.code for problem in linted(root)] == [code]


def test_a_picture_used_twice_on_a_screen_is_told(root):
    change(root, "lettres", "icone: receipt-euro", "icone: home-heart")

    assert [problem.code for problem in linted(root)] == ["W502"]


def test_a_walkthrough_of_the_folder_may_be_named_even_if_it_was_not_planned(root):
    change(root, "lettres", "parcours: [caf-compte]", "parcours: [tout-neuf]")

    assert linted(root, {"tout-neuf"}) == []
    assert "tout-neuf" not in PLANNED_WALKTHROUGHS


def test_no_walkthrough_may_take_the_name_under_which_letters_are_counted(root):
    assert [problem.code for problem in linted(root, {"lettre"})] == ["E102"]
