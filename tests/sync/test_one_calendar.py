# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and hours that a machine tells: of one calendar, written one way; what an older city took
in is read without a failure."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.attendance_events import content_core
from kiosk.domain.outbox import EventKind
from kiosk.domain.periods import Period
from sync.server.attendance_cells import count_cells
from sync.server.reports import network_figures
from sync.server.storage.cases import CaseKind
from sync.server.storage.reports import EventPlace, SessionEntry, VisitEntry
from sync.server.visit_rows import keep_in_step, touch_sessions
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, event, lane, session, verdicts
from tests.support.reminded import chores
from tests.support.visits import a_draft

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
TOLD = {
    **content_core(a_draft(day=date(2026, 11, 20))),
    "by": "mediateur",
    "entered": "2026-11-20T09Z",
}
FAR_DAYS = ("2200-01-01", "2286-11-20", "9999-12-31", "1899-12-31", "0001-01-01")


def visit(sequence, **changes):
    """Return the event of a visit."""
    return event(sequence, EventKind.VISIT_RECORDED, {**TOLD, **changes})


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_visit_of_a_day_without_figures_is_for_a_person_and_every_page_stands(any_city, day):
    machine = RawMachine(any_city.city)

    reply = machine.ask(logs=lane(visit(1, day=day), visit(2)))

    assert verdicts(reply) == {1: "refused", 2: "accepted"}
    chores(any_city)
    for page in ("rapprochement", "frequentation", "parc", "exports"):
        assert Inside(any_city).browser.get(f"https://city.test/console/{page}").status_code == 200
    with any_city.city.database.reading() as unit:
        assert CaseKind.REFUSED_EVENT in {case.kind for case in unit.cases.all_open()}
    assert network_figures(any_city.city, NOVEMBER).n_visits == 1


@pytest.mark.parametrize("hour", ["2999-12-31T23Z", "2199-12-31T23Z", "2026-11-2T9Z"])
def test_an_hour_of_no_figures_or_written_otherwise_is_refused_of_all_that_tells_one(city, hour):
    machine = RawMachine(city.city)
    feedback = {"hour": hour, "language": "fr", "answer": "yes"}

    reply = machine.ask(
        logs=lane(
            session(1, hour=hour),
            event(2, EventKind.FEEDBACK_GIVEN, feedback),
            visit(3, entered=hour),
            visit(4, changed=hour),
            session(5),
        )
    )

    assert list(verdicts(reply).values()) == [*["refused"] * 4, "accepted"]
    chores(city)
    assert network_figures(city.city, NOVEMBER).n_sessions == 1


def test_a_session_that_an_older_city_took_in_of_the_year_3000_fails_no_count(any_city):
    machine = RawMachine(any_city.city)
    machine.ask(logs=lane(session(1)))
    place = EventPlace(machine.device, machine.life, 99)
    far = SessionEntry(place, "NORD", "2999-12-31T23Z", 12, "fr", "finished", [])
    with any_city.city.database.transaction() as unit:
        unit.reports.add_sessions([far])
        touch_sessions(unit, [far])

    count_cells(any_city.city)

    assert network_figures(any_city.city, NOVEMBER).n_sessions == 1


def test_a_day_that_an_older_city_took_in_of_the_year_2286_fails_no_page(any_city):
    machine = RawMachine(any_city.city)
    place = EventPlace(machine.device, machine.life, 99)
    core = {**TOLD, "day": "2286-11-20", "entered": "2286-11-20T09Z"}
    far = VisitEntry(place, machine.life, 99, 1, "2286-11-20", deleted=False, core=core, ahead=True)
    with any_city.city.database.transaction() as unit:
        unit.reports.add_visits([far])
        keep_in_step(unit, [far])
        unit.cases.open(
            CaseKind.DAY_AHEAD,
            device=machine.device,
            subject="2026-11-23",
            detail={"day": far.day},
            now=any_city.city.now(),
        )

    chores(any_city)

    inside = Inside(any_city)
    assert "20 novembre 2286" in inside.page("rapprochement")
    assert "20 novembre 2286" in inside.page("parc")
