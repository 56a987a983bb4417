# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city publishes for its machines: one pack, its files by their hash, one list of recalls.

All of it is public and signed, so it lies in files of the data folder, not in the database: a
database restored from a backup never takes a recall back. Each file is replaced at once, and what
a published pack names is there before the pack is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.archive import open_pack
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.manifest import SCHEMA, read_manifest
from kiosk.content.packs.recall_file import RecallList, check_recall, read_recalls, written_recalls
from kiosk.content.packs.signing import (
    ContentPurpose,
    Issuer,
    KeyStatement,
    Signer,
    Trust,
    pinned_publisher,
)
from kiosk.content.packs.store import told_faults
from kiosk.domain.recalls import calver
from kiosk.foundation.private_files import write_private
from sync.wire_down import WirePack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.content.packs.manifest import Manifest, SignedManifest
    from kiosk.domain.recalls import Recall
    from sync.server.city import City

FOLDER_NAME: Final = "content"
_PUBLISHED: Final = "published.json"
_RECALLS: Final = "recalls-{}.json"
_FILES: Final = "files"
_SCHEMA: Final = SCHEMA.encode("ascii")
_HEAD_BYTES: Final = 256
_HASH = re.compile(r"[0-9a-f]{64}")


class Published(msgspec.Struct, frozen=True):
    """The pack that machines are to use."""

    digest: str
    pack_id: str
    version: str
    n_bytes: int
    issuer: Issuer
    signature: str


@dataclass(frozen=True, slots=True)
class ContentShelf:
    """The published content of a city's data folder.

    Attributes:
        folder: Where it lies; made at the first need.
    """

    folder: Path

    def published(self) -> Published | None:
        """Return the published pack; None if there is none."""
        try:
            return msgspec.json.decode((self.folder / _PUBLISHED).read_bytes(), type=Published)
        except (OSError, msgspec.MsgspecError):
            return None

    def pack_down(self) -> WirePack | None:
        """Return what machines are told of the published pack."""
        one = self.published()
        if one is None:
            return None
        return WirePack(digest=one.digest, version=one.version, signature=one.signature)

    def recalls_down(self) -> list[str] | None:
        """Return the signed lists of recalls, as they are; None if there is none."""
        found = [text for issuer in Issuer if (text := self.recalls_text(issuer))]
        return found or None

    def recalls_text(self, issuer: Issuer) -> str:
        """Return the signed list of an issuer; empty if there is none."""
        try:
            return self._recalls_path(issuer).read_text("utf-8")
        except (OSError, ValueError):
            return ""

    def _known_recalls(self, issuer: Issuer) -> RecallList | None:
        """Return the list of an issuer; None only where none was ever kept.

        Raises:
            PackRefused: ``recall_unreadable`` if it is there and does not read: begun again, it
                would lose what was called back.
        """
        try:
            return read_recalls(self._recalls_path(issuer).read_bytes(), None)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PackRefused(PackFault.RECALL_UNREADABLE) from error

    def file(self, digest: str) -> Path | None:
        """Return the file of a published pack that bears this hash; None if there is none."""
        path = self.folder / _FILES / digest
        return path if _HASH.fullmatch(digest) and path.is_file() else None

    def manifests(self) -> Iterator[Manifest]:
        """Yield what every pack that was ever published here says of itself."""
        for path in sorted((self.folder / _FILES).glob("*")):
            with path.open("rb") as stream:
                is_manifest = _SCHEMA in stream.read(_HEAD_BYTES)
            if is_manifest:
                yield read_manifest(path.read_bytes())

    def publish(self, path: Path, trust: Trust) -> Published:
        """Publish a pack that is newer than the one before.

        Raises:
            PackRefused: If it is not as it must be; the one before stays.
        """
        before = self.published()
        with open_pack(path, trust) as pack:
            manifest = pack.signed.manifest
            if before is not None and before.digest != pack.signed.digest:
                _check_newer(manifest.version, before.version)
            for file in manifest.files:
                if self.file(file.sha256) is None:
                    self._keep(file.sha256, b"".join(pack.pieces(file)))
            self._keep(pack.signed.digest, pack.signed.content)
            return self._put(pack.signed)

    def recall(self, recall: Recall, signer: Signer) -> RecallList:
        """Call one more thing back, by the city; return the whole list.

        Raises:
            PackRefused: ``recall_unreadable`` if it is badly written.
        """
        check_recall(recall)
        before = self._known_recalls(signer.issuer)
        entries = before.entries if before else frozenset()
        if before is not None and recall in entries:
            return before
        serial = before.serial + 1 if before else 1
        fresh = RecallList(signer.issuer, serial, entries | {recall})
        self._keep_recalls(fresh, written_recalls(fresh, signer))
        return fresh

    def relay_recalls(self, content: bytes, trust: Trust) -> RecallList:
        """Hand on the list of a publisher.

        Raises:
            PackRefused: If it is not one, not signed, older, or has lost an entry.
        """
        found = read_recalls(content, trust)
        found.check_follows(self._known_recalls(found.issuer))
        self._keep_recalls(found, content)
        return found

    def sign_again(self, signer: Signer) -> None:
        """Sign what the city signed with its key of today: machines believe no older one.

        Raises:
            PackRefused: If a file cannot be written.
        """
        one = self.published()
        if one is not None and one.issuer is signer.issuer:
            path = self.file(one.digest)
            content = b"" if path is None else path.read_bytes()
            signature = msgspec.json.encode(signer.signed(ContentPurpose.PACK, content))
            self._write(
                _PUBLISHED, msgspec.structs.replace(one, signature=signature.decode("utf-8"))
            )
        known = self._known_recalls(signer.issuer)
        if known is not None:
            self._keep_recalls(known, written_recalls(known, signer))

    def _put(self, signed: SignedManifest) -> Published:
        manifest = signed.manifest
        one = Published(
            digest=signed.digest,
            pack_id=manifest.id,
            version=manifest.version,
            n_bytes=signed.n_bytes,
            issuer=manifest.issuer,
            signature=signed.signature.decode("utf-8"),
        )
        self._write(_PUBLISHED, one)
        return one

    def _keep(self, digest: str, content: bytes) -> None:
        with told_faults():
            folder = self.folder / _FILES
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(folder / digest, content)

    def _keep_recalls(self, recalls: RecallList, content: bytes) -> None:
        with told_faults():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self._recalls_path(recalls.issuer), content)

    def _write(self, name: str, value: Published) -> None:
        with told_faults():
            write_private(self.folder / name, msgspec.json.encode(value))

    def _recalls_path(self, issuer: Issuer) -> Path:
        return self.folder / _RECALLS.format(issuer.value)


def _check_newer(version: str, before: str) -> None:
    if calver(version) <= calver(before):
        raise PackRefused(PackFault.OLDER_THAN_ACTIVE, version)


def shelf_of(city: City) -> ContentShelf:
    """Return the published content of a city."""
    return ContentShelf(city.settings.folder / FOLDER_NAME)


def signer_of(city: City) -> Signer:
    """Return the city as the one who signs, with the whole chain of its keys."""
    return Signer(Issuer.CITY, city.keyring.content.private, _statements(city))


def trust_of(city: City) -> Trust:
    """Return whom the city believes about content: the pinned publisher, and itself."""
    return Trust(pinned_publisher(), city.keyring.root_public, _statements(city)[-1])


def _statements(city: City) -> tuple[KeyStatement, ...]:
    with city.database.transaction() as unit:
        return tuple(
            KeyStatement(one.serial, one.body, one.signature) for one in unit.state.statements()
        )


def announce(city: City) -> None:
    """Let the idle probe say that there is something new."""
    with city.database.transaction() as unit:
        unit.state.bump()
