# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months that a program of fewer tables counted: no part of a period is told as the whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    USERS,
    WHOLE,
    WITH,
    Audience,
    FigureKey,
    steps_to,
)
from kiosk.domain.disclosure_ledger import CountedMonth, publish
from kiosk.domain.disclosure_tally import Population, catalogue, month_counts
from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.tally import SESSIONS, Measure, Tally
from kiosk.domain.vocabulary import national_vocabulary
from tests.support.disclosing_town import a_history
from tests.support.disclosure import Reader

VOCABULARY = national_vocabulary()
TABLES = catalogue(VOCABULARY)
HOMES = VOCABULARY.home_quarters.codes()[:3]
CROSSED = f"theme.email{BY}quartier"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HELPED = Population.INDIVIDUAL.value


class Book:
    """A ledger in memory."""

    def __init__(self):
        self.entries = {}

    def of_year(self, year):
        return {name: one for name, one in self.entries.items() if name.startswith(year)}

    def add(self, entry):
        self.entries[entry.period] = entry


def a_month(few: int = 20):
    """Return a month of two centres: `few` people of one home, 40 of each other one."""
    cells = {}
    for centre in ("NORD", "SUD"):
        used, helped = Tally(), Tally()
        used.add(Measure.SESSIONS, "fr", 100)
        used.add(Measure.SESSION_MINUTES, "", 6000)
        for home, n in zip(HOMES, (few, 40, 40), strict=True):
            helped.add(Measure.PEOPLE, "", n)
            helped.add(Measure.QUARTER, home, n)
            for theme, had in (("email", n // 2), ("sante", n - n // 4)):
                helped.add(Measure.THEME, theme, had)
                helped.add(Measure.THEME_QUARTER, f"{theme}{SEPARATOR}{home}", had)
        cells[centre, SESSIONS], cells[centre, "individuel"] = used, helped
    return month_counts(cells, VOCABULARY, {"NORD": 100, "SUD": 100})


def without(counts, *, populations=(), topics=""):
    """Return a month as a program counted it that knew less."""
    return {
        population: {
            centre: {
                topic: codes for topic, codes in told.items() if not topics or topics not in topic
            }
            for centre, told in centres.items()
        }
        for population, centres in counts.items()
        if population not in populations
    }


def told_after(before, now, period="2026-T1"):
    """Return what funders get of a period whose January was given out by a program of before."""
    book = Book()
    tables = {
        population: {topic: codes for topic, codes in topics.items() if BY not in topic}
        for population, topics in TABLES.items()
        if population in before
    }
    publish(book, "2026-01", tables, lambda _: CountedMonth(before), NOW)
    entries = publish(book, period, TABLES, lambda _: CountedMonth(now), NOW)
    return {
        k: n for step in steps_to(period) for k, n in entries[step].told[Audience.FUNDERS].items()
    }


def whole(population, period="2026-T1"):
    return FigureKey(population, WHOLE, WHOLE, period)


def test_hours_and_crossings_that_a_month_lacks_are_in_no_period_that_holds_it():
    before = without(a_month(), populations=(HOURS_OPEN, HOURS_USED), topics=BY)
    told = told_after(before, a_month(), "2026")

    assert told[whole(USERS)] == 600
    for period, is_told in (("2026-T1", False), ("2026-T2", True), ("2026", False)):
        crossed = FigureKey(HELPED, CROSSED, HOMES[0], period)
        found = {
            key in told for key in (whole(HOURS_USED, period), whole(HOURS_OPEN, period), crossed)
        }
        assert found == {is_told}
    assert told[whole(HOURS_USED, "2026-02")] == 200


def test_a_population_or_a_theme_that_a_month_lacks_is_in_no_period_that_holds_it():
    lacks = (Population.HONOURED.value,)
    before = without(a_month(), populations=lacks, topics="theme.email")
    told = told_after(before, a_month())
    of_theme = {(k.topic, k.period) for k in told if k.topic.startswith("theme.email")}

    assert whole(*lacks) not in told
    assert told[whole(*lacks, "2026-02")] == 0
    assert of_theme == {("theme.email", "2026-02"), ("theme.email", "2026-03")}
    assert told[FigureKey(HELPED, "theme.sante", WITH, "2026-T1")] == 450


@pytest.mark.parametrize("few", [1, 2])
def test_what_a_month_of_before_hides_stays_hidden_and_its_year_can_be_given_out(few):
    before = without(a_month(few), populations=(HOURS_OPEN, HOURS_USED), topics=BY)
    told = told_after(before, a_month(few), "2026")

    assert told[whole(HELPED, "2026")] == 24 * (80 + few)
    assert told[FigureKey(HELPED, "quartier", HOMES[0], "2026-01")] is None


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32))
def test_no_reader_works_out_what_is_hidden_around_months_of_before(seed):
    town = a_history(seed, n_before=4)
    assert Reader(town, Audience.FUNDERS).deductions(n_looks=4) == []
