# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slots are cut on the grid of an opening, with their buffers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.free_time import FreeTime
from kiosk.domain.openings import Absence, Motif
from kiosk.domain.recurrence import weekly
from kiosk.domain.slots import (
    Cell,
    DayState,
    Moment,
    Slot,
    all_slots,
    day_offers,
    free_slots,
    horizon,
    one_a_start,
    slot_cells,
)
from tests.support.booking_desk import NADIA, NOW, SAMIR, WEDNESDAY, an_agenda, an_opening

CAF = Motif("caf", (("fr", "CAF"),), "home", 45)
DAY = (WEDNESDAY, WEDNESDAY)
EVERYTHING = FreeTime.all_but(())


def agenda_of(motif, *openings, **changes):
    return an_agenda(*openings, motifs=(motif,), **changes)


def starts(agenda, motif):
    return [slot.start_utc.strftime("%H:%M") for slot in all_slots(agenda, motif, *DAY)]


def test_the_grid_begins_with_the_opening_and_steps_by_the_duration():
    assert starts(agenda_of(CAF), CAF) == ["08:00", "08:45", "09:30", "10:15"]


def test_buffers_are_part_of_the_step_and_stay_inside_the_opening():
    motif = replace(CAF, before_min=5, after_min=10)
    agenda = agenda_of(motif)

    found = all_slots(agenda, motif, *DAY)

    assert starts(agenda, motif) == ["08:05", "09:05", "10:05"]
    cells = slot_cells(found[0], motif)
    assert len(cells) == 12
    assert cells[0].start_utc == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_cells_of_neighbouring_slots_do_not_meet():
    motif = replace(CAF, before_min=5, after_min=10)
    cells = [
        cell
        for slot in all_slots(agenda_of(motif), motif, *DAY)
        for cell in slot_cells(slot, motif)
    ]

    assert len(cells) == len(set(cells))


def test_an_opening_shorter_than_the_duration_has_no_slot_and_one_as_long_has_one():
    short = an_opening(end=time(9, 40))
    exact = an_opening(end=time(9, 45))

    assert starts(agenda_of(CAF, short), CAF) == []
    assert starts(agenda_of(CAF, exact), CAF) == ["08:00"]


def test_touching_openings_allow_a_slot_across_their_border():
    agenda = agenda_of(
        CAF, an_opening("o-1", end=time(10)), an_opening("o-2", start=time(10), end=time(12))
    )

    assert "08:45" in starts(agenda, CAF)


def test_overlapping_openings_of_one_mediator_give_no_slot_twice():
    agenda = agenda_of(CAF, an_opening("o-1"), an_opening("o-2", start=time(10), end=time(12)))

    assert starts(agenda, CAF) == ["08:00", "08:45", "09:30", "10:15"]


def test_an_absence_takes_the_slots_that_it_touches_and_moves_no_other():
    away = Absence(
        "a",
        NADIA.mediator_id,
        datetime(2026, 11, 25, 8, 50, tzinfo=UTC),
        datetime(2026, 11, 25, 8, 55, tzinfo=UTC),
    )

    assert starts(agenda_of(CAF, absences=(away,)), CAF) == ["08:00", "09:30", "10:15"]


def test_an_absence_that_only_touches_a_slot_takes_nothing():
    away = Absence(
        "a",
        NADIA.mediator_id,
        datetime(2026, 11, 25, 7, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
    )

    assert starts(agenda_of(CAF, absences=(away,)), CAF)[0] == "08:00"


def test_an_absence_longer_than_the_day_closes_it():
    away = Absence(
        "a",
        NADIA.mediator_id,
        datetime(2026, 11, 20, tzinfo=UTC),
        datetime(2026, 11, 30, tzinfo=UTC),
    )

    (offer,) = day_offers(agenda_of(CAF, absences=(away,)), CAF, DAY, Moment(NOW, EVERYTHING))

    assert offer.state is DayState.CLOSED


def test_no_slot_lies_in_the_hour_that_spring_skips():
    sunday = date(2027, 3, 28)
    agenda = agenda_of(CAF, an_opening(recurrence=weekly(6), start=time(1), end=time(4)))
    found = all_slots(agenda, replace(CAF, duration_min=60), sunday, sunday)

    local_hours = [slot.start_utc.hour + (1 if slot.start_utc.hour == 0 else 2) for slot in found]
    assert local_hours == [1, 3]


def test_no_slot_comes_twice_in_the_hour_that_autumn_repeats():
    sunday = date(2027, 10, 31)
    agenda = agenda_of(CAF, an_opening(recurrence=weekly(6), start=time(1), end=time(4)))
    found = all_slots(agenda, replace(CAF, duration_min=60), sunday, sunday)

    assert len(found) == len({slot.start_utc for slot in found}) == 4


def test_the_horizon_counts_days_of_paris_across_the_change_of_hour():
    late_evening = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)

    assert horizon(late_evening) == (date(2027, 3, 29), date(2027, 4, 11))


def test_one_button_an_hour_is_deterministic():
    start = datetime(2026, 11, 25, 8, tzinfo=UTC)
    both = [Slot(start, SAMIR.mediator_id, 45), Slot(start, NADIA.mediator_id, 45)]

    assert one_a_start(both, {}) == (both[1],)
    assert one_a_start(both, {NADIA.mediator_id: 1}) == (both[0],)


def test_a_slot_with_one_cell_taken_is_not_free():
    agenda = agenda_of(CAF)
    slots = all_slots(agenda, CAF, *DAY)
    cells = {cell for slot in slots for cell in slot_cells(slot, CAF)}
    taken = slot_cells(slots[1], CAF)[4]

    assert free_slots(agenda, CAF, DAY, Moment(NOW, cells - {taken})) == (
        slots[0],
        *slots[2:],
    )


@given(
    duration=st.integers(3, 24),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    start=st.integers(0, 200),
    length=st.integers(1, 80),
    day=st.dates(date(2026, 1, 5), date(2028, 12, 31)),
)
def test_slots_never_overlap_and_stay_inside_their_opening(
    duration, before, after, start, length, day
):
    motif = Motif("caf", (("fr", "CAF"),), "home", duration * 5, before * 5, after * 5)
    end = min(start + length, 287)
    opening = an_opening(
        recurrence=weekly(*range(7)),
        start=(datetime.min + timedelta(minutes=5 * start)).time(),
        end=(datetime.min + timedelta(minutes=5 * end)).time(),
    )
    agenda = agenda_of(motif, opening)
    slots = all_slots(agenda, motif, day, day)

    cells = [cell for slot in slots for cell in slot_cells(slot, motif)]
    assert len(cells) == len(set(cells)) == len(slots) * (duration + before + after)
    assert all(isinstance(cell, Cell) for cell in cells)
