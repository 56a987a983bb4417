# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from contextlib import closing

import pytest

from kiosk.__main__ import main
from kiosk.domain.waiting_queue import QueueReason, QueueState, SyncedTicket
from kiosk.foundation.clock import paris_day
from kiosk.services.outbox import RIGHTS_PROBLEM
from kiosk.wiring import build_kiosk


@pytest.fixture(autouse=True)
def _plain_machine(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr("kiosk.__main__.set_up_logging", lambda folder: None)
    # what the machine that runs the tests has to print with is not looked at
    monkeypatch.setattr("kiosk.cli.doctor.shutil.which", lambda name: None)


@pytest.fixture
def folder(tmp_path):
    build_kiosk(tmp_path / "kiosk").close()
    return tmp_path / "kiosk"


@pytest.fixture
def doctor(capsys):
    def run(folder):
        code = main(["--data", str(folder), "doctor"])
        return code, capsys.readouterr().out.splitlines()

    return run


def about(lines, what):
    return [line for line in lines if f" : {what} : " in line]


def test_a_weak_key_store_is_named(doctor, folder):
    code, lines = doctor(folder)

    assert code == 0
    assert about(lines, "coffre")[0].startswith("attention : coffre : simple fichier")


def test_an_absent_key_store_is_a_fault_said_calmly(doctor, folder):
    (folder / "secrets.json").unlink()

    code, lines = doctor(folder)

    assert code == 1
    assert "clé de secours" in about(lines, "coffre")[0]


def test_clock_leases_codes_queue_disk_printer_and_voice_are_told(doctor, folder):
    _, lines = doctor(folder)

    for what in (
        "horloge", "rendez-vous", "codes", "file vers la ville", "disque", "imprimante", "voix",
        "caméra",
    ):  # fmt: skip
        assert about(lines, what), what


def test_a_damaged_database_is_a_fault(doctor, folder):
    path = folder / "kiosk.db"
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)

    code, lines = doctor(folder)

    assert code == 1
    assert about(lines, "base")[0].startswith("panne : base : abîmée")


def test_what_was_salvaged_stays_told(doctor, folder):
    path = folder / "kiosk.db"
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    build_kiosk(folder).close()

    code, lines = doctor(folder)

    assert code == 0
    assert "lignes sauvées" in about(lines, "base mise de côté")[0]


def test_a_wrong_setting_is_a_fault_and_the_rest_is_still_told(doctor, folder):
    (folder / "kiosk.toml").write_text("[idle]\nafter = 3\n")

    code, lines = doctor(folder)

    assert code == 1
    assert "idle.after" in about(lines, "réglages")[0]
    assert about(lines, "horloge")


def test_an_empty_folder_is_not_a_fault(doctor, tmp_path):
    code, lines = doctor(tmp_path)

    assert code == 0
    assert about(lines, "base")


def test_it_looks_beside_a_running_kiosk(doctor, folder):
    with closing(build_kiosk(folder)):
        assert doctor(folder)[0] == 0


def test_a_camera_that_is_missing_is_told_and_is_no_fault(doctor, folder, monkeypatch):
    monkeypatch.setattr("kiosk.foundation.platform.has_camera", lambda: False)

    code, lines = doctor(folder)

    assert code == 0
    assert about(lines, "caméra") == [
        "attention : caméra : aucune : les carrés se lisent au lecteur à main"
    ]


def test_packages_that_are_missing_are_told_before_the_camera(doctor, folder, monkeypatch):
    monkeypatch.setattr("kiosk.foundation.platform.has_camera_packages", lambda: False)

    (line,) = about(doctor(folder)[1], "caméra")

    assert "PySide6-Addons manque" in line


def test_rights_that_the_city_cannot_read_are_told(doctor, folder):
    with closing(build_kiosk(folder)) as kiosk, kiosk.database.unit_of_work() as uow:
        uow.parameters.set(RIGHTS_PROBLEM, "unreadable")
        uow.commit()

    _, lines = doctor(folder)

    assert any("droits illisibles pour la ville" in line for line in about(lines, "rendez-vous"))


def test_a_number_that_two_machines_give_is_told_and_one_machine_alone_is_fine(doctor, folder):
    with closing(build_kiosk(folder)) as kiosk:
        number = kiosk.queue.take().number
        assert about(doctor(folder)[1], "numéros") == []
        now_utc = kiosk.clock.now_utc()
        other = SyncedTicket("0123456789ab", number, QueueReason.HELP, QueueState.WAITING, now_utc)
        with kiosk.database.unit_of_work() as uow:
            uow.queue.replace_synced_waiting(paris_day(now_utc), [other], now_utc)
            uow.commit()

    code, lines = doctor(folder)

    assert code == 0
    assert about(lines, "numéros")[0].endswith(
        f"{number} est aussi donné ailleurs : réglez machine.letter"
    )
