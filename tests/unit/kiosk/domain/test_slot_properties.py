# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds of every agenda: the sweep finds what a look at each slot alone finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.free_time import FreeTime, joined, stretches_of, without
from kiosk.domain.openings import Absence, Agenda, Closure, Motif, local_instant, minutes_utc
from kiosk.domain.recurrence import weekly
from kiosk.domain.slots import Cell, Moment, Taken, all_slots, free_slots, slot_cells, step_of
from kiosk.foundation.clock import paris_day
from tests.support.booking_desk import NADIA, SAMIR, an_opening

PEOPLE = (NADIA.mediator_id, SAMIR.mediator_id)
SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
FIVES = st.integers(0, 5).map(lambda n: n * 5)
DAYS = st.sampled_from([SPRING, AUTUMN]) | st.dates(date(2026, 11, 1), date(2027, 12, 31))


def wall(step):
    return (datetime.min + timedelta(minutes=5 * step)).time()


@st.composite
def motifs(draw):
    return Motif(
        "caf",
        (("fr", "CAF"),),
        "home",
        draw(st.integers(1, 18)) * 5,
        draw(FIVES),
        draw(FIVES),
        step_min=draw(FIVES),
    )


@st.composite
def openings(draw):
    start = draw(st.integers(0, 250))
    end = draw(st.integers(start + 1, min(start + 60, 287)))
    return an_opening(
        f"o-{draw(st.integers(0, 99))}",
        mediator_id=draw(st.sampled_from(PEOPLE)),
        recurrence=weekly(*range(7)),
        start=wall(start),
        end=wall(end),
        has_outer_buffers=draw(st.booleans()),
    )


@st.composite
def days_at_work(draw):
    """Return an agenda, a day and what is known to be taken on it."""
    day = draw(DAYS)
    midnight = minutes_utc(local_instant(day, time(0)))
    steps = st.integers(0, 300)
    absences = [
        Absence(f"a-{n}", draw(st.sampled_from(PEOPLE)), at(midnight, start), at(midnight, end))
        for n, (start, end) in enumerate(
            draw(st.lists(st.tuples(steps, steps).filter(lambda two: two[0] < two[1]), max_size=2))
        )
    ]
    motif = draw(motifs())
    agenda = Agenda(
        mediators=(NADIA, SAMIR),
        motifs=(motif,),
        openings=tuple(draw(st.lists(openings(), min_size=1, max_size=4))),
        absences=tuple(absences),
    )
    taken = [
        Taken(person, draw(st.sampled_from(["caf", "autre"])), start, start + length * 5)
        for person, start, length in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(PEOPLE),
                    steps.map(lambda step: midnight + 5 * step),
                    st.integers(1, 12),
                ),
                max_size=4,
            )
        )
    ]
    return agenda, motif, day, taken


def at(midnight, step):
    return datetime.fromtimestamp((midnight + 5 * step) * 60, tz=UTC)


def span(slot):
    start = minutes_utc(slot.start_utc)
    return start, start + slot.duration_min


def day_before(day):
    return local_instant(day - timedelta(days=1), time(0))


@settings(max_examples=150)
@given(work=days_at_work())
def test_a_slot_is_free_exactly_when_nothing_known_lies_on_it_or_too_near(work):
    agenda, motif, day, taken = work
    free = free_slots(
        agenda,
        motif,
        (day, day),
        Moment(day_before(day), FreeTime.all_but(()), taken),
    )

    assert set(free) == {
        slot
        for slot in all_slots(agenda, motif, day, day)
        if all(is_apart(slot, one, motif) for one in taken if one.mediator_id == slot.mediator_id)
    }


def is_apart(slot, one, motif):
    before, after = (motif.before_min, motif.after_min) if one.motif_id == "caf" else (0, 0)
    start, end = span(slot)
    return start >= one.end_min + max(after, motif.before_min) or end <= one.start_min - max(
        before, motif.after_min
    )


@settings(max_examples=150)
@given(work=days_at_work(), named=st.sets(st.integers(0, 300), max_size=120))
def test_cells_named_and_all_but_the_others_give_the_same_slots_as_a_look_at_each_cell(work, named):
    agenda, motif, day, _ = work
    first = step_of(local_instant(day, time(0))) - 20
    everything = [Cell(person, first + n) for person in PEOPLE for n in range(360)]
    cells = {cell for cell in everything if (cell.step - first) in named}
    before = day_before(day)
    of_cells = free_slots(agenda, motif, (day, day), Moment(before, cells))
    rest = FreeTime.all_but(cell for cell in everything if cell not in cells)

    assert free_slots(agenda, motif, (day, day), Moment(before, rest)) == of_cells
    assert of_cells == tuple(
        slot
        for slot in all_slots(agenda, motif, day, day)
        if cells.issuperset(slot_cells(slot, motif))
    )


@settings(max_examples=100)
@given(work=days_at_work())
def test_every_slot_lies_within_the_openings_of_its_mediator_and_of_its_day(work):
    agenda, motif, day, _ = work

    for slot in all_slots(agenda, motif, day, day):
        mine = [one for one in agenda.openings if one.mediator_id == slot.mediator_id]
        open_minutes = {
            minute
            for one in mine
            for minute in range(
                minutes_utc(local_instant(day, one.start)), minutes_utc(local_instant(day, one.end))
            )
        }
        assert paris_day(slot.start_utc) == day
        assert open_minutes.issuperset(range(*span(slot)))


@settings(max_examples=100)
@given(work=days_at_work())
def test_no_slot_touches_an_absence_not_even_with_its_pauses(work):
    agenda, motif, day, _ = work

    for slot in all_slots(agenda, motif, day, day):
        start, end = span(slot)
        for away in agenda.absences:
            if away.mediator_id == slot.mediator_id:
                is_before = end + motif.after_min <= minutes_utc(away.start_utc)
                assert is_before or start - motif.before_min >= minutes_utc(away.end_utc)


@settings(max_examples=60)
@given(work=days_at_work(), length=st.integers(0, 3), ahead=st.integers(-3, 3))
def test_no_slot_lies_on_a_day_of_closure(work, length, ahead):
    agenda, motif, day, _ = work
    first = day + timedelta(days=ahead)
    shut = Closure("c", first, first + timedelta(days=length))
    slots = all_slots(
        replace(agenda, closures=(shut,)), motif, day - timedelta(days=2), day + timedelta(days=2)
    )

    assert not any(shut.covers(paris_day(slot.start_utc)) for slot in slots)


@settings(max_examples=100)
@given(work=days_at_work())
def test_what_is_taken_or_away_moves_no_other_slot_off_the_grid(work):
    agenda, motif, day, taken = work
    grid = set(all_slots(replace(agenda, absences=()), motif, day, day))
    free = free_slots(
        agenda,
        motif,
        (day, day),
        Moment(day_before(day), FreeTime.all_but(()), taken),
    )

    assert grid.issuperset(free)


@settings(max_examples=60)
@given(work=days_at_work())
def test_two_days_asked_at_once_are_the_two_asked_apart(work):
    agenda, motif, day, _ = work
    next_day = day + timedelta(days=1)

    assert all_slots(agenda, motif, day, next_day) == all_slots(
        agenda, motif, day, day
    ) + all_slots(agenda, motif, next_day, next_day)


STEPS = st.sets(st.integers(0, 80), max_size=40)


@given(cells=STEPS, holes=STEPS)
def test_stretches_without_holes_are_the_steps_without_those_of_the_holes(cells, holes):
    mine = stretches_of(("m", step) for step in cells).get("m", [])
    cut = stretches_of(("m", step) for step in holes).get("m", [])

    assert steps_of(without(mine, cut)) == cells - holes
    assert steps_of(joined([*mine, *cut])) == cells | holes


def steps_of(stretches):
    return {step for low, high in stretches for step in range(low, high)}
