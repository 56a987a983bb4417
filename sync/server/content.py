# SPDX-License-Identifier: AGPL-3.0-or-later
"""Versions of the walkthroughs that the city publishes: those that ship with its program."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from kiosk.foundation.resources import asset_path


@lru_cache(maxsize=1)
def published_content() -> dict[str, str]:
    """Return walkthrough -> hex digest (16 digits) of its files, read once a start."""
    root = asset_path("content")
    versions: dict[str, str] = {}
    for folder in sorted(path.parent for path in root.glob("*/parcours.yaml")):
        whole = hashlib.sha256()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            whole.update(file.relative_to(folder).as_posix().encode("utf-8") + b"\0")
            whole.update(hashlib.sha256(file.read_bytes()).digest())
        versions[folder.name] = whole.hexdigest()[:16]
    return versions
