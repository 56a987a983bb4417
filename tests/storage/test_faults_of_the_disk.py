# SPDX-License-Identifier: AGPL-3.0-or-later
"""Le disque plein, le dossier en lecture seule, deux programmes sur un dossier."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import FolderInUse, KnownError, StorageFull, StorageReadOnly
from tests.support.small_disk import no_file_beyond
from tests.support.storage import Machine

ROOT = Path(__file__).parents[2]
NOBODY = 65_534


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    yield made
    made.stop()


def in_child(job):
    """Do `job` in a process that is not root, and return what it wrote."""
    readable, written = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(written, job().encode())
        finally:
            os._exit(0)
    os.close(written)
    with os.fdopen(readable, "rb") as stream:
        said = stream.read().decode()
    os.waitpid(child, 0)
    return said


def write_much(kiosk):
    with kiosk.database.unit_of_work() as uow:
        for number in range(2_000):
            core = {"n": number, "filling": "x" * 500}
            uow.outbox.append(OutboxEvent(EventKind.FEEDBACK_GIVEN, core))
        uow.commit()


def test_a_full_disk_is_told_and_nothing_is_half_written(machine):
    kiosk = machine.start()
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    kiosk.database.forget_erased()
    full = (machine.folder / "kiosk.db").stat().st_size

    with no_file_beyond(full), pytest.raises(StorageFull, match="plein"):
        write_much(kiosk)

    assert kiosk.outbox.status().n_pending == 1
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)
    assert kiosk.outbox.status().n_pending == 2
    assert kiosk.database.damage() == ()


def test_a_disk_full_at_the_first_start_leaves_a_folder_that_starts_later(machine):
    with no_file_beyond(20_000), pytest.raises(KnownError):
        machine.start()

    assert machine.start().outbox.status().n_pending == 0


def test_a_backup_that_does_not_fit_leaves_no_file(machine, tmp_path):
    kiosk = machine.start()

    with no_file_beyond(50_000), pytest.raises(StorageFull):
        kiosk.backups.backup(tmp_path / "copy.db")

    assert [path.name for path in tmp_path.iterdir()] == ["kiosk"]


def test_a_read_only_folder_is_told_and_left_as_it_was(tmp_path):
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.name.startswith(("pytest-", "popen-")):
            parent.chmod(0o755)
    machine = Machine(tmp_path / "kiosk")
    machine.start()
    machine.stop()
    before = {path.name: path.read_bytes() for path in machine.folder.iterdir()}
    for path in machine.folder.iterdir():
        path.chmod(0o444)
    machine.folder.chmod(0o555)

    def start():
        try:
            machine.start()
        except StorageReadOnly as error:
            return f"told: {error}"
        return "started"

    said = in_child(start)

    machine.folder.chmod(0o755)
    assert said.startswith("told: ")
    assert "vérifiez ses droits" in said
    assert {path.name: path.read_bytes() for path in machine.folder.iterdir()} == before


def test_a_second_process_on_the_folder_says_so_and_changes_nothing(machine):
    machine.start()

    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(machine.folder), "admin", "centre",
         "--name", "Intrus"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "déjà ouvert par un autre programme" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert machine.kiosk.device.centre().name == ""


def test_a_second_kiosk_in_the_same_process_is_refused_and_the_first_goes_on(machine):
    machine.start()
    other = Machine(machine.folder)

    with pytest.raises(FolderInUse):
        other.start()
    machine.kiosk.sessions.open("fr")


def test_the_files_of_the_database_are_private_and_say_nothing(machine):
    old = os.umask(0)
    try:
        kiosk = machine.start()
    finally:
        os.umask(old)
    sentinel = "sentinelle-4829"
    with kiosk.database.unit_of_work() as uow:
        uow.parameters.set("sentinel", sentinel)
        uow.commit()

    for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "keys.json", "witness"):
        file = machine.folder / name
        assert file.stat().st_mode & 0o777 == 0o600, name
        assert sentinel.encode() not in file.read_bytes()
        assert not file.read_bytes().startswith(b"SQLite format 3")


def test_the_database_is_as_safe_as_settled(machine):
    with machine.start().database.connection() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")
        }

    assert asked == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
