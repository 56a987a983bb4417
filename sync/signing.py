# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519 signatures of both ends, and the chain of the city's key statements.

Every signature names its purpose, so that bytes signed for one thing prove nothing for another.
A kiosk pins the city's root at enrolment; the root signs statements of the working keys, each
with the hash of the one before, so that a kiosk that was away for months catches up by itself.

Source: RFC 8032 (Ed25519); docs/wire_protocol.md, "Keys".
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.content.packs import signing
from sync.wire_enrolment import CityKeys, Statement
from sync.wire_form import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

FINGERPRINT_HEX = 20


class Purpose(StrEnum):
    """What a signature is for."""

    REQUEST = "sixieme/1 request"
    RECEIPT = "sixieme/1 receipt"
    STATEMENT = "sixieme/1 statement"
    ENROLMENT = "sixieme/1 enrolment"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key of 32 bytes and its public half.

    Attributes:
        private: Raw private bytes; never shown.
        public: Raw public bytes.
    """

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        """Show the public half only."""
        return f"KeyPair({self.public.hex()[:FINGERPRINT_HEX]}…)"


def new_signing_pair() -> KeyPair:
    """Return a new Ed25519 pair."""
    key = Ed25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def signing_pair(private: bytes) -> KeyPair:
    """Return the pair of raw Ed25519 private bytes."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    return KeyPair(private, key.public_key().public_bytes_raw())


def new_sealing_pair() -> KeyPair:
    """Return a new X25519 pair, for fields sealed by HPKE."""
    key = X25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def sealing_pair(private: bytes) -> KeyPair:
    """Return the pair of raw X25519 private bytes."""
    key = X25519PrivateKey.from_private_bytes(private)
    return KeyPair(private, key.public_key().public_bytes_raw())


def fingerprint(public: bytes) -> str:
    """Return the 20 hex digits (80 bits) by which people compare a key."""
    return hashlib.sha256(public).hexdigest()[:FINGERPRINT_HEX]


def shown_fingerprint(public: bytes) -> str:
    """Return the fingerprint in groups of four, for reading aloud."""
    text = fingerprint(public)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def sign(private: bytes, purpose: Purpose, content: bytes) -> str:
    """Return the base64 signature of `content` for one purpose."""
    return signing.sign(private, purpose.value, content)


def is_signed(public: bytes, purpose: Purpose, content: bytes, signature: str) -> bool:
    """Say whether `signature` is that of `content`, for this purpose, by the key `public`."""
    return signing.is_signed(public, purpose.value, content, signature)


def is_signed_raw(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a ticket's message was signed by the machine that holds `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def digest_text(content: bytes) -> str:
    """Return the SHA-256 by which receipts name bytes: 43 letters, shorter than hex."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")


def exchange_digest(asked: str, answered: str) -> str:
    """Return the one digest by which a receipt names a request and its reply.

    A machine shows its last receipt in every request: two digests there would be 43 letters more.

    Args:
        asked: `digest_text` of the request as sent.
        answered: `digest_text` of the reply's JSON.
    """
    return digest_text(f"{asked} {answered}".encode("ascii"))


def signed_statement(root: KeyPair, keys: CityKeys) -> Statement:
    """Return the root's statement of the city's working keys."""
    body = encode(keys)
    return Statement(
        serial=keys.serial,
        body=body.decode("utf-8"),
        signature=sign(root.private, Purpose.STATEMENT, body),
    )


def statement_digest(statement: Statement) -> str:
    """Return the hex hash by which the next statement names this one."""
    return hashlib.sha256(statement.body.encode("utf-8")).hexdigest()


def followed_chain(
    root: bytes, statements: Iterable[Statement], *, last: Statement | None = None
) -> tuple[CityKeys, Statement] | None:
    """Return the newest keys that follow from what is already believed.

    Args:
        root: The pinned root key.
        statements: Statements as they came, in any order, older ones included.
        last: The statement believed so far, none at enrolment.

    Returns:
        The newest keys and their statement, or None when nothing newer came.

    Raises:
        ChainBroken: If a signature, a serial or a link is wrong.
    """
    return signing.followed(root, statements, last, lambda body: decode(body, CityKeys))
