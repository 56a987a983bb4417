# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes into a pack, and what a path of it can never be."""

from __future__ import annotations

import zipfile
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content.packs.archive import open_pack
from kiosk.content.packs.building import content_files
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.manifest import is_safe_path
from tests.support.packs import KEPT, SHIPPED, Keys, pack_of, small_content

NAMES = st.text(st.sampled_from("abcon1x./\\:-_ é\0Z"), max_size=20)
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)


@given(PATHS | st.text(max_size=30), st.sampled_from(["", ".yaml", ".wav"]))
def test_a_path_that_passes_stays_below_its_folder_on_any_system(path, ending):
    name = path + ending
    if not is_safe_path(name):
        return
    root = Path("/data/content")
    windows = PureWindowsPath("C:/data/content") / name

    assert (root / name).resolve().is_relative_to(root)
    assert ".." not in windows.parts
    assert windows.is_relative_to("C:/data/content")
    assert not windows.is_reserved()
    assert name == name.lower() == name.casefold()
    assert name.isascii()


def test_every_file_that_ships_could_go_into_a_pack():
    files = content_files(SHIPPED)

    assert len(files) > 20
    assert all(is_safe_path(name) for name in files)
    assert not any(name.startswith("board/") for name in files)


def test_recordings_go_in_and_those_nobody_listened_to_stay_out(tmp_path):
    root = small_content(tmp_path)
    media = root / KEPT[0] / "media" / "ar"
    media.mkdir(parents=True)
    for name in ("preparer.h0123456789ab.wav", "preparer.h0123456789ab.a-verifier.wav"):
        (media / name).write_bytes(b"RIFF")
    (root / KEPT[0] / "notes.txt").write_text("pour moi", "utf-8")

    names = {Path(name).name for name in content_files(root)}

    assert "preparer.h0123456789ab.wav" in names
    assert not {"preparer.h0123456789ab.a-verifier.wav", "notes.txt", "edition.json"} & names


def test_a_pack_names_its_languages_and_each_licence(tmp_path):
    keys = Keys()
    path = pack_of(small_content(tmp_path), keys.house(), tmp_path / "a.sixpack")

    with open_pack(path, keys.trust()) as pack:
        manifest = pack.signed.manifest

    assert {"fr", "fr-falc"} <= set(manifest.languages)
    assert {file.licence for file in manifest.files} == {"AGPL-3.0-or-later"}
    with zipfile.ZipFile(path) as whole:
        assert whole.namelist()[:2] == ["manifest.json", "signature.json"]
        assert whole.testzip() is None


@pytest.mark.parametrize("version", ["2026.12", "v1", ""])
def test_a_pack_without_a_right_version_is_not_made(tmp_path, version):
    root = small_content(tmp_path)

    with pytest.raises(PackRefused) as caught:
        pack_of(root, Keys().house(), tmp_path / "a.sixpack", version)

    assert caught.value.fault is PackFault.MANIFEST_WRONG
    assert not (tmp_path / "a.sixpack").exists()
