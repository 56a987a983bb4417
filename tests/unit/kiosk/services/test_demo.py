# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.attendance import VisitKind, VisitOrigin
from kiosk.domain.demo_centre import DEMO_CENTRE, demo_agenda
from kiosk.domain.periods import Period
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES
from kiosk.domain.workshops import checked_workshop
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.resources import asset_path
from kiosk.services.demo import DemoService
from kiosk.services.staff import StaffService
from kiosk.services.walkthroughs import WalkthroughService
from tests.support.record_desk import MEDIATOR, a_record_desk

AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 23))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Compiled content, read from YAML once for all tests of this file."""
    return tmp_path_factory.mktemp("cache")


def a_demo(desk, cache):
    staff = StaffService(desk.database, desk.clock, desk.bus)
    walkthroughs = WalkthroughService(asset_path("content"), cache, desk.clock)
    return DemoService(
        desk.database,
        desk.clock,
        desk.bus,
        device=desk.device,
        staff=staff,
        walkthroughs=walkthroughs,
    ), staff


@pytest.fixture
def desk(tmp_path):
    made = a_record_desk(tmp_path)
    yield made
    made.database.close()


def test_as_many_sessions_as_asked_and_their_visits_are_there(desk, cache):
    demo, _ = a_demo(desk, cache)

    report = demo.fill(30, seed=7)

    rows = desk.statistics.counted(AUTUMN).rows
    assert (report.n_sessions, report.n_visits) == (30, len(rows.visits))
    assert len(rows.sessions) == 30
    assert report.n_visits > 0
    assert desk.device.identity().demo


def test_the_invented_past_shows_every_kind_of_help_and_every_answer(desk, cache):
    a_demo(desk, cache)[0].fill(60, seed=3)

    said = [row.visit.content for row in desk.statistics.counted(AUTUMN).rows.visits]

    assert {one.kind for one in said} == set(VisitKind)
    assert {one.origin for one in said} >= {
        VisitOrigin.SESSION,
        VisitOrigin.APPOINTMENT,
        VisitOrigin.QUEUE,
        VisitOrigin.WORKSHOP,
        VisitOrigin.PAPER,
    }
    for field in ("posture", "mandate", "quarter", "unmet", "medium", "waited_min", "level"):
        assert any(getattr(one, field) is not None for one in said), field
    assert all(one.counts and one.people > 1 for one in said if one.kind is VisitKind.WORKSHOP)
    assert all("EXEMPLE" in one.title for one in said if one.title)


def test_the_same_seed_gives_the_same_rows_and_another_one_others(tmp_path, cache):
    found = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        folder = tmp_path / name
        folder.mkdir()
        desk = a_record_desk(folder)
        a_demo(desk, cache)[0].fill(10, seed=seed)
        found.append(desk.statistics.counted(AUTUMN).rows)
        desk.database.close()

    assert found[0] == found[1]
    assert found[0] != found[2]


def test_every_invented_row_lies_in_the_past_on_an_opening_day(desk, cache):
    a_demo(desk, cache)[0].fill(30, seed=1)

    sessions = desk.statistics.counted(AUTUMN).rows.sessions

    assert {row.day.weekday() for row in sessions} <= {0, 1, 2, 3, 4}
    assert max(row.day for row in sessions) < date(2026, 11, 23)


def test_a_folder_with_rows_of_its_own_is_never_mixed_with_invented_ones(desk, cache):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",)), MEDIATOR)
    demo, _ = a_demo(desk, cache)

    for invent in (lambda: demo.fill(1, seed=1), demo.set_up_centre):
        with pytest.raises(Refused) as refused:
            invent()
        assert refused.value.reason == "demo_needs_demo_folder"
    assert not desk.device.identity().demo


def test_the_demonstration_may_be_filled_twice(desk, cache):
    demo, _ = a_demo(desk, cache)
    demo.fill(3, seed=1)

    demo.fill(4, seed=2)

    assert len(desk.statistics.counted(AUTUMN).rows.sessions) == 7


def test_each_printed_code_opens_its_role(desk, cache):
    demo, staff = a_demo(desk, cache)

    people = demo.set_up_centre()

    assert [staff.check_pin(person.pin).role.value for person in people] == [
        "mediator",
        "volunteer",
        "coordinator",
        "technician",
    ]
    assert desk.device.centre() == DEMO_CENTRE


def test_the_people_of_the_demonstration_are_marked_as_examples():
    agenda = demo_agenda(date(2026, 11, 23))

    assert all("EXEMPLE" in person.first_name for person in agenda.mediators)


@given(st.dates(date(2026, 11, 1), date(2028, 12, 31)))
def test_the_workshops_of_the_demonstration_are_soon_open_and_marked_in_eight_languages(today):
    agenda = demo_agenda(today - timedelta(days=45), today)
    days = [paris_day(one.start_utc) for one in agenda.workshops]

    assert len(days) == 2
    assert all(today < day <= today + timedelta(days=14) for day in days)
    assert not any(agenda.is_closed(day) for day in days)
    for one in agenda.workshops:
        assert checked_workshop(one) == one
        assert agenda.mediator(one.resource) is not None
        assert {language for language, _ in one.titles} == set(CONTENT_LANGUAGES)
        assert all("(EXEMPLE)" in title for _, title in one.titles)
        assert asset_path("icons", f"{one.as_motif().icon}.svg").is_file()


def test_each_need_is_told_in_eight_languages_and_names_a_known_theme():
    lists = national_vocabulary()

    for motif in demo_agenda(date(2026, 11, 23)).motifs:
        assert {language for language, _ in motif.labels} == set(CONTENT_LANGUAGES)
        codes = motif.motif_id.split(".")
        assert all(
            lists.themes.holds(code) or lists.administrative_themes.holds(code) for code in codes
        )
        assert asset_path("icons", f"{motif.icon}.svg").is_file()
