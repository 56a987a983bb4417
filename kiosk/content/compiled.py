# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps read walkthroughs as JSON, named by the hash of their files.

A kiosk reads YAML once for each change of content; after that it decodes JSON and never
imports the YAML reader. A cache file that is absent, damaged or of another format is made anew;
a folder that cannot be written only costs time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT = 1
Value = TypeVar("Value")


def files_hash(folder: Path, names: Iterable[str], *, salt: str = "") -> str:
    """Return the SHA-256, in hexadecimal, of the named files of `folder`.

    An absent file counts as such: making it changes the hash.

    Args:
        folder: Where the files are.
        names: File names, in an order that stays.
        salt: Anything else on which the reading depends.
    """
    digest = hashlib.sha256(f"{FORMAT}\0{salt}".encode())
    for name in names:
        try:
            content = (folder / name).read_bytes()
        except OSError:
            digest.update(f"\0{name}\0absent".encode())
            continue
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


class CompiledCache:
    """JSON files of one folder, one a hash; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Keep files in `folder`, which is made when needed; None: keep nothing."""
        self._folder = folder
        self._used: set[str] = set()

    def read(self, key: str, kind: type[Value]) -> Value | None:
        """Return the value kept under `key`, None when there is none that can be used."""
        if self._folder is None:
            return None
        self._used.add(f"{key}.json")
        try:
            return msgspec.json.decode((self._folder / f"{key}.json").read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def write(self, key: str, value: object) -> None:
        """Keep `value` under `key`; a reader sees the whole of it or nothing."""
        if self._folder is None:
            return
        path = self._folder / f"{key}.json"
        part = self._folder / f"{key}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.encode(value))
            os.replace(part, path)  # noqa: PTH105 - the atomic one, by its name
        except OSError:
            _remove(part)

    def forget_unused(self) -> None:
        """Remove the files that were not asked for since this cache was opened."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.suffix in {".json", ".part"} and path.name not in self._used:
                _remove(path)


def _remove(path: Path) -> None:
    # A leftover that cannot be removed costs room, nothing else.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
