# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draw a sheet on paper: A4 pages or one long 80 mm ticket, as PDF bytes.

Runs in a lane, never on the GUI thread: a page takes about 100 ms. Only black on white is used,
since a thermal printer knows nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from ui.printing.document import KEPT, MM_PER_INCH, SIZE_PT, document_of
from ui.printing.ruled_grid import keep_tables
from ui.printing.sheets import NEUTRAL_TITLE, PaperFormat, PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.printing.sheets import Sheet

_RESOLUTION_DPI = 300
_A4_WIDTH_MM = 210.0
_A4_MARGIN_MM = 17.0
_ROLL_WIDTH_MM = 80.0
_ROLL_MARGIN_MM = 4.0
_ROLL_HEIGHT_LIMIT_MM = 600.0
_ROLL_SLACK_MM = 8.0
_SIZES = (1.0, 0.95, 0.9, 0.85, 0.8)
_MOST_PAGES = 2
_STRIP_MM = 8.0


def pdf_of(sheet: Sheet, paper: PaperFormat, families: Sequence[str]) -> bytes:
    """Return the sheet as a PDF with its fonts inside.

    Args:
        sheet: What to print.
        paper: Page or roll; on a roll the page is as long as its text.
        families: Font families, the first that has a letter wins.
    """
    holder = QByteArray()
    device = QBuffer(holder)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(device)
    writer.setTitle(NEUTRAL_TITLE)
    writer.setResolution(_RESOLUTION_DPI)
    paint_on(writer, sheet, paper, families)
    device.close()
    return bytes(holder.data())


def paint_on(
    device: QPagedPaintDevice, sheet: Sheet, paper: PaperFormat, families: Sequence[str]
) -> None:
    """Draw the sheet on a PDF or on a printer; a second page has the title and its number."""
    device.setPageLayout(_layout(paper, _ROLL_HEIGHT_LIMIT_MM))
    dots_per_mm = device.logicalDpiX() / MM_PER_INCH
    width = _text_width_mm(paper) * dots_per_mm
    if paper is PaperFormat.A4:
        area_mm = device.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
        page = QSizeF(width, area_mm.height() * dots_per_mm)
        document, strip = _on_pages(device, sheet, families, page)
    else:
        document, strip = document_of(sheet, paper, families), 0.0
        document.documentLayout().setPaintDevice(device)
        document.setTextWidth(width)
        height_mm = document.size().height() / dots_per_mm + _ROLL_MARGIN_MM * 2
        device.setPageLayout(_layout(paper, min(height_mm + _ROLL_SLACK_MM, _ROLL_HEIGHT_LIMIT_MM)))
        area_mm = device.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
        document.setPageSize(QSizeF(width, area_mm.height() * dots_per_mm))
    painter = QPainter(device)
    try:
        _paint_pages(painter, document, device, (sheet, families, strip))
    finally:
        painter.end()


def _on_pages(
    device: QPagedPaintDevice, sheet: Sheet, families: Sequence[str], page: QSizeF
) -> tuple[QTextDocument, float]:
    """Return the sheet on one page if it can be, else on two, and the height of their strip.

    Letters grow smaller only where two pages would not do and smaller ones will; a long table
    takes the pages it needs, in letters that can be read.
    """
    strip = _STRIP_MM * device.logicalDpiY() / MM_PER_INCH
    whole, small = page, QSizeF(page.width(), page.height() - strip)

    def laid_out(share: float, size: QSizeF) -> QTextDocument:
        document = document_of(sheet, PaperFormat.A4, families, share=share)
        document.documentLayout().setPaintDevice(device)
        document.setPageSize(size)
        if size is small:
            keep_together(document)
            keep_tables(document)
        return document

    alone = laid_out(1.0, whole)
    if alone.pageCount() == 1:
        return alone, 0.0
    smaller = (laid_out(share, small) for share in _SIZES)
    two_pages = (document for document in smaller if document.pageCount() <= _MOST_PAGES)
    return next(two_pages, None) or laid_out(1.0, small), strip


def keep_together(document: QTextDocument) -> None:
    """Take a heading, or a line with its French, to the next page with what belongs to it."""
    layout, size = document.documentLayout(), document.pageSize()
    block = document.begin()
    while block.isValid():
        last = block
        while last.userState() == KEPT and last.next().isValid():
            last = last.next()
        top, end = layout.blockBoundingRect(block).top(), layout.blockBoundingRect(last).bottom()
        if last != block and int(top // size.height()) != int((end - 1) // size.height()):
            format_ = block.blockFormat()
            format_.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(format_)
            # Qt lays out what follows later and bit by bit, unless all of it is asked for.
            document.setPageSize(QSizeF())
            document.setPageSize(size)
        block = last.next()


def _paint_pages(
    painter: QPainter,
    document: QTextDocument,
    device: QPagedPaintDevice,
    look: tuple[Sheet, Sequence[str], float],
) -> None:
    sheet, families, strip = look
    size, n_pages = document.pageSize(), document.pageCount()
    for number in range(n_pages):
        if number:
            device.newPage()
        if strip:
            _paint_strip(
                painter, sheet, families, (number + 1, n_pages, QRectF(0, 0, size.width(), strip))
            )
        painter.save()
        painter.translate(0, strip - number * size.height())
        area = QRectF(0, number * size.height(), size.width(), size.height())
        document.drawContents(painter, area)
        painter.restore()


def _paint_strip(
    painter: QPainter,
    sheet: Sheet,
    families: Sequence[str],
    place: tuple[int, int, QRectF],
) -> None:
    """Write the number of a page above it, and the title again from the second on."""
    number, n_pages, area = place
    font = QFont(list(families))
    font.setPointSizeF(SIZE_PT[PieceKind.SMALL][0])
    painter.setFont(font)
    top = Qt.AlignmentFlag.AlignTop
    page = f"{number}/{n_pages}"
    painter.drawText(area, top | Qt.AlignmentFlag.AlignRight, page)
    if number > 1:
        title = sheet.pieces[0]
        words = " · ".join(filter(None, (title.french, title.other)))
        metrics = painter.fontMetrics()
        room = int(area.width()) - metrics.horizontalAdvance(f"{page}   ")
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, top | Qt.AlignmentFlag.AlignLeft, words)


def _text_width_mm(paper: PaperFormat) -> float:
    if paper is PaperFormat.A4:
        return _A4_WIDTH_MM - 2 * _A4_MARGIN_MM
    return _ROLL_WIDTH_MM - 2 * _ROLL_MARGIN_MM


def _layout(paper: PaperFormat, roll_height_mm: float) -> QPageLayout:
    if paper is PaperFormat.A4:
        size = QPageSize(QPageSize.PageSizeId.A4)
        margin = _A4_MARGIN_MM
    else:
        size = QPageSize(
            QSizeF(_ROLL_WIDTH_MM, roll_height_mm),
            QPageSize.Unit.Millimeter,
            NEUTRAL_TITLE,
            QPageSize.SizeMatchPolicy.ExactMatch,
        )
        margin = _ROLL_MARGIN_MM
    margins = QMarginsF(margin, margin, margin, margin)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
