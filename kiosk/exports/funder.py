# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook for the city and those who pay for the service: counts from 5 on.

One sheet says what the numbers are, two have the totals, one each topic, one themes by quarter of
residence: a line a code, a column a period and, where there is one, a column a centre.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from kiosk.domain.disclosure import NETWORK, SECRET, WHOLE, period_title
from kiosk.exports.funder_tables import CROSSED_WORDS, NO_SERVICE, TOTAL_WORD, TOTAL_WORDS
from kiosk.exports.safe_text import one_line
from kiosk.exports.workbooks import row_height, set_for_paper, write_workbook

if TYPE_CHECKING:
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.exports.funder_tables import Disclosed, Figure

ABOUT_SHEET = "À lire d’abord"
TOTALS_SHEET = "Totaux"
CENTRES_SHEET = "Totaux par centre"

_ABOUT_WIDTHS: Final = (28.0, 90.0)
_LABELS_WIDTH: Final = 40.0
_FIGURES_WIDTH: Final = 11.0
# Columns that A4 holds beside the labels: upright in full size, lying in letters of 8 points.
_UPRIGHT_COLUMNS: Final = 5
_LYING_COLUMNS: Final = 13
# How high the lines may be, in points, that A4 upright holds in letters of 8 points.
_UPRIGHT_PT: Final = 1000.0


def write_funder(disclosed: Disclosed, stream: BinaryIO) -> None:
    """Write the workbook to `stream`, which stays open."""
    write_workbook(stream, lambda book: _fill(book, disclosed), rows_only_forward=False)


def _fill(book: Workbook, disclosed: Disclosed) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    right = book.add_format({"align": "right", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _about(book.add_worksheet(ABOUT_SHEET), disclosed, (bold, wrapped))
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


def _about(sheet: Worksheet, disclosed: Disclosed, formats: tuple[Format, Format]) -> None:
    lines = (
        ("Tableaux d’accompagnement", disclosed.title),
        ("Périmètre", disclosed.scope),
        *disclosed.lacks(),
        ("Plus petit nombre dit", str(disclosed.audience.least)),
        *(("Légende", line) for line in disclosed.legend()),
    )
    set_for_paper(sheet, is_landscape=True)
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    for number, line in enumerate(lines):
        sheet.set_row(number, row_height(zip(line, _ABOUT_WIDTHS, strict=True)))
        for column, (text, look) in enumerate(zip(line, formats, strict=True)):
            sheet.write_string(number, column, one_line(text), look)


def _table(
    sheet: Worksheet, disclosed: Disclosed, figures: list[Figure], formats: tuple[Format, Format]
) -> int:
    """Write a table; return how many lines it has."""
    bold, right = formats
    columns = list(dict.fromkeys(_column(one) for one in figures))
    lines = list(dict.fromkeys(_line(disclosed, one) for one in figures))
    headings = [one_line(_heading(disclosed, *one)) for one in columns]
    heights = [
        row_height((words, _FIGURES_WIDTH) for words in headings),
        *(row_height([(line, _LABELS_WIDTH)]) for line in lines),
    ]
    _lay_out(sheet, len(columns), sum(heights))
    for number, height in enumerate(heights):
        sheet.set_row(number, height)
    for number, words in enumerate(headings, 1):
        sheet.write_string(0, number, words, bold)
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, one_line(line), bold)
    line_of = {line: number for number, line in enumerate(lines, 1)}
    column_of = {column: number for number, column in enumerate(columns, 1)}
    for one in figures:
        cell = line_of[_line(disclosed, one)], column_of[_column(one)]
        if one.n is not None:
            sheet.write_number(*cell, one.n, right)
        else:
            sheet.write_string(*cell, SECRET if one.is_secret else NO_SERVICE, right)
    return len(lines)


def _lay_out(sheet: Worksheet, n_columns: int, height_pt: float) -> None:
    """Give the columns their widths, and have them on as many pages as they can be read on.

    The first line and the first column are on each.
    """
    is_upright = n_columns <= _UPRIGHT_COLUMNS
    set_for_paper(
        sheet,
        is_landscape=not is_upright,
        n_wide=1 if is_upright else ceil(n_columns / _LYING_COLUMNS),
        n_high=ceil(height_pt / _UPRIGHT_PT) if is_upright else 0,
    )
    sheet.set_column(0, 0, _LABELS_WIDTH)
    sheet.set_column(1, n_columns, _FIGURES_WIDTH)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def _heading(disclosed: Disclosed, period: str, place: str) -> str:
    words = period_title(period)
    return words if place == NETWORK else f"{words} · {disclosed.place_title(place)}"


def _column(figure: Figure) -> tuple[str, str]:
    """Return the period and the place of a column; totals have their places in lines."""
    return figure.key.period, NETWORK if figure.key.topic == WHOLE else figure.key.place


def _line(disclosed: Disclosed, figure: Figure) -> str:
    if figure.label != TOTAL_WORD:
        return figure.label
    words = TOTAL_WORDS[figure.key.population]
    place = figure.key.place
    return words if place == NETWORK else f"{words} · {disclosed.place_title(place)}"
