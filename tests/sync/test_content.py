# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content from the city: published once, fetched piece by piece, given in ranges."""

from __future__ import annotations

import hashlib

import pytest

from kiosk.content.packs import manifest as manifests
from kiosk.content.packs.building import PackLabel, sign_content, write_pack
from kiosk.content.packs.signing import Issuer
from sync.client.content import ContentFetcher, FetchOutcome
from sync.client.transport import Answer
from sync.server.content_shelf import announce, shelf_of, signer_of, trust_of
from sync.server.keys import renewed_content_key
from sync.wire_form import CONTENT_PATH, MAX_RANGE_BYTES
from tests.support.city import open_machine
from tests.support.packs import TODAY, pack_of, retitle, small_content
from tests.support.published_content import (
    FIRST,
    SECOND,
    SOUND,
    Cable,
    content,
    fetch_all,
    publish,
    title_of,
)


def test_a_published_pack_reaches_a_machine_and_only_what_is_missing_travels(city, tmp_path):
    root = content(tmp_path, FIRST, "Premier titre")
    one = publish(city, root, FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    assert ContentFetcher(kiosk, cable).wanted() is None
    city.client(kiosk).exchange()

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE
    assert kiosk.packs.activate()

    assert title_of(kiosk) == "Premier titre"
    assert kiosk.packs.current.digest == one.digest
    assert kiosk.packs.current.issuer is Issuer.CITY
    # manifest, three pieces of the sound, and the files that the program does not ship
    assert len(cable.asked) < 10
    assert fetch_all(kiosk, cable) is None

    retitle(root, "Second titre")
    publish(city, root, SECOND)
    city.client(kiosk).exchange()
    cable.asked.clear()
    assert fetch_all(kiosk, cable) is FetchOutcome.DONE
    kiosk.packs.activate()

    assert title_of(kiosk) == "Second titre"
    assert len(cable.asked) == 2


def test_a_download_that_was_cut_goes_on_where_it_was(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Coupé"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    city.client(kiosk).exchange()
    n_cuts = 0
    for _ in range(30):
        cable.holds = 1
        outcome = fetch_all(kiosk, cable)
        if outcome is FetchOutcome.DONE:
            break
        assert outcome is FetchOutcome.AWAY
        assert kiosk.packs.current.digest == ""
        n_cuts += 1

    assert n_cuts > 3
    assert len(cable.asked) == len(set(cable.asked))
    kiosk.packs.activate()
    assert title_of(kiosk) == "Coupé"


def test_a_machine_that_starts_again_in_the_midst_keeps_what_came(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Redémarré"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    city.client(kiosk).exchange()
    cable.holds = 2
    assert fetch_all(kiosk, cable) is FetchOutcome.AWAY
    asked = set(cable.asked)
    city.machines.remove(kiosk)
    kiosk.close()

    kiosk = open_machine(kiosk.folder, city.clock, secrets=kiosk.secrets)
    city.machines.append(kiosk)
    cable.holds, cable.asked = 10**9, []

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE
    assert not asked & set(cable.asked)


def test_a_slice_ends_after_its_seconds(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Lent"), FIRST)
    kiosk = city.machine("a")
    city.client(kiosk).exchange()

    class Slow(Cable):
        def get_range(self, path, first, n_bytes):
            city.clock.pass_time(seconds=3)
            return super().get_range(path, first, n_bytes)

    cable = Slow(city)
    fetcher = ContentFetcher(kiosk, cable, slice_s=4.0)
    wanted = fetcher.wanted()
    outcomes = []
    while not outcomes or outcomes[-1] is FetchOutcome.MORE:
        before = len(cable.asked)
        outcomes.append(fetcher.fetch(wanted).outcome)
        assert len(cable.asked) - before <= 2

    assert outcomes[-1] is FetchOutcome.DONE
    assert len(outcomes) > 2


def test_content_is_judged_only_when_nobody_is_there(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Attendre"), FIRST)
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    fetcher = ContentFetcher(kiosk, Cable(city))
    wanted = fetcher.wanted()

    assert fetcher.fetch(wanted, may_judge=False).outcome is FetchOutcome.MORE
    assert fetcher.fetch(wanted, may_judge=False).outcome is FetchOutcome.MORE
    assert fetcher.fetch(wanted).outcome is FetchOutcome.DONE


def test_the_page_of_a_public_network_is_not_taken_for_content(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Portail"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city, portal=True)
    city.client(kiosk).exchange()

    assert fetch_all(kiosk, cable) is FetchOutcome.AWAY
    assert kiosk.packs.health()[1] == ""
    cable.portal = False
    cable.holds = 1
    assert fetch_all(kiosk, cable) is FetchOutcome.AWAY
    cable.portal, cable.holds = True, 10**9
    assert fetch_all(kiosk, cable) is FetchOutcome.AWAY
    cable.portal = False
    assert fetch_all(kiosk, cable) is FetchOutcome.DONE


def test_bytes_changed_on_the_way_are_dropped_told_and_asked_again(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Changé"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    client = city.client(kiosk)
    client.exchange()

    class Flipping(Cable):
        def get_range(self, path, first, n_bytes):
            answer = super().get_range(path, first, n_bytes)
            if first == 0 and len(answer.body) == n_bytes == MAX_RANGE_BYTES:
                flipped = bytes([answer.body[0] ^ 1]) + answer.body[1:]
                return Answer(206, answer.content_type, flipped, content_range="bytes 0-9/9")
            return answer

    assert fetch_all(kiosk, Flipping(city)) is FetchOutcome.REFUSED
    assert kiosk.packs.health()[1] == f"hash_wrong {FIRST}"
    client.exchange()
    with city.city.database.transaction() as unit:
        (machine,) = unit.fleet.machines()
    assert machine.health["content_problem"] == f"hash_wrong {FIRST}"
    assert machine.health["content"].startswith("sixieme ")

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE
    kiosk.packs.activate()
    client.exchange()
    with city.city.database.transaction() as unit:
        (machine,) = unit.fleet.machines()
    assert machine.health.get("content_problem", "") == ""
    assert machine.health["content"] == f"essai {FIRST}"


def test_a_pack_that_one_went_back_from_is_not_fetched_again(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Reculé"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    city.client(kiosk).exchange()
    fetch_all(kiosk, cable)
    kiosk.packs.activate()

    kiosk.packs.go_back()
    city.client(kiosk).exchange()

    assert fetch_all(kiosk, cable) is None
    assert kiosk.packs.current.digest == ""


def test_a_pack_too_old_for_one_that_somebody_left_is_fetched_after_all(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "De la ville"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    city.client(kiosk).exchange()
    root = small_content(tmp_path, SECOND, title="Par clé USB")
    pack = pack_of(root, signer_of(city.city), tmp_path / "usb.sixpack", SECOND)
    kiosk.packs.stage(kiosk.packs.install(pack))
    kiosk.packs.activate()
    assert fetch_all(kiosk, cable) is FetchOutcome.REFUSED
    assert fetch_all(kiosk, cable) is None

    kiosk.packs.go_back()

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE
    kiosk.packs.activate()
    assert title_of(kiosk) == "De la ville"


def test_a_pack_for_a_newer_program_is_fetched_once_the_program_is_new(city, tmp_path, monkeypatch):
    root = content(tmp_path, FIRST, "Programme neuf")
    label = PackLabel("essai", FIRST, min_program="0.2.0")
    path = tmp_path / "neuf.sixpack"
    write_pack(root, sign_content(root, label, signer_of(city.city), TODAY), path)
    shelf_of(city.city).publish(path, trust_of(city.city))
    announce(city.city)
    kiosk, cable = city.machine("a"), Cable(city)
    city.client(kiosk).exchange()
    assert fetch_all(kiosk, cable) is FetchOutcome.REFUSED
    assert fetch_all(kiosk, cable) is None

    monkeypatch.setattr(manifests, "PROGRAM_VERSION", "0.2.0")

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE


def test_a_pack_refused_for_its_key_is_fetched_once_the_city_has_signed_it_again(city, tmp_path):
    publish(city, content(tmp_path, FIRST, "Signé à nouveau"), FIRST)
    kiosk, cable = city.machine("a"), Cable(city)
    renewed_content_key(city.folder / "city")
    city.restart()
    city.client(kiosk).exchange()
    assert fetch_all(kiosk, cable) is FetchOutcome.REFUSED

    shelf_of(city.city).sign_again(signer_of(city.city))
    announce(city.city)
    city.client(kiosk).exchange()

    assert fetch_all(kiosk, cable) is FetchOutcome.DONE


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [
        ("", 206, MAX_RANGE_BYTES),
        ("bytes=0-99", 206, 100),
        ("bytes=2097200-2199999", 206, 52),
        ("bytes=99999999-", 416, 0),
        ("bytes=5-2", 416, 0),
        ("bytes=-5", 206, MAX_RANGE_BYTES),
        ("bytes=0-1,5-6", 206, MAX_RANGE_BYTES),
        ("bytes=" + "9" * 400 + "-", 206, MAX_RANGE_BYTES),
    ],
)
def test_the_door_gives_ranges_and_no_more(city, tmp_path, asked, status, length):
    publish(city, content(tmp_path, FIRST, "Porte"), FIRST)
    digest = hashlib.sha256((tmp_path / f"content-{FIRST}-5" / SOUND).read_bytes()).hexdigest()

    answer = city.get(f"{CONTENT_PATH}/{digest}", headers={"range": asked} if asked else {})

    assert answer.status_code == status
    assert len(answer.content) == length


@pytest.mark.parametrize(
    "name", ["0" * 64, "..", "%2e%2e%2fcity_keys.json", "published.json", "A" * 64, "0"]
)
def test_the_door_gives_nothing_that_was_not_published(city, tmp_path, name):
    publish(city, content(tmp_path, FIRST, "Porte"), FIRST)

    assert city.get(f"{CONTENT_PATH}/{name}").status_code == 404


def test_a_city_without_content_says_nothing_of_it(city):
    kiosk = city.machine("a")

    report = city.client(kiosk).exchange()

    assert report.outcome.value == "sent"
    assert ContentFetcher(kiosk, Cable(city)).wanted() is None
