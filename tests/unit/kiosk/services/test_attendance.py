# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from kiosk.domain.attendance import (
    Arrival,
    Category,
    CategoryCount,
    RecordedBy,
    VisitKind,
    VisitOrigin,
)
from kiosk.domain.attendance_events import visit_of
from kiosk.domain.outbox import EventKind, OutboxLane, core_of
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.domain.waiting_queue import QueueReason
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.queue import QueueRules, QueueService
from kiosk.storage.attendance import VersionAction
from tests.support.record_desk import MEDIATOR, TECHNICIAN, VOLUNTEER, a_record_desk
from tests.support.visits import recordable_drafts

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path):
    made = a_record_desk(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def draft(desk):
    return replace(
        desk.attendance.prefill(PrefillSource.by_hand()), duration_min=45, themes=("email",)
    )


@pytest.fixture
def workshop(draft):
    told = (CategoryCount(Category.AGE, "soixante_dix_plus", 6),)
    return replace(
        draft,
        kind=VisitKind.WORKSHOP,
        origin=VisitOrigin.WORKSHOP,
        workshop_id="exemple-souris",
        people=8,
        counts=told,
    )


def told(desk):
    with desk.database.unit_of_work() as uow:
        return uow.outbox.pending(OutboxLane.LOGS, 100)


def test_nothing_prefills_today_and_this_centre(desk):
    draft = desk.attendance.prefill(PrefillSource.by_hand())

    assert (draft.day, draft.centre, draft.place) == (TODAY, "NORD", "lieu_activite")
    assert (draft.duration_min, draft.themes, draft.arrival) == (0, (), None)


def test_an_assisted_session_prefills_its_administrative_theme_and_its_minutes(desk):
    source = PrefillSource.from_session(("logement", "jardinage"), 17)

    draft = desk.attendance.prefill(source)

    assert draft.themes == (ADMINISTRATIVE_HELP,)
    assert draft.administrative_themes == ("logement",)
    assert draft.duration_min == 20
    assert (draft.origin, draft.arrival) == (VisitOrigin.SESSION, Arrival.SPONTANEOUS)
    assert desk.attendance.problems(draft) == ()


def test_an_appointment_prefills_that_the_person_had_one(desk):
    draft = desk.attendance.prefill(PrefillSource.from_appointment(("email",), 30))

    assert (draft.themes, draft.duration_min) == (("email",), 30)
    assert (draft.origin, draft.arrival) == (VisitOrigin.APPOINTMENT, Arrival.APPOINTMENT)


def test_a_number_of_the_queue_prefills_that_the_person_came_by_themselves(desk):
    draft = desk.attendance.prefill(PrefillSource.from_queue())

    assert (draft.origin, draft.arrival) == (VisitOrigin.QUEUE, Arrival.SPONTANEOUS)


def test_a_recorded_visit_and_its_event_say_the_same(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)

    stored = desk.attendance.find(visit_id)
    (event,) = told(desk)
    kind, core = core_of(event.core_json)
    assert kind is EventKind.VISIT_RECORDED
    assert visit_of(event.identity, core) == stored
    assert stored.recorded_by is RecordedBy.MEDIATOR
    assert stored.entered_hour_utc == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_name_of_the_person_who_records_goes_nowhere(desk, draft):
    desk.attendance.record(draft, MEDIATOR)

    (event,) = told(desk)
    assert b"Nadia" not in event.core_json


def test_a_volunteer_records_and_it_is_marked(desk, draft):
    visit_id = desk.attendance.record(draft, VOLUNTEER)

    assert desk.attendance.find(visit_id).recorded_by is RecordedBy.VOLUNTEER


def test_a_technician_records_nothing(desk, draft):
    with pytest.raises(Refused) as refused:
        desk.attendance.record(draft, TECHNICIAN)

    assert refused.value.reason == "role_may_not_record"
    assert told(desk) == ()


def test_an_incomplete_visit_is_refused_and_nothing_is_written(desk, draft):
    with pytest.raises(Refused) as refused:
        desk.attendance.record(replace(draft, themes=(), duration_min=48 * 60), MEDIATOR)

    assert refused.value.values["fields"] == ("duration_min", "themes")
    assert told(desk) == ()
    assert desk.attendance.recent(10) == ()


def test_a_past_day_is_marked_as_entered_later(desk, draft):
    visit_id = desk.attendance.record(replace(draft, day=date(2026, 11, 20)), MEDIATOR)

    assert desk.attendance.find(visit_id).is_back_dated


def test_a_correction_keeps_the_older_version_as_a_trace(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)
    desk.clock.pass_time(hours=2)

    desk.attendance.correct(visit_id, replace(draft, duration_min=60), VOLUNTEER)

    stored = desk.attendance.find(visit_id)
    first, second = desk.attendance.history(visit_id)
    assert (stored.version, stored.content.duration_min, stored.is_corrected) == (2, 60, True)
    assert stored.recorded_by is RecordedBy.MEDIATOR
    assert (first.action, first.content.duration_min) == (VersionAction.RECORDED, 45)
    assert (second.action, second.changed_by) == (VersionAction.CORRECTED, RecordedBy.VOLUNTEER)
    assert second.changed_hour_utc == datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_a_correction_event_can_be_read_without_the_first_one(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)
    desk.attendance.correct(visit_id, replace(draft, themes=("sante",)), MEDIATOR)

    _, event = told(desk)
    kind, core = core_of(event.core_json)
    assert kind is EventKind.VISIT_CORRECTED
    assert visit_of(event.identity, core) == desk.attendance.find(visit_id)


def test_a_correction_that_changes_nothing_leaves_no_version(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)

    desk.attendance.correct(visit_id, draft, MEDIATOR)

    assert desk.attendance.find(visit_id).version == 1
    assert len(told(desk)) == 1


def test_a_correction_does_not_change_from_what_the_record_was_begun(desk):
    draft = desk.attendance.prefill(PrefillSource.from_session(("logement",), 15))
    visit_id = desk.attendance.record(draft, MEDIATOR)

    changed = replace(draft, duration_min=30, origin=VisitOrigin.BY_HAND)
    desk.attendance.correct(visit_id, changed, MEDIATOR)

    assert desk.attendance.find(visit_id).content.origin is VisitOrigin.SESSION


def test_a_deleted_visit_is_found_nowhere_but_in_its_trace(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)

    desk.attendance.delete(visit_id, MEDIATOR)

    assert desk.attendance.find(visit_id) is None
    assert desk.attendance.recent(10) == ()
    assert [row.action for row in desk.attendance.history(visit_id)] == [
        VersionAction.RECORDED,
        VersionAction.DELETED,
    ]
    assert desk.attendance.history(visit_id)[-1].content is None


def test_a_deletion_event_says_nothing_of_what_the_visit_said(desk, draft):
    visit_id = desk.attendance.record(draft, MEDIATOR)

    desk.attendance.delete(visit_id, MEDIATOR)

    kind, core = core_of(told(desk)[-1].core_json)
    assert kind is EventKind.VISIT_DELETED
    assert set(core) == {"visit", "version", "changed", "changed_by"}


def test_a_volunteer_deletes_nothing(desk, draft):
    visit_id = desk.attendance.record(draft, VOLUNTEER)

    with pytest.raises(Refused) as refused:
        desk.attendance.delete(visit_id, VOLUNTEER)

    assert refused.value.reason == "role_may_not_delete"
    assert desk.attendance.find(visit_id) is not None


@pytest.mark.parametrize("visit_id", ["", "x", "00112233445566aa-999", "00112233445566aa-0"])
def test_an_unknown_visit_is_neither_corrected_nor_deleted(desk, draft, visit_id):
    for change in (
        lambda: desk.attendance.correct(visit_id, draft, MEDIATOR),
        lambda: desk.attendance.delete(visit_id, MEDIATOR),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.reason == "visit_unknown"


def test_recent_visits_come_newest_first(desk, draft):
    ids = [
        desk.attendance.record(replace(draft, duration_min=minutes), MEDIATOR)
        for minutes in (15, 30, 45)
    ]

    assert [visit.visit_id for visit in desk.attendance.recent(2)] == [ids[2], ids[1]]


def test_a_duration_used_six_times_joins_the_presets(desk, draft):
    for _ in range(5):
        desk.attendance.record(replace(draft, duration_min=20), MEDIATOR)
    before = desk.attendance.duration_presets()

    desk.attendance.record(replace(draft, duration_min=20), MEDIATOR)

    assert before == (15, 30, 45, 60, 90, 120)
    assert desk.attendance.duration_presets() == (15, 20, 30, 45, 60, 90, 120)


def test_an_unfinished_form_is_kept_for_its_owner_until_it_is_recorded(desk, draft):
    unfinished = replace(draft, duration_min=0, themes=())
    desk.attendance.save_draft(replace(unfinished, themes=("sante",)), MEDIATOR)
    desk.attendance.save_draft(unfinished, MEDIATOR)

    assert desk.attendance.load_draft(MEDIATOR) == unfinished
    assert desk.attendance.load_draft(VOLUNTEER) is None
    desk.attendance.record(draft, MEDIATOR)
    assert desk.attendance.load_draft(MEDIATOR) is None


def test_an_unfinished_form_is_forgotten_when_asked_and_after_two_days(desk, draft):
    desk.attendance.save_draft(draft, MEDIATOR)
    desk.attendance.save_draft(draft, VOLUNTEER)

    desk.attendance.drop_draft(VOLUNTEER)
    assert desk.attendance.load_draft(VOLUNTEER) is None
    desk.clock.pass_time(days=2, minutes=1)
    assert desk.attendance.load_draft(MEDIATOR) is None


def test_a_number_received_here_tells_its_wait_and_the_minutes_since(desk):
    queue = QueueService(desk.database, desk.clock, desk.bus, rules=QueueRules(role="poste"))
    ticket = queue.take(QueueReason.HELP)
    desk.clock.pass_time(minutes=13)
    queue.call(ticket.number)
    queue.serve(ticket.number)
    desk.clock.pass_time(minutes=22)

    draft = desk.attendance.prefill(desk.attendance.from_ticket(ticket, ("email",)))

    assert (draft.waited_min, draft.duration_min, draft.themes) == (10, 25, ("email",))
    assert (draft.start, draft.arrival) == ("10:00", Arrival.SPONTANEOUS)


def test_the_wait_of_a_number_whose_reception_nobody_noted_ends_now(desk):
    ticket = QueueService(desk.database, desk.clock, desk.bus).take(QueueReason.HELP)
    desk.clock.pass_time(minutes=17)

    draft = desk.attendance.prefill(desk.attendance.from_ticket(ticket))

    assert (draft.waited_min, draft.duration_min) == (15, 0)


def test_a_workshop_is_recorded_once_and_the_refusal_points_to_its_record(desk, workshop):
    visit_id = desk.attendance.record(workshop, MEDIATOR)

    with pytest.raises(Refused) as refused:
        desk.attendance.record(replace(workshop, people=9), VOLUNTEER)

    assert refused.value.reason == "workshop_already_recorded"
    assert refused.value.values == {"visit_id": visit_id}
    assert [one.content.people for one in desk.attendance.recent(10)] == [8]


def test_the_record_of_a_workshop_is_corrected_and_once_deleted_made_anew(desk, workshop):
    visit_id = desk.attendance.record(workshop, MEDIATOR)
    desk.attendance.correct(visit_id, replace(workshop, people=9), MEDIATOR)
    assert desk.attendance.of_workshop(workshop.workshop_id).content.people == 9

    desk.attendance.delete(visit_id, MEDIATOR)

    assert desk.attendance.record(workshop, MEDIATOR) != visit_id


def test_no_correction_makes_a_second_record_of_a_workshop(desk, workshop):
    desk.attendance.record(workshop, MEDIATOR)
    other = desk.attendance.record(replace(workshop, workshop_id="autre"), MEDIATOR)

    with pytest.raises(Refused) as refused:
        desk.attendance.correct(other, workshop, MEDIATOR)

    assert refused.value.reason == "workshop_already_recorded"


def test_workshops_without_a_sheet_are_recorded_as_often_as_they_take_place(desk, workshop):
    for _ in range(2):
        desk.attendance.record(replace(workshop, workshop_id=""), MEDIATOR)

    assert len(desk.attendance.recent(10)) == 2
    assert desk.attendance.of_workshop("") is None


def test_a_tally_does_not_teach_its_minutes_to_the_presets(desk, draft):
    counted = (CategoryCount(Category.THEME, "email", 5),)
    tally = replace(draft, kind=VisitKind.TALLY, people=5, counts=counted, duration_min=50)
    for _ in range(6):
        desk.attendance.record(tally, MEDIATOR)

    assert desk.attendance.duration_presets() == (15, 30, 45, 60, 90, 120)


@given(draft=recordable_drafts(date(2026, 1, 1), TODAY))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_unfinished_form_comes_back_whole_whatever_it_holds(desk, draft):
    unfinished = replace(draft, duration_min=0, themes=(), people=0)

    desk.attendance.save_draft(unfinished, MEDIATOR)

    assert desk.attendance.load_draft(MEDIATOR) == unfinished


def test_listeners_are_told_after_each_change(desk, draft):
    heard = []
    desk.bus.subscribe(Topic.ATTENDANCE, heard.append)
    desk.bus.subscribe(Topic.OUTBOX, heard.append)

    visit_id = desk.attendance.record(draft, MEDIATOR)
    desk.attendance.correct(visit_id, replace(draft, duration_min=30), MEDIATOR)
    desk.attendance.delete(visit_id, MEDIATOR)

    assert heard == [Topic.ATTENDANCE, Topic.OUTBOX] * 3
