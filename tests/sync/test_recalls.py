# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back: nothing is taken from a machine, and nothing goes to another than the asker."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import RightState
from kiosk.domain.slots import Cell, step_of
from kiosk.foundation.errors import Refused
from kiosk.services.lease_desk import TakeState
from sync.server.recalls import Asker, ask_back
from sync.server.storage.cases import CaseKind
from sync.wire_down import WireAbsence
from tests.support.raw_machine import LIFE, RawMachine, lane
from tests.sync.test_rights import booked, held, open_cases, sell
from tests.sync.test_settling import FIRST, NUMBER, cancelled, run, sold

CELLS = tuple(Cell("samira", FIRST + place) for place in range(6))


def slot_of(kiosk):
    """Return the cells of one whole slot that a machine may sell."""
    for offer in kiosk.appointments.days("caf"):
        if offer.n_free:
            slot = kiosk.appointments.slots("caf", offer.day)[0]
            first = step_of(slot.start_utc)
            return tuple(cell for cell in sorted(held(kiosk)) if first <= cell.step < first + 6)
    raise AssertionError("nothing to sell")


def listed(kiosk):
    with kiosk.database.unit_of_work() as uow:
        return {right.cell: right.state for right in uow.leases.rights()}


def rows(city, cells):
    with city.city.database.transaction() as unit:
        return unit.leases.of_cells(cells)


def sync(city, *kiosks):
    for kiosk in kiosks:
        city.client(kiosk).exchange()


@pytest.fixture
def pair(any_city):
    """A kiosk that holds times and a post of the same centre, both up to date."""
    kiosk, post = any_city.machine("a"), any_city.machine("p", role="poste")
    sync(any_city, kiosk, post, kiosk, post)
    return any_city, kiosk, post


def test_a_post_takes_a_time_that_a_kiosk_kept(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    before = post.rights.take(cells)
    assert {one.state for one in before} == {TakeState.WAITING}

    sync(city, post)
    assert {one.state for one in post.rights.taken()} == {TakeState.ASKED}
    assert set(cells) <= held(kiosk)
    sync(city, kiosk)
    assert not set(cells) & held(kiosk)
    assert {row.state for row in rows(city, cells).values()} == {CellState.LEASED}
    sync(city, kiosk, post, post)

    assert set(cells) <= held(post)
    assert {one.state for one in post.rights.taken()} == {TakeState.HERE}
    assert {row.state for row in rows(city, cells).values()} == {CellState.LEASED}


def test_a_kiosk_asked_for_a_time_answers_at_once_rather_than_a_quarter_of_an_hour_later(pair):
    city, kiosk, post = pair
    post.rights.take(slot_of(kiosk))
    sync(city, post)
    client = city.client(kiosk)

    report = client.exchange()

    assert report.has_more
    assert client.wait_s <= 5


def test_a_time_on_hold_is_not_given_back_and_may_still_be_confirmed(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    slot = kiosk.appointments.slots("caf", cells[0].start_utc.date())[0]
    hold = kiosk.appointments.hold("caf", slot)
    post.rights.take(cells)
    sync(city, post, kiosk)
    assert {listed(kiosk)[cell] for cell in cells} == {RightState.HELD}

    kiosk.appointments.confirm(hold)
    sync(city, kiosk, post)

    assert {row.state for row in rows(city, cells).values()} == {CellState.SOLD}
    assert {one.state for one in post.rights.taken()} == {TakeState.GONE}
    assert not set(cells) & held(post)
    assert open_cases(city) == []


def test_a_time_asked_back_during_a_hold_goes_back_once_the_person_left(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    slot = kiosk.appointments.slots("caf", cells[0].start_utc.date())[0]
    hold = kiosk.appointments.hold("caf", slot)
    post.rights.take(cells)
    sync(city, post, kiosk)

    kiosk.appointments.release(hold)
    sync(city, kiosk, post)

    assert set(cells) <= held(post)


def test_what_is_given_back_is_on_the_disk_before_it_is_reported(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    post.rights.take(cells)
    sync(city, post, kiosk)

    states = listed(kiosk)

    assert {states[cell] for cell in cells} == {RightState.RETURNED}
    assert {row.state for row in rows(city, cells).values()} == {CellState.LEASED}
    assert not [cell for cell in cells if cell in held(kiosk)]


def test_a_time_sold_before_the_kiosk_heard_stays_sold(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    post.rights.take(cells)
    sync(city, post)
    sell(kiosk)

    sync(city, kiosk, post)

    assert {row.state for row in rows(city, cells).values()} == {CellState.SOLD}
    assert {one.state for one in post.rights.taken()} == {TakeState.GONE}


def test_what_is_kept_for_a_post_is_granted_to_nobody_else(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    post.rights.take(cells)
    sync(city, post, kiosk, kiosk, kiosk)
    other = city.machine("b")

    sync(city, other, kiosk, other)

    assert not set(cells) & (held(other) | held(kiosk))
    assert {row.state for row in rows(city, cells).values()} == {CellState.FREE}


def test_a_post_that_needs_a_time_no_more_lets_others_have_it(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    post.rights.take(cells)
    sync(city, post, kiosk, kiosk)

    post.rights.leave(cells)
    sync(city, post)

    with city.city.database.transaction() as unit:
        assert unit.recalls.open_of(cells) == ()
    assert post.rights.taken() == ()


def test_an_absence_asks_back_what_it_covers_and_the_sold_time_is_displaced_not_lost(pair):
    """Cas 30 : le bail ne rétrécit pas, ses cellules sont redemandées."""
    city, kiosk, _ = pair
    (ticket,) = sell(kiosk)
    sync(city, kiosk)
    mine = sorted(held(kiosk))
    day = mine[0].start_utc.date()
    covered = [cell for cell in mine if cell.start_utc.date() == day]
    begin = int(covered[0].start_utc.timestamp()) - 3 * 3600
    with city.city.database.transaction() as unit:
        away = WireAbsence(absence_id="x", mediator_id="samira", start=begin, end=begin + 36_000)
        unit.agenda.put_absence(away)
        unit.state.bump()

    sync(city, kiosk, kiosk)

    assert not set(covered) & held(kiosk)
    assert {row.state for row in rows(city, covered).values()} == {CellState.FREE}
    (sold_one,) = booked(city)
    assert sold_one.number == ticket.number.replace(" ", "")
    assert sold_one.status is AppointmentStatus.DISPLACED


def test_a_kiosk_gives_back_what_is_too_near_to_be_sold_here_when_it_is_online(pair):
    city, kiosk, _ = pair
    first = min(cell.step for cell in held(kiosk))
    today = [cell for cell in held(kiosk) if cell.step < first + 288]
    city.clock.pass_time(days=1)

    sync(city, kiosk, kiosk)

    states = listed(kiosk)
    assert today
    assert not [cell for cell in today if states.get(cell) is RightState.HELD]
    assert held(kiosk)


def test_a_kiosk_may_not_ask_for_the_times_of_others(pair):
    _, kiosk, _ = pair

    with pytest.raises(Refused) as refused:
        kiosk.rights.take(slot_of(kiosk))

    assert refused.value.reason == "not_a_post"


def test_a_sale_whose_cells_another_machine_may_still_sell_gets_them_when_they_come_back(any_city):
    late, holder = late_seller_and_holder(any_city)

    late.ask(bookings=lane(sold()))
    asked = holder.ask(leases=[run(RightState.HELD, booking="", epoch=2)])
    holder.ask(leases=[run(RightState.RETURNED, booking="", epoch=2)])

    assert asked.recalls == [run(RightState.HELD, booking="", epoch=2)]
    assert open_cases(any_city) == [CaseKind.BOOKING_CONFLICT]
    assert {(row.state, row.booking) for row in rows(any_city, CELLS).values()} == {
        (CellState.SOLD, f"{LIFE}.{NUMBER}")
    }


def test_a_sale_that_waits_for_cells_and_is_cancelled_leaves_them_to_others(any_city):
    late, holder = late_seller_and_holder(any_city)
    late.ask(bookings=lane(sold()))

    late.ask(bookings=lane(cancelled(2)))
    holder.ask(leases=[run(RightState.RETURNED, booking="", epoch=2)])

    assert {row.state for row in rows(any_city, CELLS).values()} == {CellState.FREE}
    with any_city.city.database.transaction() as unit:
        assert unit.recalls.open_of(CELLS) == ()


def late_seller_and_holder(city):
    """Return a machine that sold a time once its own, and the one that holds it by now."""
    late = RawMachine(city.city)
    holder = RawMachine(city.city, device="ba9876543210", life="c" * 16)
    holder.ask()
    leased = [
        LedgerRow(cell, 2, CellState.LEASED, holder.device, holder.life, request=1)
        for cell in CELLS
    ]
    with city.city.database.transaction() as unit:
        unit.leases.store(leased)
    return late, holder


def test_asking_for_a_cell_twice_changes_nothing(pair):
    city, kiosk, post = pair
    cells = slot_of(kiosk)
    with city.city.database.transaction() as unit:
        device = post.device.identity().device_id
        assert ask_back(city.city, unit, cells, Asker(device, taker=device)) == len(cells)
        assert ask_back(city.city, unit, cells, Asker("x", taker="ba9876543210")) == 0
