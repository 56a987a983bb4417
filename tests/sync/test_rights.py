# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights to sell between real machines and the real city: no time is ever promised twice."""

from __future__ import annotations

from collections import Counter

from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import WhoComes
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import Cell
from kiosk.services.device import IncarnationReason
from sync.server.storage.cases import CaseKind
from sync.server.storage.state import EPOCH, FROZEN
from tests.support.city_adapter import Fault
from tests.sync.test_enrolment import restore, snapshot


def sell(kiosk, n=1, label=""):
    """Sell the first free times of a machine, one session each."""
    service = kiosk.appointments
    tickets = []
    for _ in range(n):
        for offer in service.days("caf"):
            if offer.n_free:
                slot = service.slots("caf", offer.day)[0]
                hold = service.hold("caf", slot)
                tickets.append(service.confirm(hold, who=WhoComes(label=label)))
                break
    return tickets


def held(kiosk):
    with kiosk.database.unit_of_work() as uow:
        incarnation = uow.device.get().incarnation
        time = uow.leases.sellable(incarnation, kiosk.clock.now_utc())
    return frozenset(map(Cell._make, time.cells()))


def booked(city):
    with city.city.database.transaction() as unit:
        return unit.bookings.between(0, 1 << 40)


def sold_times(city):
    return Counter(
        (one.mediator_id, one.start)
        for one in booked(city)
        if one.status is AppointmentStatus.CONFIRMED
    )


def open_cases(city):
    with city.city.database.transaction() as unit:
        return [case.kind for case in unit.cases.all_open()]


def test_a_machine_gets_whole_slots_and_its_share_only(city):
    kiosk = city.machine("a")

    city.client(kiosk).exchange()

    # Ten mornings of two blocks of an hour and a half: two fifths are eight blocks.
    free = [offer.n_free for offer in kiosk.appointments.days("caf") if offer.n_free]
    assert sum(free) == 8 * 3
    assert len(free) >= 7
    assert len(held(kiosk)) == 8 * 18


def test_two_machines_never_hold_the_same_time(city):
    first, second = city.machine("a"), city.machine("b")

    for _ in range(2):
        city.client(first).exchange()
        city.client(second).exchange()

    assert held(first)
    assert held(second)
    assert not held(first) & held(second)


def test_two_machines_offline_sell_without_overlap_even_if_a_grant_was_lost(city):
    first, second = city.machine("a"), city.machine("b")
    city.plan.add(Fault.LOST_AFTER)
    city.client(first).exchange()
    city.client(second).exchange()
    city.client(first).exchange()
    tickets = sell(first, 5) + sell(second, 5)
    assert len(tickets) == 10

    for kiosk in (second, first, second, first):
        city.client(kiosk).exchange()

    assert max(sold_times(city).values()) == 1
    assert sum(sold_times(city).values()) == 10
    assert open_cases(city) == []


def test_a_grant_that_was_lost_comes_back_to_the_pool(city):
    kiosk, other = city.machine("a"), city.machine("b")
    client = city.client(kiosk)
    prepared = client.prepare()
    client.send(prepared)
    # The answer is lost, and the machine draws a new life before it asks again.
    kiosk.device.renew_incarnation(IncarnationReason.CONFLICT)

    client.exchange()

    assert held(kiosk)
    city.client(other).exchange()
    assert not held(kiosk) & held(other)


def test_a_grant_for_an_older_request_brings_nothing(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    first = client.prepare()
    lost = client.send(first)
    with kiosk.database.unit_of_work() as uow:
        uow.exchange.give_up(first.incarnation, first.request)
        uow.commit()
    client.exchange()
    before = held(kiosk)

    client.settle(lost)

    assert held(kiosk) == before


def test_a_sale_is_acknowledged_and_leaves_the_report(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    (ticket,) = sell(kiosk)

    client.exchange()

    with kiosk.database.unit_of_work() as uow:
        listed = uow.leases.rights()
    assert all(right.state.value == "held" for right in listed)
    (row,) = booked(city)
    assert row.number == ticket.number.replace(" ", "")
    assert not row.incomplete
    with city.city.database.transaction() as unit:
        assert len(unit.leases.sold()) == 6


def test_a_cancelled_time_is_free_again_for_the_city_only_under_a_new_epoch(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    (ticket,) = sell(kiosk)
    client.exchange()
    service = kiosk.appointments
    service.cancel(service.find(ticket.number.replace(" ", "")))

    client.exchange()

    (row,) = booked(city)
    assert row.status is AppointmentStatus.CANCELLED
    with city.city.database.transaction() as unit:
        assert unit.leases.sold() == ()


def test_another_machine_of_the_centre_hears_of_a_sale_and_may_cancel_it(city):
    seller, other = city.machine("a"), city.machine("b")
    city.client(seller).exchange()
    (ticket,) = sell(seller)
    city.client(seller).exchange()
    city.client(other).exchange()
    service = other.appointments

    service.cancel(service.find(ticket.number.replace(" ", "")))
    city.client(other).exchange()

    (row,) = booked(city)
    assert row.status is AppointmentStatus.CANCELLED
    city.client(seller).exchange()
    found = seller.appointments.find(ticket.number.replace(" ", ""))
    assert found.status is AppointmentStatus.CANCELLED


def test_a_cancellation_that_arrives_before_its_sale_still_ends_it(city):
    seller, other = city.machine("a"), city.machine("b")
    city.client(seller).exchange()
    city.client(other).exchange()
    (ticket,) = sell(seller)
    service = other.appointments
    service.cancel(service.find_by_code(ticket.code_qr))
    city.client(other).exchange()

    city.client(seller).exchange()
    city.client(seller).exchange()

    (row,) = booked(city)
    assert (row.status, row.incomplete) == (AppointmentStatus.CANCELLED, False)
    with city.city.database.transaction() as unit:
        assert not [one for one in unit.leases.sold() if one.state is CellState.SOLD]


def test_a_post_reads_the_label_and_a_kiosk_does_not_get_it(city):
    post, kiosk = city.machine("p", "poste"), city.machine("a")
    city.client(kiosk).exchange()
    sell(kiosk, label="Fatou")
    city.client(kiosk).exchange()

    city.client(post).exchange()
    other = city.machine("b")
    city.client(other).exchange()

    with post.database.connection() as connection:
        sealed = connection.exec_driver_sql("select label_sealed from appointment").scalar_one()
    assert sealed
    with other.database.connection() as connection:
        assert not connection.exec_driver_sql("select label_sealed from appointment").scalar_one()


def test_a_mediators_word_on_an_appointment_reaches_the_city(city):
    post, kiosk = city.machine("p", "poste"), city.machine("a")
    city.client(kiosk).exchange()
    (ticket,) = sell(kiosk)
    city.client(kiosk).exchange()
    city.client(post).exchange()
    city.clock.pass_time(days=1, hours=3)

    post.appointments.mark(ticket.number.replace(" ", ""), Attendance.ATTENDED)
    city.client(post).exchange()

    (row,) = booked(city)
    assert row.status is AppointmentStatus.ATTENDED


def test_numbers_are_eight_digits_unique_and_bound_to_one_life(city):
    first, second = city.machine("a"), city.machine("b")
    city.client(first).exchange()
    city.client(second).exchange()

    with city.city.database.transaction() as unit:
        issued = {}
        for kiosk in (first, second):
            identity = kiosk.device.identity()
            issued[identity.device_id] = unit.numbers.n_issued(
                identity.device_id, identity.incarnation
            )
    assert set(issued.values()) == {60}
    with first.database.connection() as connection:
        numbers = [row[0] for row in connection.exec_driver_sql("select number from number_pool")]
    assert all(len(number) == 8 and number[0] in "12345678" for number in numbers)


def test_a_restored_server_grants_nothing_and_the_sales_are_told_again(city):
    """Cas 44 : un serveur rétabli, plus vieux qu’une borne."""
    kiosk, other = city.machine("a"), city.machine("b")
    client = city.client(kiosk)
    client.exchange()
    city.client(other).exchange()
    older = snapshot(city)
    (ticket,) = sell(kiosk)
    client.exchange()
    client.exchange()
    restore(city, older)

    client.exchange()
    client.exchange()

    assert CaseKind.SERVER_LOSS in open_cases(city)
    with city.city.database.transaction() as unit:
        assert unit.state.get(FROZEN)
        assert unit.state.get(EPOCH)
        (row,) = unit.bookings.between(0, 1 << 40)
        assert len(unit.leases.sold()) == 6
    assert row.number == ticket.number.replace(" ", "")
    city.client(city.machine("c")).exchange()
    assert not held(city.machines[-1])


def test_a_machine_without_a_sure_disk_gets_no_right(city):
    from tests.support.raw_machine import RawMachine

    reply = RawMachine(city.city).ask(can_hold_leases=False, n_numbers=0)

    assert reply.grant is None
    assert len(reply.numbers) == 60


def test_nothing_is_sold_without_a_right(city):
    kiosk = city.machine("a", enrolled=False)

    assert not kiosk.appointments.selling().allowed
    assert held(kiosk) == frozenset()
