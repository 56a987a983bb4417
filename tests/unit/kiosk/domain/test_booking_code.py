# SPDX-License-Identifier: AGPL-3.0-or-later
"""The square code of a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.appointments import TicketState
from kiosk.domain.booking_code import (
    PREFIX,
    SIGNATURE_BYTES,
    BookingCore,
    NotACode,
    base45,
    code_text,
    from_base45,
    read_code,
)

CORE = BookingCore(
    state=TicketState.CONFIRMED,
    incarnation="00112233445566aa",
    number="48291630",
    start_utc=datetime(2026, 11, 25, 13, tzinfo=UTC),
    duration_min=45,
    device="k-nord-1",
    centre="NORD",
    mediator_id="m-nadia",
    motif_id="caf",
)


def sign(message):
    return bytes(64)


def test_a_code_says_what_was_written():
    read = read_code(code_text(CORE, sign))

    assert read.core == CORE
    assert read.signature == bytes(64)


def test_the_signature_covers_every_byte_of_the_core():
    signed = []
    code_text(CORE, lambda message: signed.append(message) or bytes(64))

    assert read_code(code_text(CORE, sign)).message == signed[0]


def test_a_code_whose_number_has_other_than_eight_digits_is_none():
    code = code_text(replace(CORE, number="4294967295"), sign)

    with pytest.raises(NotACode):
        read_code(code)


def test_a_code_uses_the_dense_mode_of_square_codes():
    code = segno.make(code_text(CORE, sign), error="m")

    assert code.mode == "alphanumeric"
    assert code.version <= 9


def test_the_examples_of_the_standard():
    assert base45(b"AB") == "BB8"
    assert base45(b"Hello!!") == "%69 VD92EX0"
    assert base45(b"base-45") == "UJCLQE7W581"
    assert from_base45("QED8WEX0") == b"ietf!"


@given(st.binary(max_size=300))
def test_base45_gives_back_what_it_was_given(octets):
    assert from_base45(base45(octets)) == octets


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        code = read_code(PREFIX + text)
    except NotACode:
        return

    assert len(code.signature) == SIGNATURE_BYTES


@pytest.mark.parametrize(
    "text", ["", "48291630", "https://example.org", "SQ1:", "SQ1:AAA", "SQ1:" + "0" * 700]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NotACode):
        read_code(text)


@given(st.integers(4, 240), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_a_damaged_code_never_says_the_same_with_the_same_proof(place, character):
    text = code_text(CORE, lambda message: bytes(range(64)))
    damaged = text[:place] + character + text[place + 1 :]
    if damaged == text or place >= len(text):
        return
    try:
        read = read_code(damaged)
    except NotACode:
        return
    assert (read.message, read.signature) != (read_code(text).message, read_code(text).signature)
