# SPDX-License-Identifier: AGPL-3.0-or-later
"""The title of a workshop in a record: the only words in it, and they come from the agenda.

A city writes it, a file or a calendar may bring it: it is bounded, and holds no sign that would
turn the text around it or end a line where it is shown or exported.
"""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_TITLE: Final = 120
# Marks that turn the direction of the text, beside the controls: embeddings, overrides, isolates.
# Source: Unicode Standard Annex #9, sections 2.1 to 2.4.
_DIRECTION_MARKS: Final = frozenset(map(chr, (0x61C, *range(0x200E, 0x2010)))) | frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_UNSAFE: Final = {"Cc", "Cs", "Zl", "Zp"}


def is_harmless(text: str) -> bool:
    """Say whether a text holds no control, no line separator and no mark of direction."""
    return not any(_is_unsafe(character) for character in text)


def clean_title(text: str) -> str:
    """Return a title as a record holds it, in 120 signs at most.

    Marks of direction go, any other unsafe sign becomes a blank, blanks stand once.
    """
    turned = "".join(character for character in text if character not in _DIRECTION_MARKS)
    safe = "".join(" " if _is_unsafe(character) else character for character in turned)
    return " ".join(safe.split())[:LONGEST_TITLE].rstrip()


def _is_unsafe(character: str) -> bool:
    return character in _DIRECTION_MARKS or unicodedata.category(character) in _UNSAFE
