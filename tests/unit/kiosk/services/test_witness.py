# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.services.witness import Note, Witness, folder_fingerprint

_TORN = b'{"incarnation":"0","fingerprint":"f","n_starts":"3","bookings":5,"logs":7}'
NOTE = Note("0" * 16, "f" * 64, 3, bookings=5, logs=7)


def test_a_note_is_read_as_it_was_written(tmp_path):
    Witness(tmp_path).write(NOTE)

    assert Witness(tmp_path).read() == NOTE


def test_a_note_follows_commits_of_its_own_life_only(tmp_path):
    witness = Witness(tmp_path)
    witness.write(NOTE)

    witness.follow([Identity("0" * 16, OutboxLane.LOGS, 9)])
    witness.follow([Identity("0" * 16, OutboxLane.BOOKINGS, 6)])
    witness.follow([Identity("1" * 16, OutboxLane.LOGS, 99)])

    assert Witness(tmp_path).read() == Note("0" * 16, "f" * 64, 3, bookings=6, logs=9)
    assert (tmp_path / "witness").stat().st_size == 256


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]", _TORN])
def test_a_note_that_cannot_be_read_is_no_note(tmp_path, content):
    (tmp_path / "witness").write_bytes(content)

    assert Witness(tmp_path).read() is None


@pytest.mark.parametrize("change", ["n_starts", "bookings", "logs"])
def test_a_note_is_ahead_when_anything_in_it_is(change):
    values = {"n_starts": 3, "bookings": 5, "logs": 7}
    more = Note("0" * 16, "f" * 64, **{**values, change: values[change] + 1})

    assert more.is_ahead_of(NOTE)
    assert not NOTE.is_ahead_of(more)


def test_a_fingerprint_tells_copies_apart_and_is_stable(tmp_path):
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kiosk.db").touch()
        made.append(folder_fingerprint(tmp_path / name, tmp_path / name / "kiosk.db"))

    assert made[0] != made[1]
    assert made[0] == folder_fingerprint(tmp_path / "a", tmp_path / "a" / "kiosk.db")
