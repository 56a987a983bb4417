# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a line of French words may end, and where it may not."""

from __future__ import annotations

import pytest

from ui.joined_words import joined, pieces


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Où voulez-vous venir ?", "Où voulez-vous venir\u00a0?"),
        ("Téléphone du lieu : 03", "Téléphone du lieu\u00a0: 03"),
        ("Attention ! Ici ; là.", "Attention\u00a0! Ici\u00a0; là."),
        ("le mot « Mon Compte » ici", "le mot «\u00a0Mon Compte\u00a0» ici"),
        ("rien à changer, ni 9 h", "rien à changer, ni 9 h"),
    ],
)
def test_no_line_begins_with_a_sign_of_punctuation(written, shown):
    assert joined(written) == shown


def test_a_quotation_that_has_room_is_kept_whole_and_a_long_one_is_not():
    text = "le mot « Mon Compte » ici"

    assert joined(text, lambda _: True) == "le mot «\u00a0Mon\u00a0Compte\u00a0» ici"
    assert joined(text, lambda _: False) == "le mot «\u00a0Mon Compte\u00a0» ici"


@pytest.mark.parametrize("text", ["Quoi ?", "« Mon Compte » : oui !", "السؤال « Mon Compte »"])
def test_each_sign_keeps_its_place_so_that_the_words_heard_are_found(text):
    assert len(joined(text, lambda _: True)) == len(text)


def test_a_sign_goes_with_its_word_where_room_is_measured():
    assert pieces("Autre heure ?") == ["Autre", "heure\u00a0?"]
