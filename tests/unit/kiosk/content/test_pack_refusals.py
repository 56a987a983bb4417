# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every pack that is not as it must be is refused with a sentence, before anything is unpacked."""

from __future__ import annotations

import json
import os
import zipfile

import pytest

from kiosk.content.packs import manifest as manifests
from kiosk.content.packs import zip_layout
from kiosk.content.packs.archive import open_pack
from kiosk.content.packs.faults import PackFault, PackRefused, sentence_of_fault
from kiosk.content.packs.signing import Issuer, Trust
from tests.support.forged_packs import (
    REGULAR,
    entries_of,
    manifest_of,
    signature_of,
    with_central,
    with_flags,
    with_local,
    written,
    zipped,
)
from tests.support.packs import Keys

FILES = {"rsa/parcours.yaml": b"id: rsa\n" * 40, "rsa/textes.fr.yaml": b"langue: fr\n"}
LINK = 0o120777 << 16
FOLDER = 0o040755 << 16
PIPE = 0o010644 << 16


@pytest.fixture(scope="module")
def keys():
    return Keys()


def fault_of(path, trust):
    """Read a pack as far as installing does; return why it is refused."""
    with pytest.raises(PackRefused) as caught:
        read_back(path, trust)
    return caught.value.fault


def read_back(path, trust):
    with open_pack(path, trust) as pack:
        return {one.path: b"".join(pack.pieces(one)) for one in pack.signed.manifest.files}


def test_a_pack_gives_back_its_very_files(tmp_path, keys):
    path = written(tmp_path / "a.sixpack", zipped(entries_of(keys.house(), FILES)))

    assert read_back(path, keys.trust()) == FILES


def test_a_stored_pack_is_read_like_a_deflated_one(tmp_path, keys):
    path = tmp_path / "stored.sixpack"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as whole:
        for name, content in entries_of(keys.house(), FILES):
            info = zipfile.ZipInfo(name)
            info.external_attr = REGULAR
            whole.writestr(info, content)

    assert read_back(path, keys.trust()) == FILES


BAD_PATHS = [
    "../parcours.yaml",
    "rsa/../../parcours.yaml",
    "/etc/parcours.yaml",
    "C:/parcours.yaml",
    "c:parcours.yaml",
    "rsa\\parcours.yaml",
    "rsa//parcours.yaml",
    "./parcours.yaml",
    "rsa/parcours.yaml/",
    "Rsa/parcours.yaml",
    "rsa/PARCOURS.YAML",
    "con/parcours.yaml",
    "rsa/aux.yaml",
    "rsa/lpt1.fr.yaml",
    "rsa/ parcours.yaml",
    "rsa/parcours.yaml ",
    "rsa/parcours.",
    "rsa/.yaml",
    "rsa/parcours.exe",
    "rsa/parcours.yaml\x00.png",
    "rsa/par\ncours.yaml",
    "rsa/parçours.yaml",
    "a/b/c/d/parcours.yaml",
    "a" * 70 + "/parcours.yaml",
    "",
]


@pytest.mark.parametrize("name", BAD_PATHS)
def test_a_path_that_could_leave_its_folder_or_fall_on_another_is_refused(tmp_path, keys, name):
    told = manifest_of({name: b"x"})
    good = entries_of(keys.house(), FILES, told)
    path = written(tmp_path / "bad.sixpack", zipped(good))

    assert fault_of(path, keys.trust()) is PackFault.BAD_NAME
    assert not manifests.is_safe_path(name)


def test_names_in_the_zip_that_the_manifest_does_not_know_are_refused(tmp_path, keys):
    for name in ("content/../evil.yaml", "content/rsa/autre.yaml", "evil.yaml", "/evil.yaml"):
        entries = [*entries_of(keys.house(), FILES), (name, b"x")]
        path = written(tmp_path / "more.sixpack", zipped(entries))

        assert fault_of(path, keys.trust()) is PackFault.FILE_UNKNOWN


def test_names_that_differ_by_case_alone_are_refused(tmp_path, keys):
    entries = [*entries_of(keys.house(), FILES), ("content/RSA/parcours.yaml", b"x")]
    path = written(tmp_path / "case.sixpack", zipped(entries))

    assert fault_of(path, keys.trust()) is PackFault.TWICE


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_refused_in_the_zip_and_in_the_manifest(tmp_path, keys):
    entries = [*entries_of(keys.house(), FILES), ("content/rsa/parcours.yaml", b"other")]
    twice = written(tmp_path / "twice.sixpack", zipped(entries))
    told = json.loads(manifest_of(FILES))
    told["files"].append(told["files"][0])
    again = entries_of(keys.house(), FILES, json.dumps(told).encode())

    assert fault_of(twice, keys.trust()) is PackFault.TWICE
    assert fault_of(written(tmp_path / "m.sixpack", zipped(again)), keys.trust()) is PackFault.TWICE


def test_a_file_that_bears_the_name_of_a_folder_is_refused(tmp_path, keys):
    told = manifest_of({"rsa.yaml": b"x", "rsa.yaml/textes.yaml": b"y"})
    path = written(tmp_path / "f.sixpack", zipped(entries_of(keys.house(), FILES, told)))

    assert fault_of(path, keys.trust()) is PackFault.TWICE


@pytest.mark.parametrize("attributes", [LINK, FOLDER, PIPE, 0x10])
def test_links_folders_and_special_files_are_refused(tmp_path, keys, attributes):
    content = zipped(entries_of(keys.house(), FILES), attributes=attributes)

    path = written(tmp_path / "special.sixpack", content)

    assert fault_of(path, keys.trust()) is PackFault.SPECIAL_FILE


@pytest.mark.parametrize("flags", [0x1, 0x40, 0x2000])
def test_encrypted_entries_are_refused(tmp_path, keys, flags):
    content = with_flags(zipped(entries_of(keys.house(), FILES)), 2, flags)

    assert fault_of(written(tmp_path / "e.sixpack", content), keys.trust()) is PackFault.ENCRYPTED


def test_sizes_told_after_the_bytes_are_refused(tmp_path, keys):
    content = with_flags(zipped(entries_of(keys.house(), FILES)), 2, 0x8)

    assert fault_of(written(tmp_path / "d.sixpack", content), keys.trust()) is PackFault.NOT_A_PACK


def test_names_that_are_not_ascii_are_refused(tmp_path, keys):
    for name in (b"content/rsa/parcours.yam\xff", b"content/rsa/parcours.yam\xc3"):
        content = zipped(entries_of(keys.house(), FILES))
        content = content.replace(b"content/rsa/parcours.yaml", name)

        path = written(tmp_path / "n.sixpack", content)

        assert fault_of(path, keys.trust()) is PackFault.BAD_NAME


def test_bytes_before_between_or_after_are_refused(tmp_path, keys):
    whole = zipped(entries_of(keys.house(), FILES))
    between = whole.index(b"PK\1\2")
    for content in (
        b"#!/bin/sh\n" + whole,
        whole + b"\0",
        whole + whole,
        whole[:between] + b"hidden" + whole[between:],
        whole[:-2] + b"\5\0hello",
        whole[:-1],
        whole[: len(whole) // 2],
        b"",
        b"PK",
        whole[-22:],
    ):
        path = written(tmp_path / "t.sixpack", content)

        assert fault_of(path, keys.trust()) is PackFault.NOT_A_PACK


def test_zip64_and_old_methods_are_refused(tmp_path, keys):
    whole = zipped(entries_of(keys.house(), FILES))
    for content in (
        with_central(whole, 2, 6, (45).to_bytes(2, "little")),
        with_central(with_local(whole, 2, 4, b"\x2d\0"), 2, 6, b"\x2d\0"),
        with_central(with_local(whole, 2, 8, b"\x0c\0"), 2, 10, b"\x0c\0"),
        with_central(whole, 2, 42, b"\xff\xff\xff\xff"),
        with_central(whole, 2, 30, b"\x04\0"),
        with_central(whole, 2, 34, b"\x01\0"),
    ):
        path = written(tmp_path / "z.sixpack", content)

        assert fault_of(path, keys.trust()) is PackFault.NOT_A_PACK


def test_a_second_directory_hidden_in_the_last_name_is_refused(tmp_path, keys):
    end = b"PK\6\6" + (44).to_bytes(8, "little") + b"\x14\0\x14\0" + bytes(40)
    end += b"PK\6\7" + bytes(12) + b"\1\0\0\0"
    stand_in = f"content/x{'z' * len(end)}"
    whole = zipped([*entries_of(keys.house(), FILES), (stand_in, b"")])
    path = written(tmp_path / "z.sixpack", whole.replace(b"z" * len(end), end))

    assert fault_of(path, keys.trust()) is PackFault.NOT_A_PACK


def test_entries_that_share_bytes_are_refused(tmp_path, keys):
    """Fifield's bomb: many headers of the directory, one body."""
    whole = zipped(entries_of(keys.house(), FILES))
    first = whole.index(b"PK\3\4", whole.index(b"content/rsa/parcours.yaml"))
    content = with_central(whole, 2, 42, first.to_bytes(4, "little"))

    assert fault_of(written(tmp_path / "o.sixpack", content), keys.trust()) is PackFault.NOT_A_PACK


def test_a_file_that_deflates_too_well_is_refused_unread(tmp_path, keys):
    bomb = {"rsa/parcours.yaml": b"\0" * (8 << 20)}
    path = written(tmp_path / "bomb.sixpack", zipped(entries_of(keys.house(), bomb)))

    assert path.stat().st_size < 20_000
    assert fault_of(path, keys.trust()) is PackFault.SWOLLEN


def test_a_file_that_swells_beyond_its_word_is_refused(tmp_path, keys):
    """Both headers say 40 bytes; the deflated bytes hold more."""
    files = {"rsa/parcours.yaml": os.urandom(4000)}
    whole = zipped(entries_of(keys.house(), files))
    small = (40).to_bytes(4, "little")
    content = with_central(with_local(whole, 2, 22, small), 2, 24, small)
    told = json.loads(manifest_of(files))
    told["files"][0]["size"] = 40

    path = written(tmp_path / "lie.sixpack", content)
    assert fault_of(path, keys.trust()) is PackFault.HASH_WRONG

    lied = entries_of(keys.house(), files, json.dumps(told).encode())
    content = with_central(with_local(zipped(lied), 2, 22, small), 2, 24, small)
    assert fault_of(written(path, content), keys.trust()) is PackFault.HASH_WRONG


def test_too_many_entries_are_refused_by_their_number_alone(tmp_path, keys):
    names = [(f"content/a{n}.yaml", b"") for n in range(zip_layout.MAX_ENTRIES + 1)]

    path = written(tmp_path / "many.sixpack", zipped(names))

    assert fault_of(path, keys.trust()) is PackFault.TOO_MANY_FILES


def test_a_manifest_beyond_its_bounds_is_refused(keys):
    many = {f"a{n}.yaml": b"" for n in range(manifests.MAX_FILES + 1)}
    long = manifest_of(FILES, languages=["x" * manifests.MAX_BYTES])
    huge = json.loads(manifest_of(FILES))
    huge["files"][0]["size"] = manifests.MAX_FILE_BYTES + 1
    total = json.loads(manifest_of({f"a{n}.opus": b"" for n in range(20)}))
    for one in total["files"]:
        one["size"] = manifests.MAX_FILE_BYTES

    for content, fault in (
        (manifest_of(many), PackFault.TOO_MANY_FILES),
        (long, PackFault.TOO_LARGE),
        (json.dumps(huge).encode(), PackFault.TOO_LARGE),
        (json.dumps(total).encode(), PackFault.TOO_LARGE),
    ):
        with pytest.raises(PackRefused) as caught:
            manifests.read_manifest(content)
        assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"schema": "sixieme-pack/2"}, PackFault.SCHEMA_UNKNOWN),
        ({"version": "2026.13.1"}, PackFault.MANIFEST_WRONG),
        ({"version": "demain"}, PackFault.MANIFEST_WRONG),
        ({"id": "../autre"}, PackFault.MANIFEST_WRONG),
        ({"min_program": "un"}, PackFault.MANIFEST_WRONG),
        ({"created": "hier"}, PackFault.MANIFEST_WRONG),
        ({"languages": []}, PackFault.MANIFEST_WRONG),
        ({"languages": ["FR"]}, PackFault.MANIFEST_WRONG),
        ({"files": []}, PackFault.MANIFEST_WRONG),
        ({"issuer": "nobody"}, PackFault.MANIFEST_WRONG),
        ({"issuer": "city"}, PackFault.MANIFEST_WRONG),
        ({"more": 1}, PackFault.MANIFEST_WRONG),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(tmp_path, keys, changes, fault):
    told = manifest_of(FILES, **changes)
    path = written(tmp_path / "m.sixpack", zipped(entries_of(keys.house(), FILES, told)))

    assert fault_of(path, keys.trust()) is fault


def test_a_file_missing_or_changed_is_refused(tmp_path, keys):
    entries = entries_of(keys.house(), FILES)
    changed = [*entries[:-1], (entries[-1][0], b"langue: en\n")]

    for content, fault in (
        (zipped(entries[:-1]), PackFault.FILE_MISSING),
        (zipped([*entries[:-1], (entries[-1][0], b"longer than before")]), PackFault.HASH_WRONG),
    ):
        assert fault_of(written(tmp_path / "c.sixpack", content), keys.trust()) is fault
    # of equal length: the archive reads it, the store's hash refuses it
    path = written(tmp_path / "same.sixpack", zipped(changed))
    assert read_back(path, keys.trust())["rsa/textes.fr.yaml"] == b"langue: en\n"


def test_a_pack_whose_manifest_is_not_first_is_refused(tmp_path, keys):
    entries = entries_of(keys.house(), FILES)
    path = written(tmp_path / "order.sixpack", zipped([entries[1], entries[0], *entries[2:]]))

    assert fault_of(path, keys.trust()) is PackFault.NOT_A_PACK


def test_signatures_that_do_not_count_are_refused(tmp_path, keys):
    told, stranger = manifest_of(FILES), Keys()
    other = manifest_of(FILES, version="2026.12.2")

    def refusal(signature, trust):
        content = zipped([("manifest.json", told), ("signature.json", signature)])
        return fault_of(written(tmp_path / "s.sixpack", content), trust)

    own = signature_of(keys.house(), told)
    assert refusal(signature_of(keys.house(), other), keys.trust()) is PackFault.SIGNATURE_WRONG
    assert refusal(signature_of(stranger.house(), told), keys.trust()) is PackFault.KEY_UNKNOWN
    assert refusal(signature_of(stranger.city(), told), keys.trust()) is PackFault.KEY_UNKNOWN
    assert refusal(own, Trust(None, keys.root.public, None)) is PackFault.KEY_UNKNOWN
    assert refusal(signature_of(keys.city(), told), Trust(None)) is PackFault.NO_KEY
    assert refusal(b"not json", keys.trust()) is PackFault.SIGNATURE_WRONG
    assert refusal(b"[" * 4_000, keys.trust()) is PackFault.SIGNATURE_WRONG
    unknown = own.replace(b"sixieme-signature/1", b"sixieme-signature/9")
    assert refusal(unknown, keys.trust()) is PackFault.SCHEMA_UNKNOWN


def test_what_is_no_plain_file_is_refused(tmp_path, keys):
    pipe = tmp_path / "pipe.sixpack"
    folder = tmp_path / "folder.sixpack"
    folder.mkdir()

    assert fault_of(folder, keys.trust()) is PackFault.UNREADABLE
    assert fault_of(tmp_path / "absent.sixpack", keys.trust()) is PackFault.UNREADABLE
    os.mkfifo(pipe)
    assert fault_of(pipe, keys.trust()) is PackFault.UNREADABLE


def test_every_refusal_is_a_sentence_with_what_to_do():
    for fault in PackFault:
        sentence = sentence_of_fault(fault)

        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert " : " in sentence
        assert "\n" not in sentence_of_fault(fault, "a\nb\x1b[31m")


def test_the_city_signs_what_it_says_that_it_signs(tmp_path, keys):
    told = manifest_of(FILES, issuer=Issuer.CITY.value)
    path = written(tmp_path / "city.sixpack", zipped(entries_of(keys.city(), FILES, told)))

    assert read_back(path, Trust(None, keys.root.public, keys.statements[-1])) == FILES
