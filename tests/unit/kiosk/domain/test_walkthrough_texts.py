# SPDX-License-Identifier: AGPL-3.0-or-later
"""Left-to-right words keep their order inside Arabic."""

from __future__ import annotations

import pytest

from kiosk.domain.walkthrough_texts import french_beside, is_isolated, isolated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اتصل بالرقم 03 20 66 46 00.", "اتصل بالرقم \u206603 20 66 46 00\u2069."),
        ("موقع caf.fr", "موقع \u2066caf.fr\u2069"),
        ("قبل 50%", "قبل \u206650%\u2069"),
        ("نص فقط", "نص فقط"),
        ("\u2066CAF\u2069 ثم PIC", "\u2066CAF\u2069 ثم \u2066PIC\u2069"),
    ],
)
def test_each_left_to_right_run_is_isolated_once(text, expected):
    assert isolated(text, "ar") == expected
    assert isolated(isolated(text, "ar"), "ar") == expected


def test_a_language_that_reads_left_to_right_is_left_alone():
    assert isolated("le 03 20", "fr") == "le 03 20"


def test_a_part_outside_any_isolate_is_seen():
    assert is_isolated("نص \u2066caf.fr\u2069", "caf.fr")
    assert not is_isolated("نص \u2066caf.fr\u2069 caf.fr", "caf.fr")


def test_the_french_stands_beside_only_when_another_text_is_shown():
    texts = {"fr": "RIB", "en": "RIB", "ar": "كشف"}

    assert french_beside(texts, "ar") == "RIB"
    assert french_beside(texts, "en") is None
    assert french_beside(texts, "tr") is None
