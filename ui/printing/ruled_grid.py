# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ruled table on paper: heads that come again on each page, lines high enough for a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from ui.printing.sheets import Grid

_PAD = 10.0
_READ_PAD = 3.0
_LINE = 1.0
_GAP = 12.0
_READ_GAP = 6.0


def keep_tables(document: QTextDocument) -> None:
    """Take to the next page a short table that would be cut, and a long one cut at its heads."""
    layout, size = document.documentLayout(), document.pageSize()
    tables = [one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)]

    def ends(table: QTextTable, row: int) -> tuple[float, float]:
        block = table.cellAt(row, 0).firstCursorPosition().block()
        area = layout.blockBoundingRect(block)
        return area.top(), area.bottom() - 1

    def is_cut(top: float, bottom: float) -> bool:
        return top // size.height() != bottom // size.height()

    for table in tables:
        top, last = ends(table, 0)[0], ends(table, table.rows() - 1)[1]
        is_short = last - top < size.height() / 2
        first = ends(table, min(1, table.rows() - 1))[1]
        if is_cut(top, last if is_short else first):
            look = table.format()
            look.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            table.setFormat(look)
            # Qt lays out what follows later and bit by bit, unless all of it is asked for.
            document.setPageSize(QSizeF())
            document.setPageSize(size)


def add_grid(cursor: QTextCursor, grid: Grid, words: QTextCharFormat) -> None:
    """Put a table at the end of a text, its words written as `words`."""
    if cursor.currentTable() is not None:
        # Two tables have a line between them that nothing is written in: as low as it can be.
        cursor.movePosition(QTextCursor.MoveOperation.End)
        low = QTextCharFormat()
        low.setFontPointSize(1.0)
        cursor.setBlockCharFormat(low)
    look = QTextTableFormat()
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorder(_LINE)
    look.setBorderBrush(QBrush(Qt.GlobalColor.black))
    look.setBorderCollapse(True)
    look.setCellSpacing(0)
    look.setCellPadding(_READ_PAD if grid.is_read else _PAD)
    look.setTopMargin(_READ_GAP if grid.is_read else _GAP)
    look.setHeaderRowCount(1)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    look.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in grid.shares]
    )
    bold = QTextCharFormat(words)
    bold.setFontWeight(QFont.Weight.Bold)
    table = cursor.insertTable(len(grid.rows) + 1, len(grid.heads), look)
    for line, cells in enumerate((grid.heads, *grid.rows)):
        style = words if line else bold
        for column, text in enumerate(cells):
            cell = table.cellAt(line, column).firstCursorPosition()
            cell.setBlockCharFormat(style)  # an empty line is as high as a written one
            cell.insertText(text, style)
