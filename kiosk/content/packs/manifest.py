# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manifest of a pack: what it is, for which programs, and each of its files by its hash.

The pack is named by the SHA-256 of the manifest's bytes, so that the name says every byte of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

import msgspec

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.signing import Issuer  # noqa: TC001 - msgspec reads it at run time
from kiosk.domain.recalls import calver

SCHEMA: Final = "sixieme-pack/1"
PROGRAM_VERSION: Final = "0.1.0"
MAX_BYTES: Final = 1 << 20
MAX_FILES: Final = 4000
MAX_FILE_BYTES: Final = 16 << 20
MAX_TOTAL_BYTES: Final = 256 << 20
TEXT_SUFFIX: Final = ".yaml"
SUFFIXES: Final = (TEXT_SUFFIX, ".wav", ".opus", ".ogg")

_SEGMENT = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|clock|com[0-9]|lpt[0-9])(?:\..*)?")
_PACK_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_HASH = re.compile(r"[0-9a-f]{64}")
_PROGRAM = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){2}")
_MAX_SEGMENTS = 4
_MAX_LICENCE = 80
_MAX_LANGUAGES = 40


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a pack.

    Attributes:
        path: Where it stands in the content folder, with ``/``.
        sha256: Hex hash of its bytes.
        size: How many bytes.
        licence: SPDX identifier or name of its licence.
    """

    path: str
    sha256: str
    size: int
    licence: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack says of itself.

    Attributes:
        schema: Form of the pack.
        id: Name of the pack, kept from one version to the next.
        version: Year, month, number.
        min_program: Oldest program that can read it.
        languages: Codes of the languages inside.
        created: Day on which it was made, ISO; shown, never judged.
        issuer: Who answers for it.
        files: Every file.
    """

    schema: str
    id: str
    version: str
    min_program: str
    languages: list[str]
    created: str
    issuer: Issuer
    files: list[PackFile]


@dataclass(frozen=True, slots=True)
class SignedManifest:
    """A manifest with the bytes that were signed.

    Attributes:
        manifest: What it says.
        content: Its bytes.
        signature: Bytes of the signature's file.
    """

    manifest: Manifest
    content: bytes
    signature: bytes

    @property
    def digest(self) -> str:
        """The hex name of the pack."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def n_bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.manifest.files)


class _Schema(msgspec.Struct, frozen=True):
    schema: str


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest that `content` holds, every bound checked.

    Raises:
        PackRefused: If it is not one, or is out of bounds.
    """
    if len(content) > MAX_BYTES:
        raise PackRefused(PackFault.TOO_LARGE)
    try:
        if msgspec.json.decode(content, type=_Schema).schema != SCHEMA:
            raise PackRefused(PackFault.SCHEMA_UNKNOWN)
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PackRefused(PackFault.MANIFEST_WRONG) from error
    _check_head(manifest)
    _check_files(manifest)
    return manifest


def is_safe_path(path: str) -> bool:
    """Say whether a path of a pack may be written on any system.

    Lower-case ASCII only, so that no two names fall together on a disk that ignores case; no
    name that Windows keeps for a device; a known ending.
    """
    segments = path.split("/")
    return (
        len(segments) <= _MAX_SEGMENTS
        and path.endswith(SUFFIXES)
        and all(_SEGMENT.fullmatch(one) and not _DEVICES.fullmatch(one) for one in segments)
    )


def needs_newer_program(manifest: Manifest) -> bool:
    """Say whether the pack asks for a program newer than this one."""
    return is_newer_program(manifest.min_program)


def is_newer_program(version: str) -> bool:
    """Say whether a version of the program, as manifests write it, is newer than this one."""
    return _program(version) > _program(PROGRAM_VERSION)


def _program(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _check_head(manifest: Manifest) -> None:
    try:
        calver(manifest.version)
    except ValueError as error:
        raise PackRefused(PackFault.MANIFEST_WRONG, "version") from error
    known = (
        ("id", _PACK_ID.fullmatch(manifest.id)),
        ("min_program", _PROGRAM.fullmatch(manifest.min_program)),
        ("created", re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", manifest.created)),
        ("languages", 0 < len(manifest.languages) <= _MAX_LANGUAGES),
        ("languages", all(re.fullmatch(r"[a-z-]{2,16}", one) for one in manifest.languages)),
    )
    for name, is_right in known:
        if not is_right:
            raise PackRefused(PackFault.MANIFEST_WRONG, name)


def _check_files(manifest: Manifest) -> None:
    if len(manifest.files) > MAX_FILES:
        raise PackRefused(PackFault.TOO_MANY_FILES)
    if not manifest.files:
        raise PackRefused(PackFault.MANIFEST_WRONG, "files")
    seen: set[str] = set()
    for file in manifest.files:
        if not is_safe_path(file.path):
            raise PackRefused(PackFault.BAD_NAME, file.path)
        if file.path in seen:
            raise PackRefused(PackFault.TWICE, file.path)
        seen.add(file.path)
        _check_file(file)
    if sum(file.size for file in manifest.files) > MAX_TOTAL_BYTES:
        raise PackRefused(PackFault.TOO_LARGE)
    folders = {path.rpartition("/")[0] for path in seen}
    if any(_is_inside_a_file(folder, seen) for folder in folders):
        raise PackRefused(PackFault.TWICE)


def _check_file(file: PackFile) -> None:
    is_named = _HASH.fullmatch(file.sha256) and 0 < len(file.licence) <= _MAX_LICENCE
    if not is_named or file.size < 0:
        raise PackRefused(PackFault.MANIFEST_WRONG, file.path)
    if file.size > MAX_FILE_BYTES:
        raise PackRefused(PackFault.TOO_LARGE, file.path)


def _is_inside_a_file(folder: str, files: set[str]) -> bool:
    """Say whether a folder, or one above it, bears the name of a file of the pack."""
    while folder:
        if folder in files:
            return True
        folder = folder.rpartition("/")[0]
    return False
