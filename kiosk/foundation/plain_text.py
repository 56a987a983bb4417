# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts that come from outside, made fit for one line of a screen, a sheet or a table."""

from __future__ import annotations

import unicodedata
from typing import Final

# Controls, formats (marks of direction, joiners), halves of pairs, private signs, separators.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Return `text` on one line, composed, blanks tidied, without a sign that nobody sees."""
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or unicodedata.category(sign) not in _UNSEEN
    )
    return " ".join(seen.split())
