# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.foundation import platform

MOUNTS = """\
21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
22 21 0:40 / /srv/partage rw - nfs4 serveur:/partage rw
23 21 0:41 / /srv/avec\\040espace rw shared:3 - overlay overlay rw
24 22 254:1 / /srv/partage/disque rw - btrfs /dev/vdb rw
"""


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS)
    monkeypatch.setattr(platform, "_MOUNTS", file)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv", "ext4"),
        ("/srv/partage/kiosk", "nfs4"),
        ("/srv/partages", "ext4"),
        ("/srv/avec espace/kiosk", "overlay"),
        ("/srv/partage/disque/kiosk", "btrfs"),
    ],
)
def test_the_nearest_mount_names_the_file_system(mounts, path, kind):
    assert platform.file_system_type(Path(path)) == kind


def test_a_system_that_does_not_tell_gives_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "_MOUNTS", tmp_path / "missing")

    assert platform.file_system_type(tmp_path) == ""


def test_the_boot_and_the_machine_have_stable_names():
    assert platform.boot_identity() == platform.boot_identity() != ""
    assert platform.machine_identity() == platform.machine_identity() != ""


def test_a_machine_without_identifier_is_known_by_its_network_card(monkeypatch):
    monkeypatch.setattr(platform, "_MACHINE_IDS", ())

    assert len(platform.machine_identity()) == 12


def test_folders_in_memory_are_really_in_memory():
    for folder in platform.memory_folders():
        assert platform.file_system_type(folder) == "tmpfs"


def test_another_command_line_takes_the_place_of_the_program_with_its_blanks(tmp_path):
    told = "from kiosk.foundation.platform import become; import sys; become(sys.argv[1:])"
    then = [sys.executable, "-c", "import os, sys; print(os.getpid(), sys.argv[1])", "a b"]

    ran = subprocess.Popen([sys.executable, "-c", told, *then], stdout=subprocess.PIPE, text=True)
    out, _ = ran.communicate(timeout=30)

    assert out.split() == [str(ran.pid), "a", "b"]
