# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exchanges from time to time: each part in its lane, failures tried again later."""

from __future__ import annotations

import random

import pytest

from kiosk.foundation.errors import CityUnreachable
from kiosk.foundation.tasks import ImmediateTasks, Lane
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
        self.n_settled = 0

    def prepare(self):
        return b"request"

    def send(self, prepared):
        if self.is_away:
            raise CityUnreachable("pas de réseau")
        return prepared + b" answered"

    def settle(self, raw):
        self.n_settled += 1
        return raw


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
    assert max(waits) <= 900
    assert max(waits[6:]) > max(waits[:2])


def test_a_success_forgets_the_failures(timer):
    timer._exchange.is_away = True
    timer.exchange_now()
    timer._exchange.is_away = False
    timer.exchange_now()

    assert timer.n_failures == 0
