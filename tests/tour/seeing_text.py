# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts as a person reads them, whatever spaces the typography uses; no Qt."""

from __future__ import annotations

import unicodedata


def tidy(text: str) -> str:
    """Return a text with plain spaces and without signs of direction."""
    plain = "".join(
        " " if sign in "\u00a0\u202f" else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join(plain.split())
