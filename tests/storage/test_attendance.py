# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from kiosk.domain.attendance import RecordedBy
from kiosk.domain.attendance_events import content_core
from kiosk.domain.periods import Period
from kiosk.storage.engine import open_database
from kiosk.storage.schema import migrate
from tests.storage.test_migrations import upgrade_to
from tests.support.storage import KEY, started_database
from tests.support.visits import a_draft, a_visit

HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def database(tmp_path):
    made = started_database(tmp_path)
    yield made
    made.close()


def test_a_visit_comes_back_as_it_was_written(database):
    written = a_visit(
        3,
        equipment=("ordinateur", "telephone"),
        referred=False,
        gender="feminin",
        place="domicile",
        commune_insee="59163",
    )

    with database.unit_of_work() as uow:
        uow.visits.add(written)

        assert uow.visits.get(written.visit_id) == written


def test_a_change_that_was_not_committed_leaves_no_trace(database):
    with database.unit_of_work() as uow:
        uow.visits.add(a_visit())

    with database.unit_of_work() as uow:
        assert uow.visits.get(a_visit().visit_id) is None
        assert uow.visits.versions(a_visit().visit_id) == ()


def test_visits_are_found_by_their_day_both_ends_included(database):
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    with database.unit_of_work() as uow:
        for number, day in enumerate(days, start=1):
            uow.visits.add(a_visit(number, day=day))

        assert [visit.content.day for visit in uow.visits.between(NOVEMBER)] == days[1:3]


def test_erasure_takes_records_and_traces_of_earlier_days_only(database):
    old, kept = a_visit(1, day=date(2025, 10, 1)), a_visit(2, day=date(2025, 10, 2))
    with database.unit_of_work() as uow:
        uow.visits.add(old)
        uow.visits.add(kept)
        uow.visits.remove(kept, RecordedBy.MEDIATOR, at_hour_utc=HOUR)

        n_erased = uow.visits.erase_before(date(2025, 10, 2))

        assert n_erased == 1
        assert uow.visits.versions(old.visit_id) == ()
        assert len(uow.visits.versions(kept.visit_id)) == 2


def test_a_corrected_day_is_erased_by_the_day_each_version_says(database):
    first = a_visit(1, day=date(2025, 10, 1))
    second = replace(first, version=2, content=a_draft(day=date(2025, 10, 5)))
    with database.unit_of_work() as uow:
        uow.visits.add(first)
        uow.visits.replace(second, RecordedBy.MEDIATOR)

        assert uow.visits.erase_before(date(2025, 10, 2)) == 0
        assert [one.version for one in uow.visits.versions(first.visit_id)] == [2]


def test_unfinished_forms_are_erased_by_the_moment_they_were_saved(database):
    with database.unit_of_work() as uow:
        uow.visits.save_draft("staff-1", a_draft(), saved_utc=HOUR - timedelta(days=3))
        uow.visits.save_draft("staff-2", a_draft(), saved_utc=HOUR)

        assert uow.visits.erase_drafts_before(HOUR - timedelta(days=2)) == 1
        assert uow.visits.load_draft("staff-2", since_utc=HOUR) == a_draft()


def test_the_oldest_row_counts_by_its_entry_not_by_its_day(database):
    with database.unit_of_work() as uow:
        assert uow.visits.first_counted_utc() is None

        late = replace(a_visit(1, day=date(2026, 1, 5)), entered_hour_utc=HOUR)
        uow.visits.add(late)

        assert uow.visits.first_counted_utc() == HOUR


def test_a_form_left_unfinished_before_the_marks_is_still_in_hand_after(tmp_path):
    with closing(open_database(tmp_path / "older.db", KEY)) as older:
        upgrade_to(older, "0018_publications")
        content = json.dumps(content_core(a_draft()))
        with older.connection() as connection:
            connection.execute(
                text("INSERT INTO visit_draft VALUES ('staff-1', :saved, :content)"),
                {"saved": "2026-11-23T08:00:00.000000Z", "content": content},
            )
            connection.commit()

        migrate(older)

        with older.unit_of_work() as uow:
            assert uow.visits.load_draft("staff-1", since_utc=HOUR - timedelta(days=2)) == a_draft()
