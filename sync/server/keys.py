# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's private keys, in one private file of the data folder.

The root only signs statements of the other keys. A city moves it away after the first start
(docs/operations.md); the server then runs without it until keys change.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import ConfigInvalid
from kiosk.foundation.private_files import write_private
from sync.signing import (
    KeyPair,
    new_sealing_pair,
    new_signing_pair,
    sealing_pair,
    signed_statement,
    signing_pair,
    statement_digest,
)
from sync.wire_enrolment import CityKeys

if TYPE_CHECKING:
    from pathlib import Path

    from sync.wire_enrolment import Statement

FILE_NAME: Final = "city_keys.json"
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class CityKeyring:
    """The keys with which a server works.

    Attributes:
        root_public: Public root key, which kiosks pin.
        root: The root pair; None once it was moved away.
        signing: Signs receipts.
        sealing: Opens personal fields.
        recovery: Opens wrapped database keys.
        content: Signs content.
        probe_secret: Makes the tokens of the idle probe.
    """

    root_public: bytes
    root: KeyPair | None
    signing: KeyPair
    sealing: KeyPair
    recovery: KeyPair
    content: KeyPair
    probe_secret: bytes

    def statement(self, city: str, before: Statement | None) -> Statement:
        """Return the root's statement of these keys, linked to the one before.

        Raises:
            ConfigInvalid: If the root is not there to sign.
        """
        if self.root is None:
            raise ConfigInvalid(
                "La clé racine n’est plus dans le dossier : remettez-la, puis signez."
            )
        return signed_statement(
            self.root,
            CityKeys(
                serial=1 if before is None else before.serial + 1,
                city=city,
                root=self.root_public.hex(),
                signing=self.signing.public.hex(),
                sealing=self.sealing.public.hex(),
                recovery=self.recovery.public.hex(),
                content=self.content.public.hex(),
                previous="" if before is None else statement_digest(before),
            ),
        )


def open_keyring(folder: Path) -> CityKeyring:
    """Return the keys of a data folder; make them at the first start.

    Raises:
        ConfigInvalid: If the file is damaged.
    """
    file = folder / FILE_NAME
    if not file.exists():
        keyring = _new_keyring()
        _write(file, keyring)
        return keyring
    try:
        stored: dict[str, str] = json.loads(file.read_bytes())
        root = stored.get("root", "")
        return CityKeyring(
            root_public=bytes.fromhex(stored["root_public"]),
            root=signing_pair(bytes.fromhex(root)) if root else None,
            signing=signing_pair(bytes.fromhex(stored["signing"])),
            sealing=sealing_pair(bytes.fromhex(stored["sealing"])),
            recovery=sealing_pair(bytes.fromhex(stored["recovery"])),
            content=signing_pair(bytes.fromhex(stored["content"])),
            probe_secret=bytes.fromhex(stored["probe_secret"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigInvalid(
            f"{FILE_NAME} est illisible : remettez la copie gardée avec la sauvegarde"
        ) from error


def renewed_signing_key(folder: Path) -> CityKeyring:
    """Change the key that signs receipts; kiosks follow by the next statement.

    Raises:
        ConfigInvalid: If the root is not there to sign the change.
    """
    return _renewed(folder, replace(_with_root(folder), signing=new_signing_pair()))


def renewed_content_key(folder: Path) -> CityKeyring:
    """Change the key that signs content; kiosks follow by the next statement.

    Raises:
        ConfigInvalid: If the root is not there to sign the change.
    """
    return _renewed(folder, replace(_with_root(folder), content=new_signing_pair()))


def _with_root(folder: Path) -> CityKeyring:
    keyring = open_keyring(folder)
    if keyring.root is None:
        raise ConfigInvalid("La clé racine n’est plus dans le dossier : remettez-la, puis signez.")
    return keyring


def _renewed(folder: Path, fresh: CityKeyring) -> CityKeyring:
    _write(folder / FILE_NAME, fresh)
    return fresh


def _new_keyring() -> CityKeyring:
    root = new_signing_pair()
    return CityKeyring(
        root_public=root.public,
        root=root,
        signing=new_signing_pair(),
        sealing=new_sealing_pair(),
        recovery=new_sealing_pair(),
        content=new_signing_pair(),
        probe_secret=os.urandom(_SECRET_BYTES),
    )


def _write(file: Path, keyring: CityKeyring) -> None:
    content = {
        "root_public": keyring.root_public.hex(),
        "root": keyring.root.private.hex() if keyring.root else "",
        "signing": keyring.signing.private.hex(),
        "sealing": keyring.sealing.private.hex(),
        "recovery": keyring.recovery.private.hex(),
        "content": keyring.content.private.hex(),
        "probe_secret": keyring.probe_secret.hex(),
    }
    write_private(file, json.dumps(content, indent=1).encode("ascii"))
