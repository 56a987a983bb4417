# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draw a sheet on paper: A4 pages or one long 80 mm ticket, as PDF bytes.

Runs in a lane, never on the GUI thread: a page takes about 100 ms. Only black on white is used,
since a thermal printer knows nothing else.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from ui.printing.sheets import NEUTRAL_TITLE, PaperFormat, Piece, PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.printing.sheets import Code, Sheet

_MM_PER_INCH = 25.4
_SCREEN_DPI = 96
_RESOLUTION_DPI = 300
_A4_WIDTH_MM = 210.0
_A4_MARGIN_MM = 17.0
_ROLL_WIDTH_MM = 80.0
_ROLL_MARGIN_MM = 4.0
_ROLL_HEIGHT_LIMIT_MM = 600.0
_ROLL_SLACK_MM = 8.0
# Sizes in points on (A4, roll), from the largest a ticket printer can hold to the legible floor.
_SIZE_PT: dict[PieceKind, tuple[float, float]] = {
    PieceKind.TITLE: (22, 14),
    PieceKind.NUMBER: (44, 27),
    PieceKind.STRONG: (15, 11.5),
    PieceKind.BODY: (13, 10),
    PieceKind.ITEM: (13, 10),
    PieceKind.DONE: (13, 10),
    PieceKind.POINT: (13, 10),
    PieceKind.SMALL: (11, 9),
    PieceKind.SIGNATURE: (13, 10),
}
_BOLD = {PieceKind.TITLE, PieceKind.NUMBER, PieceKind.STRONG}
_FRENCH_BESIDE = 0.82
# The last two are in both of our fonts.
_MARKS = {PieceKind.ITEM: "□", PieceKind.DONE: "√", PieceKind.POINT: "•"}
_NO_MARK = "\u00a0" * 4
_GAP_BEFORE = {PieceKind.STRONG: 9.0, PieceKind.NUMBER: 2.0, PieceKind.SIGNATURE: 11.0}
_GAP_AFTER = {PieceKind.TITLE: 8.0, PieceKind.NUMBER: 6.0}
_QUIET_MODULES = 4
_QR_SCALE = 8
_CODE_MM = {PaperFormat.A4: 48.0, PaperFormat.ROLL_80_MM: 54.0}
_TITLE_PIECES = 2  # a title and the line under it
_CODE_SHARE = 32.0  # of the width of a page, in percent: a code and its padding
_DOTS = {PaperFormat.A4: 140, PaperFormat.ROLL_80_MM: 56}
_RIGHT = Qt.LayoutDirection.RightToLeft
_LEFT = Qt.LayoutDirection.LeftToRight


def code_image(content: str) -> QImage:
    """Return the QR code of `content` in black on white, with its quiet zone.

    Source: ISO/IEC 18004, quiet zone of four modules; error correction M, or L for long content.
    """
    level = "l" if len(content) > 300 else "m"  # noqa: PLR2004 - a calendar event, 346 bytes
    picture = io.BytesIO()
    code = segno.make_qr(content, error=level, boost_error=False)
    code.save(picture, kind="png", scale=_QR_SCALE, border=_QUIET_MODULES)
    return QImage.fromData(picture.getvalue())


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
    """Draw the sheet on a PDF or on a printer, page by page, without page numbers."""
    document = document_of(sheet, paper, families)
    document.documentLayout().setPaintDevice(device)
    device.setPageLayout(_layout(paper, _ROLL_HEIGHT_LIMIT_MM))
    dots_per_mm = device.logicalDpiX() / _MM_PER_INCH
    width_px = _text_width_mm(paper) * dots_per_mm
    if paper is PaperFormat.ROLL_80_MM:
        document.setTextWidth(width_px)
        height_mm = document.size().height() / dots_per_mm + _ROLL_MARGIN_MM * 2
        device.setPageLayout(_layout(paper, min(height_mm + _ROLL_SLACK_MM, _ROLL_HEIGHT_LIMIT_MM)))
    area_mm = device.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
    page = QRectF(0, 0, width_px, area_mm.height() * dots_per_mm)
    document.setPageSize(page.size())
    painter = QPainter(device)
    try:
        for number in range(document.pageCount()):
            if number:
                device.newPage()
                painter.translate(0, -page.height())
            document.drawContents(painter, page.translated(0, number * page.height()))
    finally:
        painter.end()


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


def document_of(sheet: Sheet, paper: PaperFormat, families: Sequence[str]) -> QTextDocument:
    """Return the sheet laid out as a text, French beside the person's words."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    font = QFont(list(families))
    document.setDefaultFont(font)
    cursor = QTextCursor(document)
    is_first = True
    under_title = paper is PaperFormat.A4 and sheet.codes_under_title
    look = (sheet, paper, families)
    for place, piece in enumerate(sheet.pieces):
        if under_title and place == _TITLE_PIECES:
            _add_codes(document, cursor, sheet.codes, look)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            is_first = True  # the table leaves an empty block behind it
        for text, share, direction in _lines_of(piece, sheet):
            block = _block_format(piece.kind, direction)
            if share < 1:
                block.setTopMargin(0)
            if is_first:
                cursor.setBlockFormat(block)
                is_first = False
            else:
                cursor.insertBlock(block)
            _write(cursor, _line_text(piece, text, paper), piece.kind, (paper, share, families))
    if sheet.codes and not under_title:
        _add_codes(document, cursor, sheet.codes, look)
    return document


def _lines_of(piece: Piece, sheet: Sheet) -> list[tuple[str, float, Qt.LayoutDirection]]:
    spoken = _RIGHT if sheet.direction == "rtl" else _LEFT
    if piece.other:
        return [(piece.other, 1.0, spoken), (piece.french, _FRENCH_BESIDE, _LEFT)]
    return [(piece.french, 1.0, _LEFT)]


def _line_text(piece: Piece, text: str, paper: PaperFormat) -> str:
    if piece.kind in _MARKS:
        # One mark a line of the list: the French words under another language have none.
        is_beside = bool(piece.other) and text == piece.french
        return f"{_NO_MARK if is_beside else _MARKS[piece.kind]}  {text}"
    if piece.kind is PieceKind.SIGNATURE and (text == piece.french or not piece.other):
        room = max(10, _DOTS[paper] - len(text))
        return f"{text} {'.' * room}".strip()
    return text


def _block_format(kind: PieceKind, direction: Qt.LayoutDirection) -> QTextBlockFormat:
    block = QTextBlockFormat()
    block.setLayoutDirection(direction)
    side = Qt.AlignmentFlag.AlignRight if direction == _RIGHT else Qt.AlignmentFlag.AlignLeft
    block.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    block.setTopMargin(_GAP_BEFORE.get(kind, 3.0))
    block.setBottomMargin(_GAP_AFTER.get(kind, 0.0))
    return block


def _write(
    cursor: QTextCursor,
    text: str,
    kind: PieceKind,
    look: tuple[PaperFormat, float, Sequence[str]],
) -> None:
    paper, share, families = look
    format_ = QTextCharFormat()
    format_.setFontFamilies(list(families))
    size_pt = _SIZE_PT[kind][0 if paper is PaperFormat.A4 else 1]
    format_.setFontPointSize(size_pt * share)
    is_bold = kind in _BOLD and share == 1
    format_.setFontWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
    cursor.insertText(text, format_)


def _add_codes(
    document: QTextDocument,
    cursor: QTextCursor,
    codes: Sequence[Code],
    look: tuple[Sheet, PaperFormat, Sequence[str]],
) -> None:
    """Put the codes side by side on a page, one under the other on a roll.

    On a page one code alone has its caption beside it, so that both stay with the words above.
    """
    sheet, paper, families = look
    is_page = paper is PaperFormat.A4
    is_alone = is_page and len(codes) == 1
    table_format = QTextTableFormat()
    table_format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    table_format.setBorder(0)
    table_format.setTopMargin(12)
    table_format.setCellPadding(4)
    shares = [100 / len(codes)] * len(codes) if is_page else [100.0]
    if is_alone:
        shares = [_CODE_SHARE, 100 - _CODE_SHARE]
    table_format.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
    )
    table = cursor.insertTable(1 if is_page else len(codes), len(shares), table_format)
    side_px = _CODE_MM[paper] / _MM_PER_INCH * _SCREEN_DPI
    for index, code in enumerate(codes):
        cell = table.cellAt(0, index) if is_page else table.cellAt(index, 0)
        at = cell.firstCursorPosition()
        picture = code_image(code.content)
        name = f"code-{index}"
        document.addResource(QTextDocument.ResourceType.ImageResource, name, picture)
        at.insertHtml(f'<img src="{name}" width="{side_px:.0f}" height="{side_px:.0f}">')
        if is_alone:
            at = table.cellAt(0, 1).firstCursorPosition()
        for piece in filter(None, (code.caption, code.note)):
            for text, share, direction in _lines_of(piece, sheet):
                at.insertBlock(_block_format(PieceKind.SMALL, direction))
                _write(at, text, PieceKind.SMALL, (paper, share, families))
