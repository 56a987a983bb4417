# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels of a receipt, and what its reader puts back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.receipts import part_that_travels, whole_receipt
from sync.wire import Receipt
from sync.wire_form import encode

WORDS = st.text("abcdef0123456789-_", min_size=1, max_size=43)
RECEIPTS = st.builds(
    Receipt,
    incarnation=st.just("") | WORDS,
    asked=WORDS,
    answered=WORDS,
    epoch=WORDS,
    acked=st.dictionaries(st.sampled_from(["logs", "bookings"]), st.integers(0, 1 << 40)),
    time=st.integers(0, 1 << 40),
)


@given(RECEIPTS)
def test_a_receipt_is_whole_again_for_who_asked(receipt: Receipt) -> None:
    text = encode(receipt).decode()

    whole = whole_receipt(
        part_that_travels(text),
        incarnation=receipt.incarnation,
        asked=receipt.asked,
        answered=receipt.answered,
    )

    assert whole == text


@given(RECEIPTS, WORDS)
def test_a_receipt_for_another_request_is_another_text(receipt: Receipt, other: str) -> None:
    text = encode(receipt).decode()

    whole = whole_receipt(
        part_that_travels(text),
        incarnation=receipt.incarnation,
        asked=other,
        answered=receipt.answered,
    )

    assert (whole == text) == (other == receipt.asked)


def test_what_a_newer_server_adds_stays_as_it_was_signed() -> None:
    text = '{"asked":"a","answered":"b","epoch":"e","added":[1,2]}'

    whole = whole_receipt(part_that_travels(text), incarnation="", asked="a", answered="b")

    assert whole == text


def test_neither_digest_travels() -> None:
    receipt = Receipt(incarnation="a" * 16, asked="b" * 43, answered="c" * 43, epoch="e")

    part = part_that_travels(encode(receipt).decode())

    assert part == '{"epoch":"e"}'
