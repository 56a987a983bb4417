# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records that a correction moves out of a month that was given out: no later one counts them."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.disclosure import NETWORK, WHOLE, Audience
from kiosk.domain.disclosure_tally import Population
from kiosk.domain.periods import Period
from kiosk.services.staff import Staff, StaffRole
from sync.server.publications import disclosed
from sync.server.reports import network_figures
from tests.support.visits import a_draft

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
AUTUMN = Period(date(2026, 10, 1), date(2026, 12, 31))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")
IN_OCTOBER, IN_NOVEMBER = date(2026, 10, 14), date(2026, 11, 4)


def record(kiosk, n, day):
    return [kiosk.attendance.record(a_draft(day=day), MEDIATOR) for _ in range(n)]


def told(tables):
    """Return period -> individual help, of those that are told."""
    return {
        one.key.period: one.n
        for one in tables.figures()
        if one.key[:3] == (Population.INDIVIDUAL, WHOLE, WHOLE) and one.key.place == NETWORK
    }


@pytest.fixture
def moved(any_city):
    """Give October out; then half of its records turn out to be of November."""
    kiosk = any_city.machine("a")
    ids = record(kiosk, 40, IN_OCTOBER)
    any_city.client(kiosk).exchange()
    assert told(disclosed(any_city.city, OCTOBER, Audience.FUNDERS)) == {"2026-10": 40}
    for visit_id in ids[:20]:
        kiosk.attendance.correct(visit_id, a_draft(day=IN_NOVEMBER), MEDIATOR)
    record(kiosk, 12, IN_NOVEMBER)
    any_city.client(kiosk).exchange()
    any_city.clock.pass_time(days=60)
    return kiosk, ids


def test_a_record_moved_out_of_a_month_given_out_is_counted_once_in_all(any_city, moved):
    tables = disclosed(any_city.city, AUTUMN, Audience.FUNDERS)

    months = {"2026-10": 40, "2026-11": 12, "2026-12": 0}
    assert told(tables) == {"2026-T4": 52, **months}
    assert network_figures(any_city.city, AUTUMN).n_visits == 52
    assert network_figures(any_city.city, OCTOBER).n_visits == 20


def test_a_record_moved_on_again_is_late_in_no_month(any_city, moved):
    kiosk, ids = moved
    disclosed(any_city.city, AUTUMN, Audience.FUNDERS)
    for visit_id in ids[20:]:
        kiosk.attendance.correct(visit_id, a_draft(day=IN_NOVEMBER), MEDIATOR)
    any_city.client(kiosk).exchange()

    late = disclosed(any_city.city, AUTUMN, Audience.FUNDERS).late

    assert late == {"2026-10": None, "2026-11": 0, "2026-12": 0}


def test_what_comes_back_to_the_month_in_which_it_counted_is_not_late(any_city, moved):
    kiosk, ids = moved
    for visit_id in ids[:20]:
        kiosk.attendance.correct(visit_id, a_draft(day=IN_OCTOBER), MEDIATOR)
    any_city.client(kiosk).exchange()

    tables = disclosed(any_city.city, AUTUMN, Audience.FUNDERS)

    assert told(tables)["2026-11"] == 12
    assert tables.late == {"2026-10": 0, "2026-11": 0, "2026-12": 0}


def test_a_record_deleted_from_a_month_given_out_does_not_stand_in_the_way(any_city, moved):
    kiosk, ids = moved
    for visit_id in ids[:20]:
        kiosk.attendance.delete(visit_id, MEDIATOR)
    any_city.client(kiosk).exchange()

    tables = disclosed(any_city.city, AUTUMN, Audience.FUNDERS)

    assert told(tables)["2026-11"] == 12
    assert tables.late["2026-10"] is None
