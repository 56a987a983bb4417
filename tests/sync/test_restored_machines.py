# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine put back to a copy of before: what is done on it from then on stands at the city."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from kiosk.domain.attendance import RecordedBy, corrected
from kiosk.domain.attendance_events import corrected_event, deleted_event, recorded_event
from kiosk.domain.periods import Period
from kiosk.services.staff import Staff, StaffRole
from sync.server.reports import network_figures, unreconciled
from sync.server.storage.reports import EventPlace, VisitEntry
from sync.server.visit_rows import keep_in_step
from tests.support.visits import INCARNATION, a_draft, a_visit

TODAY = date(2026, 11, 23)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def record(kiosk, minutes=30, day=TODAY):
    return kiosk.attendance.record(a_draft(day=day, duration_min=minutes), MEDIATOR)


def correct(kiosk, visit, minutes):
    kiosk.attendance.correct(visit, a_draft(day=TODAY, duration_min=minutes), MEDIATOR)


def send(city, kiosk):
    city.client(kiosk).exchange()
    city.client(kiosk).exchange()


def counts_here(kiosk):
    return kiosk.statistics.figures(AUTUMN).tally.counts


def counts_there(city):
    return network_figures(city.city, AUTUMN).tally.counts


@pytest.fixture
def kiosk(any_city):
    return any_city.machine("a")


@pytest.fixture
def copied(any_city, kiosk, tmp_path):
    """Return a record that the city has, and a copy of the machine made then."""
    visit = record(kiosk)
    record(kiosk)
    send(any_city, kiosk)
    return visit, kiosk.backups.backup(tmp_path / "copy.db")


def test_a_correction_after_it_stands_before_the_one_of_the_older_life(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 78):
        correct(kiosk, visit, minutes)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)
    correct(kiosk, visit, 99)
    send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_a_deletion_after_it_stands(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 78):
        correct(kiosk, visit, minutes)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)
    kiosk.attendance.delete(visit, MEDIATOR)
    send(any_city, kiosk)

    assert network_figures(any_city.city, AUTUMN).n_visits == 1
    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_of_three_lives_the_last_has_the_last_word(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 88, 99):
        kiosk.backups.restore(copy)
        for turn in range(minutes % 10, 10):
            correct(kiosk, visit, minutes + turn)
        send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)


def test_what_waited_in_the_copy_stands_behind_what_comes_after(any_city, kiosk, tmp_path):
    visit = record(kiosk)
    send(any_city, kiosk)
    correct(kiosk, visit, 40)
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    kiosk.backups.restore(copy)
    kiosk.backups.restore(copy)  # a life of which the city never hears
    correct(kiosk, visit, 50)
    send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_versions_of_two_lives_leave_the_same_row_in_any_order(any_city):
    visit = a_visit(1)
    hour = visit.entered_hour_utc
    newer = corrected(visit, a_draft(day=TODAY, duration_min=99), at_hour_utc=hour)
    told = (
        (recorded_event(visit.content, RecordedBy.MEDIATOR, at_hour_utc=hour), 1, 100),
        (corrected_event(newer, RecordedBy.MEDIATOR), 2, 100),
        (deleted_event(newer, RecordedBy.MEDIATOR, at_hour_utc=hour), 3, 100),
        (corrected_event(newer, RecordedBy.MEDIATOR), 2, 200),
    )
    for turn, order in enumerate(permutations(told), start=1):
        for event, version, life in order:
            entry = VisitEntry(
                place=EventPlace(f"borne-{turn}", f"{life:016x}", 10 - version),
                visit_incarnation=INCARNATION,
                visit_sequence=turn,
                version=version,
                day=str(event.core.get("day", "")),
                deleted=version == 3,
                core=event.core,
                told_life=life,
            )
            with any_city.city.database.transaction() as unit:
                unit.reports.add_visits([entry])
                keep_in_step(unit, [entry])

        assert network_figures(any_city.city, AUTUMN).n_visits == turn
        with any_city.city.database.reading() as unit:
            assert unit.reports.n_standing() == turn
