# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed list of recalls: one file, one issuer, a number that only grows.

A newer list holds all that the older one held: what was called back never comes back by losing a
line. Corrected content is shown again because its version lies above the recall's bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.signing import (
    ContentPurpose,
    Issuer,
    Signature,
    Signer,
    read_signature,
)
from kiosk.domain.recalls import Recall, RecallKind, calver

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.packs.signing import KeyStatement, Trust

SCHEMA: Final = "sixieme-rappel/1"
SUFFIX: Final = ".sixrappel"
MAX_BYTES: Final = 512 * 1024
_PACK = b"PK"
MAX_ENTRIES: Final = 2000
MAX_SERIAL: Final = 1_000_000
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_ADDRESS = re.compile(r"https://[!-~]{1,500}")


class _Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    kind: RecallKind
    subject: str
    up_to: str = ""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    issuer: Issuer
    serial: int
    entries: list[_Entry]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class RecallList:
    """The recalls of one issuer.

    Attributes:
        issuer: Who calls back.
        serial: Number of the list.
        entries: What is called back.
    """

    issuer: Issuer
    serial: int
    entries: frozenset[Recall]

    def check_follows(self, before: RecallList | None) -> None:
        """Check that this list may take the place of the one before.

        Raises:
            PackRefused: ``recall_older`` or ``recall_shrunk``.
        """
        if before is None:
            return
        if self.serial < before.serial or (self.serial == before.serial and self != before):
            raise PackRefused(PackFault.RECALL_OLDER)
        if not self.entries >= before.entries:
            raise PackRefused(PackFault.RECALL_SHRUNK)


def check_recall(recall: Recall) -> None:
    """Check that a recall is well written.

    Raises:
        PackRefused: ``recall_unreadable``, with what is wrong.
    """
    subject, is_address = recall.subject, recall.kind is RecallKind.URL
    if is_address:
        pattern = _ADDRESS if subject.startswith("https://") else _HOST
        is_right = bool(pattern.fullmatch(subject)) and not recall.up_to
    else:
        is_right = bool(_NAME.fullmatch(subject))
    if is_right and recall.up_to:
        try:
            calver(recall.up_to)
        except ValueError:
            is_right = False
    if not is_right:
        raise PackRefused(PackFault.RECALL_UNREADABLE, subject)


def recall_bytes(path: Path) -> bytes:
    """Return the bytes of a file that should be a list; more than a list may hold is cut.

    Raises:
        PackRefused: ``unreadable``.
    """
    try:
        if not path.is_file():  # asked before it is opened: a pipe would be waited for
            raise PackRefused(PackFault.UNREADABLE)
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackRefused(PackFault.UNREADABLE) from error


def written_recalls(recalls: RecallList, signer: Signer) -> bytes:
    """Return the file of a list, signed."""
    entries = [_Entry(one.kind, one.subject, one.up_to) for one in sorted(recalls.entries)]
    body = msgspec.json.encode(_Body(SCHEMA, recalls.issuer, recalls.serial, entries))
    signature = signer.signed(ContentPurpose.RECALL, body)
    return msgspec.json.encode(_File(body.decode("utf-8"), signature))


def read_recalls(content: bytes, trust: Trust | None) -> RecallList:
    """Return the list that a file holds.

    Args:
        content: The file.
        trust: Whom to believe; None for a file that was checked when it was kept here.

    Raises:
        PackRefused: If it is not a list, or was not signed by a key that counts today.
    """
    if content.startswith(_PACK):  # told for what it is, whatever its size
        raise PackRefused(PackFault.RECALL_UNREADABLE)
    if len(content) > MAX_BYTES:
        raise PackRefused(PackFault.TOO_LARGE)
    try:
        file = msgspec.json.decode(content, type=_File)
        signed = file.body.encode("utf-8")
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PackRefused(PackFault.RECALL_UNREADABLE) from error
    signature = read_signature(msgspec.json.encode(file.signature))
    if trust is not None:
        trust.check(signature, ContentPurpose.RECALL, signed)
    return _read_body(signed, signature.issuer)


def chain_of(content: bytes) -> list[KeyStatement]:
    """Return the statements of keys that came with a list; none if it does not read."""
    try:
        return msgspec.json.decode(content, type=_File).signature.statements
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return []


def _read_body(signed: bytes, issuer: Issuer) -> RecallList:
    try:
        body = msgspec.json.decode(signed, type=_Body)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PackRefused(PackFault.RECALL_UNREADABLE) from error
    if body.schema != SCHEMA:
        raise PackRefused(PackFault.SCHEMA_UNKNOWN)
    is_bounded = 0 < body.serial <= MAX_SERIAL and len(body.entries) <= MAX_ENTRIES
    if not is_bounded or body.issuer is not issuer:
        raise PackRefused(PackFault.RECALL_UNREADABLE)
    entries = [Recall(one.kind, one.subject, one.up_to) for one in body.entries]
    for one in entries:
        check_recall(one)
    return RecallList(body.issuer, body.serial, frozenset(entries))
