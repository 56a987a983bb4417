# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys by which machines of a centre know each other's tickets, and a desk opens labels.

The private keys stay in the key store; the public keys of the centre's machines come from the
city with each change. Without enrolment there is neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.errors import SecretsUnavailable
from kiosk.foundation.sealing import Unreadable, open_sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.foundation.secrets import Secrets
    from kiosk.storage.unit_of_work import UnitOfWork

SIGNING_SECRET = "device-signing-key"  # noqa: S105 - the name of a secret, not a secret
DESK_SECRET = "desk-sealing-key"  # noqa: S105 - the name of a secret, not a secret
MACHINES = "centre_machines"
_NAMES = "centre_machine_names"


class MachineKeys:
    """The private keys of this machine and the public keys of its neighbours."""

    def __init__(self, secrets: Secrets) -> None:
        """Take private keys from `secrets` at each use, so that a new key serves at once."""
        self._secrets = secrets

    def set_signing_key(self, private_key: bytes) -> None:
        """Keep the Ed25519 key by which this machine signs, 32 bytes."""
        self._secrets.set(SIGNING_SECRET, private_key)

    def set_desk_key(self, private_key: bytes) -> None:
        """Keep the X25519 key by which this post opens labels, 32 bytes."""
        self._secrets.set(DESK_SECRET, private_key)

    def forget_unreadable(self) -> None:
        """Forget the keys that a lost key store had wrapped; the machine is then enrolled again."""
        for name in (SIGNING_SECRET, DESK_SECRET):
            try:
                self._secrets.get(name)
            except SecretsUnavailable:
                self._secrets.delete(name)

    @property
    def can_open_labels(self) -> bool:
        """Whether this machine is a desk that can read labels."""
        return self._secrets.get(DESK_SECRET) is not None

    def sign(self, message: bytes) -> bytes | None:
        """Return this machine's signature; nothing before enrolment."""
        private_key = self._secrets.get(SIGNING_SECRET)
        if private_key is None:
            return None
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)

    def own_public_key(self) -> bytes | None:
        """Return the public half of this machine's signing key; nothing before enrolment."""
        private_key = self._secrets.get(SIGNING_SECRET)
        if private_key is None:
            return None
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()

    def open_label(self, sealed: bytes, info: bytes) -> str | None:
        """Return a label that this desk may read; nothing when it is for another desk.

        Args:
            sealed: What the machine that sold the appointment sealed for the desk.
            info: Where it stands: what `kiosk.foundation.sealing.seal_info` gave.
        """
        private_key = self._secrets.get(DESK_SECRET)
        if private_key is None:
            return None
        try:
            plain = open_sealed(private_key, sealed, info)
        except Unreadable:
            return None
        return plain.decode("utf-8", errors="replace")


def replace_centre_machines(uow: UnitOfWork, public_keys: Mapping[str, bytes]) -> None:
    """Know the machines of the centre as the city tells them: identifier -> Ed25519 key."""
    uow.parameters.set(MACHINES, {device: key.hex() for device, key in public_keys.items()})


def centre_machines(uow: UnitOfWork) -> dict[str, bytes]:
    """Return the machines of the centre that the city told: identifier -> Ed25519 key."""
    known = uow.parameters.get(MACHINES)
    if not isinstance(known, dict):
        return {}
    return {device: bytes.fromhex(key) for device, key in known.items() if isinstance(key, str)}


def note_machine_names(uow: UnitOfWork, names: Mapping[str, str]) -> None:
    """Know how the city names the machines of the centre, such as « borne 2 »."""
    uow.parameters.set(_NAMES, dict(names))


def machine_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the names of the machines of the centre by their identifier, where they are known."""
    known = uow.parameters.get(_NAMES)
    if not isinstance(known, dict):
        return {}
    return {device: name for device, name in known.items() if isinstance(name, str)}


def is_signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature is that of a machine."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
