# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose content a machine believes: recalls, keys that were replaced, packs by USB."""

from __future__ import annotations

import pytest

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.recalls import Recall, RecallKind
from sync.client.content import FetchOutcome
from sync.server.content_shelf import announce, shelf_of, signer_of, trust_of
from sync.server.keys import renewed_content_key
from tests.support.city import open_machine
from tests.support.packs import (
    Keys,
    pack_of,
    recalls_of,
    small_content,
)
from tests.support.published_content import (
    FIRST,
    SCAN,
    SECOND,
    Cable,
    content,
    fetch_all,
    publish,
    title_of,
)


def test_a_list_that_a_machine_does_not_believe_never_hides_the_citys_own(city):
    kiosk = city.machine("a")
    shelf = shelf_of(city.city)
    stranger = recalls_of(Keys().house(), 1, Recall(RecallKind.URL, "ameli.fr"))
    shelf.recall(Recall(RecallKind.WALKTHROUGH, SCAN), signer_of(city.city))
    (shelf.folder / "recalls-publisher.json").write_bytes(stranger)

    city.client(kiosk).exchange()

    assert [one.subject for one in kiosk.packs.recalls.entries] == [SCAN]
    assert kiosk.packs.health()[1] == PackFault.KEY_UNKNOWN


def test_a_damaged_list_of_the_city_is_told_and_never_begun_again(city):
    shelf = shelf_of(city.city)
    shelf.recall(Recall(RecallKind.URL, "caf.fr"), signer_of(city.city))
    damaged = (shelf.folder / "recalls-city.json").read_bytes()[:-2] + b"\xff\xfe"
    (shelf.folder / "recalls-city.json").write_bytes(damaged)

    with pytest.raises(PackRefused) as caught:
        shelf.recall(Recall(RecallKind.URL, "ameli.fr"), signer_of(city.city))

    assert caught.value.fault is PackFault.RECALL_UNREADABLE
    assert (shelf.folder / "recalls-city.json").read_bytes() == damaged


def test_a_recall_reaches_a_machine_in_the_midst_of_a_session(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    assert client.probe() is False
    kiosk.sessions.open("fr")
    run = kiosk.walkthroughs.start(SCAN)

    shelf_of(city.city).recall(Recall(RecallKind.WALKTHROUGH, SCAN), signer_of(city.city))
    announce(city.city)
    assert client.probe() is True
    client.exchange()

    assert kiosk.walkthroughs.is_stopped(run)
    assert kiosk.packs.status().n_recalls == 1


def test_recalls_lost_with_their_file_are_asked_for_again(city):
    shelf_of(city.city).recall(Recall(RecallKind.URL, "caf.fr"), signer_of(city.city))
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    (kiosk.packs.store.folder / "recalls-city.json").unlink()
    city.machines.remove(kiosk)
    kiosk.close()
    kiosk = open_machine(kiosk.folder, city.clock, secrets=kiosk.secrets)
    city.machines.append(kiosk)
    assert kiosk.packs.lacks_recalls

    city.client(kiosk).exchange()

    assert not kiosk.packs.lacks_recalls


def test_recalls_survive_the_restoration_of_the_citys_database(city):
    shelf = shelf_of(city.city)
    database = city.folder / "city" / "city.db"
    before = database.read_bytes()
    shelf.recall(Recall(RecallKind.URL, "caf.fr"), signer_of(city.city))
    city.city.close()
    for name in ("city.db-wal", "city.db-shm"):
        (city.folder / "city" / name).unlink(missing_ok=True)
    database.write_bytes(before)
    city.open()

    found = shelf_of(city.city).recall(Recall(RecallKind.URL, "ameli.fr"), signer_of(city.city))

    assert found.serial == 2
    assert len(found.entries) == 2


def test_after_a_change_of_key_what_is_published_is_believed_and_the_old_key_is_not(city, tmp_path):
    root = content(tmp_path, FIRST, "Clé neuve")
    away = city.machine("away")
    old_signer = signer_of(city.city)
    publish(city, root, FIRST)
    shelf_of(city.city).recall(Recall(RecallKind.URL, "caf.fr"), old_signer)

    renewed_content_key(city.folder / "city")
    city.restart()
    shelf_of(city.city).sign_again(signer_of(city.city))
    announce(city.city)
    kiosk = city.machine("b")
    for machine in (kiosk, away):
        city.client(machine).exchange()
        assert fetch_all(machine, Cable(city)) is FetchOutcome.DONE
        assert machine.packs.status().n_recalls == 1

    stale = small_content(tmp_path, SECOND, title="Vieille clé")
    pack = pack_of(stale, old_signer, tmp_path / "stale.sixpack", SECOND)
    with pytest.raises(PackRefused) as caught:
        kiosk.packs.install(pack)
    assert caught.value.fault is PackFault.KEY_EXPIRED
    with pytest.raises(PackRefused) as caught:
        shelf_of(city.city).publish(pack, trust_of(city.city))
    assert caught.value.fault is PackFault.KEY_EXPIRED


def test_a_pack_of_the_city_comes_by_usb_to_a_machine_that_was_away_for_months(city, tmp_path):
    kiosk = city.machine("a")
    renewed_content_key(city.folder / "city")
    city.restart()
    root = content(tmp_path, FIRST, "Par clé USB")
    pack = pack_of(root, signer_of(city.city), tmp_path / "usb.sixpack", FIRST)

    kiosk.packs.stage(kiosk.packs.install(pack))
    kiosk.packs.activate()

    assert title_of(kiosk) == "Par clé USB"


def test_a_key_replaced_by_a_list_on_usb_counts_no_more_even_after_a_restart(city, tmp_path):
    kiosk, old_signer = city.machine("a"), signer_of(city.city)
    root = small_content(tmp_path, FIRST, title="Clé volée")
    stale = pack_of(root, old_signer, tmp_path / "stale.sixpack", FIRST)
    renewed_content_key(city.folder / "city")
    city.restart()
    recall = Recall(RecallKind.URL, "caf.fr")
    kiosk.packs.take_recalls(recalls_of(signer_of(city.city), 1, recall))

    with pytest.raises(PackRefused) as caught:
        kiosk.packs.install(stale)
    assert caught.value.fault is PackFault.KEY_EXPIRED

    city.machines.remove(kiosk)
    kiosk.close()
    kiosk = open_machine(kiosk.folder, city.clock, secrets=kiosk.secrets)
    city.machines.append(kiosk)
    with pytest.raises(PackRefused) as caught:
        kiosk.packs.install(stale)
    assert caught.value.fault is PackFault.KEY_EXPIRED


def test_a_machine_of_no_city_believes_nobody(city, tmp_path):
    kiosk = city.machine("a", enrolled=False)
    root = content(tmp_path, FIRST, "Personne")
    pack = pack_of(root, signer_of(city.city), tmp_path / "usb.sixpack", FIRST)

    with pytest.raises(PackRefused) as caught:
        kiosk.packs.install(pack)

    assert caught.value.fault is PackFault.NO_KEY


def test_the_city_publishes_only_forward(city, tmp_path):
    publish(city, content(tmp_path, SECOND, "Nouveau"), SECOND)
    older = small_content(tmp_path, FIRST, title="Ancien")
    pack = pack_of(older, signer_of(city.city), tmp_path / "older.sixpack", FIRST)

    with pytest.raises(PackRefused) as caught:
        shelf_of(city.city).publish(pack, trust_of(city.city))

    assert caught.value.fault is PackFault.OLDER_THAN_ACTIVE
    assert shelf_of(city.city).published().version == SECOND
