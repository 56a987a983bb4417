# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from kiosk.domain.attendance import RecordedBy, corrected
from kiosk.domain.attendance_events import (
    check_told_hour,
    content_core,
    content_of,
    corrected_event,
    deleted_event,
    hour_of,
    recorded_event,
    touched_identity,
    visit_of,
)
from kiosk.domain.outbox import Identity, OutboxLane, core_bytes, core_of
from tests.support.visits import INCARNATION, a_draft, a_visit, recordable_drafts

HOUR = datetime(2026, 10, 20, 9, tzinfo=UTC)
OWN = Identity(INCARNATION, OutboxLane.LOGS, 1)
LATER = Identity("ffffffffffffffff", OutboxLane.LOGS, 7)


def travelled(event):
    return core_of(core_bytes(event.kind, event.core))[1]


@given(recordable_drafts(date(2026, 1, 1), date(2026, 12, 31)))
def test_what_a_visit_says_survives_the_journey(draft):
    assert content_of(content_core(draft)) == draft


def test_a_recorded_visit_is_named_by_its_own_event():
    core = travelled(recorded_event(a_draft(), RecordedBy.VOLUNTEER, at_hour_utc=HOUR))

    visit = visit_of(OWN, core)

    assert visit.visit_id == f"{INCARNATION}-1"
    assert (visit.version, visit.recorded_by) == (1, RecordedBy.VOLUNTEER)
    assert visit.entered_hour_utc == HOUR


def test_a_correction_names_the_visit_of_another_life_of_the_machine():
    newer = corrected(a_visit(), a_draft(duration_min=90), at_hour_utc=HOUR)
    core = travelled(corrected_event(newer, RecordedBy.COORDINATOR))

    assert touched_identity(LATER, core) == OWN
    assert visit_of(LATER, core) == newer


def test_a_deletion_names_its_visit_and_a_version_above_it():
    core = travelled(deleted_event(a_visit(version=2), RecordedBy.MEDIATOR, at_hour_utc=HOUR))

    assert touched_identity(LATER, core) == OWN
    assert core["version"] == 3


@pytest.mark.parametrize(
    "core",
    [
        {},
        {"day": "2026-10-14"},
        {"day": "hier", "kind": "individuel", "place": "autre", "origin": "saisie"},
        {"day": "2026-10-14", "kind": "collectif", "place": "autre", "origin": "saisie"},
        {"visit": {"incarnation": 1}},
    ],
)
def test_other_facts_are_refused_as_a_value_error(core):
    with pytest.raises(ValueError):
        visit_of(OWN, core)


def test_an_hour_is_read_back_in_utc():
    assert hour_of("2026-11-23T08Z") == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("hour", ["1900-01-01T00Z", "2026-11-23T08Z", "2199-12-31T22Z"])
def test_an_hour_of_the_calendar_of_figures_may_be_told(hour):
    check_told_hour(hour)


@pytest.mark.parametrize(
    "hour",
    [
        "2026-11-2T9Z",
        "2026-11-02T9Z",
        " 2026-11-02T09Z",
        "1899-12-31T22Z",
        "2199-12-31T23Z",
        "2999-12-31T23Z",
        "",
    ],
)
def test_an_hour_written_otherwise_or_of_a_day_without_figures_may_not(hour):
    with pytest.raises(ValueError):
        check_told_hour(hour)
