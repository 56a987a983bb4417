# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key ``origine``: read when it is whole, refused with a sentence when it is not."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.content.loader import load_catalog
from tests.support.walkthroughs import STRUCTURE, changed, write_content

ORIGIN = {
    "type": "dila",
    "id": "F1342",
    "date": "2020-07-21",
    "sha256": "ab" * 32,
    "licence": "Licence Ouverte 2.0 (Etalab)",
}


def catalog_with(tmp_path, origin, **options):
    structure = {**STRUCTURE, "origine": origin}
    return load_catalog(write_content(tmp_path, structure=structure), **options)


def test_the_origin_reaches_the_walkthrough(tmp_path):
    origin = catalog_with(tmp_path, ORIGIN).walkthroughs["demande"].origin

    assert (origin.sheet_id, origin.dated) == ("F1342", date(2020, 7, 21))


def test_the_origin_survives_the_compiled_form(tmp_path):
    cache = tmp_path / "cache"
    first = catalog_with(tmp_path / "content", ORIGIN, cache_folder=cache)
    again = load_catalog(tmp_path / "content", cache_folder=cache)

    assert again.walkthroughs["demande"].origin == first.walkthroughs["demande"].origin
    assert again.walkthroughs["demande"].origin is not None


def test_a_walkthrough_without_origin_has_none(tmp_path):
    assert load_catalog(write_content(tmp_path)).walkthroughs["demande"].origin is None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("type", "autre", "E112"),
        ("id", "../F1", "E112"),
        ("date", "hier", "E112"),
        ("date", ..., "E113"),
        ("sha256", "AB", "E112"),
        ("licence", ..., "E113"),
        ("auteur", "x", "E101"),
    ],
)
def test_a_wrong_origin_refuses_the_walkthrough(tmp_path, key, value, code):
    origin = {**ORIGIN, key: "x"} if key not in ORIGIN else changed(ORIGIN, key, to=value)
    catalog = catalog_with(tmp_path, origin)

    assert catalog.walkthroughs == {}
    assert code in {problem.code for problem in catalog.problems}
