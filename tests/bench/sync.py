# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hundred sessions from the kiosk to the city, SQLite at both ends, and what travels."""

from __future__ import annotations

import gzip
import random
import statistics
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import requests

from kiosk.domain.outbox import OutboxLane
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.services.demo import PastClock
from kiosk.services.sessions import SessionService
from kiosk.wiring import Kiosk, build_kiosk
from sync.client.engine import ExchangeOutcome, SyncClient
from sync.client.transport import HttpTransport
from sync.client.wiring import build_sync
from tests.bench.disk import bulk_ms
from tests.bench.figure import Figure
from tests.bench.folders import disk_folder
from tests.bench.wire import CountedPipe, CountedTransport, bare_echo
from tests.demo.town import DemoTown

N_SESSIONS = 100
N_ROUNDS = 5
AIM_MS = 1000
EXCHANGE_B = 1600
PROBE_B = 450
BARE_PROBE = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
_LANGUAGES = ("fr", "fr", "fr", "fr-falc", "ar", "en")


def _live(kiosk: Kiosk, draw: random.Random, n: int) -> tuple[bytes, ...]:
    """Live sessions as varied as a week's; return their records as the outbox holds them."""
    clock = PastClock(kiosk.clock.boot_id())
    sessions = SessionService(kiosk.database, clock, kiosk.bus)
    cards = kiosk.walkthroughs.cards("fr")
    for _ in range(n):
        start_utc = kiosk.clock.now_utc() - timedelta(hours=draw.randint(1, 150))
        clock.set(start_utc)
        language = draw.choice(_LANGUAGES)
        session = sessions.open(language)
        run = kiosk.walkthroughs.start(draw.choice(cards).walkthrough_id)
        step = draw.choice(run.walkthrough.steps)
        trace = WalkthroughTrace(run.walkthrough_id, step.step_id, finished=draw.random() < 0.5)
        sessions.note_progress(session, language=language, trace=trace)
        clock.set(start_utc + timedelta(minutes=draw.randint(2, 30)))
        sessions.finish(session, draw.choice(tuple(SessionOutcome)))
    return tuple(one.core_json for one in kiosk.outbox.next_batch(OutboxLane.LOGS, n))


@dataclass(slots=True)
class Rounds:
    """What the rounds gave, one value a round."""

    took_ms: list[float] = field(default_factory=list)
    floor_ms: list[float] = field(default_factory=list)
    n_requests: list[int] = field(default_factory=list)
    body_b: list[int] = field(default_factory=list)
    lines_b: list[int] = field(default_factory=list)


def _floor_ms(url: str, body: bytes, records: tuple[bytes, ...], file: Path) -> float:
    with requests.Session() as session:
        began = perf_counter()
        reply = session.post(url, data=body, timeout=10)
        assert reply.content == body
        took_ms = (perf_counter() - began) * 1000
    return took_ms + bulk_ms(file, records)


def _rounds(kiosk: Kiosk, city_url: str, place: Path) -> Rounds:
    rounds, draw = Rounds(), random.Random(1)
    with bare_echo() as echo:
        for n in range(N_ROUNDS):
            records = _live(kiosk, draw, N_SESSIONS)
            with closing(HttpTransport(city_url)) as way:
                counted = CountedTransport(way)
                client = build_sync(kiosk, lambda _, counted=counted: counted)
                began = perf_counter()
                report = client.exchange()
                rounds.took_ms.append((perf_counter() - began) * 1000)
            assert (report.outcome, report.n_accepted) == (ExchangeOutcome.SENT, N_SESSIONS)
            body = b"".join(counted.bodies)
            rounds.n_requests.append(len(counted.bodies) + counted.n_gets)
            rounds.body_b.append(len(body))
            rounds.lines_b.append(len(gzip.compress(b"\n".join(records))))
            rounds.floor_ms.append(_floor_ms(echo, body, records, place / f"floor{n}.db"))
    return rounds


def _small(kiosk: Kiosk, city_url: str) -> Iterator[Figure]:
    """Count what one record costs, and what asking for news costs, headers and all."""

    def carried(client: SyncClient, pipe: CountedPipe, *, probe: bool) -> int:
        before = pipe.n_bytes
        if probe:
            assert client.probe() is False
        else:
            assert client.exchange().n_accepted == 1
        return pipe.n_bytes - before

    with closing(CountedPipe(city_url)) as pipe, closing(HttpTransport(pipe.url)) as way:
        client = build_sync(kiosk, lambda _: way)
        client.exchange()
        (record,) = _live(kiosk, random.Random(2), 1)
        exchange_b = carried(client, pipe, probe=False)
        probe_b = carried(client, pipe, probe=True)
    yield Figure(
        "sync: one record, signed, both ways",
        exchange_b,
        "B",
        "gzip of the record",
        len(gzip.compress(record)),
        f"at most {EXCHANGE_B} B",
        exchange_b <= EXCHANGE_B,
    )
    yield Figure(
        "sync: asking for news, both ways",
        probe_b,
        "B",
        "GET and 204 without headers",
        len(BARE_PROBE),
        f"at most {PROBE_B} B",
        probe_b <= PROBE_B,
    )


def figures() -> Iterator[Figure]:
    """Exchange with a server process; the floor carries and stores the same bytes."""
    with disk_folder() as place, DemoTown(place) as town:
        folder = town.machine("borne")
        with closing(build_kiosk(folder)) as kiosk:
            rounds = _rounds(kiosk, town.server_url, place)
            small = list(_small(kiosk, town.server_url))
    took = statistics.median(rounds.took_ms)
    yield Figure(
        f"sync: {N_SESSIONS} sessions, kiosk to city",
        took,
        "ms",
        "same bytes to a bare HTTP echo and one SQLite commit of 100 rows",
        statistics.median(rounds.floor_ms),
        "under 1 s",
        took < AIM_MS,
        note=f"median of {N_ROUNDS}, slowest {max(rounds.took_ms):.0f} ms",
    )
    yield Figure(
        f"sync: requests for {N_SESSIONS} sessions",
        max(rounds.n_requests),
        "n",
        "",
        0,
        "1",
        max(rounds.n_requests) == 1,
    )
    yield Figure(
        "sync: bytes sent per record",
        statistics.median(rounds.body_b) / N_SESSIONS,
        "B",
        "gzip of the same records as JSON lines",
        statistics.median(rounds.lines_b) / N_SESSIONS,
        "none, told",
        is_met=True,
    )
    yield from small
