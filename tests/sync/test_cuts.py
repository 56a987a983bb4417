# SPDX-License-Identifier: AGPL-3.0-or-later
"""A cut of power at each commit of an exchange, on either side: nothing lost, nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from kiosk.domain.sessions import SessionOutcome
from sync.client.engine import ExchangeOutcome
from tests.support.city import open_machine
from tests.sync.test_rights import held, open_cases, sell, sold_times


class Cut(RuntimeError):
    """The power goes just before a commit reaches the disk."""


class CutAtCommit:
    """Cuts at the n-th commit of an engine, once."""

    def __init__(self, engine, n):
        self._left = n
        self.happened = False
        event.listen(engine, "commit", self._committing)

    def _committing(self, _connection):
        self._left -= 1
        if self._left == 0:
            self.happened = True
            raise Cut


def live(kiosk, n=3):
    for _ in range(n):
        kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)


def settle_down(city, kiosk):
    client = city.client(kiosk)
    for _ in range(4):
        client.exchange()


def started_again(city, kiosk):
    """Lose the kiosk without a word and start it on what the disk holds."""
    city.machines.remove(kiosk)
    kiosk.closing.close()
    fresh = open_machine(kiosk.folder, city.clock, secrets=kiosk.secrets)
    city.machines.append(fresh)
    return fresh


def check_counted_once(city, kiosk, n):
    with city.city.database.transaction() as unit:
        assert unit.reports.n_sessions() == n
    assert kiosk.outbox.status().n_pending == 0
    assert open_cases(city) == []


@pytest.mark.parametrize("n", [1, 2])
def test_a_cut_of_the_kiosk_at_any_commit_of_an_exchange(city, n):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    live(kiosk)
    sell(kiosk, 2)
    cut = CutAtCommit(kiosk.database._engine, n)

    with pytest.raises(Cut):
        city.client(kiosk).exchange()

    assert cut.happened
    kiosk = started_again(city, kiosk)
    assert kiosk.outbox.status().n_pending > 0
    settle_down(city, kiosk)
    check_counted_once(city, kiosk, 3)
    assert sum(sold_times(city).values()) == 2


@pytest.mark.warns_in_log
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_cut_of_the_server_at_any_commit_of_an_exchange(city, n):
    kiosk, other = city.machine("a"), city.machine("b")
    city.client(kiosk).exchange()
    live(kiosk)
    sell(kiosk, 2)
    city.clock.pass_time(days=1)
    client = city.client(kiosk)
    prepared = client.prepare()
    cut = CutAtCommit(city.city.database._engine, n)

    report = client.settle(client.send(prepared))

    assert (report.outcome is ExchangeOutcome.SENT) is not cut.happened
    settle_down(city, kiosk)
    settle_down(city, other)
    check_counted_once(city, kiosk, 3)
    assert not held(kiosk) & held(other)
    assert max(sold_times(city).values()) == 1
    with city.city.database.transaction() as unit:
        leased = {row.cell for row in unit.leases.leased_to(kiosk.device.identity().device_id)}
    assert held(kiosk) <= leased


@pytest.mark.warns_in_log
def test_a_server_that_died_between_rights_and_logs_gives_the_same_rights_again(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    prepared = client.prepare()
    # Two commits before the rights are durable: the machine looked up, then rights; the third
    # is the one of the logs and of the reply.
    CutAtCommit(city.city.database._engine, 3)
    assert client.settle(client.send(prepared)).outcome is not ExchangeOutcome.SENT
    device = kiosk.device.identity().device_id
    with city.city.database.transaction() as unit:
        granted = {row.cell for row in unit.leases.leased_to(device)}
    assert granted

    client.exchange()

    assert held(kiosk) == granted
