# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for outsiders that divide people twice: by centre and month, by theme and quarter."""

from __future__ import annotations

from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    UNSERVED,
    USERS,
    WHOLE,
    WITH,
    WITHOUT,
    Audience,
    FigureKey,
    months_of,
    steps_to,
)
from kiosk.domain.disclosure_centres import QuarterOfCentres, told_by_centre
from kiosk.domain.disclosure_hours import shut_blocks
from kiosk.domain.disclosure_rules import decided

QUARTER = "2026-T1"
MONTHS = months_of(QUARTER)
HOMES = ("nord", "sud", "nc")


def by_centre(least: int = 5, sure: frozenset = frozenset(), **centres) -> dict:
    """Return what is told of a quarter: centre -> its three months and the quarter."""
    people = {
        (month, name): n
        for name, numbers in centres.items()
        for month, n in zip(MONTHS, numbers, strict=True)
    }
    counts = QuarterOfCentres(QUARTER, MONTHS, tuple(centres), people, sure)
    told = told_by_centre(counts, least)
    return {name: [told.get((step, name)) for step in (*MONTHS, QUARTER)] for name in centres}


def test_centres_with_people_in_every_month_are_told_whole():
    told = by_centre(nord=(8, 9, 12), sud=(30, 0, 25))
    assert told == {"nord": [8, 9, 12, 29], "sud": [30, 0, 25, 55]}


def test_a_small_month_of_a_centre_hides_its_months_and_those_of_another_one():
    told = by_centre(nord=(8, 2, 12), sud=(30, 40, 25), est=(50, 60, 70))
    assert told["nord"] == [None, None, None, 22]
    assert told["sud"] == [None, None, None, 95]
    assert told["est"] == [50, 60, 70, 180]


def test_a_small_quarter_of_a_centre_is_hidden_with_that_of_another_one():
    told = by_centre(nord=(1, 0, 2), sud=(30, 40, 25), est=(50, 60, 70))
    assert told["nord"] == told["sud"] == [None] * 4
    assert told["est"] == [50, 60, 70, 180]


def test_a_shut_centre_protects_nobody():
    shut = frozenset({(MONTHS[1], "sud")})
    told = by_centre(nord=(8, 2, 12), sud=(30, 0, 25), est=(50, 60, 70), sure=shut)
    assert told["sud"][1] == 0
    assert told["est"][1] is None


def test_a_centre_that_was_not_in_service_yet_protects_nobody():
    counts = {USERS: {"nord": number(9), "sud": number(0)}, UNSERVED: {"sud": number(1)}}
    sure = shut_blocks({MONTHS[1]: counts}, USERS)
    told = by_centre(nord=(8, 2, 12), sud=(30, 0, 25), est=(50, 60, 70), sure=sure)
    assert told["sud"][1] == 0
    assert told["est"][1] is None


def number(n: int) -> dict:
    return {WHOLE: {WHOLE: n}}


def a_month(n: int, *, had: int) -> dict:
    """Return a month of one centre where `had` of those of the north had a theme."""
    homes = {"nord": 20, "sud": n - 40, "nc": 20}
    crossed = {"nord": had, "sud": n - 50, "nc": 10}
    n_had = sum(crossed.values())
    topics = {
        WHOLE: {WHOLE: n},
        "home": homes,
        "theme.a": {WITH: n_had, WITHOUT: n - n_had},
        "theme.b": {WITH: n, WITHOUT: 0},
        f"theme.a{BY}home": crossed,
        f"theme.b{BY}home": homes,
    }
    hours = {"c0": {WHOLE: {WHOLE: 150}}}
    few = {"c0": {WHOLE: {WHOLE: 3}}}
    return {"people": {"c0": topics}, USERS: few, HOURS_USED: few, HOURS_OPEN: hours}


def funders(months: dict) -> dict[FigureKey, int | None]:
    """Return what funders get of a quarter."""
    topics = dict.fromkeys(("home", f"theme.a{BY}home", f"theme.b{BY}home"), HOMES)
    themes = dict.fromkeys(("theme.a", "theme.b"), (WITH, WITHOUT))
    told = {audience: {} for audience in Audience}
    for step in steps_to(QUARTER):
        catalogue = {"people": {**topics, **themes}, USERS: {}}
        for audience, figures in decided(catalogue, months, told, step).items():
            told[audience] |= figures
    assert not any(BY in key.topic for key in told[Audience.PUBLIC])
    return told[Audience.FUNDERS]


def of_theme_a(told: dict) -> list[int | None]:
    return [told[FigureKey("people", f"theme.a{BY}home", home, QUARTER)] for home in HOMES]


def test_themes_are_told_by_quarter_of_residence():
    assert of_theme_a(funders(dict.fromkeys(MONTHS, a_month(90, had=12)))) == [36, 120, 30]


def test_few_people_of_a_quarter_without_a_theme_hide_those_with_it():
    told = of_theme_a(funders(dict.fromkeys(MONTHS, a_month(90, had=19))))
    assert told[0] is None
    assert told.count(None) >= 2


def test_hours_of_use_are_hidden_with_their_few_users_and_hours_of_opening_never():
    told = funders(dict.fromkeys(MONTHS, a_month(90, had=12)))
    assert told[FigureKey(HOURS_USED, WHOLE, WHOLE, MONTHS[0])] is None
    assert told[FigureKey(USERS, WHOLE, WHOLE, MONTHS[0])] is None
    assert told[FigureKey(HOURS_OPEN, WHOLE, WHOLE, QUARTER, NETWORK)] == 450
