# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public holidays of France; dateutil's Easter is the second opinion."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.easter import easter as easter_of_dateutil

from kiosk.domain.holidays import easter, holiday_closures, public_holidays
from kiosk.domain.openings import Agenda, Closure, ClosureKind


def test_easter_is_that_of_the_calendars_for_three_centuries():
    assert all(easter(year) == easter_of_dateutil(year) for year in range(1900, 2200))


@pytest.mark.parametrize(
    ("year", "monday", "ascension", "whit_monday"),
    [
        (2026, date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)),
        (2027, date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)),
        (2028, date(2028, 4, 17), date(2028, 5, 25), date(2028, 6, 5)),
    ],
)
def test_the_eleven_days_of_a_year_are_those_of_the_official_lists(
    year, monday, ascension, whit_monday
):
    days = public_holidays(year)

    assert len(days) == 11
    assert {monday, ascension, whit_monday} < days.keys()
    assert {date(year, 5, 1), date(year, 5, 8), date(year, 8, 15), date(year, 11, 11)} < days.keys()


def test_a_year_in_which_ascension_is_the_first_of_may_has_ten_days():
    days = public_holidays(2008)

    assert len(days) == 10
    assert days[date(2008, 5, 1)] == "Fête du Travail, Ascension"


def test_holidays_shut_every_centre_and_works_shut_one_that_opens_anyway():
    christmas = date(2026, 12, 25)
    anyway = Closure("noel", christmas, christmas, centre="SUD", opens_anyway=True)
    works = Closure("travaux", christmas, christmas, kind=ClosureKind.WORKS, centre="SUD")
    agenda = Agenda(closures=(*holiday_closures(range(2026, 2027)), anyway))

    assert agenda.is_closed(christmas)
    assert agenda.is_closed(christmas, "NORD")
    assert not agenda.is_closed(christmas, "SUD")
    assert Agenda(closures=(*agenda.closures, works)).is_closed(christmas, "SUD")
