# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session of a day that has not come waits, counts nowhere, and a person sees it."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from kiosk.domain.periods import Period
from kiosk.domain.sessions import hour_text
from sync.server.reports import export_network_sessions, network_figures, unreconciled
from sync.server.storage.cases import CaseKind
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, lane, session, verdicts
from tests.sync.test_days_ahead import open_cases
from tests.sync.test_housekeeping import housekept

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
NEXT_YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))


def n_counted(city, period=NOVEMBER):
    """Return how many sessions figures and file tell, which are one number."""
    n = network_figures(city.city, period).n_sessions
    assert export_network_sessions(city.city, period, io.BytesIO()) == n
    assert unreconciled(city.city) == {}
    return n


def hour_in(city, **later):
    """Return the hour of the city's clock, some time later."""
    return hour_text(city.clock.now_utc() + timedelta(**later))


def test_a_session_of_months_ahead_counts_nowhere_and_a_person_sees_its_machine(any_city):
    machine = RawMachine(any_city.city)
    far, near = hour_in(any_city, days=200), hour_in(any_city, days=1)

    reply = machine.ask(logs=lane(session(1, hour=far), session(2, hour=near), session(3)))

    assert verdicts(reply) == {1: "accepted", 2: "accepted", 3: "accepted"}
    assert n_counted(any_city) == 2
    (case,) = open_cases(any_city, CaseKind.SESSIONS_AHEAD)
    assert (case.device, case.detail) == (machine.device, {"day": far[:10]})
    page = Inside(any_city).page("parc")
    assert "des passages sont datés d’un jour à venir" in page
    assert "datés jusqu’au 11 juin 2027" in page

    any_city.clock.pass_time(days=300)
    housekept(any_city)

    assert n_counted(any_city, NEXT_YEAR) == 0


@pytest.mark.parametrize("n_days", [3, 200])
def test_sessions_told_while_the_clock_of_the_city_was_behind_count_once_it_is_right(
    any_city, n_days
):
    machines = [RawMachine(any_city.city, device=name * 6, life=name * 8) for name in ("0a", "0b")]
    now_utc = any_city.clock.now_utc()
    hour = hour_text(now_utc)
    any_city.clock.set_wall(now_utc - timedelta(days=n_days))
    for machine in machines:
        machine.ask(logs=lane(session(1, hour=hour)))
    assert n_counted(any_city) == 0
    assert [one.detail for one in open_cases(any_city, CaseKind.SERVER_CLOCK)] == [{"machines": 2}]

    any_city.clock.set_wall(now_utc + timedelta(hours=2))
    housekept(any_city)

    assert n_counted(any_city) == 2


def test_after_a_restart_of_its_computer_the_city_believes_no_machine_alone(any_city):
    machine = RawMachine(any_city.city)
    now_utc = any_city.clock.now_utc()
    hour = hour_text(now_utc)
    any_city.clock.set_wall(now_utc - timedelta(days=3))
    machine.ask(logs=lane(session(1, hour=hour)))

    any_city.clock.set_wall(now_utc + timedelta(hours=2))
    any_city.clock.reboot("again")
    housekept(any_city)

    assert n_counted(any_city) == 0
