# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a workshop at the post: who is enrolled, who came, who came without a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_status import AppointmentStatus, Attendance, Standing
from kiosk.domain.appointments import CancelOutcome
from kiosk.domain.openings import Absence
from kiosk.domain.outbox import EventKind
from kiosk.domain.workshops import WorkshopStatus
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.device import Role
from kiosk.services.post_agenda import PostAgenda
from tests.support.booking_desk import SAMIR, WEDNESDAY, an_agenda, at, cells_of, events
from tests.support.workshop_desk import MOUSE, a_seat_holder, a_workshop, enrolled, hear, seats_of

S = AppointmentStatus


def on_the_day(machine, hour=14):
    machine.clock.set_wall(at(hour))
    return machine


def test_the_sheet_counts_people_and_lists_enrolments(tmp_path):
    machine = a_seat_holder(tmp_path)
    pair, one = enrolled(machine, 2), enrolled(machine)
    machine.appointments.cancel(machine.appointments.find(one.number))
    on_the_day(machine)
    machine.appointments.mark(pair.number, Attendance.ARRIVED)

    sheet = machine.workshops.sheet(MOUSE)

    assert {line.number: line.status for line in sheet.lines} == {
        pair.number: S.ARRIVED,
        one.number: S.CANCELLED,
    }
    assert {line.motif_label for line in sheet.lines} == {"La souris"}
    assert (sheet.n_enrolled, sheet.n_present) == (2, 2)
    assert (sheet.n_walk_ins, sheet.n_seats_left) == (0, 2)


def test_the_day_and_the_week_of_the_post_name_the_workshop(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)

    (line,) = machine.appointments.day_for_desk(WEDNESDAY)
    days = PostAgenda(machine.database, machine.clock).days(WEDNESDAY, 1)

    assert (line.number, line.motif_label, line.mediator_id) == (
        ticket.number,
        "La souris",
        "atelier:souris",
    )
    assert days.workshops == (a_workshop(),)
    assert days.held == ()


def test_coming_workshops_begin_with_those_of_today_and_tell_those_cancelled(tmp_path):
    machine = a_seat_holder(tmp_path)
    past, cancelled = (
        a_workshop(workshop_id="hier", start_utc=at(14) - timedelta(days=2)),
        a_workshop(workshop_id="non", start_utc=at(9), status=WorkshopStatus.CANCELLED),
    )
    hear(machine, past, a_workshop(), cancelled)
    on_the_day(machine, 18)

    assert [one.workshop_id for one in machine.workshops.coming()] == ["non", MOUSE]


def test_walk_ins_take_the_seats_of_nobody_who_is_there_or_expected(tmp_path):
    machine = on_the_day(a_seat_holder(tmp_path, role=Role.POSTE), 9)
    machine.clock.set_wall(at(9) - timedelta(days=1))
    ticket = enrolled(machine, 2)
    on_the_day(machine)

    with pytest.raises(Refused) as refused:
        machine.workshops.note_walk_ins(MOUSE, 3)
    assert (refused.value.reason, refused.value.values) == ("seats_missing", {"n_free": 2})
    sheet = machine.workshops.note_walk_ins(MOUSE, 2)
    assert (sheet.n_walk_ins, sheet.n_seats_left) == (2, 0)

    machine.appointments.mark(ticket.number, Attendance.ABSENT)
    assert machine.workshops.note_walk_ins(MOUSE, 4).n_seats_left == 0
    assert machine.workshops.sheet(MOUSE).n_enrolled == 2


def test_each_count_is_told_once_with_its_round(tmp_path):
    machine = on_the_day(a_seat_holder(tmp_path, role=Role.POSTE))
    heard = []
    machine.bus.subscribe(Topic.AGENDA, heard.append)

    for n in (2, 2, 0, 1):
        machine.workshops.note_walk_ins(MOUSE, n)

    assert [(kind, core) for kind, core, _ in events(machine)] == [
        (EventKind.WORKSHOP_TOLD, {"workshop": MOUSE, "walk_ins": n, "round": n_round})
        for n, n_round in ((2, 1), (0, 2), (1, 3))
    ]
    assert len(heard) == 3


@pytest.mark.parametrize(
    ("when", "n", "reason"),
    [
        (at(14) - timedelta(days=1), 1, "too_early"),
        (at(14) + timedelta(days=7, minutes=1), 1, "too_late"),
        (at(14), -1, "count_wrong"),
        (at(14), 5, "seats_missing"),
    ],
)
def test_a_count_that_cannot_be_is_refused(tmp_path, when, n, reason):
    machine = a_seat_holder(tmp_path, role=Role.POSTE)
    machine.clock.set_wall(when)

    with pytest.raises(Refused, match=reason):
        machine.workshops.note_walk_ins(MOUSE, n)
    assert events(machine) == []


def test_only_a_post_counts_who_walks_in(tmp_path):
    machine = on_the_day(a_seat_holder(tmp_path, role=Role.BORNE))

    with pytest.raises(Refused, match="not_a_post"):
        machine.workshops.note_walk_ins(MOUSE, 1)
    assert events(machine) == []


def test_nobody_walks_in_to_a_cancelled_workshop(tmp_path):
    machine = on_the_day(a_seat_holder(tmp_path, role=Role.POSTE))
    hear(machine, a_workshop(status=WorkshopStatus.CANCELLED))

    with pytest.raises(Refused, match="workshop_over"):
        machine.workshops.note_walk_ins(MOUSE, 1)


def test_the_absence_of_a_leader_shows_whom_it_displaces_and_gives_the_seats_back(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)
    machine.grant(cells_of(an_agenda(), "caf", WEDNESDAY, WEDNESDAY))

    preview = machine.appointments.would_displace(SAMIR.mediator_id, at(15), at(18))
    n_hit = machine.appointments.add_absence(SAMIR.mediator_id, at(15), at(18))

    assert [line.number for line in preview] == [ticket.number]
    assert n_hit == 1
    with machine.database.unit_of_work() as uow:
        states = {right.cell: right.state.value for right in uow.leases.rights()}
    assert {states[cell] for cell in seats_of(a_workshop(), 2, 3, 4)} == {"returned"}
    assert {state for cell, state in states.items() if cell.mediator_id == "m-nadia"} == {"held"}
    assert machine.appointments.would_displace(SAMIR.mediator_id, at(16), at(18)) == ()


def test_once_the_leader_is_away_nobody_enrols_or_waits(tmp_path):
    machine = a_seat_holder(tmp_path)
    away = Absence("a-1", SAMIR.mediator_id, at(13), at(18))
    kept = machine.workshops.hold(MOUSE, 1)
    hear(machine, a_workshop(), absences=(away,))

    assert machine.workshops.offers("fr") == ()
    for attempt in (
        lambda: machine.appointments.confirm(kept),
        lambda: machine.workshops.hold(MOUSE, 1),
        lambda: machine.workshops.wait(MOUSE),
    ):
        with pytest.raises(Refused, match="workshop_over"):
            attempt()


def test_a_displaced_enrolment_moves_to_the_new_time_of_its_workshop(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine, 2)
    later = a_workshop(start_utc=at(16))
    hear(machine, later)
    with machine.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
        uow.appointments.replace_synced([replace(known, standing=Standing(n_displaced=1))])
        uow.commit()
    assert machine.workshops.sheet(MOUSE).lines[0].is_displaced
    assert [line.number for line in machine.appointments.displaced()] == [ticket.number]
    machine.grant(seats_of(later))

    new = machine.appointments.move(ticket.number, machine.workshops.hold(MOUSE, 2))

    assert new.start_utc == at(16)
    sheet = machine.workshops.sheet(MOUSE)
    assert (sheet.n_enrolled, sheet.n_seats_left) == (2, 2)


@pytest.mark.parametrize(
    ("workshops", "reason"),
    [
        ((a_workshop(start_utc=at(16)),), "workshop_over"),
        ((a_workshop(status=WorkshopStatus.CANCELLED),), "workshop_over"),
        ((), "workshop_over"),
        ((a_workshop(),), None),
    ],
)
def test_nobody_is_kept_at_an_hour_at_which_nothing_takes_place(tmp_path, workshops, reason):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)
    hear(machine, *workshops)
    with machine.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
        uow.appointments.note(known.booking, Standing(n_displaced=1))
        uow.commit()

    if reason:
        with pytest.raises(Refused, match=reason):
            machine.appointments.keep(ticket.number)
        assert machine.appointments.find(ticket.number).status is S.DISPLACED
    else:
        machine.appointments.keep(ticket.number)
        assert machine.appointments.find(ticket.number).status is S.CONFIRMED


def test_the_post_cancels_an_enrolment_made_elsewhere_once_the_city_knows(tmp_path):
    seller, post = a_seat_holder(tmp_path / "a"), a_seat_holder(tmp_path / "b", "k-2", seats=(4,))
    ticket = enrolled(seller)
    with seller.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
    with post.database.unit_of_work() as uow:
        uow.appointments.replace_synced([replace(known, device="k-1")])
        uow.commit()

    found = post.appointments.find(ticket.number)

    assert post.workshops.sheet(MOUSE).n_enrolled == 1
    assert post.appointments.cancel(found) is CancelOutcome.ONCE_SENT
