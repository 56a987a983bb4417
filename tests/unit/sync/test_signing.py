# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import msgspec
import pytest

from kiosk.content.packs.signing import ChainBroken
from sync.signing import (
    Purpose,
    digest_text,
    fingerprint,
    followed_chain,
    is_signed,
    is_signed_raw,
    new_sealing_pair,
    new_signing_pair,
    sealing_pair,
    shown_fingerprint,
    sign,
    signed_statement,
    signing_pair,
    statement_digest,
)
from sync.wire_enrolment import CityKeys

ROOT = new_signing_pair()


def chain(n, root=ROOT):
    statements = []
    for serial in range(1, n + 1):
        keys = CityKeys(
            serial=serial,
            city="59512",
            root=root.public.hex(),
            signing=f"{serial:064x}",
            sealing="00",
            recovery="00",
            content="00",
            previous=statement_digest(statements[-1]) if statements else "",
        )
        statements.append(signed_statement(root, keys))
    return statements


def test_a_signature_holds_for_its_content_key_and_purpose_only():
    pair, other = new_signing_pair(), new_signing_pair()
    signature = sign(pair.private, Purpose.REQUEST, b"content")

    assert is_signed(pair.public, Purpose.REQUEST, b"content", signature)
    assert not is_signed(pair.public, Purpose.RECEIPT, b"content", signature)
    assert not is_signed(pair.public, Purpose.REQUEST, b"contents", signature)
    assert not is_signed(other.public, Purpose.REQUEST, b"content", signature)


@pytest.mark.parametrize("signature", ["", "é", "AAAA", "A" * 88, "not base64"])
def test_what_is_no_signature_is_no_error(signature):
    assert not is_signed(ROOT.public, Purpose.REQUEST, b"content", signature)


def test_a_key_that_is_no_key_signs_nothing():
    assert not is_signed(b"short", Purpose.REQUEST, b"", "A" * 86 + "==")
    assert not is_signed_raw(b"short", b"", b"")


def test_a_pair_is_made_again_from_its_private_half():
    signing, sealing = new_signing_pair(), new_sealing_pair()

    assert signing_pair(signing.private) == signing
    assert sealing_pair(sealing.private) == sealing


def test_a_pair_does_not_show_its_private_half():
    pair = new_signing_pair()

    assert pair.private.hex() not in repr(pair)
    assert repr(pair.private) not in repr(pair)


def test_a_fingerprint_is_read_aloud_by_groups():
    assert shown_fingerprint(b"key").replace(" ", "") == fingerprint(b"key")
    assert [len(group) for group in shown_fingerprint(b"key").split(" ")] == [4] * 5


def test_a_digest_is_forty_three_letters():
    assert len(digest_text(b"")) == 43
    assert digest_text(b"a") != digest_text(b"b")


def test_a_chain_is_followed_to_its_newest_keys():
    statements = chain(3)

    keys, last = followed_chain(ROOT.public, reversed(statements))

    assert (keys.serial, last) == (3, statements[2])


def test_a_machine_that_was_away_catches_up():
    statements = chain(4)

    keys, _ = followed_chain(ROOT.public, statements[2:], last=statements[1])

    assert keys.serial == 4


def test_nothing_newer_changes_nothing():
    statements = chain(2)

    assert followed_chain(ROOT.public, statements, last=statements[1]) is None
    assert followed_chain(ROOT.public, []) is None


def broken(statement, **fields):
    return msgspec.structs.replace(statement, **fields)


@pytest.mark.parametrize(
    "statements",
    [
        chain(3)[1:],
        [chain(3)[0], chain(3)[2]],
        [broken(chain(1)[0], body=chain(1)[0].body.replace("59512", "59513"))],
        [broken(chain(1)[0], serial=2)],
        [chain(1, new_signing_pair())[0]],
        [broken(chain(1)[0], signature="AAAA")],
    ],
)
def test_a_chain_with_a_wrong_link_is_refused_whole(statements):
    with pytest.raises(ChainBroken):
        followed_chain(ROOT.public, statements)


def test_a_signed_statement_that_is_no_statement_is_refused():
    from sync.wire_enrolment import Statement

    signature = sign(ROOT.private, Purpose.STATEMENT, b"[]")

    with pytest.raises(ChainBroken):
        followed_chain(ROOT.public, [Statement(serial=1, body="[]", signature=signature)])
