# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city sells from its pool while machines ask for rights: no cell is given away twice."""

from __future__ import annotations

import threading

from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import Cell
from kiosk.foundation.errors import Refused
from sync.right_rows import grant_of
from sync.server.agenda_engine import Order, find_free, sell_from_pool
from sync.translation import seconds
from sync.wire_form import CELL_S
from tests.support.city import MONDAY
from tests.support.raw_machine import RawMachine

N_MACHINES = 4
N_SALES = 12


def test_a_time_sold_from_the_pool_is_never_granted_meanwhile(any_city):
    city = any_city.city
    days = (MONDAY.date(), MONDAY.date().replace(day=30))
    wanted = find_free(city, "NORD", "caf", days)[:N_SALES]
    machines = [RawMachine(city, device=f"{n:012x}", life=f"{n:016x}") for n in range(N_MACHINES)]
    start = threading.Barrier(N_MACHINES + 2)
    granted, sold, lock = [], [], threading.Lock()

    def ask(machine):
        start.wait()
        reply = machine.ask(can_hold_leases=True)
        given = grant_of(reply.grant).cells if reply.grant else ()
        with lock:
            granted.extend(one.cell for one in given)

    def sell():
        start.wait()
        for slot in wanted:
            order = Order("NORD", "caf", slot.mediator_id, seconds(slot.start_utc))
            try:
                one = sell_from_pool(city, order)
            except Refused:
                continue
            with lock:
                sold.extend(Cell(one.mediator_id, one.start // CELL_S + n) for n in range(6))

    threads = [threading.Thread(target=ask, args=(one,)) for one in machines]
    threads += [threading.Thread(target=sell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert granted
    assert sold
    assert len(granted) == len(set(granted))
    assert len(sold) == len(set(sold))
    assert not set(granted) & set(sold)
    with city.database.transaction() as unit:
        rows = unit.leases.of_cells(sold)
        assert {row.state for row in rows.values()} == {CellState.SOLD}
