# SPDX-License-Identifier: AGPL-3.0-or-later
"""The detailed export as an XLSX workbook, written as it is read.

A million rows take seconds and a few megabytes because nothing is kept but the fragments of
`kiosk.exports.detail` and the shared strings, both of bounded size: cells carry no reference of
their own (optional in the format), repeated texts are shared strings, the zip is written in
one go. A sheet that is full is followed by another, whose name says its rows.

Source: ECMA-376-1, 18.3.1.73 (row), 18.3.1.4 (c), 18.4.9 (sst). Why not a library, with figures:
docs/decisions/0026.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING

from kiosk.exports.detail import HEADINGS, Lines, in_steps
from kiosk.exports.progress import unheard
from kiosk.exports.row_heights import HEADING_LINES, LINES_PT, RowHeights
from kiosk.exports.rows import information_lines
from kiosk.exports.safe_text import xml_text
from kiosk.exports.sheets import (
    ABOUT_WIDTHS,
    INFORMATION,
    LETTERS_PT,
    MOST_ROWS,
    WIDTHS,
    serial,
    sheet_name,
)
from kiosk.exports.zip_stream import ZipStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from kiosk.exports.detail import Cell
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MOST_SHARED = 20_000
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BOLD, _DAY, _HOURS = 1, 2, 3
_AROUND = (b'<c t="inlineStr"><is><t>', b"</t></is></c></row>")
_WRAPPED = ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="2"><font><sz val="{LETTERS_PT}"/><name val="Calibri"/></font>'
    f'<font><b/><sz val="{LETTERS_PT}"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf{_WRAPPED}</cellStyleXfs><cellXfs count="4"><xf{_WRAPPED}'
    f'<xf fontId="1" applyFont="1"{_WRAPPED}<xf numFmtId="164" applyNumberFormat="1"{_WRAPPED}'
    f'<xf numFmtId="2" applyNumberFormat="1"{_WRAPPED}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_EDGES = 0.71  # of a cell, in letters
_FITTED = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'


def write_visits(
    rows: Iterable[str],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write one row a packed visit to `stream`; some hundreds are taken at a time.

    Returns:
        How many rows were written.
    """
    return _Book(stream, context, progress, MOST_ROWS - 1).write(rows)


class _Book:
    """One workbook being written."""

    def __init__(
        self, stream: BinaryIO, context: ExportContext, progress: Progress, room: int
    ) -> None:
        self._zip = ZipStream(stream)
        self._context = context
        self._progress = progress
        self._room = room
        self._shared: dict[str, int] = {}
        self._lines = Lines(context, self._cells, _AROUND, RowHeights(context, _row))

    def write(self, rows: Iterable[str]) -> int:
        """Write the whole workbook and return how many rows it holds."""
        names, n_rows = self._sheets(rows)
        self._frame(names)
        self._zip.finish()
        return n_rows

    def _sheets(self, rows: Iterable[str]) -> tuple[list[str], int]:
        """Write every sheet and return their names and the rows of all."""
        total, names, n_rows = self._context.totals.n_rows, [INFORMATION], 0
        with self._zip.part("xl/worksheets/sheet1.xml") as write:
            write(self._information())
        left = iter(rows)
        first = next(left, None)
        while True:
            names.append(sheet_name(n_rows + 1, total, self._room))
            ahead = () if first is None else islice(chain((first,), left), self._room)
            with self._zip.part(f"xl/worksheets/sheet{len(names)}.xml") as write:
                n_rows += self._sheet(write, ahead, n_rows)
            first = next(left, None)
            if first is None:
                return names, n_rows

    def _sheet(self, write: Callable[[bytes], None], rows: Iterable[str], n_before: int) -> int:
        """Write one sheet of rows and return how many; `n_before` stand in earlier sheets."""
        columns = "".join(
            f'<col min="{column}" max="{column}" width="{letters + _EDGES}" customWidth="1"/>'
            for column, letters in enumerate(WIDTHS, 1)
        )
        headings = "".join(self._text(heading, _BOLD) for heading in HEADINGS)
        write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}">{_FITTED}'
            '<sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>"
            f"{_row(HEADING_LINES)}{headings}</row>".encode()
        )
        n_rows = 0
        for some in in_steps(rows):
            write(self._lines(some))
            n_rows += len(some)
            self._progress(n_before + n_rows, self._context.totals.n_rows)
        last = f"{_letters(len(HEADINGS))}{n_rows + 1}"
        write(f'</sheetData><autoFilter ref="A1:{last}"/>'.encode())
        write(_paper(n_wide=2, orientation="landscape").encode() + b"</worksheet>")
        self._progress(n_before + n_rows, self._context.totals.n_rows)
        return n_rows

    def _information(self) -> bytes:
        lines = "".join(
            f"<row>{self._text(name, _BOLD)}{self._cell(value)}</row>"
            for name, value in information_lines(self._context)
        )
        columns = "".join(
            f'<col min="{column}" max="{column}" width="{letters}" customWidth="1"/>'
            for column, letters in enumerate(ABOUT_WIDTHS, 1)
        )
        return (
            f'{_HEAD}<worksheet xmlns="{_MAIN}">{_FITTED}<cols>{columns}</cols>'
            f"<sheetData>{lines}</sheetData>{_paper(n_wide=1, orientation='portrait')}</worksheet>"
        ).encode()

    def _cells(self, cells: tuple[Cell, ...]) -> bytes:
        return "".join(map(self._cell, cells)).encode()

    def _cell(self, cell: Cell) -> str:
        match cell:
            case "":
                return "<c/>"
            case str():
                return self._text(cell, 0)
            case int():
                return f"<c><v>{cell}</v></c>"
            case float():
                return f'<c s="{_HOURS}"><v>{cell:.4g}</v></c>'
            case date():
                return f'<c s="{_DAY}"><v>{serial(cell)}</v></c>'

    def _text(self, text: str, style: int) -> str:
        """Return a text as a cell: by its place among the shared ones while there is room."""
        safe = _ESCAPE.sub("_x005F_", xml_text(text))
        place = self._shared.get(safe)
        styled = f' s="{style}"' if style else ""
        if place is None and len(self._shared) >= _MOST_SHARED:
            return f'<c{styled} t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'
        if place is None:
            place = self._shared[safe] = len(self._shared)
        return f'<c{styled} t="s"><v>{place}</v></c>'

    def _frame(self, names: list[str]) -> None:
        """Write what holds the sheets together; the shared texts are known only now."""
        for name, text in _frame(names):
            self._zip.put(name, text)
        with self._zip.part("xl/sharedStrings.xml") as write:
            write(f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self._shared)}">'.encode())
            for text in self._shared:
                write(f'<si><t xml:space="preserve">{text}</t></si>'.encode())
            write(b"</sst>")


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, content) of the parts that are the same for any rows."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
            *((f"worksheets/sheet{number}", "worksheet") for number in numbers),
        )
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]
        ),
    )
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        for number, name in enumerate(names, 1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">'
        f"'{name}'!$1:$1</definedName>"
        for place, name in enumerate(names)
        if name != INFORMATION
    )
    yield (
        "xl/workbook.xml",
        (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
            f"<definedNames>{titles}</definedNames></workbook>"
        ),
    )
    yield "xl/styles.xml", _STYLES


def _row(n_lines: int) -> str:
    return f'<row ht="{LINES_PT[n_lines]}" customHeight="1">'


def _paper(*, n_wide: int, orientation: str) -> str:
    """Return how a sheet lies on A4, its columns on so many pages at most, which are numbered."""
    return (
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" fitToWidth="{n_wide}" fitToHeight="0"'
        f' orientation="{orientation}"/>'
        "<headerFooter><oddFooter>&amp;L&amp;F&amp;C&amp;A&amp;RPage &amp;P / &amp;N</oddFooter>"
        "</headerFooter>"
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _letters(column: int) -> str:
    """Return the letters of a column from 1 on, such as "AK"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
