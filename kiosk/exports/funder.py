# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook for the city and those who pay for the service: counts from 5 on.

One sheet says what the numbers are, two have the totals, one each topic, one themes by quarter of
residence: a line a code, a column a period and, where there is one, a column a centre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.disclosure import NETWORK, SECRET, WHOLE, period_title
from kiosk.exports.funder_tables import CROSSED_WORDS, TOTAL_WORD, TOTAL_WORDS
from kiosk.exports.safe_text import one_line
from kiosk.exports.workbooks import write_workbook

if TYPE_CHECKING:
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.exports.funder_tables import Disclosed, Figure

ABOUT_SHEET = "À lire d’abord"
TOTALS_SHEET = "Totaux"
CENTRES_SHEET = "Totaux par centre"


def write_funder(disclosed: Disclosed, stream: BinaryIO) -> int:
    """Write the workbook to `stream`, which stays open; return how many figures it holds."""
    return write_workbook(stream, lambda book: _fill(book, disclosed), rows_only_forward=False)


def _fill(book: Workbook, disclosed: Disclosed) -> int:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    right = book.add_format({"align": "right"})
    _about(book.add_worksheet(ABOUT_SHEET), disclosed, bold)
    sheets: dict[str, list[Figure]] = {}
    for figure in disclosed.figures():
        name = figure.topic_words
        if figure.key.topic == WHOLE:
            name = TOTALS_SHEET if figure.key.place == NETWORK else CENTRES_SHEET
        sheets.setdefault(name, []).append(figure)
    for name, figures in sheets.items():
        sheet = book.add_worksheet(name)
        n_lines = _table(sheet, disclosed, figures, (bold, right))
        if name == CROSSED_WORDS:
            sheet.write_string(n_lines + 2, 0, disclosed.left_out_of_crossing())
    return sum(map(len, sheets.values()))


def _about(sheet: Worksheet, disclosed: Disclosed, bold: Format) -> None:
    lines = (
        ("Tableaux d’accompagnement", disclosed.title),
        ("Périmètre", disclosed.scope),
        *disclosed.lacks(),
        ("Plus petit nombre dit", str(disclosed.audience.least)),
        *(("Légende", line) for line in disclosed.legend()),
    )
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for number, (name, text) in enumerate(lines):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, one_line(text))


def _table(
    sheet: Worksheet, disclosed: Disclosed, figures: list[Figure], formats: tuple[Format, Format]
) -> int:
    """Write a table; return how many lines it has."""
    bold, right = formats
    columns = list(dict.fromkeys(_column(one) for one in figures))
    lines = list(dict.fromkeys(_line(disclosed, one) for one in figures))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(columns), 16)
    sheet.freeze_panes(1, 1)
    for number, (period, place) in enumerate(columns, 1):
        words = period_title(period)
        if place != NETWORK:
            words = f"{words} · {disclosed.place_title(place)}"
        sheet.write_string(0, number, one_line(words), bold)
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, one_line(line), bold)
    line_of = {line: number for number, line in enumerate(lines, 1)}
    column_of = {column: number for number, column in enumerate(columns, 1)}
    for one in figures:
        cell = line_of[_line(disclosed, one)], column_of[_column(one)]
        if one.n is None:
            sheet.write_string(*cell, SECRET, right)
        else:
            sheet.write_number(*cell, one.n)
    return len(lines)


def _column(figure: Figure) -> tuple[str, str]:
    """Return the period and the place of a column; totals have their places in lines."""
    return figure.key.period, NETWORK if figure.key.topic == WHOLE else figure.key.place


def _line(disclosed: Disclosed, figure: Figure) -> str:
    if figure.label != TOTAL_WORD:
        return figure.label
    words = TOTAL_WORDS[figure.key.population]
    place = figure.key.place
    return words if place == NETWORK else f"{words} · {disclosed.place_title(place)}"
