# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may sign content: the publisher pinned in the program, and the city by its root's statements.

Every signature is Ed25519 over a purpose, a zero byte and the SHA-256 of the content, so that
bytes signed for one thing prove nothing for another. A city's content key is named by a chain of
statements that its root signs; packs carry the chain, so that a machine that was offline for
months follows it from the root that it pinned at enrolment. A key that a newer statement has
replaced has expired: no clock is asked.

Source: RFC 8032 (Ed25519); docs/content_packs.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import msgspec

from kiosk.content.packs.faults import PackFault, PackRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PINNED_PUBLISHER_KEY: Final = ""
"""Hex Ed25519 key of a publisher; none as shipped (docs/decisions/0013-paquets.md)."""
SCHEMA: Final = "sixieme-signature/1"
MAX_BYTES: Final = 64 * 1024
_MAX_STATEMENTS: Final = 64
_STATEMENT: Final = "sixieme/1 statement"
_KEY_BYTES: Final = 32


class ContentPurpose(StrEnum):
    """What a signature of content is for."""

    PACK = "sixieme/1 pack"
    RECALL = "sixieme/1 recall"


class Issuer(StrEnum):
    """Who answers for content."""

    PUBLISHER = "publisher"
    CITY = "city"


class ChainBroken(ValueError):
    """Statements of the city's keys do not follow from the pinned root."""


def sign(private: bytes, purpose: str, content: bytes) -> str:
    """Return the base64 signature of `content` for one purpose, by raw Ed25519 private bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    return base64.b64encode(key.sign(_message(purpose, content))).decode("ascii")


def is_signed(public: bytes, purpose: str, content: bytes, signature: str) -> bool:
    """Say whether `signature` is that of `content`, for this purpose, by the key `public`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, _message(purpose, content))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _message(purpose: str, content: bytes) -> bytes:
    return purpose.encode("ascii") + b"\0" + hashlib.sha256(content).digest()


class SignedStatement(Protocol):
    """A statement of the city's keys, as its root signed it."""

    @property
    def serial(self) -> int:
        """Number, from 1."""

    @property
    def body(self) -> str:
        """JSON of the keys."""

    @property
    def signature(self) -> str:
        """Base64 of the root's signature over the body."""


class StatedKeys(Protocol):
    """What every statement says of itself."""

    @property
    def serial(self) -> int:
        """Number, from 1."""

    @property
    def root(self) -> str:
        """Hex key of the root."""

    @property
    def previous(self) -> str:
        """Hex SHA-256 of the body before; empty for the first."""


One = TypeVar("One", bound=SignedStatement)
Keys = TypeVar("Keys", bound=StatedKeys)


def followed(
    root: bytes, statements: Iterable[One], last: One | None, read: Callable[[bytes], Keys]
) -> tuple[Keys, One] | None:
    """Return the newest keys that follow from what is already believed.

    Args:
        root: The pinned root key.
        statements: Statements as they came, in any order, older ones included.
        last: The statement believed so far, none at enrolment.
        read: Reads the keys of a body; raises `msgspec.DecodeError`.

    Returns:
        The newest keys and their statement, or None when nothing newer came.

    Raises:
        ChainBroken: If a signature, a serial or a link is wrong.
    """
    believed = last
    newest: Keys | None = None
    for statement in sorted(statements, key=lambda each: each.serial):
        if believed is not None and statement.serial <= believed.serial:
            continue
        newest = _checked(root, statement, believed, read)
        believed = statement
    if newest is None or believed is None:
        return None
    return newest, believed


def _checked(
    root: bytes, statement: One, before: One | None, read: Callable[[bytes], Keys]
) -> Keys:
    body = statement.body.encode("utf-8")
    if not is_signed(root, _STATEMENT, body, statement.signature):
        raise ChainBroken("une déclaration de clés n’est pas signée par la racine de la ville")
    try:
        keys = read(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ChainBroken("une déclaration de clés est illisible") from error
    expected = 1 if before is None else before.serial + 1
    previous = "" if before is None else hashlib.sha256(before.body.encode("utf-8")).hexdigest()
    if keys.serial != statement.serial or keys.root != root.hex():
        raise ChainBroken("une déclaration de clés ne parle pas d’elle-même")
    if keys.serial != expected or keys.previous != previous:
        raise ChainBroken("il manque un maillon aux déclarations de clés")
    return keys


class KeyStatement(msgspec.Struct, frozen=True):
    """A statement of the city's keys as content carries it."""

    serial: int
    body: str
    signature: str


class ContentKeys(msgspec.Struct, frozen=True):
    """What content needs of a statement; its other keys are left unread."""

    serial: int
    root: str
    content: str
    previous: str = ""


class Signature(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who signed, and how one comes to trust the key.

    Attributes:
        schema: Form of this file.
        issuer: Who answers for the content.
        key: Hex Ed25519 key.
        signature: Base64 of its signature.
        statements: The city's whole chain of statements; empty for a publisher.
    """

    schema: str
    issuer: Issuer
    key: str
    signature: str
    statements: list[KeyStatement] = []


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this machine believes about content.

    Attributes:
        publisher: Key pinned in the program; None where none is.
        root: Root of the city, pinned at enrolment; None before.
        statement: Newest statement of the city's keys known here.
    """

    publisher: bytes | None = None
    root: bytes | None = None
    statement: KeyStatement | None = None

    def check(self, signature: Signature, purpose: ContentPurpose, content: bytes) -> None:
        """Check that `content` was signed by a key that counts today.

        Raises:
            PackRefused: ``no_key``, ``key_unknown``, ``key_expired`` or ``signature_wrong``.
        """
        expected = self._key_of(signature)
        key = _raw_key(signature.key)
        if key != expected:
            is_old = signature.issuer is Issuer.CITY and self._was_stated(signature, key)
            raise PackRefused(PackFault.KEY_EXPIRED if is_old else PackFault.KEY_UNKNOWN)
        if not is_signed(key, purpose, content, signature.signature):
            raise PackRefused(PackFault.SIGNATURE_WRONG)

    def _key_of(self, signature: Signature) -> bytes:
        if signature.issuer is Issuer.PUBLISHER:
            if self.publisher is None:
                raise PackRefused(PackFault.KEY_UNKNOWN)
            return self.publisher
        if self.root is None:
            raise PackRefused(PackFault.NO_KEY)
        try:
            newer = followed(self.root, signature.statements, self.statement, read_content_keys)
        except ChainBroken as error:
            raise PackRefused(PackFault.KEY_UNKNOWN) from error
        if newer is not None:
            return _raw_key(newer[0].content)
        if self.statement is None:
            raise PackRefused(PackFault.KEY_UNKNOWN)
        return _raw_key(read_content_keys(self.statement.body.encode("utf-8")).content)

    def _was_stated(self, signature: Signature, key: bytes) -> bool:
        """Say whether the root once stated this key: it was right, and was changed since."""
        known = [*signature.statements, *([self.statement] if self.statement else [])]
        for one in known:
            body = one.body.encode("utf-8")
            if self.root is None or not is_signed(self.root, _STATEMENT, body, one.signature):
                continue
            try:
                if bytes.fromhex(read_content_keys(body).content) == key:
                    return True
            except (msgspec.DecodeError, ValueError):
                continue
        return False


def read_content_keys(body: bytes) -> ContentKeys:
    """Return the keys that a statement's body says.

    Raises:
        msgspec.DecodeError: If it is not such a body.
    """
    return msgspec.json.decode(body, type=ContentKeys)


def read_signature(content: bytes) -> Signature:
    """Return the signature that `content` holds.

    Raises:
        PackRefused: ``schema_unknown`` or ``signature_wrong``.
    """
    try:
        found = msgspec.json.decode(content, type=Signature)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PackRefused(PackFault.SIGNATURE_WRONG) from error
    if found.schema != SCHEMA:
        raise PackRefused(PackFault.SCHEMA_UNKNOWN)
    if len(found.statements) > _MAX_STATEMENTS:
        raise PackRefused(PackFault.SIGNATURE_WRONG)
    return found


def _raw_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise PackRefused(PackFault.KEY_UNKNOWN) from error
    if len(key) != _KEY_BYTES:
        raise PackRefused(PackFault.KEY_UNKNOWN)
    return key


def pinned_publisher() -> bytes | None:
    """Return the publisher's key pinned in this program; None where none is."""
    return bytes.fromhex(PINNED_PUBLISHER_KEY) or None


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs content.

    Attributes:
        issuer: Who answers for it.
        private: Raw Ed25519 private bytes; never shown.
        statements: The city's chain; empty for a publisher.
    """

    issuer: Issuer
    private: bytes
    statements: tuple[KeyStatement, ...] = ()

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return f"Signer({self.issuer.value})"

    def signed(self, purpose: ContentPurpose, content: bytes) -> Signature:
        """Return the signature of `content`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self.private)
        return Signature(
            schema=SCHEMA,
            issuer=self.issuer,
            key=key.public_key().public_bytes_raw().hex(),
            signature=sign(self.private, purpose, content),
            statements=list(self.statements),
        )
