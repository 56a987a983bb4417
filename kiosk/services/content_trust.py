# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a machine believes about content, and what its city offers: what the exchange left here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.signing import KeyStatement, Trust

if TYPE_CHECKING:
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
