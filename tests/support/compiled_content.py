# SPDX-License-Identifier: AGPL-3.0-or-later
"""The content that one test compiled, lent to the next ones: reading its YAML takes seconds.

Its files are named by the hash of what they were made from, so that a loan is never out of date.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from kiosk.wiring import CACHE_NAME


@lru_cache(maxsize=1)
def _shared_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="sixieme-quartier-content-")


def lend_compiled(folder: Path) -> None:
    """Put into the data folder `folder` what was kept in this run."""
    kept = Path(_shared_folder().name) / "compiled"
    if kept.is_dir() and not (folder / CACHE_NAME).exists():
        shutil.copytree(kept, folder / CACHE_NAME)


def keep_compiled(folder: Path) -> None:
    """Keep what was compiled in the data folder `folder` and is not kept yet."""
    kept, made = Path(_shared_folder().name) / "compiled", folder / CACHE_NAME
    for path in made.rglob("*.json"):
        target = kept / path.relative_to(made)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
