# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's disk takes nothing more: what technicians and coordinators are told, what goes on."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from kiosk.exports.registry import ExportKind
from kiosk.foundation.errors import StorageFull
from sync.server.export_files import file_of
from sync.server.export_writer import Wanted, write_export
from sync.server.storage.engine import open_city_database
from tests.support.console import Inside
from tests.support.small_disk import no_file_beyond
from tests.support.visits import OCTOBER
from tests.sync.test_console_exports import ask, begun


def test_a_database_that_cannot_be_written_is_not_said_to_be_at_a_wrong_address(tmp_path):
    open_city_database(tmp_path, "59512").close()

    with no_file_beyond(4096), pytest.raises(StorageFull, match="libérez de la place"):
        open_city_database(tmp_path, "59512")

    open_city_database(tmp_path, "59512").close()


def test_a_file_of_which_the_journal_could_not_be_told_is_not_given(city, tmp_path):
    file = tmp_path / "octobre.csv"
    file.write_bytes(b"older")

    def note(_made):
        raise StorageFull("plein")

    with pytest.raises(StorageFull):
        write_export(city.city, Wanted(ExportKind.CSV, OCTOBER), file, note=note)

    assert file.read_bytes() == b"older"


def test_a_file_of_the_console_that_finds_no_room_leads_to_who_can_make_some(city):
    person = Inside(city)
    job = begun(city, person, "csv")
    path = file_of(city.city, job.job_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f".{path.name}.new").symlink_to("/dev/full")

    city.app.state.exports._make(job)

    page = person.page(f"exports/{job.job_id}")
    assert "Le disque de la ville n’écrit plus : prévenez la technique, puis recommencez." in page
    assert "dossier" not in page
    assert list(path.parent.iterdir()) == []


@pytest.mark.warns_in_log
def test_a_file_whose_end_a_full_disk_could_not_note_can_be_stopped_and_made_again(city):
    person = Inside(city)
    job = begun(city, person, "csv")
    files = city.app.state.exports

    with no_file_beyond(4096), pytest.raises(OperationalError):
        files._make(job)
    person.send("exports/arreter", fichier=job.job_id)

    assert "arrêté" in person.page(f"exports/{job.job_id}")
    assert not file_of(city.city, job.job_id).exists()
    assert ask(city, person) != job.job_id
