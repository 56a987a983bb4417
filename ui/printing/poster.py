# SPDX-License-Identifier: AGPL-3.0-or-later
"""The poster that tells, beside the machine, what becomes of data: the notice, on one page.

Source: CNIL, "Conservation des données de trafic", 17 July 2024: people are told, on a form or on
a poster, what is kept, how long, and which rights they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.printing.privacy_words import PRIVACY_WORDS
from ui.printing.sheets import Piece, PieceKind, Sheet, TwoLanguages

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


def information_poster(centre: str, phone: str, translator: Translator) -> Sheet:
    """Return the poster of a centre.

    Args:
        centre: Public name of the centre.
        phone: Where to ask; may be empty.
        translator: Speaks the language printed beside the French; French for French alone.
    """
    both = TwoLanguages(translator)
    k = PieceKind
    pieces: list[Piece] = [both.piece(k.TITLE, "Vos données sur cette borne")]
    for _, heading, lines in PRIVACY_WORDS:
        pieces.append(both.piece(k.STRONG, heading))
        pieces += [both.piece(k.POINT, line) for line in lines]
    pieces.append(Piece(k.SMALL, f"{centre} · {phone}" if phone else centre))
    return both.sheet(pieces)
