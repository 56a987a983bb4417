# SPDX-License-Identifier: AGPL-3.0-or-later
"""Formatted workbooks of a library, finished in memory and given to a stream whole."""

from __future__ import annotations

import io
import tempfile
import traceback
from contextlib import suppress
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Told = TypeVar("Told")

_A4: Final = 9
_MARGINS_IN: Final = (0.4, 0.4, 0.5, 0.7)
_LINE_PT: Final = 15.0
_HIGHEST_PT: Final = 409.0
_TEXTS_KEPT: Final = 4096


def write_workbook(
    stream: BinaryIO, fill: Callable[[Workbook], Told], *, rows_only_forward: bool
) -> Told:
    """Write a workbook that `fill` fills, and return what it returns.

    Args:
        stream: Where the file goes.
        fill: Adds sheets and cells.
        rows_only_forward: Whether rows leave memory as they come; none can be changed then.

    Raises:
        OSError: If the stream or the temporary folder cannot take it.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # The finished file, a few per cent of the rows' size, goes to the stream by itself: a zip that
    # a full disk cut short would complain when collected.
    finished = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="sixieme-export-") as folder:
        book = Workbook(finished, {"constant_memory": rows_only_forward, "tmpdir": folder})
        try:
            try:
                told = fill(book)
            finally:
                book.close()
        except FileCreateError as error:
            raise _full_disk(error) from error
        finally:
            _let_go(book)
    stream.write(finished.getbuffer())
    return told


def _let_go(book: Workbook) -> None:
    """Close the files of rows that a fault left open; a whole book has closed them."""
    for sheet in book.worksheets():
        for name in ("row_data_fh", "fh"):
            handle = getattr(sheet, name, None)
            if handle is not None:
                with suppress(OSError):
                    handle.close()


def set_for_paper(
    sheet: Worksheet, *, is_landscape: bool, n_wide: int = 1, n_high: int = 0
) -> None:
    """Have a sheet print on A4, all its columns on so many pages, which are numbered.

    Args:
        sheet: The sheet.
        is_landscape: Whether the long side lies down.
        n_wide: Pages beside each other at most.
        n_high: Pages one below the other at most; 0 for as many as it takes.
    """
    sheet.set_paper(_A4)
    if is_landscape:
        sheet.set_landscape()
    sheet.set_margins(*_MARGINS_IN)
    sheet.fit_to_pages(n_wide, n_high)
    sheet.set_footer("&L&F&C&A&RPage &P / &N")


def row_height(cells: Iterable[tuple[object, float]]) -> float:
    """Return how high a row of (value, width of its column) must be for its wrapped texts, points.

    LibreOffice makes a row without a height one line high, whatever it holds. Of digits a column
    holds as many as its width says; of letters mostly more, so that no line is lost.
    Source: ECMA-376-1, 18.3.1.13 (col), 18.3.1.73 (row); Microsoft, Excel limits (409 points).
    """
    return min(n_lines(cells) * _LINE_PT, _HIGHEST_PT)


def n_lines(cells: Iterable[tuple[object, float]]) -> int:
    """Return how many lines the tallest of (value, width of its column) takes, wrapped."""
    return max((_n_lines(str(value), width) for value, width in cells), default=1)


def _n_lines(text: str, width: float) -> int:
    return 1 if len(text) < width and "\n" not in text else _n_wrapped(text, width)


@lru_cache(_TEXTS_KEPT)
def _n_wrapped(text: str, width: float) -> int:
    room = max(1, int(width) - 1)
    return sum(max(1, len(wrap(line, room))) for line in text.split("\n"))


def _full_disk(error: Exception) -> OSError:
    """Return the system's error behind one of xlsxwriter, its open files let go."""
    cause = error.args[0] if error.args else None
    known = cause if isinstance(cause, OSError) else OSError(str(error))
    for met in (error, known):
        traceback.clear_frames(met.__traceback__)
    return known
