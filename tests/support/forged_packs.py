# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs that are wrong in one way each, most of them well signed by a hostile author."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import msgspec

from kiosk.content.packs.signing import ContentPurpose, Signer

REGULAR = 0o100644 << 16


def manifest_of(files: dict[str, bytes], /, **changes: object) -> bytes:
    """Return a manifest that lists `files` rightly, with changes of its head."""
    listed = [
        {
            "path": path,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "licence": "AGPL-3.0-or-later",
        }
        for path, content in files.items()
    ]
    head = {
        "schema": "sixieme-pack/1",
        "id": "essai",
        "version": "2026.12.1",
        "min_program": "0.1.0",
        "languages": ["fr"],
        "created": "2026-11-23",
        "issuer": "publisher",
        "files": listed,
    }
    return json.dumps({**head, **changes}).encode("utf-8")


def signature_of(signer: Signer, manifest: bytes) -> bytes:
    """Return the signature's file of a manifest."""
    return msgspec.json.encode(signer.signed(ContentPurpose.PACK, manifest))


def zipped(entries: list[tuple[str, bytes]], **options: int) -> bytes:
    """Return a zip of `entries` in their order, of the shape that is taken unless told."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in entries:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = options.get("attributes", REGULAR)
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED if content else zipfile.ZIP_STORED
            whole.writestr(info, content)
    return out.getvalue()


def entries_of(
    signer: Signer, files: dict[str, bytes], manifest: bytes | None = None
) -> list[tuple[str, bytes]]:
    """Return the entries of a pack: manifest, signature, files."""
    told = manifest_of(files) if manifest is None else manifest
    inside = [(f"content/{path}", content) for path, content in files.items()]
    return [("manifest.json", told), ("signature.json", signature_of(signer, told)), *inside]


def written(path: Path, content: bytes) -> Path:
    """Write the bytes of a pack."""
    path.write_bytes(content)
    return path


def with_central(content: bytes, at: int, offset: int, new: bytes) -> bytes:
    """Change bytes of the `at`-th header of the directory, `offset` bytes into it."""
    place = _nth(content, b"PK\1\2", at) + offset
    return content[:place] + new + content[place + len(new) :]


def with_local(content: bytes, at: int, offset: int, new: bytes) -> bytes:
    """Change bytes of the `at`-th header before an entry, `offset` bytes into it."""
    place = _nth(content, b"PK\3\4", at) + offset
    return content[:place] + new + content[place + len(new) :]


def with_flags(content: bytes, at: int, flags: int) -> bytes:
    """Set the flags of an entry in both of its headers."""
    raw = flags.to_bytes(2, "little")
    return with_central(with_local(content, at, 6, raw), at, 8, raw)


def _nth(content: bytes, mark: bytes, at: int) -> int:
    place = -1
    for _ in range(at + 1):
        place = content.index(mark, place + 1)
    return place
