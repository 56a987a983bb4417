# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les paquets sur une borne : pris entiers ou pas du tout, et seulement entre deux personnes."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from typing import NamedTuple

import pytest

from kiosk.content.packs import store as stores
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.events import Topic
from tests.storage.test_faults_of_the_disk import no_file_beyond
from tests.support.borne import NEW, NEWEST, OLD, SCAN, fault
from tests.support.forged_packs import entries_of, manifest_of, written, zipped
from tests.support.packs import (
    SHIPPED,
    bundled_version,
    bytes_below,
    pack_of,
    retitle,
    small_content,
)

LONG = b"titre: " + random.Random(7).randbytes(100_000).hex().encode()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_without_any_pack_the_programs_own_content_serves(start):
    borne = start()

    assert borne.version() == bundled_version()
    assert borne.packs.status().previous == ""
    assert borne.walkthroughs.cards("fr")


def test_a_pack_serves_once_nobody_is_there_and_after_a_restart(start, packs_made):
    borne = start()
    told = []
    borne.bus.subscribe(Topic.CONTENT, told.append)
    borne.install(packs_made[OLD])
    assert borne.version() == bundled_version()

    assert borne.packs.activate()

    assert (borne.version(), borne.title()) == (OLD, f"Scanner {OLD}")
    assert told == [Topic.CONTENT]
    assert not borne.packs.activate()
    assert start().title() == f"Scanner {OLD}"


def test_a_running_session_keeps_the_content_with_which_it_began(start, packs_made):
    borne = start()
    session = borne.sessions.open("fr")
    run = borne.walkthroughs.start(SCAN)
    seen = borne.walkthroughs.screen(run, "ar")
    cards, themes = borne.walkthroughs.cards("fr"), borne.walkthroughs.themes("fr")
    found = borne.walkthroughs.scored("arnaque", "fr", 5)
    borne.install(packs_made[OLD])

    assert not borne.packs.activate()
    assert borne.walkthroughs.screen(run, "ar") == seen
    assert borne.walkthroughs.cards("fr") == cards
    assert borne.walkthroughs.themes("fr") == themes
    assert borne.walkthroughs.scored("arnaque", "fr", 5) == found
    assert borne.letters.is_there

    borne.sessions.finish(session, SessionOutcome.FINISHED)
    assert borne.packs.activate()
    assert borne.title() == f"Scanner {OLD}"
    assert not borne.letters.is_there


def test_a_pack_staged_during_a_session_serves_after_a_cut_of_power(start, packs_made):
    borne = start()
    borne.sessions.open("fr")
    borne.install(packs_made[OLD])
    borne.sessions.close_interrupted()

    assert start().version() == OLD


def test_a_pack_that_is_here_already_is_not_written_again(start, packs_made, tmp_path):
    borne = start()
    borne.install(packs_made[OLD])
    borne.packs.activate()
    before = {path: path.stat().st_ino for path in (tmp_path / "packs" / "kept").rglob("*")}

    borne.install(packs_made[OLD])

    assert not borne.packs.activate()
    after = {path: path.stat().st_ino for path in (tmp_path / "packs" / "kept").rglob("*")}
    assert after == before
    assert borne.packs.status().staged == ""


def test_one_goes_back_to_the_pack_before_and_it_stays_so(start, packs_made):
    borne = start()
    for version in (OLD, NEW):
        borne.install(packs_made[version])
        borne.packs.activate()
    assert borne.packs.status().previous == OLD

    borne.packs.go_back()

    assert borne.title() == f"Scanner {OLD}"
    borne = start()
    assert borne.title() == f"Scanner {OLD}"
    borne.packs.go_back()
    assert borne.version() == bundled_version()
    assert fault(borne.packs.go_back) is PackFault.NOTHING_BEFORE
    assert len(borne.packs.store.state().left) == 2


def test_only_two_packs_are_kept(start, packs_made, tmp_path):
    borne = start()
    for version in (OLD, NEW, NEWEST):
        borne.install(packs_made[version])
        borne.packs.activate()

    kept = list((tmp_path / "packs" / "kept").iterdir())
    assert len(kept) == 2
    assert not list((tmp_path / "packs" / "incoming").iterdir())
    caches = [one for one in (tmp_path / "content_cache").iterdir() if len(one.name) == 16]
    assert len(caches) == 2


def test_an_older_pack_is_refused_and_nothing_changes(start, packs_made, tmp_path, keys):
    borne = start()
    borne.install(packs_made[NEW])
    borne.packs.activate()
    before = bytes_below(tmp_path / "packs")
    aged = small_content(tmp_path, bundled_version())
    shipped = pack_of(aged, keys.house(), tmp_path / "aged.sixpack", bundled_version())
    same = small_content(tmp_path, NEW, title="Un tout autre titre")
    other = pack_of(same, keys.house(), tmp_path / "other.sixpack", NEW)

    assert fault(borne.packs.install, packs_made[OLD]) is PackFault.OLDER_THAN_ACTIVE
    assert fault(borne.packs.install, other) is PackFault.OLDER_THAN_ACTIVE
    assert fault(borne.packs.install, shipped) is PackFault.OLDER_THAN_PROGRAM

    assert bytes_below(tmp_path / "packs") == before
    assert borne.title() == f"Scanner {NEW}"


def test_a_newer_program_wins_over_an_older_pack(start, packs_made, tmp_path, bundled):
    borne = start()
    borne.install(packs_made[OLD])
    borne.packs.activate()
    newer = tmp_path / "newer"
    shutil.copytree(bundled, newer)
    (newer / "edition.json").write_text('{"id": "sixieme", "version": "2027.1.1"}', "utf-8")

    assert start(newer).version() == "2027.1.1"


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("textes.fr.yaml", b"a: &x [1]\nb: [*x, *x]\n", "E100"),
        ("textes.fr.yaml", b"\xff\xfe titre", "E100"),
        ("textes.fr.yaml", LONG, "E100"),
        ("textes.fr.yaml", b"{" * 4000, "E100"),
        ("parcours.yaml", b"inconnu: oui\n", "E1"),
        ("parcours.yaml", b"", "E100"),
    ],
)
def test_content_that_cannot_be_shown_is_refused_whole(start, tmp_path, keys, name, content, place):
    root = small_content(tmp_path, OLD)
    (root / SCAN / name).write_bytes(content)
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*.yaml"))
    }
    path = written(tmp_path / "bad.sixpack", zipped(entries_of(keys.house(), files)))
    borne = start()
    before = bytes_below(tmp_path / "packs")

    with pytest.raises(PackRefused) as caught:
        borne.packs.install(path)

    assert caught.value.fault is PackFault.CONTENT_WRONG
    assert place in caught.value.detail
    assert SCAN in caught.value.detail
    assert bytes_below(tmp_path / "packs") == before
    assert borne.version() == bundled_version()


def test_a_link_to_a_walkthrough_that_is_not_there_is_refused(start, tmp_path, keys):
    root = small_content(tmp_path, OLD)
    path = root / SCAN / "parcours.yaml"
    text = path.read_text("utf-8").replace("bilan: fini", "bilan: fini, parcours: absent", 1)
    text = text.replace("bilan: fini\n", "bilan: fini\n    parcours: absent\n", 1)
    path.write_text(text, "utf-8")
    assert "absent" in text
    files = {
        one.relative_to(root).as_posix(): one.read_bytes() for one in sorted(root.rglob("*.yaml"))
    }
    pack = written(tmp_path / "bad.sixpack", zipped(entries_of(keys.house(), files)))

    with pytest.raises(PackRefused) as caught:
        start().packs.install(pack)

    assert caught.value.detail.endswith("E103")


def test_a_pack_for_a_newer_program_is_refused(start, tmp_path, keys):
    told = manifest_of({"a/parcours.yaml": b"x"}, min_program="9.0.0")
    entries = entries_of(keys.house(), {"a/parcours.yaml": b"x"}, told)
    path = written(tmp_path / "new.sixpack", zipped(entries))

    assert fault(start().packs.install, path) is PackFault.PROGRAM_TOO_OLD


def test_a_changed_file_of_equal_length_is_found_by_its_hash(start, tmp_path, keys, packs_made):
    path = tmp_path / "changed.sixpack"
    with zipfile.ZipFile(packs_made[OLD]) as whole:
        entries = [(info.filename, whole.read(info)) for info in whole.infolist()]
    title = f"content/{SCAN}/textes.fr.yaml"  # no file of this hash is here already
    changed = [(n, c.replace(OLD.encode(), NEW.encode()) if n == title else c) for n, c in entries]
    assert changed != entries
    written(path, zipped(changed))
    borne = start()

    assert fault(borne.packs.install, path) is PackFault.HASH_WRONG
    assert not (tmp_path / "packs" / "kept").exists()
    assert borne.version() == bundled_version()


def test_a_disk_without_room_is_told_before_anything_is_unpacked(
    start, tmp_path, packs_made, monkeypatch
):
    borne = start()
    few = Usage(10**9, 10**9, stores.SPARE_BYTES)
    monkeypatch.setattr(stores.shutil, "disk_usage", lambda _: few)

    assert fault(borne.packs.install, packs_made[OLD]) is PackFault.DISK_FULL
    assert not list(tmp_path.rglob("*.yaml"))


@pytest.mark.parametrize("most", [0, 200, 2_000, 6_000])
def test_a_disk_that_fills_up_on_the_way_is_told_and_what_serves_stays(
    start, tmp_path, packs_made, most
):
    borne = start()
    borne.title()

    with no_file_beyond(most):
        refused = fault(borne.packs.install, packs_made[OLD])

    assert refused is PackFault.DISK_FULL
    assert borne.version() == bundled_version()
    borne.install(packs_made[OLD])
    assert borne.packs.activate()
    assert borne.packs.store.is_whole(borne.packs.current.digest)


def test_a_kept_pack_that_was_damaged_gives_way_to_the_one_before(start, tmp_path, packs_made):
    borne = start()
    for version in (OLD, NEW):
        borne.install(packs_made[version])
        borne.packs.activate()
    file = borne.packs.current.folder / SCAN / "textes.fr.yaml"
    file.write_bytes(file.read_bytes()[:-1] + b"!")

    borne = start()

    assert borne.title() == f"Scanner {OLD}"
    assert borne.packs.health()[1].startswith(PackFault.DAMAGED_HERE.value)
    assert "abîmé" in borne.packs.status().problem
    borne.install(packs_made[NEW])
    borne.packs.activate()
    assert borne.title() == f"Scanner {NEW}"
    assert borne.packs.health() == (f"essai {NEW}", "")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"active": 1}', b"\xff" * 40])
def test_a_damaged_choice_falls_back_on_the_programs_own_content(
    start, tmp_path, packs_made, content
):
    borne = start()
    borne.install(packs_made[OLD])
    borne.packs.activate()
    (tmp_path / "packs" / "state.json").write_bytes(content)

    assert start().version() == bundled_version()


def test_a_refusal_is_kept_for_the_technician_and_the_city(start, tmp_path, packs_made):
    borne = start()
    borne.packs.note_refusal(PackRefused(PackFault.HASH_WRONG, "rsa"), version=OLD)

    borne = start()

    assert borne.packs.health()[1] == f"hash_wrong {OLD}"
    assert "copiez-le à nouveau (rsa)." in borne.packs.status().problem
    borne.install(packs_made[OLD])
    assert borne.packs.health()[1] == ""


def test_the_shipped_edition_is_not_older_than_its_walkthroughs():
    versions = [
        line.partition(":")[2].strip()
        for path in SHIPPED.glob("*/parcours.yaml")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("version:")
    ]

    def numbers(text):
        return tuple(int(part) for part in text.split("."))

    told = json.loads((SHIPPED / "edition.json").read_bytes())["version"]
    assert versions
    assert max(map(numbers, versions)) <= numbers(told)


def test_the_helper_changes_the_title_it_says(tmp_path):
    root = small_content(tmp_path, OLD)
    retitle(root, "Autre")

    assert "titre: Autre" in (root / SCAN / "textes.fr.yaml").read_text("utf-8")
