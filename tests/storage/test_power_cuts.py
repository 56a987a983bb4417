# SPDX-License-Identifier: AGPL-3.0-or-later
"""La coupure de courant : à tout instant, ce qui est validé reste, le reste n'a pas eu lieu."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from kiosk.domain.attendance import Category, CategoryCount, VisitKind
from kiosk.domain.demo_centre import DEMO_CENTRE
from kiosk.domain.outbox import OutboxLane, core_of, hash_of
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.foundation.events import EventBus
from kiosk.foundation.platform import memory_folders
from kiosk.services.sessions import SessionService
from kiosk.storage.engine import connect_raw
from tests.support.fakes import FrozenClock
from tests.support.record_desk import MEDIATOR
from tests.support.storage import KEY, Machine, started_database

ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
N_KILLS = 200
N_FORMS = 8
A_GROUP = {
    "kind": VisitKind.GROUP,
    "themes": ("email",),
    "people": 4,
    "counts": (CategoryCount(Category.AGE, "douze_dix_huit", 3),),
    "posture": "accompagne",
    "mandate": "papier",
    "start": "14:15",
    "unmet": "langue",
}
N_CUTS = 10_000


def kept_and_told(database):
    """Return the sequences of the rows, and of the events that tell of them."""
    with database.unit_of_work() as uow:
        rows = [record.identity.sequence for record in uow.sessions.between(*ALWAYS)]
        events = uow.outbox.pending(OutboxLane.LOGS, 10_000)
    assert all(core_of(event.core_json) for event in events)
    return sorted(rows), [event.identity.sequence for event in events]


def live_until_killed(machine, written):
    """Open and close sessions for ever, telling each close on a pipe once it is committed."""
    kiosk = machine.start()
    while True:
        session_id = kiosk.sessions.open("fr")
        trace = WalkthroughTrace("rsa", "montants", finished=False)
        kiosk.sessions.note_progress(session_id, language="ar", trace=trace)
        kiosk.sessions.finish(session_id, SessionOutcome.FINISHED)
        os.write(written, b".")


def write_until_killed(machine, written):
    """Change and save the unfinished form for ever, record every fifth, telling each on a pipe."""
    attendance = machine.start().attendance
    empty = attendance.prefill(PrefillSource.by_hand())
    for minutes in count(1):
        draft = replace(empty, **A_GROUP, duration_min=minutes)
        attendance.save_draft(draft, MEDIATOR)
        os.write(written, b"d")
        if minutes % 5 == 0:
            attendance.record(draft, MEDIATOR)
            os.write(written, b"r")


def run_and_kill(machine, after_s, *, once_alive, live=live_until_killed):
    """Let a real process live on the folder and kill it; return how many deeds it told.

    Half of the kills fall anywhere from the first instruction on, half in the midst of sessions.
    """
    readable, written = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            live(machine, written)
        finally:
            os._exit(1)
    os.close(written)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    told = os.read(readable, 1) if once_alive else b""
    signal.setitimer(signal.ITIMER_REAL, after_s)
    while chunk := os.read(readable, 4096):
        told += chunk
    os.waitpid(child, 0)
    os.close(readable)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return len(told)


def test_a_kiosk_killed_at_any_instant_loses_nothing_committed(tmp_path):
    draw = random.Random(20_261_123)
    machine = Machine(tmp_path / "kiosk")
    machine.start()
    machine.stop()
    n_told = n_interrupted = 0

    for number in range(N_KILLS):
        once_alive = number % 2 == 0
        after_s = draw.uniform(0.0005, 0.02 if once_alive else 0.06)
        n_told += run_and_kill(machine, after_s, once_alive=once_alive)

    kiosk = machine.start()
    assert kiosk.started.renewed is None
    assert kiosk.started.salvage is None
    rows, events = kept_and_told(kiosk.database)
    assert rows == events == list(range(1, len(rows) + 1))
    with kiosk.database.unit_of_work() as uow:
        outcomes = [record.outcome for record in uow.sessions.between(*ALWAYS)]
        assert uow.sessions.all_open() == ()
    machine.stop()
    n_interrupted = outcomes.count(SessionOutcome.INTERRUPTED)
    n_finished = outcomes.count(SessionOutcome.FINISHED)
    # a close may be committed and the process killed before it could tell
    assert n_told <= n_finished <= n_told + N_KILLS
    assert 0 < n_interrupted <= N_KILLS + 1


def test_a_form_being_filled_survives_a_kill_as_it_was_last_saved_or_recorded(tmp_path):
    draw = random.Random(20_261_124)
    machine = Machine(tmp_path / "kiosk")
    machine.start().device.set_centre(DEMO_CENTRE)
    machine.stop()
    n_recorded = 0

    for _ in range(N_FORMS):
        told = run_and_kill(
            machine, draw.uniform(0.01, 0.1), once_alive=True, live=write_until_killed
        )

        attendance = machine.start().attendance
        kept, newest = attendance.load_draft(MEDIATOR), attendance.recent(1_000)
        # six deeds tell of five forms and one record; one more may be done and not yet told
        n_saved = told - told // 6
        assert kept is None or kept.duration_min in (n_saved, n_saved + 1)
        assert kept is not None or newest[0].content.duration_min in (n_saved, n_saved + 1)
        for said in (kept, *(one.content for one in newest[:1])):
            assert said is None or {name: getattr(said, name) for name in A_GROUP} == A_GROUP
        assert len(newest) - n_recorded in (told // 6, told // 6 + 1)
        n_recorded = len(newest)
        attendance.drop_draft(MEDIATOR)
        machine.stop()

    assert n_recorded > 0


def test_a_log_cut_at_any_byte_gives_a_whole_past(tmp_path):
    """The log only grows: a cut of power leaves a part of it, or a part and rubbish."""
    database = started_database(tmp_path)
    database.forget_erased()
    main = (tmp_path / "kiosk.db").read_bytes()
    sessions = SessionService(database, FrozenClock(), EventBus())
    for _ in range(6):
        sessions.finish(sessions.open("fr"), SessionOutcome.FINISHED)
    log = (tmp_path / "kiosk.db-wal").read_bytes()
    database.close()
    draw = random.Random(20_261_123)
    seen = set()

    with tempfile.TemporaryDirectory(dir=next(iter(memory_folders()), None)) as name:
        after = Path(name) / "after.db"
        for cut in [len(log), *draw.sample(range(len(log)), N_CUTS)]:
            tail = draw.choice([b"", b"\0" * 4096, draw.randbytes(4096)])
            after.write_bytes(main)
            after.with_name("after.db-wal").write_bytes(log[:cut] + tail)
            with closing(connect_raw(after, KEY)) as connection:
                rows, events = rows_and_events(connection)
            assert rows == events == list(range(1, len(rows) + 1))
            seen.add(len(rows))

    assert seen == set(range(7))


def rows_and_events(connection):
    rows = connection.execute("SELECT sequence FROM session ORDER BY sequence").fetchall()
    events = connection.execute(
        "SELECT sequence, core_json, annex_hash, hash FROM outbox ORDER BY sequence"
    ).fetchall()
    assert all(hash_of(core, annex) == digest for _, core, annex, digest in events)
    return [row[0] for row in rows], [event[0] for event in events]
