# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that people read, type and say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.numbers import (
    Attempts,
    grouped,
    is_local,
    issue_pool,
    local_number,
    number_of,
)
from kiosk.foundation.errors import BugError


def test_a_number_is_shown_in_two_groups():
    assert grouped("48291630") == "4829 1630"


@pytest.mark.parametrize(
    "typed",
    ["4829 1630", "48291630", " 4829-1630 ", "4829.1630", "٤٨٢٩ ١٦٣٠", "۴۸۲۹۱۶۳۰"],
)
def test_a_number_is_understood_however_it_is_typed(typed):
    assert number_of(typed) == "48291630"


@pytest.mark.parametrize("typed", ["", "4829 163", "4829 16300", "4829 163A", "quatre", "²²²²²²²²"])
def test_what_is_not_eight_digits_is_no_number(typed):
    assert number_of(typed) is None


@given(seed=st.integers(), n_numbers=st.integers(0, 50))
def test_pools_and_the_machines_own_space_never_meet(seed, n_numbers):
    draw = random.Random(seed).randint
    pool = issue_pool((), n_numbers, draw)

    assert len(set(pool)) == n_numbers
    assert all(number[0] in "12345678" and len(number) == 8 for number in pool)
    own = local_number((), draw)
    assert is_local(own)
    assert own not in pool


def test_a_number_given_out_is_not_issued_again():
    draws = iter([48291630, 48291630, 11111111])

    assert issue_pool({"48291630"}, 1, lambda low, high: next(draws)) == ("11111111",)


def test_a_full_space_is_said_instead_of_searched_for_ever():
    with pytest.raises(BugError):
        local_number({"90000000"}, lambda low, high: low)


def test_five_wrong_numbers_begin_a_pause_of_a_minute():
    attempts = Attempts()
    for _ in range(4):
        attempts = attempts.after_wrong(100.0)
    assert attempts.wait_s(100.0) == 0

    attempts = attempts.after_wrong(100.0)

    assert attempts.wait_s(100.0) == 60
    assert attempts.wait_s(160.0) == 0
