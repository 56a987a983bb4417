# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several machines, and the same one twice, speak to the city at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sync.right_rows import grant_of
from tests.support.raw_machine import RawMachine, lane, session, strange_event, verdicts

N_MACHINES = 6


def test_machines_that_speak_at_once_are_all_heard(any_city):
    machines = [RawMachine(any_city.city, device=f"{place:012x}") for place in range(N_MACHINES)]

    def speak(machine):
        replies = []
        for turn in range(4):
            first = 1 + 5 * turn
            events = [session(first + place) for place in range(4)]
            poison = strange_event(first + 4, f"from_the_future_{machine.device}", {})
            replies.append(
                machine.ask(
                    logs=lane(*events, poison), can_hold_leases=True, n_numbers=0, leases=[]
                )
            )
        return replies

    with ThreadPoolExecutor(N_MACHINES) as pool:
        replies = list(pool.map(speak, machines))

    assert all(machine.acked() == 20 for machine in machines)
    with any_city.city.database.transaction() as unit:
        assert unit.reports.n_sessions() == N_MACHINES * 16
        cases = unit.cases.all_open()
    assert len({case.case_id for case in cases}) == len(cases) == N_MACHINES
    numbers = [number for reply in replies for one in reply for number in one.numbers]
    assert len(set(numbers)) == len(numbers) == N_MACHINES * 4 * 60


def test_cells_granted_at_once_are_never_granted_twice(any_city):
    machines = [RawMachine(any_city.city, device=f"{place:012x}") for place in range(N_MACHINES)]

    with ThreadPoolExecutor(N_MACHINES) as pool:
        replies = list(pool.map(lambda one: one.ask(can_hold_leases=True), machines))

    cells = [
        granted.cell for reply in replies if reply.grant for granted in grant_of(reply.grant).cells
    ]
    assert cells
    assert len(set(cells)) == len(cells)


def test_the_same_request_sent_twice_at_once_counts_once(any_city):
    machine = RawMachine(any_city.city)
    machine.ask()
    body = machine.body(logs=lane(session(1), session(2)), can_hold_leases=True)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(machine.send, [body] * 4))

    good = [machine.read(answer) for answer in answers if answer.status == 200]
    assert good
    assert {answer.status for answer in answers} <= {200, 503}
    assert all(verdicts(reply) == verdicts(good[0]) for reply in good)
    assert len({answer.body for answer in answers if answer.status == 200}) == 1
    with any_city.city.database.transaction() as unit:
        assert unit.reports.n_sessions() == 2
        leased = {row.cell for row in unit.leases.leased_to(machine.device)}
    assert leased == {granted.cell for granted in grant_of(good[0].grant).cells}
