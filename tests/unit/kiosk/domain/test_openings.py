# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weekly openings become instants, across changes of hour, absences and closures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from kiosk.domain.open_times import Span, absent_spans, open_times
from kiosk.domain.openings import (
    Absence,
    Closure,
    Mediator,
    instant_utc,
    local_instant,
    minutes_utc,
)
from kiosk.domain.recurrence import weekly
from tests.support.booking_desk import NADIA, WEDNESDAY, WEEK, an_agenda, an_opening

SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)


def spans_of(opening, day, **changes):
    found = open_times(an_agenda(opening, **changes), "caf", (day, day))
    return [
        (instant_utc(span.start_min), instant_utc(span.end_min))
        for span in found.get(NADIA.mediator_id, [])
    ]


def on_sunday(start, end, **changes):
    return an_opening(recurrence=weekly(6), start=time(start), end=time(end), **changes)


def test_a_weekly_opening_keeps_its_wall_time_across_the_spring_change():
    opening = an_opening(recurrence=weekly(4, 0))

    friday = spans_of(opening, date(2027, 3, 26))
    monday = spans_of(opening, date(2027, 3, 29))

    assert friday[0][0] == datetime(2027, 3, 26, 8, tzinfo=UTC)
    assert monday[0][0] == datetime(2027, 3, 29, 7, tzinfo=UTC)


def test_an_opening_over_the_spring_change_has_its_real_minutes():
    ((start, end),) = spans_of(on_sunday(1, 4), SPRING)

    assert end - start == timedelta(hours=2)


def test_an_opening_over_the_autumn_change_has_its_real_minutes():
    ((start, end),) = spans_of(on_sunday(1, 4), AUTUMN)

    assert end - start == timedelta(hours=4)


def test_a_wall_time_that_spring_skips_moves_forward():
    assert local_instant(SPRING, time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_wall_time_that_autumn_repeats_is_its_first_occurrence():
    assert local_instant(AUTUMN, time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_an_exdate_removes_one_occurrence_only():
    opening = an_opening(recurrence=replace(weekly(*WEEK), exdates=(WEDNESDAY,)))

    assert spans_of(opening, WEDNESDAY) == []
    assert len(spans_of(opening, WEDNESDAY + timedelta(days=7))) == 1


def test_an_opening_lives_from_its_first_day_to_its_last_included():
    opening = an_opening(
        first_day=WEDNESDAY, recurrence=weekly(*WEEK, until=WEDNESDAY + timedelta(days=1))
    )
    days = [WEDNESDAY + timedelta(days=n) for n in (-1, 0, 1, 2)]

    assert [len(spans_of(opening, day)) for day in days] == [0, 1, 1, 0]


def test_the_centre_is_shut_on_every_day_of_a_closure():
    closure = Closure("c-1", WEDNESDAY, WEDNESDAY + timedelta(days=1), "Travaux")
    days = [WEDNESDAY + timedelta(days=n) for n in (-1, 0, 1, 2)]

    assert [len(spans_of(an_opening(), day, closures=(closure,))) for day in days] == [1, 0, 0, 1]


def test_overlapping_and_touching_openings_are_one():
    morning = an_opening("o-1", end=time(12))
    noon = an_opening("o-2", start=time(12), end=time(14))
    inside = an_opening("o-3", start=time(10), end=time(11))
    agenda = an_agenda(noon, inside, morning)

    (span,) = open_times(agenda, "caf", (WEDNESDAY, WEDNESDAY))[NADIA.mediator_id]

    assert span.end_min - span.start_min == 5 * 60


def test_a_mediator_who_left_receives_nobody():
    gone = Mediator(NADIA.mediator_id, NADIA.first_name, is_active=False)

    assert spans_of(an_opening(), WEDNESDAY, mediators=(gone,)) == []


def test_an_opening_for_other_needs_does_not_count():
    assert spans_of(an_opening(motif_ids=("impots",)), WEDNESDAY) == []


def test_an_opening_that_ends_before_it_starts_is_none():
    assert spans_of(an_opening(start=time(12), end=time(9)), WEDNESDAY) == []


def test_an_absence_is_rounded_outwards_to_whole_minutes():
    start = datetime(2026, 11, 25, 9, 0, 40, tzinfo=UTC)
    agenda = an_agenda(
        absences=(Absence("a", NADIA.mediator_id, start, start + timedelta(minutes=1)),)
    )
    first = minutes_utc(start)

    assert absent_spans(agenda) == {NADIA.mediator_id: [Span(first, first + 2)]}
