# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.foundation.errors import BugError
from kiosk.foundation.sealing import (
    Unreadable,
    new_sealing_keys,
    open_sealed,
    pad,
    seal,
    seal_info,
    unpad,
)

PLACE = {
    "tenant": "roubaix",
    "device": "borne-1",
    "incarnation": "0" * 16,
    "record": "48291630",
    "field": "label",
}
PRIVATE, PUBLIC = new_sealing_keys()


@given(st.binary(max_size=500))
def test_what_was_padded_is_given_back_and_its_length_hidden(plain):
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) % 64 == 0


@given(st.binary(max_size=300))
def test_what_pad_did_not_make_never_passes_as_another_text(content):
    try:
        plain = unpad(content)
    except ValueError:
        return
    assert content[2 : 2 + len(plain)] == plain


def test_a_text_too_long_is_a_bug():
    with pytest.raises(BugError):
        pad(b"x" * 65_536)


@given(st.text(max_size=80))
def test_a_sealed_text_opens_in_its_place(text):
    info = seal_info(**PLACE)

    assert open_sealed(PRIVATE, seal(PUBLIC, text.encode(), info), info) == text.encode()


@pytest.mark.parametrize("part", list(PLACE))
def test_a_sealed_text_opens_nowhere_else(part):
    sealed = seal(PUBLIC, b"Mme EXEMPLE", seal_info(**PLACE))

    with pytest.raises(Unreadable):
        open_sealed(PRIVATE, sealed, seal_info(**{**PLACE, part: "other"}))


def test_moving_a_letter_between_two_parts_gives_another_place():
    shifted = {**PLACE, "tenant": "roubaixb", "device": "orne-1"}

    assert seal_info(**shifted) != seal_info(**PLACE)


def test_another_key_or_a_changed_byte_opens_nothing():
    info = seal_info(**PLACE)
    sealed = bytearray(seal(PUBLIC, b"Mme EXEMPLE", info))

    with pytest.raises(Unreadable):
        open_sealed(new_sealing_keys()[0], bytes(sealed), info)
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        open_sealed(PRIVATE, bytes(sealed), info)
    with pytest.raises(Unreadable):
        open_sealed(PRIVATE, b"", info)


def test_two_names_of_other_lengths_look_alike():
    info = seal_info(**PLACE)

    assert len(seal(PUBLIC, b"Li", info)) == len(seal(PUBLIC, b"Mme EXEMPLE-LONGUE", info))
