# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exchanges from time to time: each part in its lane, failures tried again later."""

from __future__ import annotations

import random

import pytest

from kiosk.foundation.errors import CityUnreachable
from kiosk.foundation.events import EventBus, Topic
from kiosk.foundation.tasks import ImmediateTasks, Lane
from sync.client.engine import ExchangeOutcome, ExchangeReport
from sync.client.schedule import retry_wait_s
from ui.sync_timer import SyncTimer


class Recorded(ImmediateTasks):
    def __init__(self) -> None:
        self.lanes: list[Lane] = []

    def run(self, lane, job, **told):
        self.lanes.append(lane)
        super().run(lane, job, **told)


class Exchange:
    def __init__(self) -> None:
        self.is_away = False
        self.is_broken = False
        self.n_settled = 0
        self.n_pending = 0

    def prepare(self):
        return b"request"

    def send(self, prepared):
        if self.is_broken:
            raise CityUnreachable("pas de réseau")
        return None if self.is_away else prepared + b" answered"

    def settle(self, raw):
        self.n_settled += 1
        if raw is None:
            wait_s = retry_wait_s(self.n_settled, 0.9)
            return ExchangeReport(ExchangeOutcome.UNREACHABLE, wait_s=wait_s)
        return ExchangeReport(ExchangeOutcome.SENT, n_accepted=1, n_pending=self.n_pending)


@pytest.fixture
def timer(qapp):
    made = SyncTimer(Exchange(), Recorded(), every_s=300, jitter=random.Random(1))
    yield made
    made.stop()


def test_the_database_is_touched_in_store_and_the_wire_in_network(timer):
    timer.exchange_now()

    assert timer._tasks.lanes == [Lane.STORE, Lane.NETWORK, Lane.STORE]
    assert timer._exchange.n_settled == 1
    assert 270 <= timer.waits_s() <= 330


def test_a_city_that_is_away_is_tried_again_with_longer_waits(timer):
    timer._exchange.is_away = True
    waits = []
    for _ in range(12):
        timer.exchange_now()
        waits.append(timer.waits_s())

    assert timer.n_failures == 12
    assert waits[0] < 10
    assert max(waits) <= 900
    assert max(waits[6:]) > max(waits[:2])


def test_a_step_that_breaks_is_tried_again_too(timer):
    timer._exchange.is_broken = True
    timer.exchange_now()

    assert timer.n_failures == 1
    assert timer.waits_s() < 10


def test_what_did_not_fit_in_one_request_goes_at_once(timer):
    timer._exchange.n_pending = 200
    timer.exchange_now()

    assert timer.waits_s() < 1


def test_a_success_forgets_the_failures(timer):
    timer._exchange.is_away = True
    timer.exchange_now()
    timer._exchange.is_away = False
    timer.exchange_now()

    assert timer.n_failures == 0


def test_each_exchange_tells_whether_the_city_is_away(timer):
    bus, told = EventBus(), []
    timer.join(bus)
    bus.subscribe(Topic.LINK, lambda _: told.append(timer.is_away))

    timer._exchange.is_away = True
    timer.exchange_now()
    timer._exchange.is_away = False
    timer.exchange_now()

    assert told == [True, False]
