# SPDX-License-Identifier: AGPL-3.0-or-later
"""What paper cannot show: pictures among letters, which a printer would make empty boxes of.

Letters of any script stay, since the system may have a font for them; pictures that our own fonts
lack go with what joins and colours them, and the words around them close up.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFont, QRawFont

if TYPE_CHECKING:
    from collections.abc import Sequence

# Other and modifier symbols, private use, unassigned: Unicode Standard, table 4-4.
_PICTURES: Final = frozenset({"So", "Sk", "Co", "Cn"})
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_TAGS: Final = range(0xE0000, 0xE0080)


def printable(text: str, families: Sequence[str]) -> str:
    """Return `text` without the pictures that none of `families` has."""
    kept: list[str] = []
    is_after_picture = False
    for sign in text:
        if sign in _JOINERS or ord(sign) in _TAGS:
            # Persian and Kurdish letters are joined by the same sign as pictures are.
            if not is_after_picture:
                kept.append(sign)
        elif unicodedata.category(sign) in _PICTURES and not _has(ord(sign), tuple(families)):
            is_after_picture = True
        else:
            closes_up = is_after_picture and sign == " " and kept[-1:] == [" "]
            is_after_picture = is_after_picture and sign == " "
            if not closes_up:
                kept.append(sign)
    told = "".join(kept)
    return told.rstrip(" ") if is_after_picture else told


@lru_cache(maxsize=512)
def _has(code: int, families: tuple[str, ...]) -> bool:
    return any(_raw(family).supportsCharacter(code) for family in families)


@lru_cache(maxsize=8)
def _raw(family: str) -> QRawFont:
    return QRawFont.fromFont(QFont(family))
