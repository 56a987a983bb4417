# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and hours that agendas get wrong: each of them once, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from kiosk.domain.free_time import FreeTime
from kiosk.domain.holidays import holiday_closures
from kiosk.domain.open_times import clashes
from kiosk.domain.openings import (
    Absence,
    Closure,
    ClosureKind,
    Motif,
    Season,
    minutes_utc,
)
from kiosk.domain.recurrence import once, recurrence_of, weekly
from kiosk.domain.slots import (
    Cell,
    DayState,
    Moment,
    Taken,
    all_slots,
    buffer_cells,
    day_offers,
    free_slots,
    slot_cells,
    step_of,
)
from kiosk.foundation.clock import PARIS
from tests.support.booking_desk import NADIA, NOW, SAMIR, WEDNESDAY, WEEK, an_agenda, an_opening

CAF = Motif("caf", (("fr", "CAF"),), "home", 45)
HOUR = replace(CAF, duration_min=60)
ANY_DAY = weekly(*range(7))
SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
EVERYTHING = FreeTime.all_but(())


def agenda_of(motif, *openings, **changes):
    return an_agenda(*openings, motifs=(motif,), **changes)


def hours(slots):
    """Return wall times in Paris."""
    return [slot.start_utc.astimezone(PARIS).strftime("%H:%M") for slot in slots]


def found(agenda, motif, day=WEDNESDAY, **said):
    """Return the wall times that may be booked on a day, as seen the day before at 10 h."""
    before = datetime.combine(day, time(9), tzinfo=UTC) - timedelta(days=1)
    asked = {"free_cells": EVERYTHING, "now_utc": before, **said}
    return hours(free_slots(agenda, motif, (day, day), Moment(**asked)))


def taken_at(hour, minute=0, motif=CAF, mediator_id=NADIA.mediator_id, day=WEDNESDAY):
    start = minutes_utc(datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC))
    return Taken(mediator_id, motif.motif_id, start, start + motif.duration_min)


def test_an_opening_over_the_spring_change_has_real_minutes_and_no_slot_at_two_o_clock():
    agenda = agenda_of(HOUR, an_opening(recurrence=ANY_DAY, start=time(1), end=time(4)))

    assert hours(all_slots(agenda, HOUR, SPRING, SPRING)) == ["01:00", "03:00"]


def test_an_opening_over_the_autumn_change_lasts_four_hours_without_a_slot_twice():
    agenda = agenda_of(HOUR, an_opening(recurrence=ANY_DAY, start=time(1), end=time(4)))
    slots = all_slots(agenda, HOUR, AUTUMN, AUTUMN)

    assert hours(slots) == ["01:00", "02:00", "02:00", "03:00"]
    assert len({slot.start_utc for slot in slots}) == 4


def test_a_weekly_opening_keeps_nine_o_clock_across_the_changes_of_hour():
    agenda = agenda_of(CAF, an_opening(recurrence=weekly(0)))
    mondays = [date(2027, 3, 22), date(2027, 3, 29), date(2027, 10, 25), date(2027, 11, 1)]

    assert {hours(all_slots(agenda, CAF, day, day))[0] for day in mondays} == {"09:00"}


def test_notice_counts_real_hours_across_the_spring_change():
    motif = replace(HOUR, notice_min=12 * 60)
    agenda = agenda_of(motif, an_opening(recurrence=ANY_DAY, start=time(9), end=time(14)))
    evening = datetime(2027, 3, 27, 22, 0, tzinfo=UTC)  # 23 h in Paris, clocks change in between

    assert found(agenda, motif, SPRING, now_utc=evening) == ["12:00", "13:00"]


def test_notice_counts_real_hours_across_the_autumn_change():
    motif = replace(HOUR, notice_min=12 * 60)
    agenda = agenda_of(motif, an_opening(recurrence=ANY_DAY, start=time(9), end=time(14)))
    evening = datetime(2027, 10, 30, 21, 0, tzinfo=UTC)  # 23 h in Paris

    assert found(agenda, motif, AUTUMN, now_utc=evening) == ["10:00", "11:00", "12:00", "13:00"]


def test_a_horizon_that_ends_on_the_day_of_the_change_has_that_day_whole_and_none_after():
    motif = replace(HOUR, horizon_days=3)
    agenda = agenda_of(motif, an_opening(recurrence=ANY_DAY, start=time(9), end=time(12)))
    late = datetime(2027, 3, 25, 22, 30, tzinfo=UTC)  # 23 h 30 in Paris, three days before

    assert found(agenda, motif, SPRING, now_utc=late) == ["09:00", "10:00", "11:00"]
    assert found(agenda, motif, SPRING + timedelta(days=1), now_utc=late) == []


def test_an_exdate_removes_one_occurrence_only():
    rule = replace(weekly(*WEEK), exdates=(WEDNESDAY,))
    agenda = agenda_of(CAF, an_opening(recurrence=rule))

    assert found(agenda, CAF) == []
    assert found(agenda, CAF, WEDNESDAY + timedelta(days=7)) != []


def test_two_overlapping_openings_of_one_mediator_give_no_slot_twice():
    agenda = agenda_of(CAF, an_opening("o-1"), an_opening("o-2", start=time(10), end=time(12)))

    assert found(agenda, CAF) == ["09:00", "09:45", "10:30", "11:15"]


def test_touching_openings_allow_a_slot_across_their_border():
    motif = replace(CAF, duration_min=30, step_min=15)
    agenda = agenda_of(motif, an_opening("o-1"), an_opening("o-2", start=time(12), end=time(14)))

    assert "11:45" in found(agenda, motif)


def test_an_opening_shorter_than_the_duration_has_no_slot():
    assert found(agenda_of(CAF, an_opening(end=time(9, 40))), CAF) == []


def test_an_opening_exactly_as_long_as_the_duration_has_one_slot():
    assert found(agenda_of(CAF, an_opening(end=time(9, 45))), CAF) == ["09:00"]


def test_an_appointment_that_touches_the_end_of_a_slot_does_not_block_it():
    taken = [taken_at(9, 45), taken_at(11, 15)]

    assert found(agenda_of(CAF), CAF, taken=taken) == ["09:00", "10:30"]


def test_a_buffer_crosses_the_end_of_an_opening_only_if_the_opening_says_so():
    motif = replace(CAF, before_min=10, after_min=15)
    strict = an_opening(end=time(10))
    soft = replace(strict, has_outer_buffers=True)

    assert found(agenda_of(motif, strict), motif) == []
    assert found(agenda_of(motif, soft), motif) == ["09:00"]


def test_an_opening_that_is_soft_beside_one_that_is_not_keeps_the_hard_end():
    motif = replace(CAF, after_min=15)
    morning = an_opening("o-1", end=time(10), has_outer_buffers=True)
    noon = an_opening("o-2", start=time(10), end=time(10, 45))

    assert found(agenda_of(motif, morning, noon), motif) == ["09:00"]
    assert found(agenda_of(motif, morning, replace(noon, has_outer_buffers=True)), motif) == [
        "09:00",
        "10:00",
    ]


def test_the_pauses_of_two_neighbours_do_not_add_up():
    motif = replace(CAF, before_min=15, after_min=10, step_min=5)
    agenda = agenda_of(motif)
    taken = [taken_at(10, motif=motif)]

    assert found(agenda, motif, taken=taken) == ["11:00", "11:05"]  # 15 min after 10:45, not 25
    assert "09:00" not in found(agenda, motif, taken=[taken_at(9, 50, motif=motif)])


def test_the_longer_of_two_pauses_lies_between_different_needs():
    short = replace(CAF, motif_id="breve", duration_min=15, before_min=5, step_min=5)
    long = replace(CAF, motif_id="longue", after_min=20)
    agenda = an_agenda(motifs=(short, long))

    assert found(agenda, short, taken=[taken_at(9, motif=long)])[0] == "10:05"


def test_a_pause_shared_by_two_neighbours_is_sold_once():
    motif = replace(CAF, before_min=10, after_min=10, step_min=5)
    agenda = agenda_of(motif)
    first = taken_at(9, 10, motif=motif)
    sold = {
        Cell(NADIA.mediator_id, step)
        for step in range((first.start_min - 10) // 5, (first.end_min + 10) // 5)
    }
    free = FreeTime.all_but(sold)

    assert "10:05" in found(agenda, motif, taken=[first], free_cells=free)
    assert "10:05" not in found(agenda, motif, free_cells=free)  # nobody says whose cells they are
    (slot,) = (
        one for one in all_slots(agenda, motif, WEDNESDAY, WEDNESDAY) if hours([one]) == ["10:05"]
    )
    cells = slot_cells(slot, motif, buffer_cells(agenda, [first]))
    assert not sold.intersection(cells)
    assert cells[0].step == step_of(slot.start_utc)


def test_an_absence_that_starts_before_and_ends_after_the_opening_leaves_nothing():
    away = Absence(
        "a",
        NADIA.mediator_id,
        datetime(2026, 11, 20, tzinfo=UTC),
        datetime(2026, 12, 1, tzinfo=UTC),
    )

    assert found(agenda_of(CAF, absences=(away,)), CAF) == []


def test_a_public_holiday_shuts_an_opening():
    agenda = agenda_of(CAF, closures=holiday_closures(range(2026, 2028)))
    christmas = date(2026, 12, 25)

    (offer,) = day_offers(agenda, CAF, (christmas, christmas), Moment(NOW, EVERYTHING))
    assert offer.state is DayState.CLOSED
    assert found(agenda, CAF, christmas - timedelta(days=1)) != []


def test_a_centre_may_open_on_a_public_holiday_anyway():
    may = date(2027, 5, 6)
    anyway = Closure("ascension", may, may, opens_anyway=True)
    holidays = holiday_closures(range(2026, 2028))

    assert found(agenda_of(CAF, closures=holidays), CAF, may) == []
    assert found(agenda_of(CAF, closures=(*holidays, anyway)), CAF, may) != []


def test_a_centre_that_opens_anyway_stays_shut_for_works():
    may = date(2027, 5, 6)
    anyway = Closure("ascension", may, may, opens_anyway=True)
    works = Closure("travaux", may, may, kind=ClosureKind.WORKS)

    assert found(agenda_of(CAF, closures=(anyway, works)), CAF, may) == []


def test_the_bridge_of_ascension_uses_the_opening_of_school_holidays():
    bridge = date(2027, 5, 7)
    term = an_opening("o-1", season=Season.TERM)
    holidays = an_opening("o-2", start=time(14), end=time(16), season=Season.SCHOOL_HOLIDAYS)
    agenda = agenda_of(
        CAF,
        term,
        holidays,
        school_holidays=((date(2027, 5, 6), date(2027, 5, 8)),),
        school_known_until=date(2028, 8, 31),
        closures=holiday_closures(range(2027, 2028)),
    )

    assert found(agenda, CAF, bridge) == ["14:00", "14:45"]
    assert found(agenda, CAF, bridge - timedelta(days=1)) == []  # Ascension itself
    assert found(agenda, CAF, date(2027, 5, 10))[0] == "09:00"


def test_a_year_whose_school_calendar_is_not_known_falls_back_to_term():
    term = an_opening("o-1", season=Season.TERM)
    holidays = an_opening("o-2", start=time(14), end=time(16), season=Season.SCHOOL_HOLIDAYS)
    agenda = agenda_of(CAF, term, holidays)

    assert found(agenda, CAF)[0] == "09:00"
    assert "14:00" not in found(agenda, CAF)
    assert not agenda.knows_school(WEDNESDAY)


def test_within_an_opening_the_next_step_of_the_grid_is_offered_and_not_an_hour_later():
    motif = replace(CAF, duration_min=30)
    now_utc = datetime(2026, 11, 25, 8, 31, tzinfo=UTC)  # 9 h 31 in Paris

    assert found(agenda_of(motif), motif, now_utc=now_utc)[0] == "10:00"
    finer = replace(motif, step_min=5)
    assert found(agenda_of(finer), finer, now_utc=now_utc)[0] == "09:35"


def test_a_slot_that_starts_at_this_very_second_may_be_booked_and_one_of_the_second_before_not():
    motif = replace(CAF, duration_min=30)
    nine = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    assert found(agenda_of(motif), motif, now_utc=nine)[0] == "09:00"
    assert found(agenda_of(motif), motif, now_utc=nine + timedelta(seconds=1))[0] == "09:30"


def test_a_mediator_who_has_enough_for_the_day_is_offered_no_more():
    nadia = replace(NADIA, max_a_day=2)
    samir = an_opening("o-2", mediator_id=SAMIR.mediator_id, start=time(14), end=time(15))
    agenda = agenda_of(CAF, an_opening(), samir, mediators=(nadia, SAMIR))

    assert found(agenda, CAF, taken=[taken_at(9)])[0] == "09:45"
    assert found(agenda, CAF, taken=[taken_at(9), taken_at(11, 15)]) == ["14:00"]


def test_a_need_that_has_enough_for_the_day_is_offered_on_another():
    motif = replace(CAF, max_a_day=1)
    agenda = agenda_of(motif)

    assert found(agenda, motif, taken=[taken_at(9, motif=motif)]) == []
    assert found(agenda, motif, WEDNESDAY + timedelta(days=1), taken=[taken_at(9)]) != []


def test_a_need_with_enough_appointments_in_force_is_offered_nowhere_until_one_is_past():
    motif = replace(CAF, max_active=1)
    agenda = agenda_of(motif)
    thursday = WEDNESDAY + timedelta(days=1)
    one = taken_at(9, motif=motif)

    assert found(agenda, motif, thursday, taken=[one], now_utc=NOW) == []
    after = datetime(2026, 11, 25, 8, 45, tzinfo=UTC)
    assert found(agenda, motif, thursday, taken=[one], now_utc=after) != []


def test_an_opening_in_another_centre_is_found_there_and_not_here():
    away = an_opening("o-2", start=time(14), end=time(15), centre="SUD")
    agenda = agenda_of(CAF, an_opening(end=time(10)), away)

    assert found(agenda, CAF) == ["09:00"]
    assert found(agenda, CAF, centre="SUD") == ["14:00"]


def test_works_in_another_centre_shut_its_openings_only():
    away = an_opening("o-2", start=time(14), end=time(15), centre="SUD")
    works = Closure("travaux", WEDNESDAY, WEDNESDAY, kind=ClosureKind.WORKS, centre="SUD")
    agenda = agenda_of(CAF, an_opening(end=time(10)), away, closures=(works,))

    assert found(agenda, CAF) == ["09:00"]
    assert found(agenda, CAF, centre="SUD") == []


def test_a_person_expected_in_two_centres_at_once_is_named_with_the_first_day():
    monthly = recurrence_of("FREQ=MONTHLY;BYDAY=1WE")
    away = an_opening("o-2", recurrence=monthly, start=time(11), end=time(13), centre="SUD")
    days = (WEDNESDAY, WEDNESDAY + timedelta(days=60))
    agenda = agenda_of(CAF, an_opening(), away)

    assert clashes(agenda, days) == ((NADIA.mediator_id, date(2026, 12, 2), "o-1", "o-2"),)
    shut = Closure("c", date(2026, 12, 2), date(2026, 12, 2), centre="SUD")
    (later,) = clashes(replace(agenda, closures=(shut,)), days)
    assert later.day == date(2027, 1, 6)
    after = replace(away, start=time(12))
    assert clashes(agenda_of(CAF, an_opening(), after), days) == ()
    holidays = replace(away, season=Season.SCHOOL_HOLIDAYS)
    assert clashes(agenda_of(CAF, an_opening(), holidays), days) == ()


def test_an_opening_of_one_day_and_one_of_the_first_wednesday_happen_then_only():
    single = an_opening("o-1", first_day=WEDNESDAY, recurrence=once(WEDNESDAY))
    first = an_opening("o-2", recurrence=recurrence_of("FREQ=MONTHLY;BYDAY=1WE"))

    assert found(agenda_of(CAF, single), CAF) != []
    assert found(agenda_of(CAF, single), CAF, WEDNESDAY + timedelta(days=7)) == []
    assert found(agenda_of(CAF, first), CAF) == []
    assert found(agenda_of(CAF, first), CAF, date(2026, 12, 2)) != []


def test_an_opening_that_begins_between_two_cells_begins_with_the_next_one():
    agenda = agenda_of(CAF, an_opening(start=time(9, 3), end=time(9, 58)))

    assert found(agenda, CAF) == ["09:05"]


def test_an_opening_up_to_midnight_keeps_its_last_slot_on_its_day():
    motif = replace(CAF, duration_min=55)
    agenda = agenda_of(motif, an_opening(start=time(22), end=time(23, 55)))

    assert found(agenda, motif) == ["22:00", "22:55"]
