# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les paquets sur une borne : pris entiers ou pas du tout, et seulement entre deux personnes."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.content.packs import store as stores
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.recalls import Recall, RecallKind
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import EventBus, Topic
from kiosk.services.content_packs import ContentPackService
from kiosk.services.letters import LetterService
from kiosk.services.sessions import SessionService
from kiosk.services.walkthroughs import WalkthroughService
from tests.storage.test_faults_of_the_disk import no_file_beyond
from tests.support.fakes import FrozenClock
from tests.support.forged_packs import entries_of, manifest_of, written, zipped
from tests.support.packs import (
    KEPT,
    SHIPPED,
    Keys,
    bundled_version,
    bytes_below,
    pack_of,
    recalls_of,
    retitle,
    small_content,
)
from tests.support.storage import started_database

SCAN = KEPT[0]
LONG = b"titre: " + random.Random(7).randbytes(100_000).hex().encode()
OLD, NEW, NEWEST = "2026.12.1", "2026.12.2", "2026.12.3"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(scope="module")
def keys():
    return Keys()


@pytest.fixture(scope="module")
def packs_made(tmp_path_factory, keys):
    """Three versions of one content, by the publisher; the titles tell them apart."""
    folder = tmp_path_factory.mktemp("made")
    made = {}
    for version in (OLD, NEW, NEWEST):
        root = small_content(folder, version, title=f"Scanner {version}")
        made[version] = pack_of(root, keys.house(), folder / f"{version}.sixpack", version)
    return made


class Borne:
    """What a start of the program makes of a data folder."""

    def __init__(self, folder: Path, publisher: bytes, bundled: Path) -> None:
        self.folder = folder
        self.bus = EventBus()
        self.database = started_database(folder)
        self.sessions = SessionService(self.database, FrozenClock(), self.bus)
        self.walkthroughs = WalkthroughService(bundled, folder / "content_cache", FrozenClock())
        self.letters = LetterService(bundled, folder / "content_cache", self.walkthroughs)
        self.packs = ContentPackService(
            folder, self.database, self.bus, bundled=bundled, publisher=publisher
        )
        self.packs.start(self.walkthroughs, self.letters)

    def install(self, path: Path) -> None:
        self.packs.stage(self.packs.install(path))

    def version(self) -> str:
        return self.packs.current.version

    def title(self) -> str:
        cards = {one.walkthrough_id: one.title for one in self.walkthroughs.cards("fr")}
        return cards[SCAN]

    def close(self) -> None:
        self.database.close()


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """The program's own content, of which the tests need a part."""
    root = small_content(tmp_path_factory.mktemp("bundled"), bundled_version())
    for file in ("edition.json", "registres/lettres.yaml"):
        shutil.copy(SHIPPED / file, root / file)
    return root


@pytest.fixture
def start(tmp_path, keys, bundled):
    opened = []

    def begin(own: Path = bundled) -> Borne:
        for one in opened:
            one.close()
        opened.clear()
        opened.append(Borne(tmp_path, keys.publisher.public, own))
        return opened[0]

    yield begin
    for one in opened:
        one.close()


def fault(job, *arguments):
    with pytest.raises(PackRefused) as caught:
        job(*arguments)
    return caught.value.fault


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
    found = borne.walkthroughs.search("arnaque", "fr", 5)
    borne.install(packs_made[OLD])

    assert not borne.packs.activate()
    assert borne.walkthroughs.screen(run, "ar") == seen
    assert borne.walkthroughs.cards("fr") == cards
    assert borne.walkthroughs.themes("fr") == themes
    assert borne.walkthroughs.search("arnaque", "fr", 5) == found
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


# Recalls


def test_a_recall_stops_a_walkthrough_even_in_a_running_session(start, keys):
    borne = start()
    borne.sessions.open("fr")
    run = borne.walkthroughs.start(SCAN)
    other = borne.walkthroughs.start("arnaque")
    told = []
    borne.bus.subscribe(Topic.CONTENT, told.append)

    borne.packs.take_recalls(recalls_of(keys.house(), 1, Recall(RecallKind.WALKTHROUGH, SCAN)))

    assert told == [Topic.CONTENT]
    assert borne.walkthroughs.is_stopped(run)
    assert not borne.walkthroughs.is_stopped(other)
    assert borne.walkthroughs.is_withdrawn(SCAN)
    with pytest.raises(Refused):
        borne.walkthroughs.start(SCAN)
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}
    found = borne.walkthroughs.search("scanner", "fr", 5)
    assert SCAN not in {one.walkthrough_id for one in found}
    borne = start()
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}


def test_a_newer_version_in_a_pack_brings_a_recalled_walkthrough_back(start, keys, packs_made):
    borne = start()
    bad = Recall(RecallKind.WALKTHROUGH, SCAN, OLD)
    borne.packs.take_recalls(recalls_of(keys.house(), 1, bad))
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}

    borne.install(packs_made[NEW])
    borne.packs.activate()

    assert borne.title() == f"Scanner {NEW}"


def test_a_recalled_pack_stops_at_once_and_gives_way_between_sessions(start, keys, packs_made):
    borne = start()
    borne.install(packs_made[OLD])
    borne.packs.activate()
    session = borne.sessions.open("fr")
    run = borne.walkthroughs.start(SCAN)

    borne.packs.take_recalls(recalls_of(keys.house(), 1, Recall(RecallKind.PACK, "essai", OLD)))

    assert borne.packs.is_waiting
    assert borne.walkthroughs.is_stopped(run)
    assert borne.walkthroughs.cards("fr") == ()
    borne.sessions.finish(session, SessionOutcome.FINISHED)
    assert borne.packs.activate()
    assert borne.version() == bundled_version()
    assert borne.walkthroughs.cards("fr")
    assert fault(borne.packs.install, packs_made[OLD]) is PackFault.RECALLED
    borne.install(packs_made[NEW])
    borne.packs.activate()
    assert borne.title() == f"Scanner {NEW}"


# Cuts of power


class PowerCut(BaseException):
    """The machine is dead: nothing that would clean up runs any more."""


class Fuse:
    """Cuts the power before the n-th act on the file system, and before all those after it."""

    ACTS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"})

    def __init__(self) -> None:
        self.n_acts, self.most = 0, -1
        self.folder = ""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.most < 0 or event not in self.ACTS or self.folder not in str(arguments[0]):
            return
        if self.n_acts == self.most:
            raise PowerCut
        self.n_acts += 1

    def blow_after(self, most: int, folder: Path) -> None:
        self.n_acts, self.most, self.folder = 0, most, str(folder)

    def mend(self) -> int:
        """Switch off; return how many acts were done."""
        self.most = -1
        return self.n_acts


FUSE = Fuse()
NEVER = 10**9


def acts_of(borne: Borne, path: Path, most: int) -> int:
    """Install and activate a pack, cut before the act `most`; return how many acts were done."""
    FUSE.blow_after(most, borne.folder / "packs")
    with contextlib.suppress(PowerCut):
        borne.install(path)
        borne.packs.activate()
    return FUSE.mend()


def test_a_cut_at_any_act_leaves_the_old_content_or_the_new_whole(
    tmp_path, keys, packs_made, bundled
):
    """Acts on files during install, stage and activation: each of the last, a part of the first."""
    model = tmp_path / "model"
    model.mkdir()
    first = Borne(model, keys.publisher.public, bundled)
    first.install(packs_made[OLD])
    first.packs.activate()
    first.close()
    whole = tmp_path / "whole"
    shutil.copytree(model, whole)
    borne = Borne(whole, keys.publisher.public, bundled)
    n_acts = acts_of(borne, packs_made[NEW], NEVER)
    borne.close()
    cuts = sorted({*range(0, n_acts, 31), *range(n_acts - 30, n_acts)})
    seen = set()

    for cut in cuts:
        folder = tmp_path / f"cut-{cut}"
        shutil.copytree(model, folder)
        borne = Borne(folder, keys.publisher.public, bundled)
        assert acts_of(borne, packs_made[NEW], cut) == cut
        borne.close()

        again = Borne(folder, keys.publisher.public, bundled)
        seen.add(again.version())
        assert again.version() in {OLD, NEW}
        assert again.title() == f"Scanner {again.version()}"
        assert again.packs.store.is_whole(again.packs.current.digest)
        if cut % 9 == 0:
            again.install(packs_made[NEWEST])
            assert again.packs.activate()
            assert again.title() == f"Scanner {NEWEST}"
        again.close()
        shutil.rmtree(folder)

    assert n_acts > 100
    assert seen == {OLD, NEW}


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
