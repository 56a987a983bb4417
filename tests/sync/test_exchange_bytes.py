# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one exchange weighs on the network: headers and bodies, both ways, without TLS.

A kiosk behind a slow line sends its records one by one: what goes with each of them counts.
"""

from __future__ import annotations

from contextlib import closing

import pytest

from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from sync.client.engine import SyncClient
from sync.client.transport import HttpTransport
from sync.right_rows import lease_runs
from sync.wire import SyncReply
from sync.wire_form import encode
from tests.bench.wire import CountedPipe
from tests.support.city import TestCity, enter_demo_agenda
from tests.support.console_server import served

# 1,302 to 1,310 when it was last looked at: names and signatures are drawn, and compress to a few
# bytes more or less. What outgrows this bound is paid by every exchange of every machine.
RECORD_B = 1_330
PROBE_B = 160


@pytest.fixture
def city(tmp_path, clock):
    one = TestCity(tmp_path, clock)
    enter_demo_agenda(one.city, ("samira", "karim", "nadia", "lucie"))
    yield one
    one.close()


@pytest.fixture
def pipe(city):
    with served(city) as url, closing(CountedPipe(url)) as pipe:
        yield pipe


@pytest.fixture
def client(city, pipe):
    """Return the client of a kiosk that holds its rights and everything that comes down."""
    with closing(HttpTransport(pipe.url)) as way:
        one = SyncClient(city.machine("k"), lambda _: way, draw=lambda: 0.5)
        one.exchange()
        one.exchange()
        yield one


def a_session(kiosk):
    session = kiosk.sessions.open("fr")
    trace = WalkthroughTrace("ameli", "papiers", finished=False)
    kiosk.sessions.note_progress(session, language="fr", trace=trace)
    kiosk.clock.pass_time(minutes=25)
    kiosk.sessions.finish(session, SessionOutcome.IDLE)


def n_runs(kiosk):
    """Return how many runs of cells the kiosk lists."""
    with kiosk.database.unit_of_work() as uow:
        rows = uow.leases.report(
            incarnation=uow.device.get().incarnation,
            request=1,
            server_epoch="",
            with_acknowledged=False,
        ).rows
    return sum(len(one.runs) // 2 for one in lease_runs(rows))


def test_one_record_signed_and_acknowledged(city, pipe, client):
    (kiosk,) = city.machines
    a_session(kiosk)
    before = pipe.n_bytes

    report = client.exchange()

    assert (report.n_accepted, report.n_pending) == (1, 0)
    assert n_runs(kiosk) >= 20
    assert pipe.n_bytes - before <= RECORD_B


def test_asking_for_news(pipe, client):
    before = pipe.n_bytes

    assert client.probe() is False

    assert pipe.n_bytes - before <= PROBE_B


def test_the_usual_wait_is_not_told(city):
    reply = SyncReply(next_sync_s=city.city.settings.next_sync_s)

    assert encode(reply) == b"{}"
