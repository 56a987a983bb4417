# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a machine believes about content, and what its city offers: what the exchange left here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.faults import PackRefused
from kiosk.content.packs.signing import (
    ChainBroken,
    KeyStatement,
    Trust,
    followed,
    read_content_keys,
    read_signature,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.storage.unit_of_work import UnitOfWork

CITY_ROOT: Final = "city_root"
CITY_STATEMENT: Final = "city_statement"
OFFERED: Final = "city_pack"


def read_trust(uow: UnitOfWork, publisher: bytes | None) -> Trust:
    """Return whom a machine believes about content."""
    root, stored = uow.parameters.get(CITY_ROOT), uow.parameters.get(CITY_STATEMENT)
    if not isinstance(root, str) or not isinstance(stored, str):
        return Trust(publisher)
    statement = msgspec.json.decode(stored.encode("utf-8"), type=KeyStatement)
    return Trust(publisher, bytes.fromhex(root), statement)


def offered_digest(uow: UnitOfWork) -> str:
    """Return the hash of the pack that the city offers; empty for none."""
    offered = uow.parameters.get(OFFERED)
    digest = offered.get("digest") if isinstance(offered, dict) else None
    return digest if isinstance(digest, str) else ""


def chain_in(signature: bytes) -> list[KeyStatement]:
    """Return the statements of keys that came with a pack; none if its signature is damaged."""
    try:
        return read_signature(signature).statements
    except PackRefused:
        return []


def raised_trust(trust: Trust, chains: Iterable[Sequence[KeyStatement]]) -> Trust:
    """Return `trust` with the newest statement among those that came with content kept here.

    A list on a USB key may tell a change of key before the city does: what the old key signed
    counts no more from then on. A chain that does not follow is left aside.
    """
    if trust.root is None:
        return trust
    for chain in chains:
        try:
            newer = followed(trust.root, chain, trust.statement, read_content_keys)
        except ChainBroken:
            continue
        if newer is not None:
            trust = replace(trust, statement=newer[1])
    return trust
