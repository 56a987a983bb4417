# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ruled table on paper: heads that come again on each page, lines high enough for a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextCharFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor

    from ui.printing.sheets import Grid

_PAD = 10.0
_READ_PAD = 3.0
_LINE = 1.0
_GAP = 12.0


def add_grid(cursor: QTextCursor, grid: Grid, words: QTextCharFormat) -> None:
    """Put a table at the end of a text, its words written as `words`."""
    look = QTextTableFormat()
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorder(_LINE)
    look.setBorderBrush(QBrush(Qt.GlobalColor.black))
    look.setBorderCollapse(True)
    look.setCellSpacing(0)
    look.setCellPadding(_READ_PAD if grid.is_read else _PAD)
    look.setTopMargin(_GAP)
    look.setHeaderRowCount(1)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    look.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in grid.shares]
    )
    bold = QTextCharFormat(words)
    bold.setFontWeight(QFont.Weight.Bold)
    table = cursor.insertTable(len(grid.rows) + 1, len(grid.heads), look)
    for line, cells in enumerate((grid.heads, *grid.rows)):
        style = bold if not line or line - 1 in grid.headings else words
        for column, text in enumerate(cells):
            cell = table.cellAt(line, column).firstCursorPosition()
            cell.setBlockCharFormat(style)  # an empty line is as high as a written one
            cell.insertText(text, style)
