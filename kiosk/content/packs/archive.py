# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pack as one file: a zip whose manifest comes first, its signature second, then its content.

The order of judgement: the shape of the zip, the signature over the manifest's bytes, the
manifest, the agreement of both. Until all of that is right, nothing is inflated but the manifest
and the signature, each within a bound; then each file is read in pieces and counted.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.content.packs import manifest as manifests
from kiosk.content.packs import signing
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.manifest import SignedManifest, read_manifest
from kiosk.content.packs.signing import ContentPurpose, read_signature
from kiosk.content.packs.zip_layout import read_layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.content.packs.manifest import PackFile
    from kiosk.content.packs.signing import Trust
    from kiosk.content.packs.zip_layout import Entry

SUFFIX: Final = ".sixpack"
MANIFEST_NAME: Final = "manifest.json"
SIGNATURE_NAME: Final = "signature.json"
CONTENT_PREFIX: Final = "content/"
_PIECE_BYTES: Final = 64 * 1024
_FIRST_NAMES = (MANIFEST_NAME, SIGNATURE_NAME)


@dataclass(frozen=True, slots=True)
class OpenPack:
    """A pack whose signature, manifest and shape are right; its files are still unread.

    Attributes:
        signed: Its manifest.
    """

    signed: SignedManifest
    _zip: zipfile.ZipFile

    def pieces(self, file: PackFile) -> Iterator[bytes]:
        """Yield the bytes of a file, never more than it declared.

        Raises:
            PackRefused: ``hash_wrong`` if they are not those of the manifest.
        """
        yield from _pieces(self._zip, CONTENT_PREFIX + file.path, file.size)


@contextmanager
def open_pack(path: Path, trust: Trust) -> Iterator[OpenPack]:
    """Open the pack at `path` for reading.

    Raises:
        PackRefused: If anything about it is not as it must be; nothing was written.
    """
    try:
        if not path.is_file():  # asked before it is opened: a pipe would be waited for
            raise PackRefused(PackFault.UNREADABLE)
        with path.open("rb") as file:
            yield _opened(file, trust)
    except OSError as error:
        raise PackRefused(PackFault.UNREADABLE) from error


def _opened(file: BinaryIO, trust: Trust) -> OpenPack:
    entries = read_layout(file)
    if tuple(entry.name for entry in entries[:2]) != _FIRST_NAMES:
        raise PackRefused(PackFault.NOT_A_PACK)
    bounds = (manifests.MAX_BYTES, signing.MAX_BYTES)
    if any(entry.size > bound for entry, bound in zip(entries, bounds, strict=False)):
        raise PackRefused(PackFault.TOO_LARGE)
    try:
        whole = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError) as error:
        raise PackRefused(PackFault.NOT_A_PACK) from error
    content, signature = (b"".join(_pieces(whole, entry.name, entry.size)) for entry in entries[:2])
    signed = checked_manifest(content, signature, trust)
    _check_agreement(entries, signed.manifest.files)
    return OpenPack(signed, whole)


def checked_manifest(content: bytes, signature: bytes, trust: Trust) -> SignedManifest:
    """Return a manifest that was signed by a key that counts today.

    Raises:
        PackRefused: If signature or manifest are not right.
    """
    found = read_signature(signature)
    trust.check(found, ContentPurpose.PACK, content)
    manifest = read_manifest(content)
    if manifest.issuer is not found.issuer:
        raise PackRefused(PackFault.MANIFEST_WRONG, "issuer")
    return SignedManifest(manifest, content, signature)


def _check_agreement(entries: tuple[Entry, ...], files: list[PackFile]) -> None:
    inside = {entry.name: entry.size for entry in entries[2:]}
    told = {CONTENT_PREFIX + file.path: file.size for file in files}
    for name in inside:
        if name not in told:
            raise PackRefused(PackFault.FILE_UNKNOWN, name)
    for name, size in told.items():
        if name not in inside:
            raise PackRefused(PackFault.FILE_MISSING, name)
        if inside[name] != size:
            raise PackRefused(PackFault.HASH_WRONG, name)


def _pieces(whole: zipfile.ZipFile, name: str, size: int) -> Iterator[bytes]:
    """Yield an entry in pieces, its declared size at most."""
    left = size
    try:
        with whole.open(name) as stream:
            while piece := stream.read(_PIECE_BYTES):
                left -= len(piece)
                if left < 0:
                    raise PackRefused(PackFault.SWOLLEN, name)
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise PackRefused(PackFault.HASH_WRONG, name) from error
    except OSError as error:  # the key was pulled out
        raise PackRefused(PackFault.UNREADABLE) from error
    if left:
        raise PackRefused(PackFault.HASH_WRONG, name)


def sha256_of(path: Path) -> str:
    """Return the hex hash of a file.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
