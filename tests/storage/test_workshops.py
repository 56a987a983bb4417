# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops and enrolments on the disk."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from kiosk.domain.appointments import CentreReason
from kiosk.domain.privacy import Kept, retention_of
from kiosk.domain.workshop_events import WalkIns
from kiosk.domain.workshops import WorkshopStatus
from kiosk.foundation.errors import StorageFull
from kiosk.services.device import Role
from kiosk.storage.dump import rows_of
from kiosk.storage.engine import connect_raw, open_database
from kiosk.storage.schema import migrate
from tests.storage.test_faults_of_the_disk import no_file_beyond
from tests.storage.test_migrations import upgrade_to
from tests.support.booking_desk import NOW, an_agenda, at, events
from tests.support.storage import KEY
from tests.support.workshop_desk import (
    MOUSE,
    a_seat_holder,
    a_workshop,
    enrolled,
    hear,
    seats_of,
    sold_seats,
)

YESTERDAY = a_workshop(workshop_id="hier", start_utc=at(14) - timedelta(days=3))
CANCELLED = a_workshop(
    workshop_id="non",
    start_utc=at(9),
    status=WorkshopStatus.CANCELLED,
    min_participants=2,
    notice_min=60,
    n_waiting=3,
    mediator_id="",
    documents=(("fr", ("Clé",)), ("ar", ("مفتاح", "هاتف"))),
)
N_CUTS = 400


def known(machine):
    with machine.database.unit_of_work() as uow:
        return uow.agenda.load().workshops


def test_workshops_are_read_as_they_were_received_in_the_order_of_their_time(tmp_path):
    machine = a_seat_holder(tmp_path)
    hear(machine, a_workshop(), CANCELLED)

    assert known(machine) == (CANCELLED, a_workshop())


def test_what_the_city_tells_no_more_goes_unless_its_day_is_over(tmp_path):
    machine = a_seat_holder(tmp_path, workshop=YESTERDAY)
    hear(machine, YESTERDAY, a_workshop(), CANCELLED)

    hear(machine, a_workshop(capacity=2))

    assert known(machine) == (YESTERDAY, a_workshop(capacity=2))


def test_an_agenda_entered_by_hand_has_its_own_workshops_only(tmp_path):
    machine = a_seat_holder(tmp_path, workshop=YESTERDAY)
    with machine.database.unit_of_work() as uow:
        uow.agenda.replace(an_agenda(workshops=(a_workshop(),), received_utc=None))
        uow.commit()

    assert known(machine) == (a_workshop(),)


def test_a_count_outlives_the_news_of_the_city(tmp_path):
    machine = a_seat_holder(tmp_path, role=Role.POSTE)
    machine.clock.set_wall(at(14))
    machine.workshops.note_walk_ins(MOUSE, 2)
    hear(machine, a_workshop(n_waiting=1))

    assert machine.workshops.sheet(MOUSE).n_walk_ins == 2


def test_old_workshops_and_their_counts_are_erased_with_old_appointments(tmp_path):
    machine = a_seat_holder(tmp_path)
    hear(machine, YESTERDAY, a_workshop())
    end_utc = YESTERDAY.start_utc + timedelta(days=retention_of(Kept.APPOINTMENTS).days)
    with machine.database.unit_of_work() as uow:
        uow.workshops.note_walk_ins(WalkIns("hier", 3, 1), YESTERDAY.start_utc)
        before_utc = end_utc - timedelta(days=retention_of(Kept.APPOINTMENTS).days)

        assert uow.workshops.erase(before_utc) == 0
        assert uow.workshops.erase(before_utc + timedelta(seconds=1)) == 1
        assert uow.workshops.walk_ins("hier") == WalkIns("hier", 0, 0)
        assert uow.agenda.load().workshops == (a_workshop(),)


def test_a_workshop_is_dumped_whole_and_names_nobody(tmp_path):
    machine = a_seat_holder(tmp_path)

    (row,) = rows_of(machine.database, "workshop")

    assert (row["workshop_id"], row["capacity"], row["mediator_id"]) == (MOUSE, 4, "m-samir")
    assert row["titles"] == '{"fr": "La souris", "en": "The mouse"}'


def test_why_the_centre_cancelled_outlives_later_news_without_a_reason(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)
    machine.appointments.cancel_by_centre(ticket.number, CentreReason.WORKSHOP_CANCELLED)
    with machine.database.unit_of_work() as uow:
        (one,) = uow.appointments.of_motif("atelier:souris")
        uow.appointments.replace_synced([replace(one, reason=None)])
        uow.commit()

    assert machine.appointments.find(ticket.number).reason is CentreReason.WORKSHOP_CANCELLED


def test_a_machine_of_before_keeps_its_holds_and_appointments(tmp_path):
    with closing(open_database(tmp_path / "kiosk.db", KEY)) as database:
        upgrade_to(database, "0011_queue")
        with database.connection() as connection:
            connection.execute(
                text(
                    "INSERT INTO hold (motif_id, mediator_id, start_utc, duration_min, first_step,"
                    " n_cells, expires_s, boot_id) VALUES ('caf', 'm-nadia',"
                    " '2026-11-25T08\\:00\\:00.000000Z', 45, 5930400, 9, 2000.0, 'boot-1')"
                )
            )
            connection.commit()

        migrate(database)

        with database.unit_of_work() as uow:
            kept = uow.leases.find_hold(1, now_s=1000.0, boot_id="boot-1")
            assert uow.agenda.load().workshops == ()
    assert [cell.mediator_id for cell in kept.cells] == ["m-nadia"] * 9
    assert kept.party_size == 1


def test_a_cut_at_any_byte_leaves_all_of_an_enrolment_or_none_of_it(tmp_path):
    machine = a_seat_holder(tmp_path / "kiosk")
    machine.database.forget_erased()
    main = (tmp_path / "kiosk" / "kiosk.db").read_bytes()
    enrolled(machine, 3)
    log = (tmp_path / "kiosk" / "kiosk.db-wal").read_bytes()
    machine.database.close()
    draw = random.Random(20_261_123)
    seen = set()

    after = tmp_path / "after.db"
    for cut in [0, len(log), *draw.sample(range(len(log)), N_CUTS)]:
        after.write_bytes(main)
        after.with_name("after.db-wal").write_bytes(log[:cut] + draw.choice([b"", b"\0" * 4096]))
        with closing(connect_raw(after, KEY)) as connection:
            seen.add(
                tuple(
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("appointment", "sold_cell", "outbox")
                )
            )

    assert seen == {(0, 0, 0), (1, 3, 1)}


def test_a_full_disk_sells_no_seat_and_the_hold_stands(tmp_path):
    machine = a_seat_holder(tmp_path / "kiosk")
    kept = machine.workshops.hold(MOUSE, 2)
    log = tmp_path / "kiosk" / "kiosk.db-wal"

    with no_file_beyond(log.stat().st_size), pytest.raises(StorageFull):
        machine.appointments.confirm(kept)

    assert (sold_seats(machine), events(machine)) == ({}, [])
    machine.appointments.confirm(kept)
    assert set(sold_seats(machine)) == seats_of(a_workshop(), 1)


def test_the_city_offers_until_an_hour_that_is_kept(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = machine.workshops.wait(MOUSE)
    with machine.database.unit_of_work() as uow:
        one = uow.requests.by_number(ticket.number.replace(" ", ""))
        uow.requests.change(replace(one, offer_until_utc=NOW))
        again = uow.requests.by_number(one.number)

    assert (one.offer_until_utc, again.offer_until_utc) == (None, NOW)
