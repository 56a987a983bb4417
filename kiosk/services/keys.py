# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key of the database and its two wraps, in ``keys.json`` beside the database.

One wrap opens with the local key store, at each start. The other, written at enrolment, opens
with the city's recovery key, which no kiosk has: a machine whose key store is lost gives its
bookings back. Neither wrap nor the key is ever in a backup's database.
"""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING

from kiosk.foundation.errors import KnownError, SecretsUnavailable
from kiosk.foundation.private_files import write_private
from kiosk.foundation.sealing import Unreadable, open_sealed, seal

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.foundation.secrets import Secrets

KEYS_NAME = "keys.json"
WRAP_SECRET = "database-wrap"  # noqa: S105 - the name of a secret, not a secret
KEY_BYTES = 32
_NONCE_BYTES = 12
_LOCAL, _RECOVERY = "local", "recovery"
_RECOVERY_INFO = b"sixieme-quartier/database-key/1"
_LOST = (
    "La clé de la base n’est plus dans le coffre de la machine. Remettez le coffre d’origine, "
    "ou rétablissez avec la clé de secours de la ville (docs/operations.md)."
)


class DatabaseKeys:
    """The wraps of one data folder."""

    def __init__(self, folder: Path, secrets: Secrets) -> None:
        """Read and write in `folder`; the wrapping key stays in `secrets`."""
        self._path = folder / KEYS_NAME
        self._secrets = secrets

    @property
    def exists(self) -> bool:
        """Whether this folder already has a key."""
        return self._path.exists()

    @property
    def is_recoverable(self) -> bool:
        """Whether the city could open this database."""
        return self.exists and _RECOVERY in self._read()

    def make(self) -> bytes:
        """Draw a key for a new database and wrap it for this machine.

        Raises:
            SecretsUnavailable: If the key store does not take the wrapping key.
        """
        key = os.urandom(KEY_BYTES)
        self._write({_LOCAL: self._wrapped(key)})
        return key

    def key(self) -> bytes:
        """Return the key of the database.

        Raises:
            SecretsUnavailable: If the key store is absent or has changed, or the file is gone.
        """
        wrapping = self._secrets.get(WRAP_SECRET)
        if wrapping is None or not self.exists:
            raise SecretsUnavailable(_LOST)
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            wrapped = base64.b64decode(self._read()[_LOCAL], validate=True)
            nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
            return ChaCha20Poly1305(wrapping).decrypt(nonce, sealed, _LOCAL.encode())
        except (InvalidTag, KeyError, ValueError) as error:
            raise SecretsUnavailable(_LOST) from error

    def add_recovery_wrap(self, recovery_public_key: bytes) -> None:
        """Wrap the key for the city too; done at enrolment.

        Args:
            recovery_public_key: The city's X25519 recovery key, 32 bytes.
        """
        content = self._read()
        wrap = seal(recovery_public_key, self.key(), _RECOVERY_INFO)
        self._write({**content, _RECOVERY: base64.b64encode(wrap).decode()})

    def recovery_wrap(self) -> str | None:
        """Return the city's wrap as it is written; it accompanies a backup."""
        return self._read().get(_RECOVERY) if self.exists else None

    def recover(self, private_key: bytes) -> bytes:
        """Open the city's wrap and wrap the key anew for this machine.

        Args:
            private_key: The city's X25519 recovery key, 32 bytes.

        Returns:
            The key of the database.

        Raises:
            KnownError: If the folder has no such wrap, or the key is not the right one.
        """
        key = unwrapped(self._path.parent, private_key)
        self._write({**self._read(), _LOCAL: self._wrapped(key)})
        return key

    def _wrapped(self, key: bytes) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        wrapping = os.urandom(KEY_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = ChaCha20Poly1305(wrapping).encrypt(nonce, key, _LOCAL.encode())
        self._secrets.set(WRAP_SECRET, wrapping)
        return base64.b64encode(nonce + sealed).decode()

    def _read(self) -> dict[str, str]:
        return _wraps(self._path)

    def _write(self, content: dict[str, str]) -> None:
        write_private(self._path, json.dumps(content, sort_keys=True).encode())


def unwrapped(folder: Path, private_key: bytes) -> bytes:
    """Return the key of a folder's database, from the city's wrap; nothing is written.

    Args:
        folder: Data folder.
        private_key: The city's X25519 recovery key, 32 bytes.

    Raises:
        KnownError: If the folder has no such wrap, or the key is not the right one.
    """
    try:
        wrap = base64.b64decode(_wraps(folder / KEYS_NAME)[_RECOVERY], validate=True)
        return open_sealed(private_key, wrap, _RECOVERY_INFO)
    except (KeyError, ValueError, Unreadable) as error:
        raise KnownError(
            "Cette clé de secours n’ouvre pas cette base : vérifiez la ville et le dossier."
        ) from error


def _wraps(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SecretsUnavailable(_LOST) from error
    if not isinstance(content, dict) or not all(isinstance(one, str) for one in content.values()):
        raise SecretsUnavailable(_LOST)
    return content
