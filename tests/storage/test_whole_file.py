# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import os
import shutil

import pytest

from kiosk.exports.registry import DETAILS, ExportKind
from kiosk.exports.whole_file import write_whole
from kiosk.foundation.errors import StorageFull, StorageReadOnly
from tests.storage.test_faults_of_the_disk import in_child
from tests.support.small_disk import no_file_beyond
from tests.support.visits import a_row, write_file

ROOM_BYTES = 8_192


def names(folder):
    return [path.name for path in folder.iterdir()]


def many_visits(form):
    rows = [a_row(number) for number in range(1, 400)]
    return lambda stream: write_file(rows, form, stream)


@pytest.mark.parametrize("form", sorted(DETAILS))
def test_a_full_disk_leaves_the_older_file_and_no_half_file(tmp_path, form):
    file = tmp_path / "octobre"
    file.write_bytes(b"older")

    with no_file_beyond(ROOM_BYTES), pytest.raises(StorageFull):
        write_whole(file, many_visits(form))

    assert file.read_bytes() == b"older"
    assert names(tmp_path) == ["octobre"]


@pytest.mark.parametrize("form", sorted(DETAILS))
def test_a_file_gets_its_name_only_once_it_is_whole(tmp_path, form):
    file = tmp_path / "octobre"
    seen = []

    def write(stream):
        seen.append(file.exists())
        return many_visits(form)(stream)

    assert write_whole(file, write) == 399
    assert seen == [False]
    assert names(tmp_path) == ["octobre"]


def test_a_fault_while_writing_leaves_nothing(tmp_path):
    def write(stream):
        stream.write(b"half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_whole(tmp_path / "octobre", write)

    assert names(tmp_path) == []


def test_a_key_pulled_out_while_writing_is_told_in_words(tmp_path):
    key = tmp_path / "key"
    key.mkdir()

    def write(stream):
        stream.write(b"half")
        shutil.rmtree(key)
        return 1

    with pytest.raises(StorageReadOnly, match="n’existe pas"):
        write_whole(key / "octobre", write)

    assert not key.exists()


def test_a_missing_folder_is_told_in_words(tmp_path):
    with pytest.raises(StorageReadOnly, match="n’existe pas"):
        write_whole(tmp_path / "nowhere" / "octobre", many_visits(ExportKind.CSV))


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_never_replaced_by_one(tmp_path, make):
    there = tmp_path / "octobre"
    make(there)

    with pytest.raises(StorageReadOnly, match="ne peut pas être écrit"):
        write_whole(there, many_visits(ExportKind.CSV))

    assert not there.is_file()
    assert names(tmp_path) == ["octobre"]


def test_a_folder_that_may_not_be_looked_into_is_told_in_words(tmp_path):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o600)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("test_", "pytest-", "popen-")):
            folder.chmod(0o755)

    def write():
        try:
            write_whole(shut / "octobre", many_visits(ExportKind.CSV))
        except StorageReadOnly as error:
            return str(error)
        except OSError as error:
            return type(error).__name__
        return "written"

    assert in_child(write) == (
        "Le fichier ne peut pas être écrit là : choisissez un autre dossier."
    )
