# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for people outside the city: nobody works out what they hide."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.disclosure import (
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    WHOLE,
    Audience,
    FigureKey,
    months_of,
    period_name,
    period_title,
    steps_to,
)
from kiosk.domain.disclosure_ledger import CountedMonth, publish, told_of, told_text
from kiosk.domain.disclosure_rules import decided
from kiosk.domain.periods import Period
from kiosk.foundation.errors import Refused
from tests.support.disclosing_town import (
    CATALOGUE,
    MONTHS,
    NOW,
    PERIODS,
    YEAR,
    Town,
    a_history,
    true_number,
)
from tests.support.disclosure import Reader

AGES = {"people": {"age": ("jeune", "adulte", "vieux")}}


def a_month(**ages: int) -> dict:
    """Return a month of one centre."""
    return {"people": {"c0": {WHOLE: {WHOLE: sum(ages.values())}, "age": ages}}}


def funders(months: dict, period: str) -> dict[tuple[str, str], int | None]:
    """Return what funders get of a period decided after those within it."""
    told = {audience: {} for audience in Audience}
    for step in steps_to(period):
        for audience, figures in decided(AGES, months, told, step).items():
            told[audience] |= figures
    return {(k.period, k.code): n for k, n in told[Audience.FUNDERS].items() if k.place == NETWORK}


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(list(Audience)))
def test_no_reader_of_any_exports_works_out_what_they_hide(seed, audience):
    town = a_history(seed)
    assert Reader(town, audience).deductions(n_looks=4) == []


@pytest.mark.parametrize("audience", list(Audience))
def test_the_reader_beats_tables_that_hide_the_small_cells_alone(audience):
    found = (Reader(a_history(seed, naively=True), audience) for seed in range(4))
    assert any(reader.deductions(n_looks=0) for reader in found)


def test_the_reader_beats_tables_that_are_counted_anew_each_time():
    found = (Reader(a_history(seed, forgetfully=True), Audience.FUNDERS) for seed in range(6))
    assert any(reader.deductions(n_looks=0) for reader in found)


@given(st.integers(0, 2**32))
@settings(max_examples=4, deadline=None)
def test_what_is_told_is_true_and_never_small(seed):
    town = Town(Random(seed))
    counts = {month: town.count(month).counts for month in MONTHS}
    for period in PERIODS:
        for audience in Audience:
            town.give(period, audience)
    for audience, figures in town.given:
        for key, n in figures.items():
            if n is not None:
                assert n == true_number([counts[month] for month in months_of(key.period)], key)
                assert n == 0 or n >= audience.least or key.population in {HOURS_OPEN, HOURS_USED}


@given(st.integers(0, 2**32), st.sampled_from(PERIODS), st.sampled_from(list(Audience)))
@settings(max_examples=4, deadline=None)
def test_a_period_given_out_again_is_the_same_whatever_came_in_between(seed, period, audience):
    town = Town(Random(seed))
    town.give(period, audience)
    town.add_late_rows()
    town.give(YEAR, Audience.FUNDERS)
    town.give(period, audience)
    assert town.given[0] == town.given[-1]


@given(st.integers(0, 2**32))
@settings(max_examples=4, deadline=None)
def test_the_public_never_has_what_funders_have_not(seed):
    town = Town(Random(seed))
    town.give(YEAR, Audience.PUBLIC)
    for entry in town.entries.values():
        public, funder = (entry.told[one] for one in (Audience.PUBLIC, Audience.FUNDERS))
        told = {key for key, n in public.items() if n is not None and key.place == NETWORK}
        assert all(funder[key] is not None for key in told)


def test_a_small_cell_takes_another_one_with_it():
    told = funders({"2026-01": a_month(jeune=2, adulte=30, vieux=9)}, "2026-01")
    assert told == {
        ("2026-01", WHOLE): 41,
        ("2026-01", "jeune"): None,
        ("2026-01", "adulte"): 30,
        ("2026-01", "vieux"): None,
    }


def test_two_small_cells_that_make_a_small_number_take_a_third_one():
    told = funders({"2026-01": a_month(jeune=2, adulte=30, vieux=1)}, "2026-01")
    assert {code for (_, code), n in told.items() if n is None} == {"jeune", "adulte", "vieux"}


def test_nobody_is_told_as_nobody():
    told = funders({"2026-01": a_month(jeune=0, adulte=30, vieux=12)}, "2026-01")
    assert told["2026-01", "jeune"] == 0


def test_a_quarter_does_not_give_away_its_only_small_month():
    full, thin = a_month(jeune=20, adulte=30, vieux=9), a_month(jeune=2, adulte=30, vieux=9)
    told = funders({"2026-01": full, "2026-02": thin, "2026-03": full}, "2026-T1")
    assert told["2026-T1", "jeune"] is None
    assert told["2026-T1", "adulte"] == 90
    assert told["2026-T1", WHOLE] == 159


def test_a_month_with_few_people_is_hidden_whole_and_its_quarter_with_it():
    full, thin = a_month(jeune=20, adulte=30, vieux=9), a_month(jeune=3, adulte=0, vieux=0)
    told = funders({"2026-01": full, "2026-02": thin, "2026-03": full}, "2026-T1")
    hidden = {period for (period, _), n in told.items() if n is None}
    assert hidden == {"2026-02", "2026-T1"}


def test_centres_with_few_people_are_counted_together():
    months = {
        month: {
            "people": {
                centre: {WHOLE: {WHOLE: n}, "age": {"jeune": n, "adulte": 0, "vieux": 0}}
                for centre, n in (("nord", 10), ("sud", 20), ("est", month == "2026-05"))
                if n
            }
        }
        for month in MONTHS
    }
    told = {audience: {} for audience in Audience}
    for step in steps_to(YEAR):
        for audience, figures in decided(AGES, months, told, step).items():
            told[audience] |= figures
    rows = {
        key.place: n
        for key, n in told[Audience.FUNDERS].items()
        if key.topic == WHOLE and key.period == YEAR and key.place != NETWORK
    }
    assert rows == {"est+nord": 121, "sud": 240}


def test_a_period_is_a_whole_month_quarter_or_year_that_is_over():
    today = date(2026, 11, 23)
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert period_name(year, today=today) == "2025"
    assert period_name(Period(date(2026, 7, 1), date(2026, 9, 30)), today=today) == "2026-T3"
    assert period_name(Period(date(2026, 10, 1), date(2026, 10, 31)), today=today) == "2026-10"
    with pytest.raises(Refused, match="period_not_closed"):
        period_name(Period(date(2026, 11, 1), date(2026, 11, 30)), today=today)
    with pytest.raises(Refused, match="period_not_calendar"):
        period_name(Period(date(2026, 10, 1), date(2026, 10, 30)), today=today)


def test_periods_have_french_titles():
    titles = [period_title(name) for name in ("2026-03", "2026-T1", "2026-T4", "2026")]
    assert titles == ["mars 2026", "1er trimestre 2026", "4e trimestre 2026", "année 2026"]


def test_what_was_told_is_read_from_its_text_as_it_was():
    key = FigureKey("people", "age", "jeune", "2026-01")
    told = {Audience.FUNDERS: {key: 12}, Audience.PUBLIC: {key: None}}
    assert told_of(told_text(told)) == told


def test_a_month_is_counted_once():
    town, asked = Town(Random(1)), []

    def count(month: str) -> CountedMonth:
        asked.append(month)
        return town.count(month)

    for period in ("2026-02", "2026-T1", "2026-02"):
        publish(town, period, CATALOGUE, count, NOW)
    assert asked == ["2026-02", "2026-01", "2026-03"]
