# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's disk takes nothing more: what technicians and coordinators are told, what goes on."""

from __future__ import annotations

import pytest

from kiosk.foundation.errors import StorageFull
from sync.server.storage.engine import open_city_database
from tests.support.small_disk import no_file_beyond


def test_a_database_that_cannot_be_written_is_not_said_to_be_at_a_wrong_address(tmp_path):
    open_city_database(tmp_path, "59512").close()

    with no_file_beyond(4096), pytest.raises(StorageFull, match="libérez de la place"):
        open_city_database(tmp_path, "59512")

    open_city_database(tmp_path, "59512").close()
