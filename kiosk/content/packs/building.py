# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a pack of a content folder: checked as authors' content is, listed, signed, zipped.

The same folder, version and key give the same bytes: names are sorted, times are fixed.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.layout import BOARD_FOLDER, EXERCISE_FOLDER, languages_in
from kiosk.content.loader import walkthrough_folders
from kiosk.content.packs.archive import CONTENT_PREFIX, MANIFEST_NAME, SIGNATURE_NAME
from kiosk.content.packs.checking import check_content
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.manifest import (
    PROGRAM_VERSION,
    SCHEMA,
    SUFFIXES,
    Manifest,
    PackFile,
    SignedManifest,
    read_manifest,
)
from kiosk.content.packs.signing import ContentPurpose

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.content.packs.signing import Signer

DEFAULT_LICENCE: Final = "AGPL-3.0-or-later"
_UNCHECKED = ".a-verifier."  # a recording that nobody has listened to again is not played
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644


@dataclass(frozen=True, slots=True)
class PackLabel:
    """What the author says of a pack.

    Attributes:
        pack_id: Its name, kept from one version to the next.
        version: Year, month, number.
        licence: Licence of its files.
        min_program: Oldest program that can read it.
    """

    pack_id: str
    version: str
    licence: str = DEFAULT_LICENCE
    min_program: str = PROGRAM_VERSION


def content_files(root: Path) -> dict[str, Path]:
    """Return path -> file of all that a pack of the content folder `root` holds.

    Only walkthroughs, registries and recordings: the board comes from the city by itself, and
    exercises are part of the program.
    """
    found = {
        path.relative_to(root).as_posix(): path
        for path in sorted(root.glob("*/**/*"))
        if path.is_file() and path.suffix in SUFFIXES and _UNCHECKED not in path.name
    }
    apart = (f"{BOARD_FOLDER}/", f"{EXERCISE_FOLDER}/")
    return {name: path for name, path in found.items() if not name.startswith(apart)}


def sign_content(root: Path, label: PackLabel, signer: Signer, today: date) -> SignedManifest:
    """Return the signed manifest of the content folder `root`.

    Raises:
        PackRefused: If the content cannot be shown, or a bound is passed.
    """
    check_content(root, None)
    files = [_listed(path, name, label.licence) for name, path in content_files(root).items()]
    languages = {code for folder in walkthrough_folders(root, []) for code in languages_in(folder)}
    content = msgspec.json.encode(
        Manifest(
            schema=SCHEMA,
            id=label.pack_id,
            version=label.version,
            min_program=label.min_program,
            languages=sorted(languages),
            created=today.isoformat(),
            issuer=signer.issuer,
            files=files,
        )
    )
    signature = msgspec.json.encode(signer.signed(ContentPurpose.PACK, content))
    return SignedManifest(read_manifest(content), content, signature)


def write_pack(root: Path, signed: SignedManifest, out: Path) -> None:
    """Write the pack of `root` whose manifest was signed, whole or not at all.

    Raises:
        PackRefused: If a file changed since, or `out` cannot be written.
    """
    fresh = out.with_name(f".{out.name}.new")
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as whole:
            _write(whole, MANIFEST_NAME, signed.content)
            _write(whole, SIGNATURE_NAME, signed.signature)
            for file in signed.manifest.files:
                content = (root / file.path).read_bytes()
                if hashlib.sha256(content).hexdigest() != file.sha256:
                    raise PackRefused(PackFault.HASH_WRONG, file.path)
                _write(whole, CONTENT_PREFIX + file.path, content)
        fresh.replace(out)
    except OSError as error:
        raise PackRefused(PackFault.READ_ONLY, out.name) from error
    finally:
        fresh.unlink(missing_ok=True)


def _listed(path: Path, name: str, licence: str) -> PackFile:
    content = path.read_bytes()
    return PackFile(name, hashlib.sha256(content).hexdigest(), len(content), licence)


def _write(whole: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = _REGULAR_FILE << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED if content else zipfile.ZIP_STORED
    whole.writestr(info, content)
