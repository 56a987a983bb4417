# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook for the city and those who pay for the service: counts from 5 on.

One sheet says what the numbers are, one has the totals, one each topic: a line a code, a column a
period and, for a year, a column a centre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.disclosure import NETWORK, SECRET, WHOLE, period_title
from kiosk.exports.funder_tables import TOTAL_WORD, TOTAL_WORDS
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


def write_funder(disclosed: Disclosed, stream: BinaryIO) -> int:
    """Write the workbook to `stream`, which stays open; return how many figures it holds."""
    return write_workbook(stream, lambda book: _fill(book, disclosed), rows_only_forward=False)


def _fill(book: Workbook, disclosed: Disclosed) -> int:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    right = book.add_format({"align": "right"})
    _about(book.add_worksheet(ABOUT_SHEET), disclosed, bold)
    sheets: dict[str, list[Figure]] = {}
    for figure in disclosed.figures():
        name = TOTALS_SHEET if figure.key.topic == WHOLE else figure.topic_words
        sheets.setdefault(name, []).append(figure)
    for name, figures in sheets.items():
        _table(book.add_worksheet(name), disclosed, figures, (bold, right))
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
) -> None:
    bold, right = formats
    columns = list(dict.fromkeys((one.key.period, one.key.place) for one in figures))
    lines = list(dict.fromkeys(_line(one) for one in figures))
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
    for one in figures:
        cell = lines.index(_line(one)) + 1, columns.index((one.key.period, one.key.place)) + 1
        if one.n is None:
            sheet.write_string(*cell, SECRET, right)
        else:
            sheet.write_number(*cell, one.n)


def _line(figure: Figure) -> str:
    if figure.label == TOTAL_WORD:
        return TOTAL_WORDS[figure.key.population]
    return figure.label
