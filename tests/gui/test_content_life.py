# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content on the screen: new between two people, taken off at once when it was called back."""

from __future__ import annotations

import pytest

from kiosk.content.packs import signing
from kiosk.domain.recalls import Recall, RecallKind
from tests.support.packs import KEPT, Keys, pack_of, recalls_of, small_content
from tests.support.terminal import PINS, StaffRole, open_bench
from ui.navigation.routes import Route
from ui.screens.technician import keys as usb_keys

SCAN, NEW = KEPT[0], "2026.12.1"
TITLE = "Le scanner, autrement"


@pytest.fixture(scope="module")
def keys():
    return Keys()


@pytest.fixture(scope="module")
def pack(tmp_path_factory, keys):
    folder = tmp_path_factory.mktemp("usb")
    root = small_content(folder, NEW, title=TITLE)
    return pack_of(root, keys.house(), folder / "ville.sixpack", NEW)


@pytest.fixture
def bench(tmp_path, keys, monkeypatch, qapp):
    del qapp
    monkeypatch.setattr(signing, "PINNED_PUBLISHER_KEY", keys.publisher.public.hex())
    opened = open_bench(tmp_path / "kiosk")
    yield opened
    opened.close()


def titles(bench):
    return {card.title for card in bench.kiosk.walkthroughs.cards("fr")}


def stage_pack(bench, pack):
    bench.kiosk.packs.stage(bench.kiosk.packs.install(pack))


def recall(bench, keys, subject=SCAN, kind=RecallKind.WALKTHROUGH):
    bench.kiosk.packs.take_recalls(recalls_of(keys.house(), 1, Recall(kind, subject)))
    bench.settle()


def open_walkthrough(bench, walkthrough_id=SCAN):
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)
    bench.settle()


def test_a_pack_waits_for_the_end_of_the_session(bench, pack):
    open_walkthrough(bench)
    stage_pack(bench, pack)
    bench.terminal.content.activate()
    assert TITLE not in titles(bench)

    from kiosk.domain.sessions import SessionOutcome

    bench.terminal.turnover.end_session(SessionOutcome.FINISHED)
    bench.settle()
    bench.terminal.turnover.next_person()
    bench.settle()

    assert TITLE in titles(bench)


def test_a_pack_serves_at_once_where_nobody_is(bench, pack):
    stage_pack(bench, pack)

    bench.terminal.content.activate()

    assert TITLE in titles(bench)


def test_the_exercises_stay_when_a_pack_serves(bench, pack):
    before = bench.kiosk.practice.cards("fr")
    stage_pack(bench, pack)

    bench.terminal.content.activate()
    bench.settle()

    assert TITLE in titles(bench)
    assert before
    assert bench.kiosk.practice.cards("fr") == before


def test_a_list_that_somebody_reads_does_not_change_under_the_hand(bench, pack):
    bench.router.go(Route.WALKTHROUGH_LIST)
    bench.settle()
    stage_pack(bench, pack)

    bench.terminal.content.activate()

    assert TITLE not in titles(bench)


def test_a_recalled_walkthrough_gives_way_to_a_calm_page_and_a_person(bench, keys):
    open_walkthrough(bench)

    recall(bench, keys)

    assert bench.router.current.route is Route.NOTICE
    assert "Cette démarche est en pause" in bench.texts()
    assert bench.session.is_open
    bench.touch("Parler à une personne")
    assert bench.router.current.route is Route.HELP


def test_a_recall_reaches_a_walkthrough_that_another_page_covers(bench, keys):
    open_walkthrough(bench)
    bench.router.go(Route.HELP, walkthrough_id=SCAN)
    bench.settle()

    recall(bench, keys)
    assert bench.router.current.route is Route.HELP
    bench.router.back()
    bench.settle()

    assert bench.router.current.route is Route.NOTICE
    assert "Cette démarche est en pause" in bench.texts()


def test_a_recall_leaves_the_other_walkthroughs_alone(bench, keys):
    open_walkthrough(bench, "arnaque")

    recall(bench, keys)

    assert bench.router.current.route is Route.WALKTHROUGH


def test_a_recalled_walkthrough_cannot_be_opened_again(bench, keys):
    titles(bench)
    recall(bench, keys)

    open_walkthrough(bench)

    assert bench.router.current.route is Route.NOTICE


def test_an_address_that_was_recalled_stops_the_walkthrough_that_leads_to_it(bench, keys):
    open_walkthrough(bench, "caf-rsa-declaration")

    recall(bench, keys, "caf.fr", RecallKind.URL)

    assert bench.router.current.route is Route.NOTICE


def enter_technician(bench):
    bench.router.go(Route.PIN)
    bench.settle()
    for digit in PINS[StaffRole.TECHNICIAN]:
        bench.touch(digit)
    bench.settle()
    if bench.router.current.route is Route.PIN:
        bench.touch("Valider")
    assert bench.router.current.route is Route.TECHNICIAN


def test_a_technician_installs_from_a_key_and_goes_back(bench, pack, monkeypatch):
    monkeypatch.setattr("ui.screens.technician.presenter.content_files", lambda: (pack,))
    enter_technician(bench)
    bench.touch("Installer ville.sixpack")
    assert TITLE not in titles(bench)
    assert NEW in bench.texts()

    bench.terminal.turnover.lock_staff()
    bench.settle()
    assert TITLE in titles(bench)

    enter_technician(bench)
    assert f"{NEW} (éditeur)" in bench.texts()
    bench.touch("Revenir au contenu d’avant")
    bench.terminal.turnover.lock_staff()
    assert TITLE not in titles(bench)


def test_the_focus_stays_on_the_file_that_was_refused(bench, pack, tmp_path, monkeypatch):
    cut = tmp_path / "coupé.sixpack"
    cut.write_bytes(pack.read_bytes()[:-9])
    monkeypatch.setattr("ui.screens.technician.presenter.content_files", lambda: (cut,))
    enter_technician(bench)
    button = bench.named("Installer coupé.sixpack")
    button.setFocus()

    button.click()
    bench.settle()

    assert bench.window.focusWidget() is button


def test_a_technician_reads_why_a_file_of_a_key_is_refused(bench, pack, tmp_path, monkeypatch):
    cut = tmp_path / "coupé.sixpack"
    cut.write_bytes(pack.read_bytes()[:-9])
    monkeypatch.setattr("ui.screens.technician.presenter.content_files", lambda: (cut,))
    enter_technician(bench)

    bench.touch("Installer coupé.sixpack")

    sentence = "Ce fichier n’est pas un paquet entier : copiez-le à nouveau."
    assert sentence in bench.texts()
    assert bench.kiosk.packs.health()[1] == "not_a_pack"


def test_a_technician_finds_packs_and_recalls_on_keys_only(tmp_path, monkeypatch):
    key = tmp_path / "media" / "cle"
    key.mkdir(parents=True)
    for name in ("b.sixpack", "a.sixrappel", "photo.jpg"):
        (key / name).write_bytes(b"x")
    (key / "link.sixpack").symlink_to(tmp_path)
    (key / "folder.sixpack").mkdir()
    roots = (tmp_path / "media",)
    assert usb_keys.content_files(roots) == ()

    monkeypatch.setattr(usb_keys.os.path, "ismount", lambda path: path == key)

    assert usb_keys.content_files(roots) == (key / "a.sixrappel", key / "b.sixpack")


def test_a_host_called_back_is_closed_at_once_in_the_list_of_the_session(bench, keys):
    open_walkthrough(bench)
    sites = bench.terminal.parts.ready_sites
    sites.open_list([".caf.fr"])
    assert sites.allowed.holds("a.caf.fr")

    recall(bench, keys, "a.caf.fr", RecallKind.URL)

    assert not sites.allowed.holds("a.caf.fr")
    assert sites.allowed.holds("www.caf.fr")


def test_a_recall_opens_no_list_where_no_site_was_opened(bench, keys):
    open_walkthrough(bench)
    sites = bench.terminal.parts.ready_sites

    recall(bench, keys, "a.caf.fr", RecallKind.URL)

    assert not sites.token
    assert not sites.allowed.holds("www.caf.fr")
