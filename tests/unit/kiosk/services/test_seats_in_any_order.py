# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats of one machine through grants, sales, cancellations, recalls and changes, in any order.

The test is the city: it gives each seat under a new epoch once the machine has told what became
of the older right, and it knows what must be free.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from kiosk.domain.appointments import CancelOutcome
from kiosk.domain.booking_events import listed_of_sale
from kiosk.domain.leases import Listed, RightState
from kiosk.domain.outbox import EventKind
from kiosk.foundation.errors import Refused
from kiosk.services.booking_rules import BookingRules
from kiosk.storage.leases import sold_cell
from tests.support.booking_desk import a_machine, an_agenda, events
from tests.support.workshop_desk import MOUSE, a_workshop, enrolled, hear

N_SEATS = 5
SEATS = a_workshop(capacity=N_SEATS).seats()
ONE = st.integers(0, N_SEATS - 1)


class Seats(RuleBasedStateMachine):
    """One machine and what the city may do with its seats."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.capacity = N_SEATS
        agenda = an_agenda(workshops=(a_workshop(capacity=N_SEATS),))
        self.machine = a_machine(
            Path(self.folder.name), agenda=agenda, rules=BookingRules(max_an_hour=0)
        )
        self.epochs = [0] * N_SEATS
        self.held: set[int] = set()
        self.told: set[int] = set()
        self.live: dict[str, tuple[int, ...]] = {}

    def teardown(self) -> None:
        self.machine.database.close()
        self.folder.cleanup()

    @property
    def free(self) -> list[int]:
        """The seats that may be sold, the first one first."""
        return sorted(seat for seat in self.held if seat < self.capacity)

    @property
    def n_people(self) -> int:
        return sum(map(len, self.live.values()))

    @property
    def n_free(self) -> int:
        return max(0, min(len(self.free), self.capacity - self.n_people))

    @rule(seat=ONE)
    def the_city_gives_a_seat(self, seat):
        """A seat that somebody has, or of which the machine has not told, is not given."""
        sold = {one for seats in self.live.values() for one in seats}
        if seat in self.held | self.told | sold:
            return
        self.epochs[seat] += 1
        assert self.machine.grant([SEATS[seat]], epoch=self.epochs[seat]) == 1
        self.held.add(seat)

    @rule(size=st.integers(1, 3))
    def a_party_enrols(self, size):
        if size > self.n_free:
            with pytest.raises(Refused, match=r"seats_missing|no_rights"):
                self.machine.workshops.hold(MOUSE, size)
            return
        wanted = tuple(self.free[:size])
        number = enrolled(self.machine, size).number
        core = next(
            core
            for kind, core, _ in reversed(events(self.machine))
            if kind is EventKind.APPOINTMENT_SOLD
        )
        assert [(row.cell, row.epoch) for row in listed_of_sale(core)] == [
            (SEATS[seat], self.epochs[seat]) for seat in wanted
        ]
        self.live[number] = wanted
        self.held -= set(wanted)
        self.told |= set(wanted)

    @rule(which=st.integers(0, 9))
    def a_party_cancels(self, which):
        if not self.live:
            return
        number = sorted(self.live)[which % len(self.live)]
        found = self.machine.appointments.find(number)
        assert self.machine.appointments.cancel(found) is CancelOutcome.EFFECTIVE
        del self.live[number]

    @rule(seat=ONE)
    def the_city_asks_a_seat_back(self, seat):
        clock = self.machine.clock
        asked = Listed(SEATS[seat], self.epochs[seat], RightState.HELD)
        with self.machine.database.unit_of_work() as uow:
            uow.recalls.note_asked_back([asked])
            uow.recalls.give_back_asked(now_s=clock.monotonic_s(), boot_id=clock.boot_id())
            uow.commit()
        if seat in self.held:
            self.held.remove(seat)
            self.told.add(seat)

    @rule()
    def the_city_hears_the_whole_report(self):
        """What was sold, given back or cancelled is known, and listed no more."""
        with self.machine.database.unit_of_work() as uow:
            rows = [right.listed for right in uow.leases.rights()]
            uow.leases.clear([row for row in rows if row.state is not RightState.HELD])
            uow.commit()
        self.told.clear()

    @rule(capacity=st.integers(1, N_SEATS))
    def the_city_changes_the_capacity(self, capacity):
        self.capacity = capacity
        hear(self.machine, a_workshop(capacity=capacity))

    @rule(size=st.integers(1, 3))
    def somebody_looks_and_leaves(self, size):
        if size <= self.n_free:
            kept = self.machine.workshops.hold(MOUSE, size)
            assert kept.cells == tuple(SEATS[seat] for seat in self.free[:size])
            self.machine.appointments.release(kept)

    @invariant()
    def each_seat_has_one_party_and_each_party_its_seats(self):
        with self.machine.database.connection() as connection:
            rows = connection.execute(select(sold_cell)).all()
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row.booking.rpartition(".")[2], []).append(row.mediator_id)
        assert {number: sorted(names) for number, names in found.items()} == {
            number.replace(" ", ""): sorted(SEATS[seat].mediator_id for seat in seats)
            for number, seats in self.live.items()
        }

    @invariant()
    def what_is_offered_is_what_is_free(self):
        (offer,) = self.machine.workshops.offers("fr")
        assert offer.n_free == self.n_free
        sheet = self.machine.workshops.sheet(MOUSE)
        assert sheet.n_enrolled == self.n_people
        assert sheet.n_seats_left == max(0, self.capacity - self.n_people)


TestSeats = Seats.TestCase
TestSeats.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
