# SPDX-License-Identifier: AGPL-3.0-or-later
"""The statistics as a workbook, under the headings of the national tool and ours after them.

Each line has its count and, where a share has a meaning, its percentage to one decimal.

Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique 46aa33b
(2026-06-30), `buildStatistiquesWorksheet`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.exports.rows import information_lines
from kiosk.exports.safe_text import one_line
from kiosk.exports.workbooks import row_height, set_for_paper, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.domain.sections import CrossTable, Section
    from kiosk.exports.rows import ExportContext

NATIONAL_SHEET = "Statistiques"
OWN_SHEET = "Compléments"
_LABELS_WIDTH = 50.0
_FIGURES_WIDTH = 16.0
_MOST_COLUMNS = 12


def write_sections(sections: Iterable[Section], stream: BinaryIO, context: ExportContext) -> None:
    """Write the workbook to `stream`.

    Args:
        sections: Headings of the figures, in the order to show.
        stream: A binary stream; it stays open.
        context: What the file says besides.
    """
    known = tuple(sections)
    write_workbook(stream, lambda book: _fill(book, known, context), rows_only_forward=False)


def _fill(book: Workbook, sections: tuple[Section, ...], context: ExportContext) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    for name, is_national in ((NATIONAL_SHEET, True), (OWN_SHEET, False)):
        sheet = book.add_worksheet(name)
        set_for_paper(sheet, is_landscape=True)
        sheet.set_column(0, 0, _LABELS_WIDTH)
        sheet.set_column(1, _MOST_COLUMNS, _FIGURES_WIDTH)
        top = _about(sheet, bold, context)
        for section in sections:
            if section.is_national is is_national:
                top = _write_section(sheet, top, section, (bold, wrapped, share))


def _about(sheet: Worksheet, bold: Format, context: ExportContext) -> int:
    lines = information_lines(context)
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, one_line(name), bold)
        if isinstance(value, int):
            sheet.write_number(number, 1, value)
        else:
            sheet.write_string(number, 1, one_line(value))
    return len(lines) + 1


def _write_section(
    sheet: Worksheet, top: int, section: Section, formats: tuple[Format, Format, Format]
) -> int:
    """Write one heading and its lines from a row on; return the row for the next one."""
    bold, wrapped, share_look = formats
    if section.above:
        sheet.write_string(top, 0, one_line(section.above), bold)
        top += 1
    sheet.write_string(top, 0, one_line(section.title), bold)
    sheet.write_string(top, 1, one_line(section.unit))
    if section.note:
        sheet.write_string(top, 3, one_line(section.note))
    for number, line in enumerate(section.lines, top + 1):
        _write_label(sheet, number, line.national or line.label, wrapped)
        if line.n is None:
            sheet.write_string(number, 1, one_line(line.instead))
        else:
            sheet.write_number(number, 1, line.n)
        if (share := section.share(line)) is not None:
            sheet.write_number(number, 2, round(share, 5), share_look)
    top += len(section.lines) + 1
    if section.table is not None:
        top = _write_table(sheet, top, section.table, (bold, wrapped))
    return top + 1


def _write_table(
    sheet: Worksheet, top: int, table: CrossTable, formats: tuple[Format, Format]
) -> int:
    """Write a cross-table from a row on; return the row after it."""
    bold, wrapped = formats
    headings = (table.corner, *(label for _, label in table.columns))
    sheet.set_row(top, row_height((words, _FIGURES_WIDTH) for words in headings[1:]))
    for column, words in enumerate(headings):
        sheet.write_string(top, column, one_line(words), bold)
    for number, (code, label) in enumerate(table.rows, top + 1):
        _write_label(sheet, number, label, wrapped)
        for column, n in enumerate(table.row(code), 1):
            sheet.write_number(number, column, n)
    return top + 1 + len(table.rows)


def _write_label(sheet: Worksheet, number: int, label: str, look: Format) -> None:
    sheet.set_row(number, row_height([(label, _LABELS_WIDTH)]))
    sheet.write_string(number, 0, one_line(label), look)
