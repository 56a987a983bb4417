# SPDX-License-Identifier: AGPL-3.0-or-later
"""La sauvegarde et le retour en arrière."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.outbox import EventVerdict, OutboxLane, Verdict
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import KnownError, Refused, StorageReadOnly
from kiosk.foundation.sealing import new_sealing_keys, open_sealed
from kiosk.services.device import Enrolment, IncarnationReason
from kiosk.storage.engine import open_database
from tests.support.fakes import MemorySecrets
from tests.support.storage import Machine

ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    made.start()
    yield made
    made.stop()


def a_session(kiosk):
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)


def n_sessions(kiosk):
    with kiosk.database.unit_of_work() as uow:
        return len(uow.sessions.between(*ALWAYS))


def test_going_back_begins_a_new_life_and_sends_again_with_its_origin(machine, tmp_path):
    kiosk = machine.kiosk
    a_session(kiosk)
    (told,) = kiosk.outbox.next_batch(OutboxLane.LOGS, 10)
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    kiosk.outbox.record_verdicts([EventVerdict(told.identity, Verdict.ACCEPTED)])
    a_session(kiosk)

    incarnation = kiosk.backups.restore(copy)

    assert n_sessions(kiosk) == 1
    (again,) = kiosk.outbox.next_batch(OutboxLane.LOGS, 10)
    assert (again.identity.incarnation, again.origin) == (incarnation, told.identity)
    assert again.hash == told.hash
    assert any((machine.folder / "set_aside").iterdir())


def test_the_life_after_going_back_is_a_start_like_any_other(machine, tmp_path):
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    incarnation = machine.kiosk.backups.restore(copy)
    machine.stop()

    kiosk = machine.start()

    assert kiosk.started.renewed is None
    assert kiosk.device.identity().incarnation == incarnation


def test_what_had_to_be_erased_meanwhile_is_erased_again(machine, tmp_path):
    a_session(machine.kiosk)
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    machine.clock.pass_time(days=400)

    machine.kiosk.backups.restore(copy)

    assert n_sessions(machine.kiosk) == 0


def test_a_copy_is_private_encrypted_and_stands_alone(machine, tmp_path):
    a_session(machine.kiosk)
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")

    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"session_closed" not in copy.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "kiosk"]


def test_beside_the_copy_of_an_enrolled_machine_only_the_city_has_a_key(machine, tmp_path):
    private, public = new_sealing_keys()
    machine.kiosk.device.enrol(Enrolment("borne-1", "roubaix", new_sealing_keys()[1], public))

    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")

    wraps = json.loads((tmp_path / "copy.db.keys.json").read_bytes())
    assert list(wraps) == ["recovery"]
    machine.stop()
    (machine.folder / "keys.json").write_bytes((tmp_path / "copy.db.keys.json").read_bytes())
    machine.secrets = MemorySecrets()
    from kiosk.services.keys import DatabaseKeys

    key = DatabaseKeys(machine.folder, machine.secrets).recover(private)
    open_database(copy, key, read_only=True).close()
    with pytest.raises(ValueError):
        open_sealed(new_sealing_keys()[0], wraps["recovery"].encode(), b"")


@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 1000])
def test_what_is_no_copy_is_refused_and_nothing_changes(machine, tmp_path, content):
    a_session(machine.kiosk)
    before = machine.kiosk.device.identity().incarnation
    file = tmp_path / "copy.db"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(KnownError, match="sauvegarde lisible"):
        machine.kiosk.backups.restore(file)

    assert machine.kiosk.device.identity().incarnation == before
    assert n_sessions(machine.kiosk) == 1


def test_a_copy_of_another_machine_is_refused(machine, tmp_path):
    other = Machine(tmp_path / "other")
    copy = other.start().backups.backup(tmp_path / "copy.db")
    other.stop()

    with pytest.raises(KnownError, match="sauvegarde lisible"):
        machine.kiosk.backups.restore(copy)


def test_a_copy_with_a_spoilt_page_is_refused(machine, tmp_path):
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    content = bytearray(copy.read_bytes())
    content[5 * 4096] ^= 1
    copy.write_bytes(content)

    with pytest.raises(KnownError, match="sauvegarde lisible"):
        machine.kiosk.backups.restore(copy)


def test_a_folder_that_does_not_exist_is_told(machine, tmp_path):
    with pytest.raises(StorageReadOnly, match="n’existe pas"):
        machine.kiosk.backups.backup(tmp_path / "nowhere" / "copy.db")


def test_the_reason_of_a_life_is_kept(machine, tmp_path):
    machine.kiosk.backups.restore(machine.kiosk.backups.backup(tmp_path / "copy.db"))

    with machine.kiosk.database.unit_of_work() as uow:
        assert uow.device.get().incarnation_reason == IncarnationReason.RESTORE.value


def test_a_copy_newer_than_the_program_is_refused_and_nothing_changes(machine, tmp_path):
    a_session(machine.kiosk)
    before = machine.kiosk.device.identity().incarnation
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    newer = open_database(copy, machine.kiosk.keys.key())
    with newer.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
        connection.commit()
    newer.close()

    with pytest.raises(KnownError, match="installez la version"):
        machine.kiosk.backups.restore(copy)

    assert machine.kiosk.device.identity().incarnation == before
    assert n_sessions(machine.kiosk) == 1
    assert not list(machine.folder.glob("kiosk.db.next*"))


@pytest.mark.parametrize("name", ["keys.json", "kiosk.db", "witness", "logs/copy.db"])
def test_a_copy_never_takes_the_place_of_a_file_of_the_machine(machine, name):
    before = (machine.folder / "keys.json").read_bytes()

    with pytest.raises(Refused, match="file_in_data_folder"):
        machine.kiosk.backups.backup(machine.folder / name)

    assert (machine.folder / "keys.json").read_bytes() == before


def test_a_copy_may_lie_among_the_copies_of_the_machine(machine):
    (machine.folder / "backups").mkdir(exist_ok=True)

    assert machine.kiosk.backups.backup(machine.folder / "backups" / "copy.db").is_file()


@pytest.mark.parametrize("n_days", [10, 400])
def test_going_back_far_changes_nothing_of_what_is_thought_of_the_clock(machine, tmp_path, n_days):
    a_session(machine.kiosk)
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    machine.stop()
    machine.clock.reboot("boot-2")
    machine.start()
    machine.clock.pass_time(days=n_days)
    machine.kiosk.device.note_instant()

    machine.kiosk.backups.restore(copy)

    assert machine.kiosk.device.clock_trust().is_trusted
    assert n_sessions(machine.kiosk) == (1 if n_days < 396 else 0)


def test_going_back_makes_no_clock_believed_that_was_in_doubt(machine, tmp_path):
    copy = machine.kiosk.backups.backup(tmp_path / "copy.db")
    machine.clock.pass_time(days=2)
    machine.kiosk.device.note_instant()
    machine.clock.set_wall(machine.clock.now_utc() - timedelta(days=1))
    machine.stop()
    machine.clock.reboot("boot-2")
    machine.start()
    assert not machine.kiosk.device.clock_trust().is_trusted

    machine.kiosk.backups.restore(copy)

    assert not machine.kiosk.device.clock_trust().is_trusted
