# SPDX-License-Identifier: AGPL-3.0-or-later
"""The local key store: where the few secrets of a machine wait between two starts.

In order: the vault of the session (Secret Service, Windows) where one is open; else a file whose
values are wrapped by a credential that systemd hands to the service; else a file readable by the
account alone, which `doctor` names as weak. The store chosen at the first start is written in
the data folder: a store that is absent later is an error, never a silent change.

Values are short byte strings; nothing here is ever logged.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.foundation.errors import SecretsUnavailable
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE_NAME = "sixieme-quartier"
CREDENTIAL_NAME = "sixieme-quartier"
CHOICE_NAME = "key_store"
FILE_NAME = "secrets.json"
_NONCE_BYTES = 12
_PLACE_BYTES = 8


class Strength(StrEnum):
    """What protects the secrets.

    KEYRING: the session's vault. CREDENTIAL: a systemd credential. FILE: only the rights of a
    file. MEMORY: nothing outlives the process (tests).
    """

    KEYRING = "keyring"
    CREDENTIAL = "credential"
    FILE = "file"
    MEMORY = "memory"


class Secrets(Protocol):
    """A key store."""

    def get(self, name: str) -> bytes | None:
        """Return a secret; nothing if it was never set.

        Raises:
            SecretsUnavailable: If the store does not answer or has changed.
        """

    def set(self, name: str, value: bytes) -> None:
        """Keep a secret in the place of an earlier one of that name.

        Raises:
            SecretsUnavailable: If the store does not take it.
        """

    def delete(self, name: str) -> None:
        """Forget a secret; harmless if there is none."""

    def strength(self) -> str:
        """Return what protects the secrets: a value of `Strength`."""


class KeyringSecrets:
    """Secrets in the session's vault, one entry a secret and a data folder."""

    def __init__(self, place: str, backend: KeyringBackend) -> None:
        """Keep in `backend` the entries of the data folder known as `place`.

        `place` is drawn at the first start, not made of a path: a folder that moves keeps its
        secrets.
        """
        self._service = f"{SERVICE_NAME}:{place}"
        self._backend = backend

    def get(self, name: str) -> bytes | None:
        """Return a secret; nothing if it was never set."""
        try:
            text = self._backend.get_password(self._service, name)
        except Exception as error:  # every vault has its own errors; doctor and start-up tell
            raise SecretsUnavailable(_VAULT_SILENT) from error
        try:
            return None if text is None else base64.b64decode(text, validate=True)
        except ValueError as error:
            raise SecretsUnavailable(_VAULT_CHANGED) from error

    def set(self, name: str, value: bytes) -> None:
        """Keep a secret."""
        try:
            self._backend.set_password(self._service, name, base64.b64encode(value).decode())
        except Exception as error:  # every vault has its own errors; doctor and start-up tell
            raise SecretsUnavailable(_VAULT_SILENT) from error

    def delete(self, name: str) -> None:
        """Forget a secret."""
        if self.get(name) is None:
            return
        try:
            self._backend.delete_password(self._service, name)
        except Exception as error:  # every vault has its own errors; doctor and start-up tell
            raise SecretsUnavailable(_VAULT_SILENT) from error

    def strength(self) -> str:
        """Return what protects the secrets."""
        return Strength.KEYRING.value


class FileSecrets:
    """Secrets in a private file, wrapped by a constant key where the system gives one.

    Source: systemd.exec(5), LoadCredentialEncrypted; systemd-creds(1).
    """

    def __init__(self, path: Path, credential: bytes | None = None) -> None:
        """Keep secrets in `path`; `credential` wraps them when there is one."""
        self._path = path
        self._key = hashlib.sha256(credential).digest() if credential else None

    def get(self, name: str) -> bytes | None:
        """Return a secret; nothing if it was never set."""
        stored = self._read().get(name)
        if stored is None:
            return None
        try:
            return self._unwrapped(name, base64.b64decode(stored, validate=True))
        except ValueError as error:
            raise SecretsUnavailable(f"{self._path} est abîmé : {_ASK}") from error

    def set(self, name: str, value: bytes) -> None:
        """Keep a secret."""
        content = self._read()
        content[name] = base64.b64encode(self._wrapped(name, value)).decode()
        self._write(content)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        content = self._read()
        if content.pop(name, None) is not None:
            self._write(content)

    def strength(self) -> str:
        """Return what protects the secrets."""
        return (Strength.FILE if self._key is None else Strength.CREDENTIAL).value

    def _wrapped(self, name: str, value: bytes) -> bytes:
        if self._key is None:
            return value
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce = os.urandom(_NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self._key).encrypt(nonce, value, name.encode())

    def _unwrapped(self, name: str, stored: bytes) -> bytes:
        if self._key is None:
            return stored
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce, sealed = stored[:_NONCE_BYTES], stored[_NONCE_BYTES:]
        try:
            return ChaCha20Poly1305(self._key).decrypt(nonce, sealed, name.encode())
        except InvalidTag as error:
            raise SecretsUnavailable(
                f"Le secret que systemd donne à la borne a changé : {_ASK}"
            ) from error

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise SecretsUnavailable(f"{self._path} ne peut pas être lu : {_ASK}") from error
        if not isinstance(content, dict) or not all(
            isinstance(value, str) for value in content.values()
        ):
            raise SecretsUnavailable(f"{self._path} ne peut pas être lu : {_ASK}")
        return content

    def _write(self, content: dict[str, str]) -> None:
        write_private(self._path, json.dumps(content, sort_keys=True).encode())


_ASK = "remettez-le, ou rétablissez la base avec la clé de secours de la ville."
_VAULT_SILENT = (
    "Le coffre à secrets de la session ne répond pas ou est fermé : ouvrez-le, puis relancez."
)
_VAULT_CHANGED = f"Le coffre à secrets de la session a changé : {_ASK}"


def open_secrets(folder: Path, *, anew: bool = False) -> Secrets:
    """Return the key store of a data folder; choose the best one the first time.

    Args:
        folder: Data folder.
        anew: Choose again, for a folder whose store is lost.

    Raises:
        SecretsUnavailable: If the store chosen at the first start is not there any more.
    """
    path = folder / CHOICE_NAME
    try:
        choice = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        choice = ""
    except (OSError, ValueError) as error:
        raise SecretsUnavailable(f"{path} ne peut pas être lu.") from error
    if choice and not anew:
        kind, _, place = choice.partition(" ")
        return _store_of(kind, place, folder)
    place = os.urandom(_PLACE_BYTES).hex()
    secrets = _best_store(place, folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, f"{secrets.strength()} {place}".encode("ascii"))
    return secrets


def _best_store(place: str, folder: Path) -> Secrets:
    backend = _session_vault()
    if backend is not None:
        return KeyringSecrets(place, backend)
    return FileSecrets(folder / FILE_NAME, _credential())


def _store_of(kind: str, place: str, folder: Path) -> Secrets:
    if kind == Strength.KEYRING.value:
        backend = _session_vault()
        if backend is None:
            raise SecretsUnavailable(_VAULT_SILENT)
        return KeyringSecrets(place, backend)
    if kind == Strength.CREDENTIAL.value:
        credential = _credential()
        if credential is None:
            raise SecretsUnavailable(
                f"systemd ne donne plus le secret « {CREDENTIAL_NAME} » : lancez la borne par "
                "son service (docs/operations.md)."
            )
        return FileSecrets(folder / FILE_NAME, credential)
    if kind == Strength.FILE.value:
        return FileSecrets(folder / FILE_NAME)
    raise SecretsUnavailable(f"{folder / CHOICE_NAME} nomme un coffre inconnu.")


def _credential() -> bytes | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        return None
    try:
        return (Path(folder) / CREDENTIAL_NAME).read_bytes() or None
    except OSError:
        return None


def _session_vault() -> KeyringBackend | None:
    """Return the session's vault if it is open: a closed one would ask a resident to open it.

    Only the two vaults that protect something are asked for by name, so that a plain-text one
    of another package is never taken.
    """
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return WinVaultKeyring()
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    try:
        import secretstorage
        from keyring.backends.SecretService import Keyring
    except ImportError:
        return None
    try:
        with closing(secretstorage.dbus_init()) as bus:
            if secretstorage.get_collection_by_alias(bus, "default").is_locked():
                return None
    except Exception:  # noqa: BLE001 - a bus without vault has many errors; the next store serves
        return None
    vault: KeyringBackend = Keyring()  # type: ignore[no-untyped-call]  # keyring 25 has no stubs
    return vault
