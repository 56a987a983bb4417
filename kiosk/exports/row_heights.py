# SPDX-License-Identifier: AGPL-3.0-or-later
"""How high the rows of the detailed export are, for its texts are wrapped in narrow columns.

LibreOffice makes a row without a height one line high, whatever it holds. As cells are
(`kiosk.exports.detail`), heights are counted once for each distinct text of a part, and kept.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from kiosk.domain.flat_visit import FIELD_MARK
from kiosk.exports.detail import GROUPS, HEADINGS, MOST_KEPT
from kiosk.exports.sheets import WIDTHS
from kiosk.exports.workbooks import n_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kiosk.exports.detail import Group
    from kiosk.exports.rows import ExportContext

LINES_PT: Final = tuple(13 * n for n in range(32))
"""Points of a row of so many lines; no spreadsheet has a row of more than 409 points."""
HEADING_LINES: Final = n_lines(zip(HEADINGS, WIDTHS, strict=True))
_ID_LINES: Final = 3  # of an identifier of 32 letters, in the width of its column


class RowHeights:
    """Says how each row begins: with its height."""

    def __init__(self, context: ExportContext, begin: Callable[[int], str]) -> None:
        """Take how a format begins a row of so many lines."""
        self._begins = tuple(begin(n).encode() for n in range(len(LINES_PT)))
        left = iter(WIDTHS)
        # letters of words are narrower than the digits by which a width is told
        own = [(group, [1 + n for n in islice(left, len(group.headings))]) for group in GROUPS]
        self._kept = tuple(
            None if group.is_short else _PartHeights(group, context, widths)
            for group, widths in own
        )

    def __call__(self, parts: Sequence[Sequence[str]]) -> Iterable[bytes]:
        """Return how the rows of packed visits begin, whose parts are told a column at a time."""
        lines = (
            map(kept.__getitem__, column)
            for kept, column in zip(self._kept, parts, strict=True)
            if kept is not None
        )
        return map(self._begins.__getitem__, map(max, *lines))


class _PartHeights(dict[str, int]):
    """How many lines the cells of a part take; never more than `MOST_KEPT`."""

    def __init__(self, group: Group, context: ExportContext, widths: Sequence[int]) -> None:
        super().__init__()
        self._group, self._context, self._widths = group, context, widths

    def __missing__(self, part: str) -> int:
        """Count, keep and return the lines of the tallest cell of a part."""
        if len(self) >= MOST_KEPT:
            self.clear()
        cells = self._group.cells(self._context, part.split(FIELD_MARK))
        n = n_lines(zip(cells, self._widths, strict=True))
        made = self[part] = min(max(n, _ID_LINES), len(LINES_PT) - 1)
        return made
