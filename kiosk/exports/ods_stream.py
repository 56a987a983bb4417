# SPDX-License-Identifier: AGPL-3.0-or-later
"""The detailed export as an ODS spreadsheet, written as it is read.

The same way as `kiosk.exports.xlsx_stream`: fragments of adjacent cells rendered once each,
runs of empty cells in one element, the zip in one go. The namespaces keep their usual
prefixes, since some readers know elements by these alone. The format of the French
interoperability framework (RGI) for offices that use LibreOffice.

Source: OASIS OpenDocument 1.3, part 2 (package) and part 3, 9.1 (tables) and 19.385 (types).
"""

from __future__ import annotations

from datetime import date
from itertools import chain, groupby, islice
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
    sheet_name,
)
from kiosk.exports.zip_stream import ZipStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    from kiosk.exports.detail import Cell
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# Beyond, the content may pass the 4 GiB of a plain zip entry; counts may take 16 kB a record.
_SMALL_ROWS = 200_000
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_LETTER_CM, _EDGES_CM = 0.188, 0.12
# Name of a page -> how it lies, its width and height, pages beside each other at most.
_PAGES = {"A4": ("portrait", "21cm", "29.7cm", 1), "A4L": ("landscape", "29.7cm", "21cm", 2)}
_SPACES = (
    f' xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0"'
    f' xmlns:text="{_NAMES}:text:1.0" xmlns:style="{_NAMES}:style:1.0"'
    f' xmlns:fo="{_NAMES}:xsl-fo-compatible:1.0" xmlns:number="{_NAMES}:datastyle:1.0"'
    ' office:version="1.3"'
)
_WIDTH_STYLES = "".join(
    f'<style:style style:name="C{letters}" style:family="table-column">'
    f'<style:table-column-properties style:column-width="{letters * _LETTER_CM + _EDGES_CM:.2f}'
    'cm"/></style:style>'
    for letters in sorted({*ABOUT_WIDTHS, *WIDTHS})
)
_ROW_STYLES = "".join(
    f'<style:style style:name="R{n}" style:family="table-row"><style:table-row-properties'
    f' style:row-height="{high}pt" style:use-optimal-row-height="false"/></style:style>'
    for n, high in enumerate(LINES_PT)
    if n
)
_TABLE_STYLES = "".join(
    f'<style:style style:name="T{page}" style:family="table" style:master-page-name="{page}"/>'
    for page in _PAGES
)
_BEGIN = (
    f"{_HEAD}<office:document-content{_SPACES}><office:automatic-styles>"
    f"{_WIDTH_STYLES}{_ROW_STYLES}{_TABLE_STYLES}"
    '<style:style style:name="B" style:family="table-cell" style:parent-style-name="Default">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<number:date-style style:name="J"><number:year number:style="long"/>'
    '<number:text>-</number:text><number:month number:style="long"/>'
    '<number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    '<style:style style:name="D" style:family="table-cell" style:parent-style-name="Default"'
    ' style:data-style-name="J"/>'
    '<number:number-style style:name="H">'
    '<number:number number:decimal-places="2" number:min-integer-digits="1"/>'
    "</number:number-style>"
    '<style:style style:name="F" style:family="table-cell" style:parent-style-name="Default"'
    ' style:data-style-name="H"/>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_AROUND = (
    b'<table:table-cell office:value-type="string"><text:p>',
    b"</text:p></table:table-cell></table:table-row>",
)
_CELL = "table:table-cell"
_END = "</office:spreadsheet></office:body></office:document-content>"


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
    book = ZipStream(stream)
    book.store("mimetype", MEDIA_TYPE.encode())
    book.put("META-INF/manifest.xml", _MANIFEST)
    book.put("styles.xml", _paper())
    is_large = context.totals.n_rows > _SMALL_ROWS
    with book.part("content.xml", is_large=is_large) as write:
        n_rows = _Content(write, context, progress, MOST_ROWS - 1).write(rows)
    book.finish()
    return n_rows


class _Content:
    """The content of one spreadsheet being written."""

    def __init__(
        self,
        write: Callable[[bytes], None],
        context: ExportContext,
        progress: Progress,
        room: int,
    ) -> None:
        self._write = write
        self._context = context
        self._progress = progress
        self._room = room
        self._lines = Lines(context, _cells, _AROUND, RowHeights(context, _row))

    def write(self, rows: Iterable[str]) -> int:
        """Write every table and return how many rows they hold."""
        total, n_rows = self._context.totals.n_rows, 0
        self._write(_BEGIN.encode())
        self._write(_information(self._context))
        left = iter(rows)
        first = next(left, None)
        while True:
            name = sheet_name(n_rows + 1, total, self._room)
            ahead = () if first is None else islice(chain((first,), left), self._room)
            n_rows += self._table(name, ahead, n_rows)
            first = next(left, None)
            if first is None:
                break
        self._write(_END.encode())
        return n_rows

    def _table(self, name: str, rows: Iterable[str], n_before: int) -> int:
        """Write one table and return how many rows it holds; `n_before` stand in others."""
        columns = _columns(WIDTHS)
        headings = "".join(_text(heading, "B") for heading in HEADINGS)
        self._write(
            f'<table:table table:name="{name}" table:style-name="TA4L">{columns}'
            "<table:table-header-rows>"
            f"{_row(HEADING_LINES)}{headings}</table:table-row></table:table-header-rows>".encode()
        )
        n_rows = 0
        for some in in_steps(rows):
            self._write(self._lines(some))
            n_rows += len(some)
            self._progress(n_before + n_rows, self._context.totals.n_rows)
        self._write(b"</table:table>")
        self._progress(n_before + n_rows, self._context.totals.n_rows)
        return n_rows


def _paper() -> str:
    """Return the styles of every sheet: letters, wrapped texts, and A4 pages that are numbered."""
    layouts = "".join(
        f'<style:page-layout style:name="L{page}"><style:page-layout-properties'
        f' style:print-orientation="{lies}" fo:page-width="{wide}" fo:page-height="{high}"'
        ' fo:margin="1cm" style:scale-to-Y="0"'
        f' style:scale-to-X="{n_wide}"/></style:page-layout>'
        for page, (lies, wide, high, n_wide) in _PAGES.items()
    )
    pages = "".join(
        f'<style:master-page style:name="{page}" style:page-layout-name="L{page}">'
        "<style:footer><text:p><text:sheet-name/> · Page <text:page-number/> /"
        " <text:page-count/></text:p></style:footer></style:master-page>"
        for page in _PAGES
    )
    return (
        f"{_HEAD}<office:document-styles{_SPACES}><office:styles>"
        '<style:default-style style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell">'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
        f'<style:text-properties fo:font-family="Calibri" fo:font-size="{LETTERS_PT}pt"/>'
        "</style:style></office:styles>"
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{pages}</office:master-styles></office:document-styles>"
    )


def _information(context: ExportContext) -> bytes:
    lines = "".join(
        f"<table:table-row>{_text(name, 'B')}{_cell(value)}</table:table-row>"
        for name, value in information_lines(context)
    )
    columns = _columns(ABOUT_WIDTHS)
    named = f'table:name="{INFORMATION}" table:style-name="TA4"'
    return f"<table:table {named}>{columns}{lines}</table:table>".encode()


def _row(n_lines: int) -> str:
    return f'<table:table-row table:style-name="R{n_lines}">'


def _columns(widths: Iterable[int]) -> str:
    return "".join(f'<table:table-column table:style-name="C{letters}"/>' for letters in widths)


def _cells(cells: tuple[Cell, ...]) -> bytes:
    """Return adjacent cells; empty ones that follow each other in one element."""
    out: list[str] = []
    for is_empty, run in groupby(cells, lambda cell: cell == ""):
        if not is_empty:
            out += map(_cell, run)
            continue
        n_empty = len(list(run))
        repeated = f' table:number-columns-repeated="{n_empty}"' if n_empty > 1 else ""
        out.append(f"<table:table-cell{repeated}/>")
    return "".join(out).encode()


def _cell(cell: Cell) -> str:
    match cell:
        case str():
            return _text(cell)
        case int():
            return f'<{_CELL} office:value-type="float" office:value="{cell}"/>'
        case float():
            styled = f'{_CELL} table:style-name="F"'
            return f'<{styled} office:value-type="float" office:value="{cell:.4g}"/>'
        case date():
            styled = f'{_CELL} table:style-name="D"'
            return f'<{styled} office:value-type="date" office:date-value="{cell}"/>'


def _text(text: str, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return (
        f'<{_CELL}{styled} office:value-type="string"><text:p>{xml_text(text)}</text:p></{_CELL}>'
    )
