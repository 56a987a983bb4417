# SPDX-License-Identifier: AGPL-3.0-or-later
"""The protocol of rights holds whatever is lost, repeated, late, cut or restored."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.model.leases import FAULTY, RECALLED, SMALL, check
from tests.support.lease_model import moves, put_in_order
from tests.support.lease_world import Bounds, Variant, fault_of, first_world, unkept

WRONG = [variant for variant in Variant if variant is not Variant.RIGHT]
NAMED = {
    "reclaim_on_time_out",
    "grant_for_any_request",
    "local_resale",
    "absent_frees_older_lives",
    "ack_by_cell_alone",
    "shrunk_by_server",
    "roll_back",
    "clone",
    "server_restore",
}
"""The nine wrong protocols that docs/data_flow.md names."""


def test_every_state_of_two_machines_and_one_cell_keeps_one_right():
    verdict = check(Variant.RIGHT, SMALL[Variant.RIGHT])

    assert (verdict.fault, verdict.is_whole) == (None, True)
    assert verdict.n_states > 5_000


@pytest.mark.parametrize("bounds", FAULTY, ids=lambda bounds: next(iter(bounds.faults)).name)
def test_every_state_with_a_disk_or_a_server_that_goes_back_keeps_one_right(bounds):
    verdict = check(Variant.RIGHT, bounds)

    assert (verdict.fault, verdict.is_whole) == (None, True)


@pytest.mark.parametrize("bounds", RECALLED, ids=["recalls", "holds", "seats"])
def test_every_state_with_recalls_holds_and_seats_keeps_one_right(bounds):
    verdict = check(Variant.RIGHT, bounds)

    assert (verdict.fault, verdict.is_whole) == (None, True)


def test_the_nine_known_flaws_are_among_those_that_must_be_caught():
    assert {variant.name.lower() for variant in WRONG} >= NAMED
    assert set(SMALL) == set(Variant)


@pytest.mark.parametrize("variant", WRONG, ids=lambda variant: variant.name.lower())
def test_a_protocol_with_a_known_flaw_is_caught(variant):
    verdict = check(variant, SMALL[variant])

    assert verdict.fault in {
        "two rights to one time",
        "two promises for one time",
        "a time kept for one was given to another",
    }
    assert verdict.story


def test_the_checker_exits_with_one_when_a_rule_is_broken():
    program = (
        "import sys; import tests.model.leases as m; from tests.support.lease_world import *; "
        "m.SMALL = {Variant.RIGHT: Bounds(n_faults=0, n_lives=0, n_syncs=1)}; "
        "m.FAULTY = m.RECALLED = (); m.fault_of = lambda world: 'planted'; sys.exit(m.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert done.returncode == 1


class RightsAtSea(RuleBasedStateMachine):
    """Three machines, three cells, a network that loses, repeats and delays; disks that go back."""

    BOUNDS = Bounds(
        n_cells=3,
        n_machines=3,
        n_syncs=5,
        n_bookings=8,
        n_lives=3,
        n_faults=2,
        whole_grants=False,
        n_recalls=4,
        with_holds=True,
    )

    def __init__(self):
        super().__init__()
        self.world = first_world(self.BOUNDS)

    def _next(self, data, *words):
        found = sorted(
            (
                (name, after)
                for name, after in moves(self.world, Variant.RIGHT, self.BOUNDS)
                if any(word in name for word in words)
            ),
            key=lambda one: (one[0], repr(one[1])),
        )
        if found:
            place = data.draw(st.integers(0, len(found) - 1), label="which")
            self.world = found[place][1]

    @rule(data=st.data())
    def a_machine_asks(self, data):
        self._next(data, "] asks")

    @rule(data=st.data())
    def the_city_receives_something_sent_at_any_time(self, data):
        self._next(data, "city answers", "city hears", "city sees")

    @rule(data=st.data())
    def a_machine_receives_something_sent_at_any_time(self, data):
        self._next(data, "settles", "is told")

    @rule(data=st.data())
    def a_machine_sells(self, data):
        self._next(data, "sells 1", "sells 2", "sells 3")

    @rule(data=st.data())
    def a_resident_cancels(self, data):
        self._next(data, "cancels")

    @rule(data=st.data())
    def the_clock_or_a_recall_makes_a_machine_hand_back(self, data):
        self._next(data, "hands back")

    @rule(data=st.data())
    def somebody_looks_at_a_time_confirms_it_or_leaves(self, data):
        self._next(data, "looks at", "confirms", "leaves")

    @rule(data=st.data())
    def the_city_asks_a_time_back(self, data):
        self._next(data, "asks a time back")

    @precondition(lambda self: self.world.n_faults < self.BOUNDS.n_faults)
    @rule(data=st.data())
    def people_declare_a_machine_lost(self, data):
        self._next(data, "declare")

    @rule(data=st.data())
    def the_city_sells_a_free_cell(self, data):
        self._next(data, "sells online")

    @precondition(lambda self: self.world.n_faults < self.BOUNDS.n_faults)
    @rule(data=st.data())
    def a_disk_or_the_server_goes_back(self, data):
        self._next(data, "backed up", "restored", "new life", "copied", "imaged", "rolled back")

    @invariant()
    def one_right_a_cell(self):
        assert fault_of(self.world) is None

    @invariant()
    def epochs_never_go_back_but_by_a_restore(self):
        if self.world.city.server_epoch == 1:
            epochs = {row.cell: row.epoch for row in self.world.city.rows}
            before = getattr(self, "_epochs", epochs)
            assert all(epochs[cell] >= before[cell] for cell in epochs)
            self._epochs = epochs

    @invariant()
    def a_message_heard_again_changes_nothing_it_should_not(self):
        for machine in self.world.machines:
            cells = [right.cell for right in machine.rights]
            assert len(cells) == len(set(cells))

    def teardown(self):
        ended = put_in_order(self.world)
        assert fault_of(ended) is None
        assert unkept(ended) is None


RightsAtSea.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestRightsAtSea = RightsAtSea.TestCase


class SeatsAtSea(RightsAtSea):
    """The same sea, with the seats of a workshop beside a mediator's cell."""

    BOUNDS = replace(RightsAtSea.BOUNDS, n_cells=1, n_seats=3)


SeatsAtSea.TestCase.settings = settings(RightsAtSea.TestCase.settings, max_examples=50)
TestSeatsAtSea = SeatsAtSea.TestCase
