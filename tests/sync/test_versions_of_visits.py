# SPDX-License-Identifier: AGPL-3.0-or-later
"""The versions of a visit reach the city in any order, twice, or under a later life."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.attendance import RecordedBy, Visit, corrected
from kiosk.domain.attendance_events import corrected_event, deleted_event, recorded_event
from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.outbox import EventKind, Identity, OutboxLane, event_id
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from tests.support.raw_machine import RawMachine, event, lane, verdicts
from tests.support.visits import a_draft, recordable_drafts

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 23)
HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC)


def told_by(life, drafts, *, is_deleted):
    """Return the newest version of a visit and the events of all, in the order they were made."""
    draft, *newer = drafts
    visit = Visit(f"{life}-1", 1, draft, RecordedBy.MEDIATOR, HOUR)
    events = [recorded_event(draft, RecordedBy.MEDIATOR, at_hour_utc=HOUR)]
    for content in newer:
        visit = corrected(visit, content, at_hour_utc=HOUR)
        events.append(corrected_event(visit, RecordedBy.VOLUNTEER))
    if is_deleted:
        events.append(deleted_event(visit, RecordedBy.MEDIATOR, at_hour_utc=HOUR))
    return visit, [event(n, one.kind, one.core) for n, one in enumerate(events, start=1)]


@pytest.fixture
def machine(any_city):
    return RawMachine(any_city.city)


def rows_of(machine):
    with machine.city.database.transaction() as unit:
        return list(map(unpacked, unit.visit_rows.stream(Period(FIRST, LAST))))


def test_the_highest_version_stands_with_all_it_says_in_whatever_order_they_come(machine):
    lives = count(1)

    @given(data=st.data())
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    def run(data):
        machine.life, machine.request = f"{next(lives):016x}", 0
        drawn = data.draw(st.lists(recordable_drafts(FIRST, LAST), min_size=1, max_size=3))
        # each history has a workshop of its own: two records of one are `test_doubles`
        drafts = [
            replace(one, workshop_id=one.workshop_id and f"w-{machine.life}") for one in drawn
        ]
        is_deleted = data.draw(st.booleans())
        newest, events = told_by(machine.life, drafts, is_deleted=is_deleted)
        again = data.draw(st.lists(st.sampled_from(events), max_size=2))
        for one in data.draw(st.permutations(events + again)):
            machine.ask(logs=lane(one))

        identity = Identity(machine.life, OutboxLane.LOGS, 1)
        name = event_id(machine.device, identity)
        found = [row for row in rows_of(machine) if row.row_id == name]
        stands = [] if is_deleted else [flat_visit(VisitRow(name, newest))]
        assert found == stands

    run()


def test_a_poisoned_version_is_kept_aside_and_the_one_before_it_stands(machine):
    draft = a_draft()
    newest, (first,) = told_by(machine.life, [draft], is_deleted=False)
    worse = corrected_event(corrected(newest, draft, at_hour_utc=HOUR), RecordedBy.MEDIATOR)
    poison = event(2, EventKind.VISIT_CORRECTED, {**worse.core, "people": 8})

    reply = machine.ask(logs=lane(first, poison))

    assert verdicts(reply) == {1: "accepted", 2: "refused"}
    assert [row.version for row in rows_of(machine)] == [1]


@pytest.mark.parametrize("absurd", [10**4000, 1e308, True], ids=("huge", "float", "truth"))
def test_an_absurd_number_of_minutes_stops_no_queue(machine, absurd):
    _, (first,) = told_by(machine.life, [a_draft()], is_deleted=False)
    told = recorded_event(a_draft(), RecordedBy.MEDIATOR, at_hour_utc=HOUR)
    poison = event(2, EventKind.VISIT_RECORDED, {**told.core, "minutes": absurd})

    reply = machine.ask(logs=lane(first, poison))

    assert verdicts(reply) == {1: "accepted", 2: "refused"}
