# SPDX-License-Identifier: AGPL-3.0-or-later
"""Formatted workbooks of a library, finished in memory and given to a stream whole."""

from __future__ import annotations

import io
import tempfile
import traceback
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from xlsxwriter import Workbook

Told = TypeVar("Told")


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
    stream.write(finished.getbuffer())
    return told


def _full_disk(error: Exception) -> OSError:
    """Return the system's error behind one of xlsxwriter, its open files let go."""
    cause = error.args[0] if error.args else None
    known = cause if isinstance(cause, OSError) else OSError(str(error))
    for met in (error, known):
        traceback.clear_frames(met.__traceback__)
    return known
