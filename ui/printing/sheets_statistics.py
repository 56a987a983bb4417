# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headings of the statistics on paper, as one table that says all that their charts show; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.translation import Translator
from ui.printing.sheets import Grid, Piece, PieceKind, Sheet, TwoLanguages
from ui.wording import grouped_number, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.sections import Section

_SHARES = (64, 20, 16)


def statistics_sheet(subtitle: str, lacks: Sequence[str], sections: Sequence[Section]) -> Sheet:
    """Return the paper, in French: it goes to partners and to the city.

    Args:
        subtitle: The days, and what the figures cover.
        lacks: What was left out or is missing, each in a sentence.
        sections: Headings, in order.
    """
    both, k = TwoLanguages(Translator("fr")), PieceKind
    rows: list[tuple[str, str, str]] = []
    headings: set[int] = set()
    for section in sections:
        headings.add(len(rows))
        rows.append((_heading(section), grouped_number(section.total), ""))
        rows.extend(
            (line.label, grouped_number(line.n), percent_in_words(section.share(line)))
            for line in section.lines
        )
    pieces = (
        both.piece(k.TITLE, "Statistiques"),
        Piece(k.STRONG, subtitle),
        *(Piece(k.BODY, sentence) for sentence in lacks),
    )
    heads = tuple(both.spoken.text(head) for head in ("Rubrique", "Nombre", "Part"))
    grid = Grid(heads, tuple(rows), _SHARES, headings=frozenset(headings), is_read=True)
    return Sheet(pieces, grid=grid)


def _heading(section: Section) -> str:
    note = f" ({section.note})" if section.note else ""
    return f"{section.title}, {section.unit}{note}"
