# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.domain.periods import (
    OpeningDays,
    Period,
    french_day,
    french_days,
    french_time,
    french_weekday,
    missing_days,
    month_of,
    parse_day,
    quarter_of,
    year_of,
)
from kiosk.foundation.errors import Refused

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize("text", ["2026-10-14", "14/10/2026", " 14/10/2026 "])
def test_a_day_is_read_as_people_and_as_scripts_write_it(text):
    assert parse_day(text) == date(2026, 10, 14)


@pytest.mark.parametrize("text", ["", "demain", "2026-13-01", "31/02/2026", "14/10/26", "10-2026"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Refused) as refused:
        parse_day(text)

    assert refused.value.reason == "day_unreadable"


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "31/12/9999", "1899-12-31"])
def test_a_day_at_the_ends_of_the_calendar_is_refused(text):
    with pytest.raises(Refused, match="period_out_of_calendar"):
        parse_day(text)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(Refused) as refused:
        Period(date(2026, 10, 2), date(2026, 10, 1))

    assert refused.value.reason == "period_reversed"


def test_a_period_of_more_than_ten_years_is_refused():
    with pytest.raises(Refused) as refused:
        Period(date(2006, 10, 2), date(2026, 10, 1))

    assert refused.value.reason == "period_too_long"


def test_days_begin_at_midnight_in_paris_also_when_the_clocks_change():
    begin, end = OCTOBER.bounds_utc()

    assert begin == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert end == datetime(2026, 10, 31, 23, tzinfo=UTC)


def test_a_whole_month_is_compared_with_the_month_before_it():
    assert OCTOBER.previous() == Period(date(2026, 9, 1), date(2026, 9, 30))


def test_a_whole_quarter_and_a_whole_year_are_compared_with_those_before_them():
    third, second = (quarter_of(date(2026, month, 15)) for month in (8, 5))

    assert third.previous() == second == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert year_of(date(2024, 2, 29)).previous() == year_of(date(2023, 7, 1))


def test_other_days_are_compared_with_as_many_days_before():
    week = Period(date(2026, 10, 5), date(2026, 10, 11))

    assert week.previous() == Period(date(2026, 9, 28), date(2026, 10, 4))


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "octobre 2026"),
        (date(2026, 10, 14), date(2026, 10, 14), "14 octobre 2026"),
        (date(2026, 10, 1), date(2026, 10, 15), "du 1er au 15 octobre 2026"),
        (date(2026, 9, 1), date(2026, 10, 15), "du 1er septembre au 15 octobre 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "du 30 décembre 2025 au 2 janvier 2026"),
    ],
)
def test_a_period_is_told_in_french(first, last, title):
    assert Period(first, last).title() == title


def test_days_and_times_are_told_in_french():
    assert french_day(date(2026, 11, 23), with_weekday=True) == "lundi 23 novembre 2026"
    assert french_weekday(6) == "dimanche"
    assert french_time(datetime(2026, 11, 23, 13, 45, tzinfo=UTC)) == "14 h 45"
    assert french_time(datetime(2026, 7, 23, 7, 0, tzinfo=UTC)) == "9 h"
    assert french_days([date(2026, 11, 1), date(2026, 10, 15), date(2026, 10, 14)]) == (
        "14 et 15 octobre 2026 ; 1er novembre 2026"
    )


def test_the_month_of_february_has_its_last_day():
    assert month_of(date(2028, 2, 10)).last == date(2028, 2, 29)


def test_only_past_opening_days_without_any_row_are_missing():
    week = Period(date(2026, 10, 12), date(2026, 10, 18))
    opening = OpeningDays(
        weekdays=frozenset({0, 1, 2, 3, 4}),
        closed_days=frozenset({date(2026, 10, 13)}),
        in_service_since=date(2026, 10, 12),
    )

    missing = missing_days(week, opening, with_data=[date(2026, 10, 14)], today=date(2026, 10, 16))

    assert missing == (date(2026, 10, 12), date(2026, 10, 15))


def test_days_before_the_machine_came_are_not_missing():
    opening = OpeningDays(weekdays=frozenset(range(7)), in_service_since=date(2026, 10, 30))

    missing = missing_days(OCTOBER, opening, with_data=[], today=date(2026, 11, 23))

    assert missing == (date(2026, 10, 30), date(2026, 10, 31))
