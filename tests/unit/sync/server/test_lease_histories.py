# SPDX-License-Identifier: AGPL-3.0-or-later
"""Histories drawn at random: nobody is promised the time of another, whatever breaks.

`./dev bench histories` plays a million appointments; these are the first of the same kind.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.lease_histories import Ending, History, play

SEEDS = range(1, 121)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 1 << 32))
def test_two_kiosks_and_more_with_disjoint_leases_offline_never_overlap_after_the_exchange(seed):
    """Cas 26 : des bornes hors ligne, aux droits disjoints."""
    ending = play(seed, n_steps=120, faults=False)

    assert (ending.n_doubles, ending.n_unseen) == (0, 0)


def test_after_copies_and_restores_each_double_is_a_case_and_no_sale_is_lost():
    endings = [play(seed, n_steps=200, faults=True) for seed in SEEDS]

    assert sum(one.n_doubles for one in endings) > 0
    assert [seed for seed, one in zip(SEEDS, endings, strict=True) if one.n_unseen] == []


def test_a_city_that_takes_rights_back_by_its_clock_is_caught():
    endings = [play(seed, n_steps=200, faults=False, flawed=True) for seed in SEEDS]

    assert sum(one.n_doubles for one in endings) > 0


def test_a_seed_tells_the_same_history_each_time():
    first, second = (play(7, n_steps=200, faults=True) for _ in range(2))

    assert first == second
    assert first.n_steps == Ending(200, 0, 0, 0).n_steps


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_history_has_two_to_eight_machines_that_sell(seed):
    history = History(seed, n_steps=200, faults=False)

    assert 2 <= len(history.machines) <= 8
    assert history.play().n_sales > 0
