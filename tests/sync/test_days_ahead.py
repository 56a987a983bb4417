# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record of a day that has not come waits; no wrong clock, not even the city's, loses one."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.attendance import Aside
from kiosk.domain.outbox import EventKind
from sync.server.reports import network_figures, unreconciled
from sync.server.storage.cases import CaseKind
from tests.support.centre_desk import exchange
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, event, lane, verdicts
from tests.support.visits import a_draft
from tests.sync.test_doubles import (
    AUTUMN,
    MEDIATOR,
    THINGS,
    TODAY,
    agree,
    counted,
    open_doubles,
    record,
    rows_of,
)
from tests.sync.test_housekeeping import housekept


def recorded_ahead(city, kiosk, days=9, **thing):
    """Record a visit at a machine whose clock is days ahead, and send it."""
    now_utc = city.clock.now_utc()
    city.clock.set_wall(now_utc + timedelta(days=days))
    draft = a_draft(day=TODAY + timedelta(days=days), **thing)
    name = kiosk.attendance.record(draft, MEDIATOR)
    city.clock.set_wall(now_utc)
    exchange(city, kiosk)
    return name


def open_cases(city, kind):
    with city.city.database.reading() as unit:
        return [one for one in unit.cases.all_open() if one.kind is kind]


def test_a_day_to_come_is_kept_aside_and_told_until_it_is_corrected(any_city):
    kiosk = any_city.machine("a")
    now_utc = any_city.clock.now_utc()
    any_city.clock.set_wall(now_utc + timedelta(days=9))
    ahead = kiosk.attendance.record(a_draft(day=TODAY + timedelta(days=9)), MEDIATOR)
    any_city.clock.set_wall(now_utc)
    exchange(any_city, kiosk)

    assert rows_of(any_city) == set() == counted(kiosk)
    assert kiosk.attendance.find(ahead).aside is Aside.AHEAD
    with any_city.city.database.reading() as unit:
        (case,) = [one for one in unit.cases.all_open() if one.kind is CaseKind.DAY_AHEAD]
        assert unit.reports.n_versions() == 1
    assert case.detail == {"day": "2026-12-02"}
    assert unreconciled(any_city.city) == {}

    kiosk.attendance.correct(ahead, a_draft(day=TODAY), MEDIATOR)
    exchange(any_city, kiosk, kiosk)

    assert {row.day for row in rows_of(any_city)} == {"2026-11-23"}
    agree(any_city, (kiosk,))


def test_a_day_of_another_time_zone_counts_and_one_after_it_waits(city):
    machine = RawMachine(city.city)
    core = {"kind": "individuel", "centre": "NORD", "place": "lieu_activite", "minutes": 30}
    told = {**core, "origin": "saisie", "themes": ["email"], "by": "mediateur"}
    days = [(TODAY + timedelta(days=n)).isoformat() for n in range(3)]
    said = [{**told, "day": day, "entered": "2026-11-23T09Z"} for day in days]
    events = [event(n, EventKind.VISIT_RECORDED, one) for n, one in enumerate(said, start=1)]

    reply = machine.ask(logs=lane(*events))

    assert set(verdicts(reply).values()) == {"accepted"}
    assert {row.day for row in rows_of(city)} == set(days[:2])


def test_that_a_day_ahead_comes_confirms_nothing_and_a_person_who_says_it_again_does(any_city):
    kiosk = any_city.machine("a")
    name = recorded_ahead(any_city, kiosk, days=5)
    any_city.clock.pass_time(days=12)
    housekept(any_city)
    exchange(any_city, kiosk)
    assert kiosk.attendance.find(name).aside is Aside.AHEAD

    kiosk.attendance.correct(name, kiosk.attendance.find(name).content, MEDIATOR)
    exchange(any_city, kiosk, kiosk)

    assert {row.day for row in rows_of(any_city)} == {"2026-11-28"}
    assert kiosk.attendance.find(name).aside is None


def test_what_came_while_the_clock_of_the_city_was_behind_counts_once_it_is_right(any_city):
    kiosks = [any_city.machine(name, "poste") for name in ("a", "b")]
    exchange(any_city, *kiosks)
    now_utc = any_city.clock.now_utc()
    for kiosk in kiosks:
        for thing in (THINGS[0], THINGS[3]):
            record(kiosk, thing)
    any_city.clock.set_wall(now_utc - timedelta(days=3))
    exchange(any_city, *kiosks)
    assert rows_of(any_city) == set()
    assert [case.detail for case in open_cases(any_city, CaseKind.SERVER_CLOCK)] == [
        {"machines": 2}
    ]
    assert "l’horloge de ce serveur retarde peut-être" in Inside(any_city).page("parc")

    any_city.clock.set_wall(now_utc + timedelta(hours=2))
    housekept(any_city)
    exchange(any_city, *kiosks)

    assert len(rows_of(any_city)) == 3
    assert len(open_doubles(any_city)) == 1
    agree(any_city, kiosks)


def test_after_a_restart_of_its_computer_the_city_believes_no_machine_alone(city):
    first, second = (city.machine(name, "poste") for name in ("a", "b"))
    exchange(city, first, second)
    now_utc = city.clock.now_utc()
    recorded = []
    for kiosks, restart in (((first,), "again"), ((first, second), "and again")):
        city.clock.set_wall(now_utc)
        for kiosk in kiosks:
            record(kiosk, THINGS[3])
        city.clock.set_wall(now_utc - timedelta(days=3))
        exchange(city, *kiosks)
        city.clock.set_wall(now_utc + timedelta(hours=2 + 2 * len(recorded)))
        city.clock.reboot(restart)
        housekept(city)
        recorded.append(network_figures(city.city, AUTUMN).n_visits)

    assert recorded == [0, 3]


def test_a_record_of_a_day_to_come_cannot_be_chosen_to_count(city):
    first, second = (city.machine(name, "poste") for name in ("a", "b"))
    exchange(city, first, second)
    record(first, THINGS[0])
    ahead = recorded_ahead(city, second, **THINGS[0])
    exchange(city, first)
    (case,), console = open_doubles(city), Inside(city)
    name = f"{second.device.identity().device_id}/{ahead}"

    page = console.page("rapprochement")
    assert "à part, date à venir" in page
    assert name not in page
    console.send("fiche", cas=str(case.case_id), fiche=name)

    assert open_doubles(city) == [case]
    assert len(counted(first)) == 1
