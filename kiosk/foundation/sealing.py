# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing of personal fields: only the holder of the private key reads them again.

HPKE with X25519, HKDF-SHA256 and ChaCha20-Poly1305, on a padded text, bound to where the field
stands: bytes moved to another record or machine do not open. Kiosk and city use this module.

Source: RFC 9180, base mode, single shot.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

KEY_BYTES = 32
PADDING_BLOCK = 64
_LENGTH_BYTES = 2
_PURPOSE = b"sixieme-quartier/field/1"


class Unreadable(ValueError):
    """The bytes were not sealed for this key, place and purpose, or were changed."""


def seal_info(*, tenant: str, device: str, incarnation: str, record: str, field: str) -> bytes:
    """Return what binds a sealed field to its place.

    Args:
        tenant: The city.
        device: The machine that seals.
        incarnation: Its incarnation.
        record: Which record, such as the number on a ticket.
        field: Which field, such as ``label``.
    """
    parts = (tenant, device, incarnation, record, field)
    encoded = [part.encode("utf-8") for part in parts]
    return _PURPOSE + b"".join(len(part).to_bytes(2, "big") + part for part in encoded)


def new_sealing_keys() -> tuple[bytes, bytes]:
    """Return a fresh private key and its public key, 32 bytes each."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(public_key: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Return `plaintext`, padded and sealed for the holder of the private key.

    Args:
        public_key: X25519, 32 bytes.
        plaintext: At most 65,535 bytes.
        info: What `seal_info` gave.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    key = X25519PublicKey.from_public_bytes(public_key)
    return _suite().encrypt(pad(plaintext), key, info=info)


def open_sealed(private_key: bytes, sealed: bytes, info: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        Unreadable: If key, place or bytes are not those of the sealing.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = X25519PrivateKey.from_private_bytes(private_key)
    try:
        return unpad(_suite().decrypt(sealed, key, info=info))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("a sealed field does not open") from error


def pad(plaintext: bytes, block: int = PADDING_BLOCK) -> bytes:
    """Return `plaintext` with its length before it, filled with zeros to whole blocks.

    Two fields of about the same length become equally long, so that a sealed name does not
    tell its length.

    Raises:
        BugError: If the text is longer than 65,535 bytes.
    """
    if len(plaintext) >= 1 << (8 * _LENGTH_BYTES):
        raise BugError("a sealed field is too long")
    whole = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return whole + b"\0" * (-len(whole) % block)


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given.

    Raises:
        ValueError: If the bytes were not made by `pad`.
    """
    if len(padded) < _LENGTH_BYTES:
        raise ValueError("padding is damaged")
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if end > len(padded) or any(padded[end:]):
        raise ValueError("padding is damaged")
    return padded[_LENGTH_BYTES:end]


@lru_cache(maxsize=1)
def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
