# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose signature counts: the pinned publisher, the key that the city's root states today."""

from __future__ import annotations

import random

import pytest

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.kept_recalls import KeptRecalls
from kiosk.content.packs.recall_file import check_recall, read_recalls, recall_bytes
from kiosk.content.packs.signing import ContentPurpose, Issuer, Signer, Trust, pinned_publisher
from kiosk.domain.recalls import Recall, RecallKind
from kiosk.services.content_trust import raised_trust
from tests.support.packs import Keys, recalls_of

CONTENT = b"what is signed"
PACK = ContentPurpose.PACK
SCAN = Recall(RecallKind.WALKTHROUGH, "scanner-envoyer", "2026.12.1")
CAF = Recall(RecallKind.URL, "caf.fr")


@pytest.fixture
def keys():
    return Keys()


def fault(job, *arguments):
    with pytest.raises(PackRefused) as caught:
        job(*arguments)
    return caught.value.fault


def test_no_publisher_is_pinned_as_shipped():
    assert pinned_publisher() is None


def test_the_city_counts_as_soon_as_its_chain_leads_from_the_pinned_root(keys):
    first = keys.trust(0)
    for _ in range(3):
        keys.renew()

    # a machine that was away for three changes of key
    signature = keys.city().signed(PACK, CONTENT)

    first.check(signature, PACK, CONTENT)
    assert fault(first.check, signature, PACK, CONTENT + b"x") is PackFault.SIGNATURE_WRONG


def test_a_key_that_the_city_has_changed_does_not_count_any_more(keys):
    old = keys.city().signed(PACK, CONTENT)
    keys.renew()

    assert fault(keys.trust().check, old, PACK, CONTENT) is PackFault.KEY_EXPIRED
    # told by the chain that comes with it, to a machine that was away
    late = keys.city(0).signed(PACK, CONTENT)
    assert fault(keys.trust(0).check, late, PACK, CONTENT) is PackFault.KEY_EXPIRED


def test_a_chain_that_came_with_a_list_counts_for_what_comes_after(tmp_path, keys):
    early = keys.trust(0)
    keys.renew()
    kept = KeptRecalls(tmp_path)
    kept.take(recalls_of(keys.city(), 1, SCAN), early)

    late = raised_trust(early, [KeptRecalls(tmp_path).city_chain()])

    stolen = Signer(Issuer.CITY, keys.contents[0].private, tuple(keys.statements[:1]))
    early.check(stolen.signed(PACK, CONTENT), PACK, CONTENT)
    assert fault(late.check, stolen.signed(PACK, CONTENT), PACK, CONTENT) is PackFault.KEY_EXPIRED
    assert raised_trust(late, [keys.statements[:1], Keys().statements]) == late
    assert raised_trust(Trust(), [keys.statements]) == Trust()


def test_a_chain_with_a_link_missing_changed_or_of_another_root_is_refused(keys):
    trust, stranger = keys.trust(0), Keys()
    keys.renew()
    keys.renew()
    signed = keys.city().signed(PACK, CONTENT)

    for statements in (
        [keys.statements[0], keys.statements[2]],
        [*keys.statements[:2], stranger.statements[0]],
        stranger.statements,
        [],
    ):
        forged = type(signed)(
            signed.schema, signed.issuer, signed.key, signed.signature, list(statements)
        )
        assert fault(trust.check, forged, PACK, CONTENT) is PackFault.KEY_UNKNOWN


def test_what_was_signed_for_one_purpose_proves_nothing_for_another(keys):
    as_recall = keys.city().signed(ContentPurpose.RECALL, CONTENT)

    assert fault(keys.trust().check, as_recall, PACK, CONTENT) is PackFault.SIGNATURE_WRONG


def test_a_publisher_does_not_count_where_none_is_pinned(keys):
    signed = keys.house().signed(PACK, CONTENT)

    keys.trust().check(signed, PACK, CONTENT)
    assert fault(Trust(None).check, signed, PACK, CONTENT) is PackFault.KEY_UNKNOWN


def test_recalls_only_grow(tmp_path, keys):
    kept, trust = KeptRecalls(tmp_path), keys.trust()
    assert kept.take(recalls_of(keys.city(), 2, SCAN), trust)
    assert not kept.take(recalls_of(keys.city(), 2, SCAN), trust)

    for content, expected in (
        (recalls_of(keys.city(), 1, SCAN, CAF), PackFault.RECALL_OLDER),
        (recalls_of(keys.city(), 2, CAF), PackFault.RECALL_OLDER),
        (recalls_of(keys.city(), 3, CAF), PackFault.RECALL_SHRUNK),
        (recalls_of(keys.city(), 3), PackFault.RECALL_SHRUNK),
        (recalls_of(Keys().city(), 9, SCAN, CAF), PackFault.KEY_UNKNOWN),
    ):
        assert fault(kept.take, content, trust) is expected
    assert kept.united.entries == {SCAN}
    assert kept.take(recalls_of(keys.city(), 3, SCAN, CAF), trust)

    again = KeptRecalls(tmp_path)
    assert again.read()
    assert again.united.entries == {SCAN, CAF}


def test_city_and_publisher_call_back_each_by_a_list_of_their_own(tmp_path, keys):
    kept = KeptRecalls(tmp_path)
    kept.take(recalls_of(keys.city(), 5, SCAN), keys.trust())
    kept.take(recalls_of(keys.house(), 1, CAF), keys.trust())

    assert kept.united.entries == {SCAN, CAF}
    assert kept.knows(Issuer.PUBLISHER)


def test_a_kept_list_that_was_damaged_is_told_and_may_come_again(tmp_path, keys):
    content = recalls_of(keys.city(), 5, SCAN)
    kept = KeptRecalls(tmp_path)
    kept.take(content, keys.trust())
    (path,) = tmp_path.iterdir()
    path.write_bytes(content[:-20])

    again = KeptRecalls(tmp_path)
    assert not again.read()
    assert not again.knows(Issuer.CITY)
    assert again.take(content, keys.trust())


@pytest.mark.parametrize(
    "entry",
    [
        Recall(RecallKind.WALKTHROUGH, "../x"),
        Recall(RecallKind.WALKTHROUGH, ""),
        Recall(RecallKind.PACK, "Roubaix"),
        Recall(RecallKind.PACK, "roubaix", "demain"),
        Recall(RecallKind.URL, "http://caf.fr"),
        Recall(RecallKind.URL, "localhost"),
        Recall(RecallKind.URL, "caf.fr", "2026.12.1"),
        Recall(RecallKind.URL, "caf .fr"),
        Recall(RecallKind.URL, "a." + "b" * 300),
    ],
)
def test_a_badly_written_recall_is_refused(keys, entry):
    assert fault(check_recall, entry) is PackFault.RECALL_UNREADABLE
    if entry.up_to != "demain":
        content = recalls_of(keys.city(), 1, entry)
        assert fault(read_recalls, content, keys.trust()) is PackFault.RECALL_UNREADABLE


def test_a_list_cut_or_flipped_anywhere_is_refused(keys):
    content, draw = recalls_of(keys.city(), 1, SCAN, CAF), random.Random(20_261_123)
    whole = read_recalls(content, keys.trust())
    for _ in range(600):
        changed = bytearray(content)
        at = draw.randrange(len(changed))
        if draw.random() < 0.3:
            del changed[at:]
        else:
            changed[at] ^= 1 << draw.randrange(8)
        try:
            found = read_recalls(bytes(changed), keys.trust())
        except PackRefused:
            continue
        assert found == whole  # a flip in a word that nobody reads


def test_a_list_beyond_its_bounds_is_refused(tmp_path, keys):
    many = [Recall(RecallKind.WALKTHROUGH, f"w{n}") for n in range(2001)]
    path = tmp_path / "long.sixrappel"
    path.write_bytes(b" " * (600 * 1024))

    many_told = recalls_of(keys.city(), 1, *many)
    assert fault(read_recalls, many_told, keys.trust()) is PackFault.RECALL_UNREADABLE
    assert fault(read_recalls, recall_bytes(path), keys.trust()) is PackFault.TOO_LARGE
    assert fault(recall_bytes, tmp_path) is PackFault.UNREADABLE
    first = recalls_of(keys.city(), 0)
    assert fault(read_recalls, first, keys.trust()) is PackFault.RECALL_UNREADABLE
