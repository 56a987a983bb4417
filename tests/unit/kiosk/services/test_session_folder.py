# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.foundation.errors import BugError
from kiosk.services.session_folder import SessionFolder


@pytest.fixture(params=["memory", "disk"])
def folder(request, tmp_path):
    (tmp_path / "memory").mkdir()
    (tmp_path / "data").mkdir()
    places = (tmp_path / "memory",) if request.param == "memory" else ()
    return SessionFolder(tmp_path / "data", in_memory=lambda: places)


def test_it_is_closed_to_others_and_has_a_place_for_everything(folder):
    path = folder.create()

    assert path.stat().st_mode & 0o777 == 0o700
    for place in folder.environment().values():
        assert place.startswith(str(path))


def test_it_is_destroyed_whole(folder):
    path = folder.create()
    (path / "scans" / "sentinelle.pdf").write_bytes(b"sentinelle" * 1000)
    (path / "home" / "lien").symlink_to("/etc/hostname")

    folder.destroy()

    assert not path.exists()


def test_what_a_killed_session_left_is_destroyed_by_the_next_one(folder):
    (folder.create() / "scans" / "sentinelle").write_bytes(b"x")

    assert list((folder.create() / "scans").iterdir()) == []


def test_it_lives_in_memory_where_there_is_some(tmp_path):
    memory = tmp_path / "memory"
    memory.mkdir()

    with_memory = SessionFolder(tmp_path, in_memory=lambda: (memory,))
    without = SessionFolder(tmp_path, in_memory=lambda: ())

    assert with_memory.path.parent == memory
    assert without.path == tmp_path / "session"


def test_what_was_left_on_the_disk_goes_when_memory_appears(tmp_path):
    memory = tmp_path / "memory"
    memory.mkdir()
    left = SessionFolder(tmp_path, in_memory=lambda: ()).create()

    SessionFolder(tmp_path, in_memory=lambda: (memory,)).destroy()

    assert not left.exists()


def test_two_data_folders_have_two_session_folders(tmp_path):
    places = [
        SessionFolder(tmp_path / name, in_memory=lambda: (tmp_path,)).path for name in ("a", "b")
    ]

    assert places[0] != places[1]


def test_a_link_in_its_place_is_never_followed(folder, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    folder.path.parent.mkdir(exist_ok=True)
    folder.path.symlink_to(precious)

    with pytest.raises(BugError):
        folder.create()
    assert precious.is_dir()
