# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.domain.centre import LONGEST_CODE, CentreCard, card_bytes, card_of, is_centre_code

CARD = CentreCard(
    code="NORD",
    name="Espace citoyen numérique Nord",
    quarter="Nord",
    address="14 place de la Fosse-aux-Chênes",
    phone="03 20 00 00 00",
    hours=((0, "9 h – 12 h"), (2, "14 h – 18 h")),
)


def test_a_card_is_read_as_it_was_written():
    assert card_of(card_bytes(CARD)) == CARD


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"null", b"{", b'{"hours": 3}', b"\xff"),
        *(b"[" * 100_000, b'{"a":' * 100_000),
        b'{"code": "\\ud800"}',
        b'{"code": "SUD", "hours": {"0": "\\ud800"}}',
    ],
)
def test_what_is_no_card_gives_an_empty_one(content):
    assert card_of(content) == CentreCard()


def test_a_day_that_does_not_exist_is_left_out():
    assert card_of(b'{"code": "SUD", "hours": {"7": "jamais"}}') == CentreCard(code="SUD")


@pytest.mark.parametrize("code", ["NORD", "n", "Maison-2.b_c", "N" * LONGEST_CODE])
def test_a_short_word_is_the_code_of_a_centre(code):
    assert is_centre_code(code)


@pytest.mark.parametrize("code", ["", "N" * 33, "É", "NO\nRD", "NO RD", "a/b", "..", "-n", "=1+1"])
def test_a_code_that_some_table_or_file_name_could_not_hold_is_none(code):
    assert not is_centre_code(code)
