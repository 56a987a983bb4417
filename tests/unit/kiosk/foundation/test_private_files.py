# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import errno
import os

import pytest

from kiosk.foundation.errors import StorageFull, StorageReadOnly
from kiosk.foundation.private_files import write_private


def test_a_file_is_private_and_replaced_whole(tmp_path):
    path = tmp_path / "keys.json"
    write_private(path, b"one, longer")
    write_private(path, b"two")

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, StorageFull), (errno.EROFS, StorageReadOnly)]
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, code, kind):
    path = tmp_path / "keys.json"
    write_private(path, b"old")

    def fail(descriptor):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(kind):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_planted_in_the_way_is_not_followed(tmp_path):
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    (tmp_path / ".keys.json.new").symlink_to(target)

    write_private(tmp_path / "keys.json", b"new")

    assert target.read_bytes() == b"precious"
