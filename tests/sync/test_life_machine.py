# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kiosks, a post and the real city, at random, without network most of the time.

Whatever is done and in whatever order the machines then speak, all of them end with the same
word on each ticket, and nobody who cancelled nothing is left without a promise or a task.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.domain.appointment_status import GONE, AppointmentStatus, Attendance
from kiosk.domain.appointments import CentreReason, Origin
from kiosk.foundation.errors import Refused
from tests.support.centre_desk import exchange, free_slots, tasks
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.city_adapter import Fault
from tests.support.fakes import FrozenClock

S = AppointmentStatus
MACHINES = st.integers(0, 2)
TICKETS = st.integers(0, 30)
FAULTS = st.sampled_from(
    [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.DUPLICATE, Fault.TRUNCATED, Fault.REPLAYED]
)
FOLDERS = Path(tempfile.gettempdir())


class CentreLife(RuleBasedStateMachine):
    """People who book, move, cancel and come; a person is the chain of their tickets."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-", dir=FOLDERS))
        self.city = TestCity(self.folder, FrozenClock(MONDAY))
        enter_demo_agenda(self.city.city)
        self.machines = [
            self.city.machine("a"),
            self.city.machine("b"),
            self.city.machine("p", "poste"),
        ]
        exchange(self.city, *self.machines, *self.machines)
        self.people = []
        self.gave_up = set()

    def teardown(self):
        self.city.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @rule(place=MACHINES)
    def book(self, place):
        service = self.machines[place].appointments
        free = free_slots(self.machines[place])
        if free:
            with suppress(Refused):
                self.people.append([service.confirm(service.hold("caf", free[0]))])

    @rule(place=MACHINES, which=TICKETS)
    def move(self, place, which):
        """Move by the paper in the hand of the person, wherever it was printed."""
        machine, free = self.machines[place], free_slots(self.machines[place])
        if not self.people or not free:
            return
        person = self.people[which % len(self.people)]
        with suppress(Refused):
            found = machine.appointments.find_by_code(person[-1].code_qr)
            hold = machine.appointments.hold("caf", free[-1])
            person.append(machine.appointments.move(found, hold))

    @rule(place=MACHINES, which=TICKETS)
    def cancel(self, place, which):
        self._end(place, which, lambda service, found: service.cancel(found))

    @rule(place=MACHINES, which=TICKETS)
    def cancel_for_the_centre(self, place, which):
        reason = CentreReason.MEDIATOR_AWAY
        self._end(
            place, which, lambda service, found: service.cancel_by_centre(found.number, reason)
        )

    def _end(self, place, which, end):
        if not self.people:
            return
        who = which % len(self.people)
        service = self.machines[place].appointments
        with suppress(Refused):
            end(service, service.find_by_code(self.people[who][-1].code_qr))
            self.gave_up.add(who)

    @rule(place=MACHINES, which=TICKETS, news=st.sampled_from(Attendance))
    def say_who_came(self, place, which, news):
        if not self.people:
            return
        ticket = self.people[which % len(self.people)][-1]
        with suppress(Refused):
            self.machines[place].appointments.mark(ticket.number, news)

    @rule()
    def keep_what_is_displaced(self):
        post = self.machines[2].appointments
        for line in post.displaced():
            post.keep(line.number)

    @rule()
    def an_absence_of_a_morning(self):
        free = free_slots(self.machines[2])
        if free:
            start = free[0].start_utc
            self.machines[2].appointments.add_absence("samira", start, start.replace(hour=12))

    @rule(place=MACHINES, faults=st.lists(FAULTS, max_size=1))
    def speak(self, place, faults):
        self.city.plan.add(*faults)
        exchange(self.city, self.machines[place])

    @rule()
    def a_day_passes(self):
        self.city.clock.pass_time(days=1)

    @invariant()
    def nobody_is_left_with_nothing_where_they_stand(self):
        """The machine that gave the last ticket knows it, and shows what it promises."""
        for who, person in enumerate(self.people):
            if who not in self.gave_up:
                seen = [self._seen(machine, person[-1]) for machine in self.machines]
                assert any(status is not None and status not in GONE for status in seen)

    @staticmethod
    def _seen(machine, ticket):
        """Return what a machine knows of a ticket besides the ticket itself."""
        found = machine.appointments.find_by_code(ticket.code_qr)
        return None if found.origin is Origin.TICKET else found.status

    def _everybody_speaks(self):
        self.city.plan.faults.clear()
        for _ in range(3):
            exchange(self.city, *self.machines)


class CentreInTheEnd(CentreLife):
    """The same, with the words of all compared at the end."""

    def teardown(self):
        try:
            self._everybody_speaks()
            self._all_say_the_same()
        finally:
            super().teardown()

    def _all_say_the_same(self):
        with self.city.city.database.transaction() as unit:
            known = {one.number: one for one in unit.bookings.between(0, 1 << 40)}
        called = {number for _, number in tasks(self.machines[2])}
        day_ago = self.city.clock.now_utc().timestamp() - 24 * 3600
        for who, person in enumerate(self.people):
            for ticket in person:
                number = ticket.number.replace(" ", "")
                told = known[number].status
                assert not known[number].incomplete
                for machine in self.machines:
                    seen = self._seen(machine, ticket)
                    if seen is not None and ticket.start_utc.timestamp() > day_ago:
                        assert seen in (told, S.CANCEL_ASKED), (ticket, seen, told)
            if who not in self.gave_up:
                numbers = [ticket.number.replace(" ", "") for ticket in person]
                live = [number for number in numbers if known[number].status not in GONE]
                assert live or called & set(numbers)


TestCentreLife = CentreInTheEnd.TestCase
TestCentreLife.settings = settings(
    max_examples=3,
    stateful_step_count=15,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
