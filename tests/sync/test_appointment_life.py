# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of appointments and requests between kiosks, a post and the real city."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_requests import (
    DeclineReason,
    DeclineRequest,
    RequestStatus,
    Wish,
)
from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import (
    AccessNeed,
    CancelOutcome,
    CentreReason,
    IntentKind,
)
from kiosk.domain.booking_events import absence_added
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import Cell
from sync.server.storage.cases import CaseKind
from sync.wire_down import WireOpening
from tests.support.centre_desk import (
    a_hold,
    book,
    digits,
    exchange,
    free_slots,
    known,
    shown,
    tasks,
)
from tests.sync.test_enrolment import restore, snapshot

S = AppointmentStatus


def test_a_move_here_is_true_at_once_and_frees_the_old_time_at_the_city(centre):
    city, kiosk, other, post = centre
    old = book(kiosk, label="Fatou", needs=frozenset({AccessNeed.WHEELCHAIR}))
    exchange(city, kiosk)

    new = kiosk.appointments.move(old.number, a_hold(kiosk, 3))
    exchange(city, kiosk, other, post)

    (was, n_was), (now, n_now) = known(city, old), known(city, new)
    assert (was.status, n_was) == (S.MOVED, 0)
    assert (now.status, n_now) == (S.CONFIRMED, 6)
    assert (was.moved_to, now.moved_from) == (now.booking, was.booking)
    for machine in (kiosk, other, post):
        assert shown(machine, old) is S.MOVED
        assert machine.appointments.find(old.number).moved_to == new.number
        assert shown(machine, new) is S.CONFIRMED
    assert post.appointments.open_label(new.number) == "Fatou"
    (line,) = [one for one in day_of(post, new) if one.number == new.number]
    assert line.needs == {AccessNeed.WHEELCHAIR}
    (line,) = [one for one in day_of(other, new) if one.number == new.number]
    assert (line.needs, line.label_sealed) == (frozenset(), None)


def day_of(machine, ticket):
    return machine.appointments.day_for_desk(ticket.start_utc.date())


@pytest.mark.parametrize("seller_first", [True, False])
def test_a_move_at_another_kiosk_without_network_ends_the_same_whoever_speaks_first(
    centre, seller_first
):
    """Ni la vente de l’ancien ni celle du nouveau ne sont encore connues de la ville."""
    city, kiosk, other, post = centre
    old = book(kiosk, label="Fatou", party_size=2)
    found = other.appointments.find_by_code(old.code_qr)
    new = other.appointments.move(found, a_hold(other))
    assert [one.kind for one in other.appointments.intents()] == [IntentKind.MOVE]

    order = (kiosk, other) if seller_first else (other, kiosk)
    exchange(city, *order, *order, post)

    (was, n_was), (now, n_now) = known(city, old), known(city, new)
    assert (was.status, n_was, now.status, n_now) == (S.MOVED, 0, S.CONFIRMED, 6)
    assert not was.incomplete
    assert now.party_size == 2
    assert shown(kiosk, old) is shown(other, old) is S.MOVED
    assert other.appointments.intents() == ()
    assert post.appointments.open_label(new.number) == "Fatou"


def test_one_ticket_moved_at_two_kiosks_without_network_is_a_task_for_a_person(centre):
    city, kiosk, other, post = centre
    old = book(kiosk)
    found = other.appointments.find_by_code(old.code_qr)
    first = kiosk.appointments.move(old.number, a_hold(kiosk, 2))
    second = other.appointments.move(found, a_hold(other))

    exchange(city, kiosk, other, post)

    assert known(city, old)[0].status is S.MOVED
    assert {known(city, one)[0].status for one in (first, second)} == {S.CONFIRMED}
    assert tasks(post) == [("moved_twice", digits(second))]


def test_a_ticket_cancelled_at_one_kiosk_and_moved_at_another_is_a_task(centre):
    city, kiosk, other, post = centre
    old = book(kiosk)
    found = other.appointments.find_by_code(old.code_qr)
    new = other.appointments.move(found, a_hold(other))
    kiosk.appointments.cancel(kiosk.appointments.find(old.number))

    exchange(city, kiosk, other, post)

    assert known(city, new)[0].status is S.CONFIRMED
    assert tasks(post) == [("cancelled_and_moved", digits(new))]


def test_cancelled_at_another_kiosk_then_checked_in_at_the_first(centre):
    """Cas 32 : l’arrivée l’emporte, dans les deux ordres."""
    city, kiosk, other, post = centre
    ticket = book(kiosk)
    outcome = other.appointments.cancel(other.appointments.find_by_code(ticket.code_qr))
    assert outcome is CancelOutcome.ONCE_SENT
    city.clock.set_wall(ticket.start_utc)
    kiosk.appointments.arrive(ticket.number)

    exchange(city, other, kiosk, post, other)

    assert known(city, ticket)[0].status is S.ARRIVED
    assert shown(other, ticket) is shown(post, ticket) is S.ARRIVED


@pytest.mark.parametrize("sale_first", [True, False])
def test_somebody_comes_with_a_cancelled_ticket_whose_time_was_sold_again(centre, sale_first):
    """Deux personnes pour une heure : la venue l’emporte, et le poste est prévenu."""
    city, kiosk, other, post = centre
    ticket = book(kiosk)
    kiosk.appointments.cancel(kiosk.appointments.find(ticket.number))
    exchange(city, kiosk)
    first, last = _steps(ticket)
    post.rights.take([Cell("samira", step) for step in range(first, last + 1)])
    exchange(city, post, post)
    slot = next(one for one in free_slots(post) if one.start_utc == ticket.start_utc)
    again = post.appointments.confirm(post.appointments.hold("caf", slot))
    city.clock.set_wall(ticket.start_utc)
    other.appointments.arrive(other.appointments.find_by_code(ticket.code_qr))

    order = (post, other) if sale_first else (other, post)
    exchange(city, *order, post)

    assert known(city, ticket)[0].status is S.ARRIVED
    assert known(city, again)[0].status is S.CONFIRMED
    assert tasks(post) == [("conflict", digits(ticket))]


def test_an_opening_removed_while_a_kiosk_without_network_sells_in_it(centre):
    """Cas 31 : le rendez-vous se voit, à replacer ; il est replacé par le poste."""
    city, kiosk, other, post = centre
    ticket = book(kiosk)
    replacement = free_slots(post)[-1]
    with city.city.database.transaction() as unit:
        unit.agenda.remove_opening("samira-matin")

    exchange(city, kiosk)
    assert known(city, ticket)[0].status is S.DISPLACED
    with city.city.database.transaction() as unit:
        unit.agenda.put_opening(_an_opening(replacement.start_utc.date()))
    exchange(city, post, kiosk)
    assert [one.number for one in post.appointments.displaced()] == [ticket.number]
    assert tasks(post) == [("displaced", digits(ticket))]
    assert shown(kiosk, ticket) is S.DISPLACED

    hold = post.appointments.hold("caf", replacement)
    new = post.appointments.move(ticket.number, hold)
    exchange(city, post, kiosk, other, post)

    assert known(city, ticket)[0].status is S.MOVED
    assert shown(kiosk, ticket) is S.MOVED
    assert shown(other, new) is S.CONFIRMED
    assert post.appointments.displaced() == ()
    assert tasks(post) == []


def _an_opening(day):
    return WireOpening(
        opening_id="un-jour",
        mediator_id="samira",
        first_day=day.isoformat(),
        weekdays=[day.weekday()],
        rrule=f"FREQ=WEEKLY;BYDAY={('MO', 'TU', 'WE', 'TH', 'FR')[day.weekday()]}",
        start="09:00",
        end="12:00",
    )


def test_an_absence_of_the_post_is_an_intent_then_displaces_and_can_be_put_right(centre):
    """Cas 30 : vu avant, puis vrai ; gardé par une personne, ou remis par l’agenda."""
    city, kiosk, other, post = centre
    kept, back = book(kiosk), book(kiosk)
    exchange(city, kiosk, other, post)
    start, end = kept.start_utc, back.start_utc

    n_hit = post.appointments.add_absence("samira", start, end.replace(hour=end.hour + 1))
    assert n_hit == 2
    assert shown(post, kept) is S.CONFIRMED
    exchange(city, post, kiosk)

    assert shown(post, kept) is shown(kiosk, back) is S.DISPLACED
    assert sorted(tasks(post)) == sorted(("displaced", digits(one)) for one in (kept, back))
    assert post.appointments.intents() == ()
    post.appointments.keep(kept.number)
    exchange(city, post, kiosk)
    assert shown(kiosk, kept) is S.CONFIRMED
    with city.city.database.transaction() as unit:
        (absence,) = unit.agenda.whole(unit.agenda.revision()).absences
        unit.agenda.remove_absence(absence.absence_id)
    exchange(city, post, kiosk, post)

    assert shown(kiosk, back) is S.CONFIRMED
    assert known(city, kept)[0].reason == "kept"
    assert tasks(post) == []


def test_a_kiosk_adds_no_absence(centre):
    city, kiosk, _, _ = centre
    slot = free_slots(kiosk)[0]
    with kiosk.database.unit_of_work() as uow:  # its own service says no
        uow.outbox.append(absence_added("samira", slot.start_utc, slot.start_utc.replace(hour=20)))
        uow.commit()

    exchange(city, kiosk)

    with city.city.database.transaction() as unit:
        assert unit.agenda.whole(unit.agenda.revision()).absences == ()


def test_the_centre_cancels_what_a_kiosk_sold_once_the_city_knows(centre):
    city, kiosk, _, post = centre
    ticket = book(kiosk, label="Fatou")
    exchange(city, kiosk, post)

    outcome = post.appointments.cancel_by_centre(ticket.number, CentreReason.MEDIATOR_AWAY)
    assert outcome is CancelOutcome.ONCE_SENT
    assert shown(post, ticket) is S.CONFIRMED
    exchange(city, post, kiosk, post)

    one, n_cells = known(city, ticket)
    assert (one.status, one.reason, n_cells) == (S.CANCELLED_BY_CENTRE, "mediator_away", 0)
    assert shown(kiosk, ticket) is shown(post, ticket) is S.CANCELLED_BY_CENTRE
    assert tasks(post) == [("cancelled", digits(ticket))]
    assert post.appointments.open_label(ticket.number) == "Fatou"
    with city.city.database.transaction() as unit:
        rows = unit.leases.between({"samira"}, *_steps(ticket))
    assert {row.state for row in rows.values()} == {CellState.FREE}


def _steps(ticket):
    first = int(ticket.start_utc.timestamp()) // 300
    return first, first + 5


def test_a_bulk_undo_asks_nobody_to_call(centre):
    city, kiosk, _, post = centre
    wrong = [book(kiosk), book(kiosk)]

    assert kiosk.appointments.undo([one.number for one in wrong]) == 2
    exchange(city, kiosk, post)

    assert {known(city, one)[0].status for one in wrong} == {S.CANCELLED_BY_CENTRE}
    assert tasks(post) == []


def test_an_absence_undone_and_a_correction_reach_everybody(centre):
    """Cas 34, par la ville."""
    city, kiosk, _, post = centre
    ticket = book(kiosk)
    exchange(city, kiosk, post)
    city.clock.set_wall(ticket.start_utc)
    post.appointments.mark(ticket.number, Attendance.ABSENT)
    exchange(city, post, kiosk)
    assert shown(kiosk, ticket) is S.ABSENT

    post.appointments.undo_absent(ticket.number)
    post.appointments.mark(ticket.number, Attendance.ATTENDED)
    post.appointments.mark(ticket.number, Attendance.ABSENT)
    exchange(city, post, kiosk)

    assert known(city, ticket)[0].standing.presence_round == 1
    assert shown(kiosk, ticket) is S.ABSENT


def test_a_restored_server_takes_moves_and_answers_again(city):
    """Cas 44 : la sauvegarde rétablie est plus ancienne que les bornes."""
    kiosk, post = city.machine("a"), city.machine("p", "poste")
    exchange(city, kiosk, post, kiosk, post)
    old = book(kiosk, label="Fatou")
    request = kiosk.appointments.request("caf", Wish())
    saved = snapshot(city)
    exchange(city, kiosk, post)
    new = kiosk.appointments.move(old.number, a_hold(kiosk, 2))
    post.appointments.answer_request(request.number, DeclineRequest(DeclineReason.ELSEWHERE))
    exchange(city, kiosk, post)

    restore(city, saved)
    exchange(city, post, kiosk, post, kiosk, post)

    assert known(city, old)[0].status is S.MOVED
    assert known(city, new)[0].status is S.CONFIRMED
    found = kiosk.appointments.find(request.number)
    assert found.request.status is RequestStatus.DECLINED
    with city.city.database.transaction() as unit:
        kinds = {case.kind for case in unit.cases.all_open()}
    assert CaseKind.REFUSED_EVENT not in kinds
