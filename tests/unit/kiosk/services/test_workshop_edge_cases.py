# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may happen to a workshop and its seats while somebody stands at the screen, or later."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.leases import Listed, RightState
from kiosk.domain.openings import Closure
from kiosk.domain.workshops import WorkshopState, WorkshopStatus
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import NOW, WEDNESDAY, at, events
from tests.support.workshop_desk import (
    MOUSE,
    a_seat_holder,
    a_workshop,
    enrolled,
    hear,
    seats_of,
    sold_seats,
)


def states(machine):
    with machine.database.unit_of_work() as uow:
        return {right.cell: (right.state, right.epoch) for right in uow.leases.rights()}


def forget(machine, *rows):
    """Let the city acknowledge rows of the report."""
    with machine.database.unit_of_work() as uow:
        n_gone = uow.leases.clear(rows)
        uow.commit()
    return n_gone


def test_the_last_seats_of_two_machines_without_network_are_each_sold_once(tmp_path):
    """Cas 37."""
    first = a_seat_holder(tmp_path / "a", "k-1", seats=(1, 2, 3))
    second = a_seat_holder(tmp_path / "b", "k-2", seats=(4,))

    enrolled(first, 3)
    enrolled(second, 1)

    assert set(sold_seats(first)) | set(sold_seats(second)) == seats_of(a_workshop())
    assert not set(sold_seats(first)) & set(sold_seats(second))
    for machine in (first, second):
        with pytest.raises(Refused, match="no_rights"):
            machine.workshops.hold(MOUSE, 1)
        assert machine.workshops.wait(MOUSE).workshop_utc == at(14)


@given(
    owners=st.lists(st.integers(0, 2), min_size=1, max_size=12),
    parties=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), max_size=10),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_parties_on_three_machines_never_share_a_seat_and_sit_whole_or_not_at_all(owners, parties):
    workshop = a_workshop(capacity=len(owners))
    with TemporaryDirectory() as folder:
        machines = [
            a_seat_holder(Path(folder) / f"k-{n}", f"k-{n}", workshop=workshop, seats=own)
            if own
            else None
            for n in range(3)
            for own in (tuple(seat for seat, who in enumerate(owners, 1) if who == n),)
        ]
        for one in filter(None, machines):
            one.clock.set_wall(NOW)
        left = [owners.count(n) for n in range(3)]
        seated = {}
        for who, size in parties:
            machine = machines[who]
            if machine is None:
                continue
            if size <= left[who]:
                number = enrolled(machine, size).number
                left[who] -= size
                seated[number] = size
            else:
                with pytest.raises(Refused):
                    machine.workshops.hold(MOUSE, size)
        found = {}
        for one in filter(None, machines):
            for cell, booking in sold_seats(one).items():
                assert cell not in found
                found[cell] = booking
            one.database.close()

    assert set(found) <= seats_of(workshop)
    assert len(found) == sum(seated.values())
    numbers = [booking.rpartition(".")[2] for booking in found.values()]
    assert {n: numbers.count(n) for n in numbers} == {
        number.replace(" ", ""): size for number, size in seated.items()
    }


def test_a_seat_asked_back_while_on_hold_goes_once_the_hold_is_over(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1, 2))
    kept = machine.workshops.hold(MOUSE, 1)
    first, second = a_workshop().seats()[:2]
    clock = machine.clock
    with machine.database.unit_of_work() as uow:
        uow.recalls.note_asked_back([Listed(cell, 1, RightState.HELD) for cell in (first, second)])
        uow.recalls.give_back_asked(now_s=clock.monotonic_s(), boot_id=clock.boot_id())
        uow.commit()

    assert states(machine)[second] == (RightState.RETURNED, 1)
    assert machine.appointments.confirm(kept).start_utc == at(14)
    assert states(machine)[first] == (RightState.SOLD, 1)


def test_a_seat_lost_and_granted_again_under_another_epoch_is_sold_under_the_new_one(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1,))
    (seat,) = seats_of(a_workshop(), 1)
    kept = machine.workshops.hold(MOUSE, 1)
    with machine.database.unit_of_work() as uow:
        uow.leases.end_all_holds()
        uow.leases.give_back({seat}, now_s=machine.clock.monotonic_s(), boot_id="boot-1")
        uow.commit()
    assert forget(machine, Listed(seat, 1, RightState.RETURNED)) == 1

    with pytest.raises(Refused, match="no_rights"):
        machine.workshops.hold(MOUSE, 1)
    with pytest.raises(Refused):
        machine.appointments.confirm(kept)
    machine.grant({seat}, epoch=2)
    enrolled(machine)

    assert events(machine)[-1][1]["seats"] == [[seat.step, 1, 2]]


def test_a_sale_outlives_the_loss_of_its_seat_and_is_never_sold_twice_here(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1,))
    (seat,) = seats_of(a_workshop(), 1)
    ticket = enrolled(machine)
    sold = Listed(seat, 1, RightState.SOLD, sold_seats(machine)[seat])
    assert forget(machine, sold) == 1

    assert machine.grant({seat}, epoch=2) == 0
    assert machine.appointments.find(ticket.number).start_utc == at(14)


def test_rights_of_another_life_sell_no_seat(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 1)
    with machine.database.unit_of_work() as uow:
        uow.device.save(replace(uow.device.get(), incarnation="f" * 16))
        uow.commit()

    with pytest.raises(Refused):
        machine.appointments.confirm(kept)
    assert machine.workshops.offers("fr")[0].n_free == 0


@pytest.mark.parametrize(
    ("workshops", "reason"),
    [
        ((a_workshop(status=WorkshopStatus.CANCELLED),), "workshop_over"),
        ((), "workshop_unknown"),
        ((a_workshop(start_utc=at(15)),), "slot_taken"),
        ((a_workshop(duration_min=60),), "slot_taken"),
        ((a_workshop(capacity=1),), "slot_taken"),
        ((a_workshop(notice_min=4 * 24 * 60),), "workshop_over"),
    ],
)
def test_a_workshop_that_changes_under_a_hold_is_not_confirmed(tmp_path, workshops, reason):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 2)
    hear(machine, *workshops)

    with pytest.raises(Refused, match=reason):
        machine.appointments.confirm(kept)
    assert (sold_seats(machine), events(machine)) == ({}, [])


def test_a_centre_that_shuts_under_a_hold_confirms_nothing(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 1)
    hear(machine, a_workshop(), closures=(Closure("c-1", WEDNESDAY, WEDNESDAY),))

    with pytest.raises(Refused, match="workshop_over"):
        machine.appointments.confirm(kept)
    assert machine.workshops.offers("fr") == ()


def test_seats_at_the_old_time_are_not_sold_for_the_new_one(tmp_path):
    machine = a_seat_holder(tmp_path)
    hear(machine, a_workshop(start_utc=at(15)))

    assert machine.workshops.offers("fr")[0].state is WorkshopState.WAITING
    with pytest.raises(Refused, match="seats_missing"):
        machine.workshops.hold(MOUSE, 1)


def test_a_capacity_lowered_under_sold_seats_takes_nothing_from_anybody(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine, 3)
    hear(machine, a_workshop(capacity=2))

    assert machine.appointments.find(ticket.number).status.value == "confirmed"
    assert machine.workshops.sheet(MOUSE).n_seats_left == 0
    with pytest.raises(Refused, match="seats_missing"):
        machine.workshops.hold(MOUSE, 1)


def test_a_low_seat_is_not_sold_beyond_a_capacity_that_high_seats_fill(tmp_path):
    seller = a_seat_holder(tmp_path / "a", "k-1", seats=(3, 4))
    other = a_seat_holder(tmp_path / "b", "k-2", seats=(1, 2))
    kept = other.workshops.hold(MOUSE, 1)
    enrolled(seller, 2)
    with seller.database.unit_of_work() as uow:
        (sold,) = uow.appointments.of_motif("atelier:souris")
    hear(other, a_workshop(capacity=2))
    with other.database.unit_of_work() as uow:
        uow.appointments.replace_synced([replace(sold, device="k-1")])
        uow.commit()

    assert other.workshops.offers("fr")[0].n_free == 0
    with pytest.raises(Refused, match="slot_taken"):
        other.appointments.confirm(kept)


def test_a_clock_that_is_not_trusted_any_more_confirms_no_seat(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 1)
    machine.clock.set_wall(NOW - timedelta(days=1))

    with pytest.raises(Refused, match="clock_not_trusted"):
        machine.appointments.confirm(kept)


def test_a_notice_that_ends_under_a_hold_ends_it(tmp_path):
    workshop = a_workshop(notice_min=52 * 60)
    machine = a_seat_holder(tmp_path, workshop=workshop)
    machine.clock.set_wall(workshop.start_utc - timedelta(hours=52, minutes=1))
    kept = machine.workshops.hold(MOUSE, 1)
    machine.clock.pass_time(minutes=1)

    with pytest.raises(Refused, match="workshop_over"):
        machine.appointments.confirm(kept)


@pytest.mark.parametrize(("days", "n_free"), [(0, 0), (1, 4), (14, 4), (15, 0)])
def test_seats_are_sold_from_tomorrow_to_the_horizon_and_one_waits_beyond(tmp_path, days, n_free):
    start = NOW.replace(hour=13) + timedelta(days=days)
    machine = a_seat_holder(tmp_path, workshop=a_workshop(start_utc=start))
    machine.grant(seats_of(a_workshop(start_utc=start)), request=1)

    (offer,) = machine.workshops.offers("fr")

    assert offer.n_free == n_free
    if not n_free:
        assert offer.state is WorkshopState.WAITING
        with pytest.raises(Refused, match="seats_missing"):
            machine.workshops.hold(MOUSE, 1)
        machine.workshops.wait(MOUSE)


def test_a_hold_of_seats_lapses_by_itself_and_with_a_new_start(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 4)
    machine.clock.pass_time(minutes=5)
    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(kept)

    again = machine.workshops.hold(MOUSE, 4)
    machine.clock.reboot("boot-2")
    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(again)


def test_a_touch_twice_enrols_once(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 1)
    machine.appointments.confirm(kept)

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(kept)
    assert len(sold_seats(machine)) == 1


def test_two_workshops_at_one_time_have_seats_of_their_own(tmp_path):
    other = a_workshop(workshop_id="souris-2", capacity=2)
    machine = a_seat_holder(tmp_path, seats=(1,))
    hear(machine, a_workshop(), other)
    machine.grant(seats_of(other, 1, 2))

    enrolled(machine, 2, "souris-2")

    assert [one.n_free for one in machine.workshops.offers("fr")] == [1, 0]
    assert machine.workshops.sheet(MOUSE).lines == ()


def test_a_workshop_on_the_night_of_the_change_of_hour_begins_when_it_says(tmp_path):
    spring = NOW.replace(year=2027, month=3, day=28, hour=1, minute=0)
    machine = a_seat_holder(tmp_path, workshop=a_workshop(start_utc=spring, duration_min=120))
    machine.clock.set_wall(spring - timedelta(days=2))
    machine.device.note_instant()

    with closing(machine.database):
        (offer,) = machine.workshops.offers("fr")

    assert offer.start_utc == spring
