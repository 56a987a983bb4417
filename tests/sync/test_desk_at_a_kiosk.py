# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of a kiosk unlocked by a PIN: what it offers the city takes, the rest is refused here.

A mediator who notes something at a kiosk must not believe it done when the city refuses it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, DeclineRequest, Wish
from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import CentreReason
from kiosk.domain.outbox import OutboxLane
from kiosk.foundation.errors import Refused
from kiosk.services.staff import StaffRole
from sync.server.storage.cases import CaseKind
from tests.support.centre_desk import book, exchange
from tests.support.selling_kiosk import PIN, PaperTray, RecordingView, a_stage
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.desk.deeds import DeskServices
from ui.screens.desk.presenter import DeskPresenter
from ui.screens.desk.state import Deed, DeskTab

ELSEWHERE = {Deed.MOVE, Deed.TOGETHER, Deed.SHEET}
"""Deeds that lead to another page."""
OF_A_POST = {
    Deed.BEGIN,
    Deed.ABSENT,
    Deed.UNDO_ABSENT,
    Deed.DONE,
    Deed.KEEP,
    Deed.GIVE,
    Deed.PROPOSE,
    Deed.DECLINE,
    Deed.TOLD,
}


@pytest.fixture
def kiosk(city):
    """A kiosk on a day with its own appointment and number, and with those of another one."""
    kiosk, other = city.machine("a"), city.machine("b")
    kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, PIN)
    exchange(city, kiosk, other, kiosk, other)
    for machine in (kiosk, kiosk, kiosk, other):
        book(machine)
    other.appointments.request("caf", Wish())
    city.clock.pass_time(days=1)
    for machine in (kiosk, other, other):
        machine.queue.take()  # the second one of the other kiosk has a number of its own
    exchange(city, kiosk, other, kiosk)
    return kiosk


def a_desk(kiosk):
    view = RecordingView()
    services = DeskServices(
        appointments=kiosk.appointments,
        queue=kiosk.queue,
        attendance=kiosk.attendance,
        walkthroughs=kiosk.walkthroughs,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        workshops=kiosk.workshops,
        places=kiosk.places,
        printing=PaperTray(),
    )
    staff = kiosk.staff.check_pin(PIN)
    presenter = DeskPresenter(view, a_stage(kiosk), staff, services, begin_help=lambda: None)
    presenter.start()
    return presenter, view


def offered(presenter, view):
    """Return every deed in sight, with the key of its line."""
    found = []
    for tab in (DeskTab.DAY, DeskTab.REQUESTS):
        presenter.show_tab(tab.value)
        for line in view.last.lines:
            presenter.open_line(line.key)
            shown = next(one for one in view.last.lines if one.key == line.key)
            mains = (shown.main,) if shown.main else ()
            found += [(line.key, Deed(one.deed)) for one in (*mains, *shown.actions)]
            presenter.open_line(line.key)
    presenter.show_tab(DeskTab.DAY.value)
    return found


def do(presenter, view, key, deed):
    presenter.act(key, deed.value)
    line = next((one for one in view.last.lines if one.key == key), None)
    if line is not None and line.ask and line.actions:
        presenter.act(key, line.actions[0].deed)


def test_whatever_the_desk_of_a_kiosk_offers_the_city_takes(city, kiosk):
    presenter, view = a_desk(kiosk)
    done = set()
    while left := [one for one in offered(presenter, view) if one not in done]:
        done.add(left[0])
        if left[0][1] not in ELSEWHERE:
            do(presenter, view, *left[0])
            assert view.last.refused == ""
    exchange(city, kiosk)

    deeds = {deed for _, deed in done}
    assert {Deed.ARRIVED, Deed.NOTE, Deed.CALL, Deed.CANCEL, Deed.MOVE} <= deeds
    assert not deeds & OF_A_POST - {Deed.DONE}
    assert kiosk.outbox.status().n_refused == 0
    with city.city.database.transaction() as unit:
        kinds = {one.kind for one in unit.cases.all_open()}
    assert not kinds & {CaseKind.NOT_ALLOWED.value, CaseKind.REFUSED_EVENT.value}


def test_the_desk_of_a_kiosk_says_where_the_rest_is_done(kiosk):
    _, view = a_desk(kiosk)

    assert NOT_A_POST in view.last.notice


def test_a_number_that_another_machine_gave_is_not_called_from_a_kiosk(kiosk):
    presenter, view = a_desk(kiosk)

    found = [(*key.split("/"), deed) for key, deed in offered(presenter, view) if "/" in key]
    strange = {deed for maker, _, deed in found if maker != "ticket:"}

    assert strange == {Deed.PRIORITY}


def of_other(kiosk):
    day = kiosk.clock.now_utc().date()
    return next(one.number for one in kiosk.appointments.day_for_desk(day) if not one.is_ours)


def number_of_other(kiosk):
    return next(one.number for one in kiosk.queue.waiting() if one.device and one.number == "2")


def an_absence(kiosk):
    now_utc = kiosk.clock.now_utc()
    return kiosk.appointments.add_absence("samira", now_utc, now_utc + timedelta(hours=1))


@pytest.mark.parametrize(
    "say",
    [
        lambda k: k.appointments.mark(of_other(k), Attendance.ABSENT),
        lambda k: k.appointments.mark(of_other(k), Attendance.ATTENDED),
        lambda k: k.appointments.undo_absent(of_other(k)),
        lambda k: k.appointments.cancel_by_centre(of_other(k), CentreReason.CENTRE_CLOSED),
        lambda k: k.appointments.keep(of_other(k)),
        lambda k: k.appointments.answer_request(
            k.appointments.requests_for_desk()[0].number, DeclineRequest(DeclineReason.ELSEWHERE)
        ),
        an_absence,
        lambda k: k.appointments.withdraw_absence("b.1/2"),
        lambda k: k.queue.call(number_of_other(k)),
        lambda k: k.queue.serve(number_of_other(k)),
        lambda k: k.queue.close(number_of_other(k)),
        lambda k: k.queue.transfer(number_of_other(k), "samira"),
        lambda k: k.workshops.note_walk_ins("tablette", 1),
    ],
)
def test_what_is_for_a_post_to_say_is_refused_at_once_and_nothing_is_kept(kiosk, say):
    before = kiosk.outbox.status().n_pending

    with pytest.raises(Refused, match="not_a_post"):
        say(kiosk)

    assert kiosk.outbox.status().n_pending == before


def test_an_arrival_that_a_kiosk_notes_is_true_in_the_city(city, kiosk):
    number = of_other(kiosk)
    start_utc = kiosk.appointments.find(number).start_utc
    city.clock.pass_time(minutes=(start_utc - city.clock.now_utc()) // timedelta(minutes=1))

    kiosk.appointments.mark(number, Attendance.ARRIVED)
    exchange(city, kiosk)

    with city.city.database.transaction() as unit:
        (one,) = unit.bookings.of_number(number.replace(" ", ""))
    assert one.status is AppointmentStatus.ARRIVED
    with kiosk.database.unit_of_work() as uow:
        assert not uow.outbox.pending(OutboxLane.BOOKINGS, 10)
