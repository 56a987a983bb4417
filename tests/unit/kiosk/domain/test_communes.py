# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commune is found as people write it, and the official list is whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.communes import commune_at, commune_of, communes_like, near_communes
from kiosk.foundation.resources import asset_path


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("croix", "59163"),
        ("HEM", "59299"),
        ("villeneuve d ascq", "59009"),
        ("Villeneuve-d’Ascq", "59009"),
        ("St Omer", "62765"),
        ("lys lez", "59367"),
        ("59100", "59512"),
        ("59800", "59350"),
        ("75011", "75056"),
        ("2a004", "2A004"),
        ("mons en baroeul", "59410"),
        ("Marcq-en-Barœul", "59378"),
    ],
)
def test_a_commune_is_found_as_people_write_it(typed, insee):
    assert insee in [one.insee for one in communes_like(typed)[:2]]


@given(st.text(max_size=80))
@settings(max_examples=30)
def test_nothing_typed_is_too_odd_to_be_looked_for(typed):
    assert len(communes_like(typed)) <= 6


def test_an_address_gives_the_code_only_where_there_is_no_doubt():
    assert commune_at("Croix", "59170").insee == "59163"
    assert commune_at("Ajaccio", "20000").insee == "2A004"
    assert commune_at("Roubex", "59100") is None
    assert commune_at("", "59100") is None


def test_the_list_is_whole_and_in_order():
    text = asset_path("vocabulary", "communes.csv").read_text(encoding="utf-8")
    head, *lines = text.splitlines()

    assert head == "insee;nom;codes_postaux"
    assert len(lines) == 34_969
    assert lines == sorted(lines)
    shape = re.compile(r"(?:\d{2}|2[AB])\d{3};[^;]{1,60};(?:\d{5}(?: \d{5})*)?")
    assert [line for line in lines if not shape.fullmatch(line)] == []


def test_the_communes_around_have_their_names():
    assert [one.name for one in near_communes()][:3] == ["Roubaix", "Tourcoing", "Wattrelos"]
    assert len(near_communes()) == 10
    assert commune_of("99999") is None
