# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the files that ship with the program are, from source and in a bundle."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path


def asset_path(*parts: str) -> Path:
    """Return the path of a shipped file or folder below ``assets/``.

    A bundle made by PyInstaller keeps them beside the program (``sys._MEIPASS``).
    """
    return _assets().joinpath(*parts)


@lru_cache(maxsize=1)
def _assets() -> Path:
    # Once: each answer would ask the disk for every folder above this file.
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return root / "assets"
