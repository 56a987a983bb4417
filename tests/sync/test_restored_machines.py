# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine put back to a copy of before: what is done on it from then on stands at the city."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from kiosk.domain.attendance import RecordedBy, corrected
from kiosk.domain.attendance_events import corrected_event, deleted_event, recorded_event
from kiosk.domain.periods import Period
from kiosk.domain.reconciliation import Verdict
from kiosk.domain.record_digests import UnlikeMonth
from kiosk.services.machine_keys import SIGNING_SECRET
from kiosk.services.staff import Staff, StaffRole
from sync.compression import gunzip_bytes
from sync.server.enrolment import revoke
from sync.server.reconciliation import reconciliation
from sync.server.reports import network_figures, unreconciled
from sync.server.storage.reports import EventPlace, VisitEntry
from sync.server.visit_rows import keep_in_step
from sync.wire import SyncRequest, WireMonth
from sync.wire_form import MAX_INFLATED_BYTES, decode
from tests.support.raw_machine import RawMachine
from tests.support.visits import INCARNATION, a_draft, a_visit

TODAY = date(2026, 11, 23)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def record(kiosk, minutes=30, day=TODAY):
    return kiosk.attendance.record(a_draft(day=day, duration_min=minutes), MEDIATOR)


def correct(kiosk, visit, minutes):
    kiosk.attendance.correct(visit, a_draft(day=TODAY, duration_min=minutes), MEDIATOR)


def send(city, kiosk):
    city.client(kiosk).exchange()
    city.client(kiosk).exchange()


def counts_here(kiosk):
    return kiosk.statistics.figures(AUTUMN).tally.counts


def counts_there(city):
    return network_figures(city.city, AUTUMN).tally.counts


@pytest.fixture
def kiosk(any_city):
    return any_city.machine("a")


@pytest.fixture
def copied(any_city, kiosk, tmp_path):
    """Return a record that the city has, and a copy of the machine made then."""
    visit = record(kiosk)
    record(kiosk)
    send(any_city, kiosk)
    return visit, kiosk.backups.backup(tmp_path / "copy.db")


def test_a_correction_after_it_stands_before_the_one_of_the_older_life(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 78):
        correct(kiosk, visit, minutes)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)
    correct(kiosk, visit, 99)
    send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_a_deletion_after_it_stands(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 78):
        correct(kiosk, visit, minutes)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)
    kiosk.attendance.delete(visit, MEDIATOR)
    send(any_city, kiosk)

    assert network_figures(any_city.city, AUTUMN).n_visits == 1
    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_of_three_lives_the_last_has_the_last_word(any_city, kiosk, copied):
    visit, copy = copied
    for minutes in (77, 88, 99):
        kiosk.backups.restore(copy)
        for turn in range(minutes % 10, 10):
            correct(kiosk, visit, minutes + turn)
        send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)


def test_what_waited_in_the_copy_stands_behind_what_comes_after(any_city, kiosk, tmp_path):
    visit = record(kiosk)
    send(any_city, kiosk)
    correct(kiosk, visit, 40)
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    kiosk.backups.restore(copy)
    kiosk.backups.restore(copy)  # a life of which the city never hears
    correct(kiosk, visit, 50)
    send(any_city, kiosk)

    assert counts_there(any_city) == counts_here(kiosk)
    assert unreconciled(any_city.city) == {}


def test_versions_of_two_lives_leave_the_same_row_in_any_order(any_city):
    visit = a_visit(1)
    hour = visit.entered_hour_utc
    newer = corrected(visit, a_draft(day=TODAY, duration_min=99), at_hour_utc=hour)
    told = (
        (recorded_event(visit.content, RecordedBy.MEDIATOR, at_hour_utc=hour), 1, 100),
        (corrected_event(newer, RecordedBy.MEDIATOR), 2, 100),
        (deleted_event(newer, RecordedBy.MEDIATOR, at_hour_utc=hour), 3, 100),
        (corrected_event(newer, RecordedBy.MEDIATOR), 2, 200),
    )
    for turn, order in enumerate(permutations(told), start=1):
        for event, version, life in order:
            entry = VisitEntry(
                place=EventPlace(f"borne-{turn}", f"{life:016x}", 10 - version),
                visit_incarnation=INCARNATION,
                visit_sequence=turn,
                version=version,
                day=str(event.core.get("day", "")),
                deleted=version == 3,
                core=event.core,
                told_life=life,
            )
            with any_city.city.database.transaction() as unit:
                unit.reports.add_visits([entry])
                keep_in_step(unit, [entry])

        assert network_figures(any_city.city, AUTUMN).n_visits == turn
        with any_city.city.database.reading() as unit:
            assert unit.reports.n_standing() == turn


def both_ends(city, kiosk, period=AUTUMN):
    """Return the verdict of the machine, then that of the city."""
    here, there = kiosk.statistics.reconciliation(period), reconciliation(city.city, period)
    return here.verdict, there.verdict


def test_what_only_the_older_life_knew_is_told_at_both_ends_as_what_differs(
    any_city, kiosk, copied
):
    visit, copy = copied
    kiosk.attendance.delete(visit, MEDIATOR)
    for _ in range(2):
        record(kiosk, 50)
    send(any_city, kiosk)
    assert both_ends(any_city, kiosk) == (Verdict.AGREES, Verdict.AGREES)
    kiosk.backups.restore(copy)
    assert kiosk.statistics.reconciliation(AUTUMN).verdict is Verdict.NOT_HEARD
    send(any_city, kiosk)

    assert both_ends(any_city, kiosk) == (Verdict.UNLIKE, Verdict.UNLIKE)
    (here,) = kiosk.statistics.reconciliation(AUTUMN).machines
    (there,) = reconciliation(any_city.city, AUTUMN).machines
    assert here.unlike == there.unlike == (UnlikeMonth("2026-11", 2, 3),)
    assert (here.n_here, here.n_city) == (2, 3)
    told = (
        "ses fiches diffèrent de celles de la ville. Novembre 2026 : machine 2, ville 3. "
        "Celles de la ville comptent. "
        "Corrigée ou supprimée sur la machine, une fiche l’est aussi à la ville."
    )
    assert told in here.sentence()
    assert told in there.sentence()
    assert both_ends(any_city, kiosk, DECEMBER)[0] is Verdict.AGREES


def test_a_version_that_the_machine_lost_differs_until_the_record_is_said_again(
    any_city, kiosk, copied
):
    visit, copy = copied
    correct(kiosk, visit, 77)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)
    assert both_ends(any_city, kiosk) == (Verdict.UNLIKE, Verdict.UNLIKE)

    correct(kiosk, visit, 99)
    send(any_city, kiosk)

    assert both_ends(any_city, kiosk) == (Verdict.AGREES, Verdict.AGREES)
    assert counts_there(any_city) == counts_here(kiosk)


def test_a_month_that_the_machine_lost_whole_differs(any_city, kiosk, tmp_path):
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    record(kiosk)
    send(any_city, kiosk)
    kiosk.backups.restore(copy)
    send(any_city, kiosk)

    assert both_ends(any_city, kiosk) == (Verdict.UNLIKE, Verdict.UNLIKE)


def test_what_the_city_refused_is_told_as_refused_and_nothing_else(any_city, kiosk):
    visit = record(kiosk)
    any_city.client(kiosk).exchange()
    with kiosk.database.unit_of_work() as uow:
        known = uow.visits.get(visit)
        absurd = a_draft(day=TODAY, centre="X" * 99)  # what an older program let through
        newer = corrected(known, absurd, at_hour_utc=known.entered_hour_utc)
        uow.outbox.append(corrected_event(newer, RecordedBy.MEDIATOR))
        uow.visits.replace(newer, RecordedBy.MEDIATOR)
        uow.commit()
    client = any_city.client(kiosk)
    client.exchange()
    client.exchange()

    assert both_ends(any_city, kiosk) == (Verdict.REFUSED, Verdict.REFUSED)


def test_only_what_changed_travels_and_only_when_all_that_waits_does(any_city, kiosk):
    client = any_city.client(kiosk)
    record(kiosk, day=date(2026, 10, 5))

    def told():
        prepared = client.prepare()
        client.settle(client.send(prepared))
        request = decode(gunzip_bytes(prepared.body, MAX_INFLATED_BYTES), SyncRequest)
        return request.records_since, [(one.month, one.n) for one in request.records]

    assert told() == ("2025-11", [("2026-10", 1)])
    assert told() == ("", [])
    visit = record(kiosk)
    assert told() == ("", [("2026-11", 1)])
    kiosk.attendance.delete(visit, MEDIATOR)
    assert told() == ("", [("2026-11", 0)])
    assert both_ends(any_city, kiosk) == (Verdict.AGREES, Verdict.AGREES)


def test_a_machine_enrolled_anew_answers_for_what_it_tells_under_its_new_name(any_city, kiosk):
    record(kiosk)
    send(any_city, kiosk)
    revoke(any_city.city, kiosk.device.identity().device_id)
    kiosk.secrets.delete(SIGNING_SECRET)
    any_city.enrol(kiosk)
    send(any_city, kiosk)

    assert kiosk.statistics.reconciliation(AUTUMN).verdict is Verdict.AGREES


@pytest.mark.parametrize(
    "absurd",
    [
        {"records": [WireMonth("2026-13", 1, "00000000"), WireMonth("x" * 9000, 1, "")]},
        {"records": [WireMonth("0000-01", 1, "00000000")]},
        {"records": [WireMonth("2026-11", -1, ""), WireMonth("2026-11", 1 << 40, "")]},
        {"records": [], "records_since": "every"},
    ],
    ids=("months", "year 0", "numbers", "since"),
)
def test_what_is_no_month_and_no_number_is_left_aside(any_city, absurd):
    machine = RawMachine(any_city.city)

    machine.ask(**absurd)

    with any_city.city.database.reading() as unit:
        assert unit.fleet.machine(machine.device).unlike == {}
