# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights on the disk: reports, acknowledgements, grants, numbers; and two machines at sea."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.lease_ledger import CellState, LedgerRow, settle
from kiosk.domain.leases import Grant, Granted, RightState
from kiosk.domain.slots import Slot
from kiosk.foundation.errors import Refused
from kiosk.services.device import IncarnationReason
from tests.support.booking_desk import (
    NADIA,
    NOW,
    TUESDAY,
    WEDNESDAY,
    a_machine,
    an_agenda,
    cells_of,
)

AGENDA = an_agenda()
CELLS = sorted(cells_of(AGENDA, "caf", TUESDAY, WEDNESDAY))


def report(machine, request, **changes):
    values = {"request": request, "server_epoch": "e", "with_acknowledged": False} | changes
    incarnation = machine.incarnation()
    with machine.database.unit_of_work() as uow:
        return uow.leases.report(incarnation=incarnation, **values)


def test_a_grant_is_listed_in_full_by_the_next_report(tmp_path):
    machine = a_machine(tmp_path)

    assert machine.grant(CELLS) == len(CELLS)

    rows = report(machine, 2).rows
    assert [row.cell for row in rows] == CELLS
    assert {row.state for row in rows} == {RightState.HELD}


def test_a_grant_heard_twice_changes_nothing(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)

    assert machine.grant(CELLS, epoch=2) == 0


def test_a_grant_without_the_citys_signature_is_refused_and_brings_nothing(tmp_path):
    machine = a_machine(tmp_path)
    incarnation = machine.incarnation()
    grant = Grant(incarnation, 1, NOW + timedelta(days=7), (Granted(CELLS[0], 1),))
    with (
        machine.database.unit_of_work() as uow,
        pytest.raises(Refused, match="grant_not_signed"),
    ):
        uow.leases.accept(grant, incarnation=incarnation, request=1, is_signed=lambda _: False)

    assert report(machine, 2).rows == ()


def test_a_sale_made_while_the_answer_travels_is_not_cleared(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    before = report(machine, 2)
    sell(machine, at_first(machine))
    with machine.database.unit_of_work() as uow:
        assert uow.leases.clear(before.rows) == 0
        uow.commit()

    assert sum(row.state is RightState.SOLD for row in report(machine, 3).rows) == 9


def test_an_acknowledged_sale_is_listed_no_more_unless_the_server_is_new(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    sell(machine, at_first(machine))
    sold = [row for row in report(machine, 2).rows if row.state is RightState.SOLD]
    with machine.database.unit_of_work() as uow:
        assert uow.leases.clear(sold) == len(sold) == 9
        uow.commit()

    assert not [row for row in report(machine, 3).rows if row.booking]
    again = report(machine, 3, with_acknowledged=True)
    assert [row for row in again.rows if row.booking] == sold


def test_a_cell_sold_here_is_not_granted_again_before_its_end_is_known(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    sell(machine, at_first(machine))
    acks = [row for row in report(machine, 2).rows if row.state is RightState.SOLD]
    with machine.database.unit_of_work() as uow:
        uow.leases.clear(acks)
        uow.commit()

    assert machine.grant([row.cell for row in acks], request=2, epoch=2) == 0


def test_a_new_life_sells_nothing_of_the_older_one_and_takes_new_grants(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    sell(machine, at_first(machine))
    machine.device.renew_incarnation(IncarnationReason.ROLL_BACK)

    rows = report(machine, 1).rows

    assert {row.state for row in rows} == {RightState.SOLD}
    assert machine.appointments.slots("caf", WEDNESDAY) == ()
    free = [cell for cell in CELLS if cell not in {row.cell for row in rows}]
    assert machine.grant(CELLS, epoch=2) == len(free)


def test_hand_back_skips_the_slot_on_hold(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    hold = machine.appointments.hold("caf", at_first(machine))
    clock = machine.clock
    with machine.database.unit_of_work() as uow:
        n_back = uow.leases.give_back(CELLS, now_s=clock.monotonic_s(), boot_id=clock.boot_id())
        uow.commit()

    assert n_back == len(CELLS) - 9
    assert machine.appointments.confirm(hold).number


def test_rights_out_of_time_are_given_back(tmp_path):
    machine = a_machine(tmp_path)
    machine.grant(CELLS)
    clock = machine.clock
    with machine.database.unit_of_work() as uow:
        late = NOW + timedelta(days=7)
        n_back = uow.leases.give_back_late(late, now_s=clock.monotonic_s(), boot_id=clock.boot_id())
        uow.commit()

    assert n_back == len(CELLS)
    assert {row.state for row in report(machine, 2).rows} == {RightState.RETURNED}


def test_numbers_belong_to_one_life_and_are_drawn_once(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.leases.add_numbers(["11111111", "22222222", "11111111"], "a" * 16)
        uow.leases.add_numbers(["22222222"], "b" * 16)
        drawn = {uow.leases.draw_number("a" * 16) for _ in range(2)}

        assert drawn == {"11111111", "22222222"}
        assert uow.leases.draw_number("a" * 16) is None
        assert uow.leases.n_numbers("b" * 16) == 0


def at_first(machine):
    return machine.appointments.slots("caf", WEDNESDAY)[0]


def sell(machine, slot):
    return machine.appointments.confirm(machine.appointments.hold("caf", slot))


class CityOfTest:
    """A ledger and nothing else: the product's own functions on a dict."""

    def __init__(self):
        self.rows = {cell: LedgerRow(cell) for cell in CELLS}
        self.requests = {}
        self.cases = []
        self.known = set()

    def exchange(self, machine, wanted, *, answer_is_lost):
        """Settle a machine's report, grant what is wanted and free; lose the answer if told."""
        number = self.requests.get(machine.device_id, 0) + 1
        self.requests[machine.device_id] = number
        told = report(machine, number)
        done = settle(self.rows, told, device=machine.device_id, is_current=True, known=self.known)
        self.rows.update({row.cell: row for row in done.changes})
        self.known |= {sale.booking for sale in done.sales}
        self.cases += done.cases
        listed = {row.cell for row in told.rows}
        free = [
            cell
            for cell in wanted
            if self.rows[cell].state is CellState.FREE and cell not in listed
        ]
        for cell in free:
            row = self.rows[cell]
            self.rows[cell] = LedgerRow(
                cell, row.epoch, CellState.LEASED, machine.device_id, told.incarnation, number
            )
        if answer_is_lost:
            return
        grant = Grant(
            told.incarnation,
            number,
            NOW + timedelta(days=7),
            tuple(Granted(cell, self.rows[cell].epoch) for cell in free),
        )
        with machine.database.unit_of_work() as uow:
            uow.leases.clear(done.acks)
            uow.leases.accept(
                grant, incarnation=told.incarnation, request=number, is_signed=lambda _: True
            )
            uow.commit()


BLOCKS = [CELLS[n : n + 9] for n in range(0, len(CELLS), 9)]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lost=st.integers(0, 1),
    shares=st.lists(st.integers(0, 1), min_size=len(BLOCKS), max_size=len(BLOCKS)),
    wishes=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from((TUESDAY, WEDNESDAY)), st.integers(0, 3)),
        max_size=10,
    ),
)
def test_two_machines_offline_never_sell_one_time_twice(tmp_path_factory, lost, shares, wishes):
    folder = tmp_path_factory.mktemp("two")
    machines = [a_machine(folder / name, name) for name in ("k-1", "k-2")]
    city = CityOfTest()
    for n, machine in enumerate(machines):
        wanted = [
            cell
            for block, share in zip(BLOCKS, shares, strict=True)
            if share == n
            for cell in block
        ]
        city.exchange(machine, wanted, answer_is_lost=n == lost)
    # the machine whose grant was lost asks again, for whatever is free by then
    city.exchange(machines[lost], CELLS, answer_is_lost=False)

    promised = []
    for place, day, at in wishes:
        free = machines[place].appointments.slots("caf", day)
        if free:
            ticket = sell(machines[place], free[at % len(free)])
            promised.append(ticket.start_utc)
    for machine in machines:
        city.exchange(machine, [], answer_is_lost=False)

    assert len(promised) == len(set(promised))
    assert city.cases == []
    sold = [row for row in city.rows.values() if row.state is CellState.SOLD]
    assert len(sold) == 9 * len(promised)
    assert len({row.booking for row in sold}) == len(promised)
    for machine in machines:
        machine.database.close()


def test_a_time_sold_by_one_machine_is_refused_by_the_other(tmp_path):
    seller, other = a_machine(tmp_path / "a", "k-1"), a_machine(tmp_path / "b", "k-2")
    seller.grant(CELLS)
    slot = Slot(at_first(seller).start_utc, NADIA.mediator_id, 45)
    sell(seller, slot)
    other.grant(cells_of(AGENDA, "caf", date(2026, 11, 26), date(2026, 11, 26)))

    with pytest.raises(Refused, match="slot_taken"):
        other.appointments.hold("caf", slot)
