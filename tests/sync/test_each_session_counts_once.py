# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is lived, cut, lost, doubled and tried again: the city holds each fact exactly once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.domain.outbox import OutboxLane
from kiosk.domain.sessions import Feedback, SessionOutcome
from kiosk.services.device import IncarnationReason
from tests.support.city import MONDAY, TestCity, enter_demo_agenda, open_machine
from tests.support.city_adapter import Fault
from tests.support.fakes import FrozenClock, MemorySecrets


class OneKioskOneCity(RuleBasedStateMachine):
    """A kiosk that lives while everything around it fails."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="city-"))
        self.clock = FrozenClock(MONDAY)
        self.secrets = MemorySecrets()
        self.n_sessions = 0
        self.prepared = None
        self.answers = []

    @initialize()
    def open_the_city(self):
        self.city = TestCity(self.folder, self.clock)
        enter_demo_agenda(self.city.city)
        self.kiosk = open_machine(self.folder / "a", self.clock, secrets=self.secrets)
        self.city.enrol(self.kiosk)
        self.client = self.city.client(self.kiosk)

    @rule(minutes=st.integers(0, 90), outcome=st.sampled_from(SessionOutcome))
    def live_a_session(self, minutes, outcome):
        session = self.kiosk.sessions.open("fr")
        self.clock.pass_time(minutes=minutes)
        self.kiosk.sessions.finish(session, outcome)
        self.n_sessions += 1

    @rule(answer=st.sampled_from(Feedback))
    def touch_a_face(self, answer):
        self.kiosk.sessions.give_feedback(answer)

    @rule(faults=st.lists(st.sampled_from(Fault), max_size=2))
    def exchange(self, faults):
        self.city.plan.add(*faults)
        self.client.exchange()
        self.city.plan.faults.clear()

    @rule()
    def send_and_forget_the_answer(self):
        prepared = self.client.prepare()
        self.answers.append(self.client.send(prepared))

    @rule(data=st.data())
    def an_older_answer_comes_late(self, data):
        if self.answers:
            self.client.settle(data.draw(st.sampled_from(self.answers)))

    @rule()
    def the_kiosk_is_cut_and_starts_again(self):
        self.kiosk.closing.close()
        self.kiosk = open_machine(self.folder / "a", self.clock, secrets=self.secrets)
        self.client = self.city.client(self.kiosk)

    @rule()
    def the_server_starts_again(self):
        self.city.restart()

    @rule()
    def the_kiosk_draws_a_new_life(self):
        self.kiosk.device.renew_incarnation(IncarnationReason.CONFLICT)

    @rule()
    def time_passes(self):
        self.clock.pass_time(hours=1)

    @invariant()
    def nothing_leaves_the_queue_without_being_held_by_the_city(self):
        if not hasattr(self, "city"):
            return
        with self.kiosk.database.connection() as connection:
            sent = connection.exec_driver_sql("select hash from outbox where state = 'sent'").all()
        assert {row[0] for row in sent} <= {row[3] for row in self.held()}

    def held(self):
        device = self.kiosk.device.identity().device_id
        with self.city.city.database.transaction() as unit:
            return unit.records.identities(device)

    def teardown(self):
        if hasattr(self, "city"):
            for _ in range(4):
                self.client.exchange()
            pending = [self.kiosk.outbox.next_batch(lane, 10) for lane in OutboxLane]
            with self.city.city.database.transaction() as unit:
                n_counted = unit.reports.n_sessions()
                cases = unit.cases.all_open()
            with self.kiosk.database.connection() as connection:
                n_local = connection.exec_driver_sql("select count(*) from session").scalar_one()
            self.kiosk.closing.close()
            self.city.close()
            assert pending == [(), ()]
            assert n_counted == n_local == self.n_sessions
            assert cases == ()
        shutil.rmtree(self.folder, ignore_errors=True)


TestOneKioskOneCity = OneKioskOneCity.TestCase
TestOneKioskOneCity.settings = settings(
    max_examples=12,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
