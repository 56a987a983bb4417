# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps are counted by sessions, without order, and told only in sums of five."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import (
    LEAST,
    MOST_CELLS,
    SEVERAL_LANGUAGES,
    Cell,
    StepEvent,
    StepTally,
    WeekStatement,
    clean_cells,
    statement_of,
    told_cells,
    week_of,
)
from kiosk.domain.step_stops import stops_of, untold_weeks, week_after, week_before, weeks_from
from kiosk.domain.walkthrough_run import answer, back, start
from tests.support.walkthroughs import loaded

SEEN = Cell("rsa", "2026.11.1", "fr", "compte", StepEvent.SEEN)
ARABIC, TURKISH = replace(SEEN, language="ar"), replace(SEEN, language="tr")
cells = st.builds(
    Cell,
    st.sampled_from(("rsa", "cv")),
    st.just("2026.11.1"),
    st.sampled_from(("fr", "ar", "tr")),
    st.sampled_from(("un", "deux")),
    st.sampled_from((StepEvent.SEEN, StepEvent.HELP)),
)


@pytest.fixture
def walkthrough(tmp_path):
    return loaded(tmp_path)[0]


def walked(*runs):
    tally, previous = StepTally(), None
    for run in runs:
        tally.moved(previous, run, "fr")
        previous = run
    return tally


def events(tally, outcome):
    return {(cell.step_id, cell.event.value) for cell in tally.close(outcome)}


def test_each_step_seen_is_counted_with_how_it_was_left(walkthrough):
    first = start(walkthrough)
    second = answer(first, "oui")

    tally = walked(first, second, back(second))

    assert events(tally, SessionOutcome.HELPED) == {
        ("compte", "seen"),
        ("compte", "continued"),
        ("personnes", "seen"),
        ("personnes", "back"),
    }


def test_going_to_and_fro_counts_a_session_once(walkthrough):
    first = start(walkthrough)
    second = answer(first, "oui")

    tally = walked(*[first, second] * 5)

    assert Counter(cell.event for cell in tally.close(SessionOutcome.HELPED)) == {
        StepEvent.SEEN: 2,
        StepEvent.CONTINUED: 1,
        StepEvent.BACK: 1,
    }


def test_a_session_that_changes_its_language_is_still_counted_once(walkthrough):
    first = start(walkthrough)
    second = answer(first, "oui")
    tally, previous = StepTally(), None
    for run, language in ((first, "fr"), (second, "fr"), (first, "fr-falc"), (second, "fr-falc")):
        tally.moved(previous, run, language)
        previous = run

    told = Counter((cell.step_id, cell.event) for cell in tally.close(SessionOutcome.FINISHED))

    assert set(told.values()) == {1}


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (SessionOutcome.IDLE, "abandoned_idle"),
        (SessionOutcome.FINISHED, "abandoned_end"),
        (SessionOutcome.LEFT, "abandoned_end"),
    ],
)
def test_a_guide_not_finished_was_left_at_its_last_step(walkthrough, outcome, left):
    first = start(walkthrough)

    assert ("personnes", left) in events(walked(first, answer(first, "oui")), outcome)


def test_a_guide_that_a_person_took_over_was_not_left(walkthrough):
    assert events(walked(start(walkthrough)), SessionOutcome.HELPED) == {("compte", "seen")}


def test_a_guide_that_was_finished_was_not_left_even_after_a_step_back(walkthrough):
    run = start(walkthrough)
    runs = [run]
    for value in ("oui", 1, "suite", "suite", "fait", "oui"):
        run = answer(run, value)
        runs.append(run)

    told = events(walked(*runs, back(run)), SessionOutcome.FINISHED)

    assert ("fini", "finished") in told
    assert not any(event.startswith("abandoned") for _, event in told)


def test_what_is_done_at_a_step_is_counted_there_and_nothing_before_the_first(walkthrough):
    tally = StepTally()
    tally.mark(StepEvent.HELP)
    tally.moved(None, start(walkthrough), "fr")
    tally.mark(StepEvent.LISTEN)

    assert events(tally, SessionOutcome.HELPED) == {("compte", "seen"), ("compte", "listen")}


def test_the_next_person_begins_with_nothing(walkthrough):
    tally = walked(start(walkthrough))
    tally.close(SessionOutcome.IDLE)
    tally.mark(StepEvent.HELP)

    assert tally.close(SessionOutcome.IDLE) == frozenset()


def test_names_that_are_none_of_content_are_dropped():
    typed = replace(SEEN, step_id="Amina Benali")

    assert clean_cells({SEEN, typed}) == {SEEN}


def test_a_cell_of_five_is_told_and_one_of_four_waits():
    telling = told_cells({SEEN: LEAST, ARABIC: LEAST - 1})

    assert (telling.told, telling.spent) == ({SEEN: LEAST}, {SEEN})


def test_small_cells_of_several_languages_are_told_together():
    telling = told_cells({SEEN: 9, ARABIC: 3, TURKISH: 2})

    assert telling.told == {SEEN: 9, replace(SEEN, language=SEVERAL_LANGUAGES): 5}
    assert telling.spent == {SEEN, ARABIC, TURKISH}


def test_a_statement_is_bounded_and_the_rest_waits():
    waiting = {replace(SEEN, step_id=f"e{n}"): 5 for n in range(MOST_CELLS + 7)}

    telling = told_cells(waiting)

    assert len(telling.told) == MOST_CELLS
    assert telling.spent == set(telling.told)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.dictionaries(cells, st.integers(1, 8), max_size=10), min_size=2, max_size=6))
def test_two_exports_never_differ_by_one_to_four_sessions_and_nobody_is_told_twice(weeks):
    waiting: Counter[Cell] = Counter()
    export: Counter[Cell] = Counter()
    for week in weeks:
        waiting.update(week)
        before = Counter(export)
        telling = told_cells(waiting)
        export.update(telling.told)
        waiting = Counter({cell: n for cell, n in waiting.items() if cell not in telling.spent})
        for cell in export:
            assert export[cell] - before[cell] == 0 or export[cell] - before[cell] >= LEAST

    counted = sum(sum(week.values()) for week in weeks)
    assert sum(export.values()) + sum(waiting.values()) == counted


def test_a_statement_comes_back_from_its_event():
    statement = WeekStatement("2026-W48", "2026-W46", {SEEN: 7, ARABIC: 5})

    assert statement_of(statement.event().core) == statement


def test_weeks_are_those_of_the_calendar_of_offices():
    assert week_of(date(2026, 12, 31)) == "2026-W53"
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_after("2026-W53") == "2027-W01"
    assert week_before("2027-W01", 2) == "2026-W52"
    assert weeks_from("2026-W52", "2027-W01") == ("2026-W52", "2026-W53", "2027-W01")


def test_weeks_that_no_statement_covers_are_missing():
    statement = WeekStatement("2026-W48", "2026-W46", {})

    assert untold_weeks([statement], "2026-W45", "2026-W49") == ("2026-W45", "2026-W49")


def test_the_share_of_those_who_left_is_of_those_who_saw_the_same_step():
    left, idle = (
        replace(SEEN, event=event) for event in (StepEvent.ABANDONED_END, StepEvent.ABANDONED_IDLE)
    )
    other = replace(SEEN, step_id="fin")
    statement = WeekStatement("2026-W48", "2026-W48", {SEEN: 30, ARABIC: 10, left: 5, idle: 5})
    more = WeekStatement("2026-W49", "2026-W49", {other: 8})

    (one,) = stops_of([statement, more])

    assert [(line.step_id, line.n_seen, line.left_percent) for line in one.lines] == [
        ("compte", 40, 25),
        ("fin", 8, 0),
    ]
