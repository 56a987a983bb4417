# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys across machines and city, in one process; `./dev tour` plays them on the screen."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import WhoComes
from kiosk.domain.participation import Quarter
from kiosk.domain.periods import Period
from kiosk.domain.visit_prefill import PrefillSource, themes_of_need
from kiosk.exports.registry import ExportKind
from kiosk.foundation.clock import paris_day
from kiosk.services.exports import Order
from kiosk.services.staff import Staff, StaffRole
from sync.server.board_file import import_board
from sync.server.export_writer import Wanted, write_export
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.fakes import FrozenClock

NADIA = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Nadia (EXEMPLE)")
NEED = "impots"


@pytest.fixture
def town(tmp_path):
    city = TestCity(tmp_path, FrozenClock(MONDAY))
    enter_demo_agenda(city.city)
    yield city
    city.close()


def exchange(town, *machines):
    for kiosk in (*machines, *machines):
        assert town.client(kiosk).exchange().n_pending == 0


def book(kiosk, label):
    service = kiosk.appointments
    day = next(offer.day for offer in service.days(NEED) if offer.n_free)
    hold = service.hold(NEED, service.slots(NEED, day)[0])
    return service.confirm(hold, who=WhoComes(label=label))


def lines(content):
    return len(list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))) - 1


def test_a_name_given_offline_is_read_by_the_mediator_who_receives_and_by_nobody_else(town):
    """Une habitante réserve hors réseau ; le jour venu, la médiatrice lit son prénom et le note."""
    kiosk, other, post = (
        town.machine("a"),
        town.machine("b"),
        town.machine("p", "poste"),
    )
    exchange(town, kiosk, other, post)
    ticket = book(kiosk, "Samira")
    exchange(town, kiosk, other, post)

    assert post.appointments.open_label(ticket.number) == "Samira"
    assert other.appointments.open_label(ticket.number) is None

    town.clock.pass_time(seconds=(ticket.start_utc - town.clock.now_utc()).total_seconds())
    (line,) = post.appointments.day_for_desk(paris_day(ticket.start_utc))
    source = PrefillSource.from_appointment(themes_of_need(line.motif_id), line.duration_min)
    draft = post.attendance.prefill(source)
    assert draft.duration_min == line.duration_min

    post.appointments.mark(line.number, Attendance.ATTENDED)
    exchange(town, post, kiosk)
    found = kiosk.appointments.find(ticket.number)
    assert found.status is AppointmentStatus.ATTENDED


def test_what_each_machine_exports_adds_up_to_what_the_city_exports(town, tmp_path):
    """Deux machines notent ; la coordinatrice et la ville comptent pareil, à l'unité."""
    kiosk, post = town.machine("a"), town.machine("p", "poste")
    today = paris_day(town.clock.now_utc())
    for n_visits, machine in ((2, kiosk), (3, post)):
        for _ in range(n_visits):
            draft = machine.attendance.prefill(PrefillSource.from_session(("email",), 25))
            visit = machine.attendance.record(draft, NADIA)
        machine.attendance.delete(visit, NADIA)
    exchange(town, kiosk, post)
    period = Period(today - timedelta(days=3), today)

    own = 0
    for name, machine in (("a", kiosk), ("p", post)):
        file = tmp_path / f"{name}.csv"
        machine.exports.export(period, Order(ExportKind.CSV, StaffRole.COORDINATOR), file)
        own += lines(file.read_bytes())
    file = tmp_path / "ville.csv"
    n_rows = write_export(town.city, Wanted(ExportKind.CSV, period), file).n_rows

    assert own == 3
    assert n_rows == 3
    assert lines(file.read_bytes()) == 3


def test_a_meeting_entered_once_is_shown_by_every_kiosk_until_the_city_says_otherwise(
    town, tmp_path
):
    """La ville entre une date ; deux bornes la montrent ; la ville la retire, elles aussi."""
    first, second = town.machine("a"), town.machine("b")
    file = tmp_path / "tableau.csv"
    head = "id;quartier;reunion;a_verifier\n"
    file.write_text(f"{head}nord-pic;nord;2026-12-10 18:00;-\n", encoding="utf-8")
    import_board(town.city, file)
    exchange(town, first, second)

    for kiosk in (first, second):
        assert meeting(kiosk) is not None

    file.write_text(f"{head}nord-pic;nord;-;reunion\n", encoding="utf-8")
    import_board(town.city, file)
    exchange(town, first, second)

    for kiosk in (first, second):
        assert meeting(kiosk) is None


def meeting(kiosk):
    bodies = kiosk.board.board(Quarter.NORTH, "fr")
    return next(body.next_meeting_utc for body in bodies if body.item_id == "nord-pic")
