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
    MARK,
    SIGNATURE_BYTES,
    BookingCore,
    NotACode,
    code_text,
    read_code,
)
from kiosk.domain.scanner_letters import LETTERS

LEAST_MODULE_MM = 0.33
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


def test_a_code_is_of_letters_that_every_keyboard_has_in_the_same_place():
    assert set(code_text(CORE, sign)) <= set(LETTERS)


def test_a_code_typed_in_small_letters_says_the_same():
    assert read_code(code_text(CORE, sign).lower() + "\r").core == CORE


@pytest.mark.parametrize("side_mm", [48, 54])
def test_the_longest_code_is_printed_in_squares_that_a_scanner_sees(side_mm):
    longest = replace(
        CORE, device="k" * 24, centre="C" * 16, mediator_id="m" * 24, motif_id="b" * 24
    )
    code = segno.make_qr(code_text(longest, sign), error="m", boost_error=False)

    assert side_mm / code.symbol_size(border=4)[0] > 2 * LEAST_MODULE_MM


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        code = read_code(MARK + text)
    except NotACode:
        return

    assert len(code.signature) == SIGNATURE_BYTES


@pytest.mark.parametrize(
    "text", ["", "48291630", "https://example.org", "SXTB", "SXTBBBB", "SXTB" + "C" * 700]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NotACode):
        read_code(text)


@given(st.integers(4, 240), st.sampled_from(LETTERS + "A0"))
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
