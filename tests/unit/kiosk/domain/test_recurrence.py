# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which days something comes back; dateutil's own rules are the second opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.recurrence import EVERY, Frequency, Recurrence, once, recurrence_of, weekly

MONDAY = date(2026, 11, 2)
WEEKLY_DAYS = st.lists(st.integers(0, 6), max_size=4, unique=True).map(
    lambda found: tuple((EVERY, day) for day in found)
)
# dateutil gives no day at all for a rule that mixes « every Monday » with « the last Friday »,
# which the standard allows: only rules of one sort are compared.
MONTHLY_DAYS = st.sampled_from([(EVERY,), (-5, -2, -1, 1, 2, 3, 5)]).flatmap(
    lambda nths: st.lists(
        st.tuples(st.sampled_from(nths), st.integers(0, 6)), min_size=1, max_size=3, unique=True
    ).map(tuple)
)
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


@st.composite
def rules(draw):
    frequency = draw(st.sampled_from(Frequency))
    by_day = draw(WEEKLY_DAYS if frequency is Frequency.WEEKLY else MONTHLY_DAYS)
    until = draw(st.none() | DAYS)
    return Recurrence(frequency, draw(st.integers(1, 5)), by_day, until)


@settings(max_examples=60)
@given(rule=rules(), first_day=DAYS, start=DAYS, length=st.integers(0, 200))
def test_the_days_of_a_rule_are_those_that_calendars_work_out(rule, first_day, start, length):
    end = start + timedelta(days=length)
    calendar = rrulestr(rule.text(), dtstart=datetime.combine(first_day, datetime.min.time()))
    theirs = calendar.between(
        datetime.combine(start, datetime.min.time()),
        datetime.combine(end, datetime.min.time()),
        inc=True,
    )

    assert rule.days(first_day, start, end) == tuple(found.date() for found in theirs)


@given(rule=rules())
def test_a_rule_is_read_as_it_was_written(rule):
    assert recurrence_of(rule.text()) == rule


@given(rule=rules(), first_day=DAYS, start=DAYS, cut=st.integers(0, 60), length=st.integers(0, 60))
def test_days_asked_in_two_parts_are_those_asked_at_once(rule, first_day, start, cut, length):
    middle = start + timedelta(days=cut)
    end = middle + timedelta(days=length)
    halves = rule.days(first_day, start, middle) + rule.days(
        first_day, middle + timedelta(days=1), end
    )

    assert rule.days(first_day, start, end) == halves


def test_every_second_week_counts_from_the_week_of_the_first_day():
    rule = replace(weekly(0, 4), interval=2)
    wednesday = date(2026, 11, 4)

    assert rule.days(wednesday, date(2026, 11, 1), date(2026, 11, 22)) == (
        date(2026, 11, 6),
        date(2026, 11, 16),
        date(2026, 11, 20),
    )


def test_the_first_tuesday_and_the_last_friday_of_the_month():
    rule = recurrence_of("FREQ=MONTHLY;BYDAY=1TU,-1FR")

    assert rule.days(MONDAY, MONDAY, date(2026, 12, 31)) == (
        date(2026, 11, 3),
        date(2026, 11, 27),
        date(2026, 12, 1),
        date(2026, 12, 25),
    )


def test_every_monday_and_the_last_friday_of_the_month_are_both_meant():
    rule = recurrence_of("FREQ=MONTHLY;BYDAY=MO,-1FR")

    assert rule.days(MONDAY, MONDAY, date(2026, 11, 30)) == (
        *(date(2026, 11, day) for day in (2, 9, 16, 23, 27, 30)),
    )


def test_a_month_without_a_fifth_monday_has_none():
    rule = recurrence_of("FREQ=MONTHLY;BYDAY=5MO")

    assert rule.days(MONDAY, MONDAY, date(2027, 1, 31)) == (date(2026, 11, 30),)


def test_the_last_day_of_a_rule_is_part_of_it():
    assert weekly(0, until=MONDAY).days(MONDAY, MONDAY, date(2026, 12, 1)) == (MONDAY,)


def test_a_single_day_is_a_rule_too():
    assert once(MONDAY).days(MONDAY, date(2026, 1, 1), date(2027, 1, 1)) == (MONDAY,)


def test_a_day_taken_away_wins_over_a_day_added():
    rule = replace(weekly(0), rdates=(date(2026, 11, 4),), exdates=(MONDAY, date(2026, 11, 4)))

    assert rule.days(MONDAY, MONDAY, date(2026, 11, 10)) == (date(2026, 11, 9),)


def test_a_day_added_after_the_end_of_the_rule_counts_and_one_before_the_first_day_does_not():
    rule = replace(weekly(0, until=MONDAY), rdates=(date(2026, 12, 24), MONDAY - timedelta(days=3)))

    assert rule.days(MONDAY, date(2026, 1, 1), date(2026, 12, 31)) == (MONDAY, date(2026, 12, 24))


def test_weekdays_named_are_told_for_the_cards_of_other_centres():
    assert recurrence_of("FREQ=MONTHLY;BYDAY=1TU,3TH").weekdays == {1, 3}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "RRULE"),
        ("FREQ=DAILY", "FREQ"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=²", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=53", "INTERVAL"),
        ("FREQ=WEEKLY;BYDAY=LU", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY"),
        ("FREQ=MONTHLY", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=6MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=--1MO", "BYDAY"),
        ("FREQ=WEEKLY;UNTIL=2026-11-02", "UNTIL"),
        ("FREQ=WEEKLY;UNTIL=20261132", "UNTIL"),
        ("FREQ=WEEKLY;COUNT=3", "COUNT"),
        ("FREQ=WEEKLY;WKST=SU", "WKST"),
        ("FREQ=WEEKLY;FREQ=WEEKLY", "FREQ"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 100), "RRULE"),
    ],
)
def test_a_rule_outside_the_subset_is_refused_by_the_name_of_its_part(text, named):
    with pytest.raises(ValueError, match=named):
        recurrence_of(text)


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=-1FR"])
def test_a_rule_that_never_ends_comes_to_the_last_day_of_the_calendar(rule):
    found = recurrence_of(rule).days(date(1, 1, 5), date(9999, 12, 1), date.max)

    assert found[-1] == date(9999, 12, 31)
