# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a line may not end: before « : ; ? ! » and inside short quotations; no Qt.

French sets a space before these signs, which no line may begin with. Sentences are written with
an ordinary space, in the catalogues and in the packs; the space that does not break is put in
here, where words are drawn or printed, and one sign takes the place of one.

Source: Lexique des règles typographiques en usage à l’Imprimerie nationale, « Ponctuation »;
Unicode Standard Annex 14, U+00A0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NO_BREAK: Final = "\u00a0"
_TIED: Final = re.compile(r" (?=[:;?!»%€])|(?<=«) ")
_ENDS: Final = re.compile("[ \n\u200b]")  # a blank, or the sign that only lets a line end
_QUOTED: Final = re.compile(r"«[^«»]*»")


def joined(text: str, fits: Callable[[str], bool] | None = None) -> str:
    """Return `text` with spaces that do not break where a line may not end; of the same length.

    Args:
        text: Words as they are written.
        fits: Says whether a quotation has room on a line of its own; it is then kept whole.
            None leaves quotations as they are.
    """
    tied = _TIED.sub(NO_BREAK, text)
    if fits is None or "«" not in tied:
        return tied

    def whole(found: re.Match[str]) -> str:
        quotation = found.group().replace(" ", NO_BREAK)
        return quotation if fits(quotation) else found.group()

    return _QUOTED.sub(whole, tied)


def pieces(text: str) -> list[str]:
    """Return the pieces between which a line of `text` may end."""
    return _ENDS.split(joined(text))
