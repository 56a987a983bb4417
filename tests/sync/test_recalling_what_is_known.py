# SPDX-License-Identifier: AGPL-3.0-or-later
"""A recall with a slip of the hand is refused: it would close nothing, and nobody would know."""

from __future__ import annotations

import pytest

from sync.server.content_shelf import shelf_of
from tests.support.published_content import FIRST, SCAN, SECOND, content, publish

SHIPPED_VERSION = "2026.11.1"


@pytest.fixture
def recalled(city, called, tmp_path):
    root = content(tmp_path, FIRST, "Premier titre")
    publish(city, root, FIRST)
    structure = root / SCAN / "parcours.yaml"
    text = structure.read_text("utf-8").replace(f"version: {FIRST}", f"version: {SECOND}")
    structure.write_text(text, encoding="utf-8")
    publish(city, root, SECOND)
    return lambda *words: called(city.folder / "city", "content", "recall", *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("walkthrough", "Scanner Envoyer"), "n’a pas la forme d’un identifiant"),
        (("walkthrough", "scaner-envoyer"), "Le plus proche : « scanner-envoyer »"),
        (("walkthrough", "zzzz"), "n’a la démarche « zzzz »"),
        (("walkthrough", SCAN, "--up-to", "2026.12.9"), f"{SHIPPED_VERSION}, {FIRST}, {SECOND}"),
        (("walkthrough", "caf-compte", "--up-to", FIRST), "pas de version 2026.12.1"),
        (("pack", "rouen"), "n’a le paquet « rouen »"),
        (("pack", "essai", "--up-to", "2027.1.1"), f"{FIRST}, {SECOND}"),
        (("url", "caf fr"), "n’est ni un hôte"),
        (("url", "www.cafe.fr"), "ne mène à « www.cafe.fr »"),
        (("url", "www.caf.fr", "--up-to", FIRST), "sans version : retirez --up-to"),
    ],
)
def test_what_no_published_content_knows_is_refused_in_words(city, recalled, words, told):
    done = recalled(*words)

    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert shelf_of(city.city).recalls_down() is None


def test_a_bad_version_is_called_a_version(city, recalled):
    done = recalled("walkthrough", SCAN, "--up-to", "12")

    assert done.returncode == 2
    assert "--up-to : une version AAAA.M.N est attendue" in done.stderr
    assert shelf_of(city.city).recalls_down() is None


@pytest.mark.parametrize(
    "words",
    [
        ("walkthrough", SCAN),
        ("walkthrough", SCAN, "--up-to", FIRST),
        ("walkthrough", "caf-compte", "--up-to", SHIPPED_VERSION),
        ("pack", "essai", "--up-to", FIRST),
        ("url", "caf.fr"),
        ("url", "www.service-public.gouv.fr"),
        ("url", "https://www.service-public.gouv.fr/"),
        ("url", "hcaptcha.com"),
    ],
)
def test_what_the_program_or_any_published_pack_holds_is_recalled(recalled, words):
    done = recalled(*words)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "rappels : 1, liste n° 1\n"


def test_content_that_only_others_hold_is_recalled_when_that_is_said(recalled):
    assert recalled("walkthrough", "d-ailleurs", "--anyway").returncode == 0
    assert recalled("url", "faux-site.fr", "--anyway").returncode == 0
    assert recalled("walkthrough", "D ailleurs", "--anyway").returncode == 1
