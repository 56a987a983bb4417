# SPDX-License-Identifier: AGPL-3.0-or-later
"""La base abîmée : mise de côté, relue autant que possible, dite au technicien."""

from __future__ import annotations

import json
import random
import shutil
from contextlib import closing
from datetime import UTC, datetime

import pytest

from kiosk.domain.outbox import EventKind, EventVerdict, OutboxEvent, OutboxLane, Verdict, core_of
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import StorageDamaged
from kiosk.services.device import IncarnationReason
from kiosk.storage.engine import open_database
from tests.support.storage import KEY, Machine, started_database

ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
PAGE_BYTES = 4096
N_ROWS = 4_000


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    yield made
    made.stop()


def spoil(path, page, byte=100):
    """Turn one bit of a page, numbered from 1."""
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE_BYTES + byte] ^= 1
    path.write_bytes(content)


def fill(machine, n_rows=N_ROWS):
    """Live a life of events and sessions, a tenth of them already with the city."""
    kiosk = machine.start()
    with kiosk.database.unit_of_work() as uow:
        for number in range(n_rows):
            core = {"n": number, "filling": "x" * 60}
            uow.outbox.append(OutboxEvent(EventKind.QUEUE_TICKET_ISSUED, core))
        uow.commit()
    batch = kiosk.outbox.next_batch(OutboxLane.LOGS, n_rows // 10)
    kiosk.outbox.record_verdicts(
        [EventVerdict(event.identity, Verdict.ACCEPTED) for event in batch]
    )
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    incarnation = kiosk.device.identity().incarnation
    machine.stop()
    return incarnation


def test_every_flipped_bit_is_found(tmp_path):
    database = started_database(tmp_path)
    database.close()
    path = tmp_path / "kiosk.db"
    whole = path.read_bytes()
    draw = random.Random(60)

    for _ in range(60):
        content = bytearray(whole)
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path.write_bytes(content)
        try:
            with closing(open_database(path, KEY)) as damaged:
                found = bool(damaged.damage())
        except StorageDamaged:
            found = True
        assert found


def test_readable_rows_are_saved_with_their_origin_in_a_new_life(machine):
    old_life = fill(machine)
    database = machine.folder / "kiosk.db"
    n_pages = database.stat().st_size // PAGE_BYTES
    # two pages side by side: one of them may be of an index, which loses no row
    for page in (n_pages // 3, n_pages // 3 + 1, n_pages // 2, n_pages // 2 + 1):
        spoil(database, page)

    kiosk = machine.start()

    assert kiosk.started.renewed is IncarnationReason.DAMAGE
    waiting = kiosk.outbox.next_batch(OutboxLane.LOGS, 2 * N_ROWS)
    n_expected = N_ROWS - N_ROWS // 10 + 1
    assert n_expected - 120 <= len(waiting) < n_expected
    assert [event.identity.sequence for event in waiting] == list(range(1, len(waiting) + 1))
    assert kiosk.device.identity().incarnation != old_life
    for event in waiting:
        kind, core = core_of(event.core_json)
        assert event.origin.incarnation == old_life
        if kind is EventKind.QUEUE_TICKET_ISSUED:
            assert event.origin.sequence == core["n"] + 1


def test_the_damaged_file_waits_beside_a_report_for_the_technician(machine):
    fill(machine, 200)
    path = machine.folder / "kiosk.db"
    spoil(path, path.stat().st_size // PAGE_BYTES // 2)
    damaged = path.read_bytes()

    report = machine.start().started.salvage

    assert (report.set_aside / "kiosk.db").read_bytes() == damaged
    told = json.loads((report.set_aside / "rapport.json").read_bytes())
    assert told["n_read"] == report.n_read > 0
    assert report.faults


def test_a_file_of_which_not_even_the_first_page_opens_gives_a_kiosk_that_works(machine):
    fill(machine, 50)
    spoil(machine.folder / "kiosk.db", 1)

    kiosk = machine.start()

    assert kiosk.started.salvage.n_read == 0
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    machine.stop()
    assert machine.start().started.salvage is None


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\0" * 8000, b"rubbish"])
def test_rubbish_in_the_place_of_the_database_is_set_aside_or_filled(machine, content):
    fill(machine, 10)
    (machine.folder / "kiosk.db").write_bytes(content)

    kiosk = machine.start()

    assert kiosk.started.renewed is not None
    assert kiosk.outbox.status().n_pending == 0


def test_a_cut_while_the_file_is_being_replaced_is_mended_at_the_next_start(machine):
    old_life = fill(machine, 20)
    path = machine.folder / "kiosk.db"
    shutil.copy(path, machine.folder / "kiosk.db.next")
    path.unlink()

    kiosk = machine.start()

    assert kiosk.started.renewed is IncarnationReason.COPY
    assert kiosk.outbox.status().n_pending == 19
    assert kiosk.outbox.next_batch(OutboxLane.LOGS, 1)[0].origin.incarnation == old_life


def test_a_cut_before_the_old_log_was_set_aside_does_not_read_it_into_the_new_file(machine):
    fill(machine, 20)
    kiosk = machine.start()
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    old_log = (machine.folder / "kiosk.db-wal").read_bytes()
    for _ in range(20):
        kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    n_pending = kiosk.outbox.status().n_pending
    machine.stop()
    (machine.folder / "kiosk.db").replace(machine.folder / "kiosk.db.next")
    (machine.folder / "kiosk.db-wal").write_bytes(old_log)

    kiosk = machine.start()

    assert kiosk.started.salvage is None
    assert kiosk.outbox.status().n_pending == n_pending


def test_a_half_made_replacement_is_thrown_away(machine):
    old_life = fill(machine, 20)
    (machine.folder / "kiosk.db.next").write_bytes(b"half")

    kiosk = machine.start()

    assert kiosk.started.renewed is None
    assert kiosk.device.identity().incarnation == old_life


def test_a_page_spoilt_while_the_kiosk_runs_is_a_calm_error(tmp_path):
    database = started_database(tmp_path)
    with database.unit_of_work() as uow:
        for number in range(2_000):
            uow.outbox.append(OutboxEvent(EventKind.FEEDBACK_GIVEN, {"n": number}))
        uow.commit()
    database.close()
    path = tmp_path / "kiosk.db"
    n_pages = path.stat().st_size // PAGE_BYTES
    for page in range(n_pages // 2, n_pages):
        spoil(path, page)

    with (
        closing(open_database(path, KEY)) as opened,
        pytest.raises(StorageDamaged, match="abîmée"),
        opened.unit_of_work() as uow,
    ):
        uow.outbox.pending(OutboxLane.LOGS, 5_000)
