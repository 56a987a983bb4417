# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server whose clock leaps erases and says nothing by it, until it is right or confirmed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import ReplyBy, WhoComes
from sync.server.clock_trust import LONGEST_OFF, MARK_FILE
from sync.server.erasure import REQUESTS_KEPT
from sync.server.housekeeping import housekeep
from sync.server.journal import note, verify
from sync.server.storage.cases import CaseKind
from sync.server.storage.state import HOUSEKEPT
from tests.support.console import Inside
from tests.support.reminded import chores
from tests.sync.test_days_ahead import open_cases
from tests.sync.test_enrolment import restore, snapshot
from tests.sync.test_erasure import personal, with_two_people

FAR = timedelta(days=800)


def leaps(city):
    return [one.detail for one in open_cases(city, CaseKind.CLOCK_LEAP)]


def leapt(city, by=FAR):
    city.clock.set_wall(city.clock.now_utc() + by)
    chores(city)


def test_a_leap_and_back_leaves_names_needs_contacts_and_the_journal(any_city):
    kiosk = with_two_people(any_city)
    with any_city.city.database.transaction() as unit:
        note(any_city.city, unit, "ana", "left")
    chores(any_city)
    before = personal(any_city)
    real = any_city.clock.now_utc()

    leapt(any_city)
    any_city.client(kiosk).exchange()
    chores(any_city)
    assert leaps(any_city) == [{"expected": "2026-11-23", "told": "2029-01-31"}]
    any_city.restart()
    any_city.clock.set_wall(real + timedelta(minutes=2))
    chores(any_city)

    assert personal(any_city) == before == (1, 1, 2, 2)
    assert verify(any_city.city).n_lines == 1
    assert leaps(any_city) == []


def test_what_came_under_a_leapt_clock_goes_as_if_it_came_when_the_clock_was_right_again(any_city):
    any_city.machine("poste", "poste")
    kiosk = any_city.machine("borne")
    client = any_city.client(kiosk)
    client.exchange()
    chores(any_city)
    who = WhoComes(label="Omar", contact="03 20 11 22 33", reply_by=ReplyBy.PHONE)
    kiosk.appointments.request("caf", Wish(), who=who)
    real = any_city.clock.now_utc()
    leapt(any_city)
    client.exchange()
    any_city.clock.set_wall(real + timedelta(hours=1))
    chores(any_city)
    assert personal(any_city) == (0, 1, 1, 1)

    any_city.clock.pass_time(days=REQUESTS_KEPT.days - 1)
    chores(any_city)
    assert personal(any_city) == (0, 1, 1, 1)
    any_city.clock.pass_time(days=2)
    chores(any_city)

    assert personal(any_city) == (0, 0, 0, 0)


def test_a_leap_is_told_on_the_console_and_who_closes_the_case_confirms_the_date(city):
    with_two_people(city)
    leapt(city)
    (case,) = open_cases(city, CaseKind.CLOCK_LEAP)
    person = Inside(city)

    page = person.page("parc")
    assert "la date de ce serveur a sauté" in page
    assert "Date attendue : 23 novembre 2026. Date de ce serveur : 31 janvier 2029." in page
    person.send("cas", cas=str(case.case_id))
    chores(city)

    assert personal(city) == (0, 0, 0, 0)
    assert leaps(city) == []


def test_a_second_leap_is_told_again(city):
    leapt(city)
    (case,) = open_cases(city, CaseKind.CLOCK_LEAP)
    Inside(city).send("cas", cas=str(case.case_id))

    leapt(city, -FAR)

    assert leaps(city) == [{"expected": "2029-01-31", "told": "2026-11-23"}]


@pytest.mark.parametrize("off", [LONGEST_OFF - timedelta(hours=1), timedelta(hours=-3)])
def test_a_server_off_for_some_days_erases_what_is_due(city, off):
    with_two_people(city)
    chores(city)
    city.clock.set_wall(city.clock.now_utc() + off)
    city.clock.reboot("again")
    city.restart()

    assert leaps(city) == []
    city.clock.pass_time(days=20)
    chores(city)
    assert personal(city) == (0, 0, 0, 0)


def boots(city, boot_id, by):
    """The server starts on a clock that is so much further than it was."""
    city.clock.set_wall(city.clock.now_utc() + by)
    city.clock.reboot(boot_id)
    city.restart()
    chores(city)


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(days=300)])
def test_a_clock_put_right_a_minute_after_the_start_is_believed(city, behind):
    chores(city)
    boots(city, "no battery", -behind)

    city.clock.pass_time(minutes=1)
    city.clock.set_wall(city.clock.now_utc() + behind + timedelta(days=2, hours=12))
    city.restart()
    chores(city)

    assert leaps(city) == []


def test_a_start_allows_no_more_than_the_week_in_all_its_steps(city):
    chores(city)
    boots(city, "no battery", timedelta(days=3))
    leapt(city, timedelta(days=3))
    assert leaps(city) == []

    leapt(city, timedelta(days=2))

    assert len(leaps(city)) == 1


def test_a_clock_that_a_person_confirmed_has_no_week_left(city):
    chores(city)
    boots(city, "far ahead", FAR)
    (case,) = open_cases(city, CaseKind.CLOCK_LEAP)
    Inside(city).send("cas", cas=str(case.case_id))

    leapt(city, timedelta(days=2))

    assert len(leaps(city)) == 1


def test_a_server_off_for_three_weeks_waits_for_a_person_and_then_erases(city, called):
    with_two_people(city)
    chores(city)
    before = personal(city)
    city.clock.set_wall(city.clock.now_utc() + timedelta(days=21))
    city.clock.reboot("after the holidays")
    city.restart()
    chores(city)
    assert personal(city) == before
    assert len(leaps(city)) == 1

    # still so after another restart within the week: nobody has looked at it
    city.clock.set_wall(city.clock.now_utc() - timedelta(days=16))
    city.clock.reboot("and again")
    city.restart()
    assert personal(city) == before
    (case,) = open_cases(city, CaseKind.CLOCK_LEAP)
    city.clock.set_wall(city.clock.now_utc() + timedelta(days=16))
    Inside(city).send("cas", cas=str(case.case_id))
    chores(city)

    assert personal(city) == (0, 0, 0, 0)


def test_where_no_mark_is_kept_the_last_chore_tells(city):
    with_two_people(city)
    chores(city)
    before = personal(city)
    (city.folder / "city" / MARK_FILE).unlink()
    city.clock.set_wall(city.clock.now_utc() + FAR)
    city.clock.reboot("a battery that is dead")
    city.restart()

    assert personal(city) == before
    assert len(leaps(city)) == 1


@pytest.mark.warns_in_log
@pytest.mark.parametrize(
    "wrong",
    [
        {"now_s": "x"},
        {"now_s": None},
        {"now_s": 1e18},
        {"now_s": float("nan")},
        {"now_s": True},
        {"monotonic_s": "x"},
        {"monotonic_s": float("inf")},
        {"monotonic_s": 10**400},
        {"boot_id": 3},
        {"is_doubted": "no"},
        {"spare_s": None},
        {"spare_s": 1e9},
    ],
)
def test_a_mark_of_wrong_values_is_none(city, wrong):
    chores(city)
    mark = city.folder / "city" / MARK_FILE
    mark.write_text(json.dumps(json.loads(mark.read_text("utf-8")) | wrong), "utf-8")

    city.restart()
    chores(city)
    assert leaps(city) == []

    leapt(city)
    assert len(leaps(city)) == 1


def test_an_older_database_put_back_is_no_leap_of_the_clock(city):
    with_two_people(city)
    chores(city)
    older = snapshot(city)
    for _ in range(12):
        city.clock.pass_time(days=5)
        chores(city)
    city.clock.reboot("restored")

    restore(city, older)

    assert personal(city) == (0, 0, 0, 0)
    assert leaps(city) == []


def test_the_hour_of_the_last_chore_is_not_taken_from_a_leapt_clock(city):
    chores(city)
    real = city.clock.now_utc()
    leapt(city)

    with city.city.database.transaction() as unit:
        assert not housekeep(city.city, unit)
        assert float(unit.state.get(HOUSEKEPT)) <= real.timestamp()


def test_who_sits_at_the_server_can_say_that_its_date_is_right(city, called, monkeypatch):
    chores(city)
    city.clock.set_wall(city.clock.now_utc() + FAR)
    monkeypatch.setattr("kiosk.foundation.clock.SystemClock", lambda: city.clock)
    folder = city.folder / "city"

    refused = called(folder, "erasures", "--now")
    confirmed = called(folder, "erasures", "--now", "--date-is-right")

    assert (refused.returncode, confirmed.returncode) == (1, 0)
    assert "--date-is-right" in refused.stderr
    assert leaps(city) == []
