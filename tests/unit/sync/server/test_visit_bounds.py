# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city takes for the facts of a visit, from machines older, newer or broken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from kiosk.domain.attendance import Category, CategoryCount, RecordedBy, VisitKind
from kiosk.domain.attendance_events import content_core, recorded_event
from kiosk.domain.attendance_rules import problems
from kiosk.domain.outbox import EventKind, core_bytes, hash_of
from kiosk.domain.places import MAX_ID
from kiosk.domain.vocabulary import national_vocabulary
from sync.columns import UnpackedEvent
from sync.server.projections import EventRefused, log_entry
from sync.server.storage.reports import EventPlace
from sync.server.visit_bounds import check_visit
from tests.support.visits import INCARNATION, a_draft, recordable_drafts

PLACE = EventPlace("0123456789ab", INCARNATION, 1)
HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALONE = content_core(a_draft(gender="feminin", start="14:15", waited_min=10))
COUNTED = (CategoryCount(Category.GENDER, "feminin", 5), CategoryCount(Category.AGE, "x", 8))
TOGETHER = content_core(a_draft(kind=VisitKind.WORKSHOP, people=8, title="Souris", counts=COUNTED))


@given(recordable_drafts(date(2026, 1, 1), date(2026, 12, 31)))
@settings(max_examples=60)
def test_whatever_a_kiosk_may_record_the_city_takes(draft):
    core = recorded_event(draft, RecordedBy.MEDIATOR, at_hour_utc=HOUR).core
    content = core_bytes(EventKind.VISIT_RECORDED, core)
    event = UnpackedEvent(1, "visit_recorded", content, None, None, "", hash_of(content, None))

    entry = log_entry(EventKind.VISIT_RECORDED, event, PLACE, "NORD")

    assert (entry.day, entry.deleted) == (draft.day.isoformat(), False)


@pytest.mark.parametrize(
    "changes",
    [
        {"posture": "a_distance_et_a_deux"},
        {"themes": ["email", "un_theme_de_2030"]},
        {"unmet": "x" * 64},
        {"a_field_of_2030": {"n": 1}},
    ],
)
def test_codes_and_fields_of_a_newer_list_are_taken_as_they_come(changes):
    check_visit({**ALONE, **changes})


def test_a_place_of_the_directory_with_the_longest_name_there_can_be_recorded_and_is_taken():
    draft = a_draft(referred=True, referral_place="x" * MAX_ID)

    assert problems(draft, today=draft.day, vocabulary=national_vocabulary()) == ()
    check_visit(content_core(draft))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "reunion"},
        {"themes": ["email", "email"]},
        {"themes": ["email"], "admin_themes": ["email"]},
        {"equipment": ["ordinateur", "ordinateur"]},
        {"people": 2},
        {"people": 0},
        {"minutes": True},
        {"minutes": -1},
        {"minutes": 48 * 60},
        {"minutes": "45"},
        {"minutes": 45.0},
        {"minutes": 1 << 70},
        {"waited": True},
        {"waited": 601},
        {"start": "14:16"},
        {"start": "24:00"},
        {"start": 14},
        {"start": "23:45", "minutes": 30},
        {"referred": 1},
        {"mark": "a" * 31},
        {"mark": "z" * 32},
        {"mark": 7},
        {"gender": "x" * 65},
        {"gender": ""},
        {"gender": None},
        {"posture": "a|b"},
        {"posture": ["fait"]},
        {"themes": "email"},
        {"themes": [1]},
        {"themes": ["email"] * 10_000},
        {"commune": "5951é"},
        {"centre": "N" * 33},
        {"day": "2200-01-01"},
        {"day": "1899-12-31"},
        {"day": "9999-12-31"},
        {"day": 20261120},
        {"entered": "2026-11-2T9Z"},
        {"entered": "2999-12-31T23Z"},
        {"changed": "2200-01-01T00Z"},
        {"changed": 5},
        {"title": "x" * 10_000},
        {"title": "\ud800"},
        {"workshop": 7},
        {"counts": [["gender", "feminin", 1]]},
    ],
)
def test_a_fact_of_another_kind_or_out_of_its_bounds_is_refused(changes):
    with pytest.raises((ValueError, TypeError)):
        check_visit({**ALONE, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"people": True},
        {"people": 0},
        {"people": 10_001},
        {"people": 4},
        {"counts": {}},
        {"counts": [["gender", "feminin"]]},
        {"counts": ["gender"]},
        {"counts": [["gender", "feminin", True]]},
        {"counts": [["gender", "feminin", 0]]},
        {"counts": [["gender", "feminin", 9]]},
        {"counts": [["gender", "feminin", 5], ["gender", "masculin", 4]]},
        {"counts": [["gender", "feminin", 1], ["gender", "feminin", 1]]},
        {"counts": [["shoe", "x", 1]]},
        {"counts": [["gender", "a:b=1|", 1]]},
        {"counts": [["theme", f"t{n}", 1] for n in range(1000)]},
    ],
)
def test_counts_that_do_not_add_up_are_refused(changes):
    with pytest.raises((ValueError, TypeError)):
        check_visit({**TOGETHER, **changes})


def test_one_person_may_be_counted_under_several_themes():
    check_visit({**TOGETHER, "counts": [["theme", "email", 8], ["theme", "sante", 8]]})


def test_a_tally_may_last_longer_than_a_day():
    check_visit({**TOGETHER, "kind": "comptage", "minutes": 48 * 60})


@pytest.mark.parametrize(
    "named",
    [
        {"incarnation": "x", "sequence": 1},
        {"incarnation": INCARNATION, "sequence": True},
        {"incarnation": INCARNATION, "sequence": 1 << 70},
        {"incarnation": INCARNATION},
    ],
)
def test_a_deletion_that_names_no_visit_is_refused(named):
    content = core_bytes(EventKind.VISIT_DELETED, {"visit": named, "version": 2})
    event = UnpackedEvent(1, "visit_deleted", content, None, None, "", hash_of(content, None))

    with pytest.raises(EventRefused) as refused:
        log_entry(EventKind.VISIT_DELETED, event, PLACE, "NORD")

    assert refused.value.reason == "unreadable"
