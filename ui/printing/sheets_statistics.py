# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headings of the statistics on paper, as one table that says all that their charts show; no Qt.

In French, as every paper of the team. It shows small numbers too, and says on its first page that
it stays within the team.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.exports.rows import SMALL_NUMBERS
from kiosk.foundation.translation import Translator
from ui.printing.sheets import Grid, Piece, PieceKind, Sheet, TwoLanguages
from ui.wording import grouped_number, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.sections import Count, CrossTable, Section

_SHARES = (64, 20, 16)
_CROSSED = 77
"""Width of all columns of a cross-table, in percent."""
_MOST_COLUMNS, _LONGEST_WORD = 7, 8
"""What still stands over columns of the page unbroken."""


def statistics_sheet(subtitle: str, lacks: Sequence[str], sections: Sequence[Section]) -> Sheet:
    """Return the paper.

    Args:
        subtitle: The days, and what the figures cover.
        lacks: What was left out or is missing, each in a sentence.
        sections: Headings, in order.
    """
    both, k = TwoLanguages(Translator("fr")), PieceKind
    pieces = (
        both.piece(k.TITLE, "Statistiques"),
        Piece(k.STRONG, subtitle),
        Piece(k.BODY, SMALL_NUMBERS),
        *(Piece(k.BODY, sentence) for sentence in lacks),
    )
    return Sheet(pieces, grids=tuple(_grid(section, both.spoken) for section in sections))


def _grid(section: Section, french: Translator) -> Grid:
    """Return a heading as a table of its own, whose name comes again on each page."""
    if section.table is not None and _fits(section.table):
        return _cross_grid(section, section.table)
    rows = tuple(_line(section, line) for line in section.lines)
    if section.table is not None:
        rows = tuple(_cells(section.table))
    is_counted = bool(section.table) or any(line.n for line in section.lines)
    if section.lines and not is_counted:
        rows = ((french.text("Rien de compté pour cette période."), "", ""),)
    heads = (
        _heading(section),
        french.text("Nombre") if is_counted else "",
        french.text("Part") if is_counted and section.total and section.lines else "",
    )
    return Grid(heads, rows, _SHARES, is_read=True)


def _line(section: Section, line: Count) -> tuple[str, str, str]:
    if line.n is None:
        return f"{line.label}. {line.instead}", "", ""
    share = section.share(line)
    return line.label, grouped_number(line.n), "" if share is None else percent_in_words(share)


def _fits(table: CrossTable) -> bool:
    words = " ".join(label for _, label in table.columns).split()
    return len(table.columns) <= _MOST_COLUMNS and max(map(len, words)) <= _LONGEST_WORD


def _cells(table: CrossTable) -> list[tuple[str, str, str]]:
    """Return the cells of a table that has no room, one under the other."""
    return [
        (f"{label} · {column}", grouped_number(n), "")
        for code, label in table.rows
        for (_, column), n in zip(table.columns, table.row(code), strict=True)
        if n
    ]


def _cross_grid(section: Section, table: CrossTable) -> Grid:
    """Return a cross-table; its name and those of its columns come again on each page."""
    n_columns = len(table.columns)
    width = min(_CROSSED // n_columns, _SHARES[1])
    rows = tuple((label, *map(grouped_number, table.row(code))) for code, label in table.rows)
    heads = (_heading(section), *(label for _, label in table.columns))
    shares = (100 - n_columns * width, *(width,) * n_columns)
    return Grid(heads, rows, shares, is_read=True)


def _heading(section: Section) -> str:
    """Return the name of a heading, what shares are taken of, and what a reader must know."""
    title = f"{section.above}. {section.title}" if section.above else section.title
    if section.total:
        title = f"{title} : {grouped_number(section.total)} {section.total_unit}"
    elif section.unit:
        title = f"{title}, {section.unit}"
    return f"{title}. {section.note}" if section.note else title
