# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the files that ship with the program are, from source and in a bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def asset_path(*parts: str) -> Path:
    """Return the path of a shipped file or folder below ``assets/``.

    A bundle made by PyInstaller keeps them beside the program (``sys._MEIPASS``).
    """
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return root.joinpath("assets", *parts)
