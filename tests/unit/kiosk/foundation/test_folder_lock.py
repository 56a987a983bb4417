# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.foundation.errors import FolderInUse, StorageReadOnly
from kiosk.foundation.folder_lock import FolderLock


def test_only_one_holds_a_folder(tmp_path):
    first, second = FolderLock(tmp_path / "kiosk"), FolderLock(tmp_path / "kiosk")
    first.acquire()
    first.acquire()

    with pytest.raises(FolderInUse, match="déjà ouvert"):
        second.acquire()
    first.release()
    second.acquire()

    assert (first.is_held, second.is_held) == (False, True)
    second.release()
    second.release()


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "kiosk").write_text("a file")

    with pytest.raises(StorageReadOnly):
        FolderLock(tmp_path / "kiosk").acquire()
