# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts from outside, made harmless for one cell of a spreadsheet.

Titles of workshops and names of places, centres and machines come from elsewhere. In a file they
are shown, never computed, never broken over rows, never written backwards over their neighbours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A spreadsheet takes a text that begins so for a formula; the full-width signs too.
# Source: OWASP, CSV Injection.
_FORMULA_STARTS: Final = tuple("=+-@＝＋－＠")
# Controls, line and paragraph separators, the mark of byte order.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
# Marks, embeddings, overrides and isolates of direction. Source: Unicode annex 9, section 2.
_DIRECTION: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Halves of pairs and signs that no XML document may hold. Source: W3C, XML 1.0, 2.2.
_NOT_TEXT: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_HOLE: Final = "\ufffd"
_CSV_QUOTED: Final = re.compile(r'[;"\r\n]')
_NOT_CODE: Final = re.compile(r"[^0-9A-Za-z-]|^-+")
LONGEST_CELL: Final = 32_767
"""Letters that Excel takes in a cell. Source: Microsoft, Excel specifications and limits."""


def one_line(text: str) -> str:
    """Return a text for one line of one cell: no control, no mark of direction, no half letter."""
    without = _DIRECTION.sub("", _CONTROL.sub(" ", text))
    return _NOT_TEXT.sub(_HOLE, without).strip()[:LONGEST_CELL]


def without_formula(text: str) -> str:
    """Return a text that a spreadsheet opens as text from a CSV file, never as a formula.

    A text that begins as a formula would, blanks left aside, gets an apostrophe before it.
    """
    clean = one_line(text)
    return f"'{clean}" if clean.startswith(_FORMULA_STARTS) else clean


def csv_cell(text: str) -> str:
    """Return a text as one cell of a CSV file with semicolons, quoted only where it must be."""
    safe = without_formula(text)
    if _CSV_QUOTED.search(safe) is None:
        return safe
    return '"' + safe.replace('"', '""') + '"'


def plain_codes(codes: Sequence[str]) -> Iterable[bytes]:
    """Return identifiers of letters, digits and hyphens; anything else in them goes."""
    together = "".join(codes)
    if together.isalnum() and together.isascii():
        return map(str.encode, codes)
    return (_NOT_CODE.sub("", code).encode() for code in codes)


def xml_text(text: str) -> str:
    """Return a text as the content of an XML element; line ends stay, other controls go."""
    lines = text.replace("\r\n", "\n").split("\n")
    clean = "\n".join(one_line(line) for line in lines)[:LONGEST_CELL]
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
