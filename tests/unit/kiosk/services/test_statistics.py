# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.coverage import FigureScope
from kiosk.domain.openings import Closure
from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.foundation.errors import Refused
from tests.support.record_desk import MEDIATOR, a_record_desk

WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))


@pytest.fixture
def desk(tmp_path):
    made = a_record_desk(tmp_path)
    yield made
    made.database.close()


def a_session(desk):
    session_id = desk.sessions.open("fr")
    desk.clock.pass_time(minutes=5)
    desk.sessions.finish(session_id, SessionOutcome.FINISHED)


def a_visit(desk, **changes):
    draft = desk.attendance.prefill(PrefillSource.by_hand())
    desk.attendance.record(replace(draft, duration_min=30, themes=("email",), **changes), MEDIATOR)


def test_figures_name_this_kiosk(desk):
    assert desk.statistics.figures(WEEK).coverage.title() == (
        "Cette borne : Espace citoyen numérique Nord"
    )


def test_sessions_and_visits_of_this_machine_are_counted(desk):
    a_session(desk)
    a_visit(desk)
    a_visit(desk)

    counted = desk.statistics.figures(WEEK)

    assert (counted.n_sessions, counted.n_visits, counted.visit_minutes) == (1, 2, 60)


def test_the_network_is_asked_of_the_city_server(desk):
    with pytest.raises(Refused) as refused:
        desk.statistics.figures(WEEK, FigureScope.NETWORK)

    assert refused.value.reason == "network_is_on_the_server"


def test_a_new_machine_misses_no_day(desk):
    november = Period(date(2026, 11, 1), date(2026, 11, 30))

    assert desk.statistics.figures(november).missing_days == ()


def test_opening_days_without_any_row_are_missing_but_not_today_nor_closures(desk):
    a_session(desk)
    with desk.database.unit_of_work() as uow:
        uow.agenda.add_closure(Closure("pont", date(2026, 11, 26), date(2026, 11, 26)))
        uow.commit()
    desk.clock.pass_time(days=4)

    missing = desk.statistics.figures(WEEK).missing_days

    assert missing == (date(2026, 11, 24), date(2026, 11, 25))


def test_a_sheet_copied_later_fills_its_day(desk):
    a_session(desk)
    desk.clock.pass_time(days=2)
    a_visit(desk, day=date(2026, 11, 24))

    assert desk.statistics.figures(WEEK).missing_days == ()


def test_a_sheet_copied_for_a_day_before_the_machine_makes_no_day_missing(desk):
    a_visit(desk, day=date(2026, 10, 5))

    october = desk.statistics.figures(Period(date(2026, 10, 1), date(2026, 10, 31)))

    assert (october.n_visits, october.missing_days) == (1, ())
