# SPDX-License-Identifier: AGPL-3.0-or-later
"""The detailed export as an ODS spreadsheet, written as it is read.

The same way as `kiosk.exports.xlsx_stream`: fragments of adjacent cells rendered once each,
namespaces of one letter, runs of empty cells in one element, the zip at its fastest level. The
format of the French interoperability framework (RGI) for offices that use LibreOffice.

Source: OASIS OpenDocument 1.3, part 2 (package) and part 3, 9.1 (tables) and 19.385 (types).
"""

from __future__ import annotations

import zipfile
from datetime import date
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from kiosk.exports.detail import HEADINGS, renderer
from kiosk.exports.progress import ROWS_A_STEP, unheard
from kiosk.exports.rows import information_lines
from kiosk.exports.safe_text import plain_code, xml_text
from kiosk.exports.sheets import INFORMATION, MOST_ROWS, is_wide, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO, BinaryIO

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.exports.detail import Cell
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_FASTEST = 1
# Beyond, the content may pass 4 GiB and the zip needs its larger form.
_SMALL_ROWS = 1_000_000
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<m:manifest xmlns:m="{_NAMES}:manifest:1.0" m:version="1.3">'
    f'<m:file-entry m:full-path="/" m:version="1.3" m:media-type="{MEDIA_TYPE}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)
_BEGIN = (
    f'{_HEAD}<o:document-content xmlns:o="{_NAMES}:office:1.0" xmlns:t="{_NAMES}:table:1.0"'
    f' xmlns:p="{_NAMES}:text:1.0" xmlns:s="{_NAMES}:style:1.0"'
    f' xmlns:f="{_NAMES}:xsl-fo-compatible:1.0" xmlns:n="{_NAMES}:datastyle:1.0"'
    ' o:version="1.3"><o:automatic-styles>'
    '<s:style s:name="W" s:family="table-column">'
    '<s:table-column-properties s:column-width="7cm"/></s:style>'
    '<s:style s:name="N" s:family="table-column">'
    '<s:table-column-properties s:column-width="3cm"/></s:style>'
    '<s:style s:name="B" s:family="table-cell"><s:text-properties f:font-weight="bold"/></s:style>'
    '<n:date-style s:name="J"><n:year n:style="long"/><n:text>-</n:text>'
    '<n:month n:style="long"/><n:text>-</n:text><n:day n:style="long"/></n:date-style>'
    '<s:style s:name="D" s:family="table-cell" s:data-style-name="J"/>'
    '<n:number-style s:name="H"><n:number n:decimal-places="2" n:min-integer-digits="1"/>'
    '</n:number-style><s:style s:name="F" s:family="table-cell" s:data-style-name="H"/>'
    "</o:automatic-styles><o:body><o:spreadsheet>"
)
_CODE = b'<t:table-cell o:value-type="string"><p:p>%b</p:p></t:table-cell></t:table-row>'
_END = "</o:spreadsheet></o:body></o:document-content>"


def write_visits(
    rows: Iterable[FlatVisit],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write one row a visit to `stream`; rows are taken one at a time.

    Returns:
        How many rows were written.
    """
    book = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_FASTEST)
    try:
        book.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        book.writestr("META-INF/manifest.xml", _MANIFEST)
        is_large = context.totals.n_rows > _SMALL_ROWS
        with book.open("content.xml", "w", force_zip64=is_large) as part:
            n_rows = _Content(part, context, progress, MOST_ROWS - 1).write(rows)
    except BaseException:
        # What a full disk cut short has no directory; closing would write to it once more.
        book.fp = None
        raise
    book.close()
    return n_rows


class _Content:
    """The content of one spreadsheet being written."""

    def __init__(
        self, part: IO[bytes], context: ExportContext, progress: Progress, room: int
    ) -> None:
        self._part = part
        self._context = context
        self._progress = progress
        self._room = room
        self._row = renderer(context, _cells, b"<t:table-row>")

    def write(self, rows: Iterable[FlatVisit]) -> int:
        """Write every table and return how many rows they hold."""
        total, n_rows = self._context.totals.n_rows, 0
        self._part.write(_BEGIN.encode())
        self._part.write(_information(self._context))
        left = iter(rows)
        first = next(left, None)
        while True:
            name = sheet_name(n_rows + 1, total, self._room)
            ahead = () if first is None else islice(chain((first,), left), self._room)
            n_rows += self._table(name, ahead, n_rows)
            first = next(left, None)
            if first is None:
                break
        self._part.write(_END.encode())
        return n_rows

    def _table(self, name: str, rows: Iterable[FlatVisit], n_before: int) -> int:
        """Write one table and return how many rows it holds; `n_before` stand in others."""
        columns = "".join(
            f'<t:table-column t:style-name="{"W" if is_wide(column) else "N"}"/>'
            for column in range(len(HEADINGS))
        )
        headings = "".join(_text(heading, "B") for heading in HEADINGS)
        out = [
            f'<t:table t:name="{name}">{columns}<t:table-header-rows><t:table-row>{headings}'
            "</t:table-row></t:table-header-rows>".encode()
        ]
        n_rows, cells = 0, self._row
        for row in rows:
            out += cells(row)
            out.append(_CODE % plain_code(row[0]))
            n_rows += 1
            if not n_rows % ROWS_A_STEP:
                self._part.write(b"".join(out))
                out.clear()
                self._progress(n_before + n_rows, self._context.totals.n_rows)
        out.append(b"</t:table>")
        self._part.write(b"".join(out))
        self._progress(n_before + n_rows, self._context.totals.n_rows)
        return n_rows


def _information(context: ExportContext) -> bytes:
    lines = "".join(
        f"<t:table-row>{_text(name, 'B')}{_cell(value)}</t:table-row>"
        for name, value in information_lines(context)
    )
    columns = '<t:table-column t:style-name="W"/><t:table-column t:style-name="W"/>'
    return f'<t:table t:name="{INFORMATION}">{columns}{lines}</t:table>'.encode()


def _cells(cells: tuple[Cell, ...]) -> bytes:
    """Return adjacent cells; empty ones that follow each other in one element."""
    out: list[str] = []
    for is_empty, run in groupby(cells, lambda cell: cell == ""):
        if not is_empty:
            out += map(_cell, run)
            continue
        n_empty = len(list(run))
        repeated = f' t:number-columns-repeated="{n_empty}"' if n_empty > 1 else ""
        out.append(f"<t:table-cell{repeated}/>")
    return "".join(out).encode()


def _cell(cell: Cell) -> str:
    match cell:
        case str():
            return _text(cell)
        case int():
            return f'<t:table-cell o:value-type="float" o:value="{cell}"/>'
        case float():
            return f'<t:table-cell t:style-name="F" o:value-type="float" o:value="{cell:.4g}"/>'
        case date():
            return f'<t:table-cell t:style-name="D" o:value-type="date" o:date-value="{cell}"/>'


def _text(text: str, style: str = "") -> str:
    styled = f' t:style-name="{style}"' if style else ""
    return f'<t:table-cell{styled} o:value-type="string"><p:p>{xml_text(text)}</p:p></t:table-cell>'
