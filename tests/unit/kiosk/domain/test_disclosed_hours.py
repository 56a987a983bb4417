# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours of use in tables for outsiders: none that is hidden can be worked out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.disclosure import (
    HOURS_USED,
    NETWORK,
    USERS,
    WHOLE,
    Audience,
    FigureKey,
    months_of,
    steps_to,
)
from kiosk.domain.disclosure_rules import decided
from tests.support.disclosing_town import a_history
from tests.support.disclosure import Reader

QUARTER = "2026-T1"
JANUARY, FEBRUARY, MARCH = months_of(QUARTER)


def funders(**centres) -> dict[FigureKey, int | None]:
    """Return what funders get of a quarter: of each centre, people and hours of its months."""
    told = {audience: {} for audience in Audience}
    months = {
        month: {
            population: {name: {WHOLE: {WHOLE: of[turn][one]}} for name, of in centres.items()}
            for one, population in enumerate((USERS, HOURS_USED))
        }
        for turn, month in enumerate(months_of(QUARTER))
    }
    for step in steps_to(QUARTER):
        for audience, figures in decided({USERS: {}}, months, told, step).items():
            told[audience] |= figures
    return told[Audience.FUNDERS]


def hours(told: dict[FigureKey, int | None], place: str = NETWORK) -> list[int | None]:
    keys = (FigureKey(HOURS_USED, WHOLE, WHOLE, step, place) for step in steps_to(QUARTER))
    return [told.get(key) for key in keys]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(list(Audience)))
def test_no_reader_works_out_hidden_hours(seed, audience):
    town = a_history(seed, n_exports=6)
    assert Reader(town, audience).deduced_hours() == []


def test_hours_of_few_people_are_hidden_and_those_of_their_quarter_told():
    assert hours(funders(nord=((3, 2), (4, 3), (50, 30)))) == [None, None, 30, 35]


@pytest.mark.parametrize("each", [0, 12])
def test_hours_that_a_quarter_would_give_away_hide_those_of_the_quarter(each):
    few = ((3, 3 * each), (4, 4 * each), (50, 30))
    assert hours(funders(nord=few)) == [None, None, 30, None]


def test_hours_that_a_centre_gives_away_hide_those_of_its_quarter_and_of_another_one():
    told = funders(
        nord=((3, 0), (9, 0), (8, 0)),
        sud=((40, 22), (35, 20), (30, 18)),
        est=((60, 31), (50, 30), (55, 33)),
    )
    assert [told[FigureKey(USERS, WHOLE, WHOLE, QUARTER, name)] for name in ("nord", "sud")] == [
        20,
        105,
    ]
    assert hours(told, "nord") == hours(told, "sud") == [None] * 4
    assert hours(told, "est") == [31, 30, 33, 94]
    assert hours(told) == [53, 50, 51, 154]


def test_hours_of_a_centre_without_anybody_may_be_those_of_somebody():
    told = funders(
        nord=((0, 0), (3, 1), (50, 20)), sud=((30, 10), (20, 9), (40, 15)), est=((0, 0),) * 3
    )
    assert told[FigureKey(USERS, WHOLE, WHOLE, JANUARY, "nord")] is None
    assert hours(told, "nord") == [None, None, None, 21]
    assert hours(told, "est") == [0] * 4


def test_a_month_of_several_centres_without_an_hour_is_hidden_for_it_tells_those_of_each():
    centres = {"nord": ((3, 0), (20, 9), (20, 9)), "sud": ((30, 0), (20, 9), (20, 9))}
    assert hours(funders(**centres)) == [None, 18, 18, None]
    assert hours(funders(nord=centres["sud"])) == [0, 9, 9, 18]
