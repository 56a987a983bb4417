# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels of a receipt, and what its reader puts back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.receipts import part_that_travels, whole_receipt
from sync.signing import exchange_digest
from sync.wire import Receipt
from sync.wire_form import encode

Rest = tuple[dict[str, int], int]
WORDS = st.text("abcdef0123456789-_", min_size=1, max_size=43)
RESTS = st.tuples(
    st.dictionaries(st.sampled_from(["logs", "bookings"]), st.integers(0, 1 << 40)),
    st.integers(0, 1 << 40),
)
LIVES = st.just("") | WORDS


def receipt_text(life: str, asked: str, answered: str, rest: Rest) -> str:
    acked, time = rest
    exchange = exchange_digest(asked, answered)
    return encode(
        Receipt(incarnation=life, exchange=exchange, epoch="e", acked=acked, time=time)
    ).decode()


@given(LIVES, WORDS, WORDS, RESTS)
def test_a_receipt_is_whole_again_for_who_asked(
    life: str, asked: str, answered: str, rest: Rest
) -> None:
    text = receipt_text(life, asked, answered, rest)

    whole = whole_receipt(part_that_travels(text), incarnation=life, asked=asked, answered=answered)

    assert whole == text


@given(st.tuples(LIVES, WORDS, WORDS), st.tuples(LIVES, WORDS, WORDS), RESTS)
def test_a_receipt_for_another_life_request_or_reply_is_another_text(
    said: tuple[str, str, str], put_back: tuple[str, str, str], rest: Rest
) -> None:
    text = receipt_text(*said, rest)
    life, asked, answered = put_back

    whole = whole_receipt(part_that_travels(text), incarnation=life, asked=asked, answered=answered)

    assert (whole == text) == (said == put_back)


@pytest.mark.parametrize(
    ("asked", "answered"), [("b", "a"), ("a", "c"), ("c", "b"), ("ab", ""), ("", "ab")]
)
def test_the_one_digest_of_an_exchange_holds_both_in_their_places(
    asked: str, answered: str
) -> None:
    assert exchange_digest(asked, answered) != exchange_digest("a", "b")


def test_what_a_newer_server_adds_stays_as_it_was_signed() -> None:
    head = '{"exchange":"' + exchange_digest("a", "b")
    text = head + '","epoch":"e","added":[1,2]}'

    whole = whole_receipt(part_that_travels(text), incarnation="", asked="a", answered="b")

    assert whole == text


def test_neither_life_nor_digest_travels() -> None:
    receipt = Receipt(incarnation="a" * 16, exchange="b" * 43, epoch="e")

    part = part_that_travels(encode(receipt).decode())

    assert part == '{"epoch":"e"}'
