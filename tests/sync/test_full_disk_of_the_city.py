# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's disk takes nothing more: what technicians and coordinators are told, what goes on."""

from __future__ import annotations

import pytest

from kiosk.exports.registry import ExportKind
from kiosk.foundation.errors import StorageFull
from sync.server.export_writer import Wanted, write_export
from sync.server.storage.engine import open_city_database
from tests.support.small_disk import no_file_beyond
from tests.support.visits import OCTOBER


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
