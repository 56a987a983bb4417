# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet as a laid out text: letters, boxes to tick, square codes; black on white alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QPainter,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from ui.joined_words import joined
from ui.printing.ruled_grid import add_grid
from ui.printing.sheets import PaperFormat, Piece, PieceKind
from ui.printing.signs import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.printing.sheets import Code, Sheet

MM_PER_INCH = 25.4
_SCREEN_DPI = 96
_POINTS_PER_INCH = 72
# Sizes in points on (A4, roll), from the largest a ticket printer can hold to the legible floor.
SIZE_PT: dict[PieceKind, tuple[float, float]] = {
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
# Pictures: neither of our fonts has a sign for a box or a tick, and a root is no tick.
BOX, TICK = "box", "tick"
_PICTURES = {PieceKind.ITEM: BOX, PieceKind.DONE: TICK}
_POINT = "•"
_NO_MARK = "\u00a0" * 4
_BOX_DOTS, _BOX_LINE, _BOX_SHARE = 96, 9, 0.78
_TICK_LINE = 13
_TICK = ((0.1, 0.55), (0.38, 0.83), (0.92, 0.2))
# Of a line of our Arabic font, in percent: its own distance is made for vowel signs.
_ARABIC_LINE = 77.0
KEPT = 1
"""State of a block that belongs to the one after it."""
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
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


def code_image(content: str) -> QImage:
    """Return the QR code of `content` in black on white, with its quiet zone.

    Source: ISO/IEC 18004, quiet zone of four modules; error correction M, or L for long content.
    """
    level = "l" if len(content) > 300 else "m"  # noqa: PLR2004 - a calendar event, 346 bytes
    picture = io.BytesIO()
    code = segno.make_qr(content, error=level, boost_error=False)
    code.save(picture, kind="png", scale=_QR_SCALE, border=_QUIET_MODULES)
    return QImage.fromData(picture.getvalue())


def document_of(
    sheet: Sheet, paper: PaperFormat, families: Sequence[str], *, share: float = 1.0
) -> QTextDocument:
    """Return the sheet laid out as a text, French beside the person's words.

    Args:
        sheet: What it says.
        paper: Page or roll.
        families: Font families, the first that has a letter wins.
        share: Of the usual size of letters.
    """
    document = QTextDocument()
    for kind, picture in ((PieceKind.ITEM, _box()), (PieceKind.DONE, _tick())):
        name = _PICTURES[kind]
        document.addResource(QTextDocument.ResourceType.ImageResource, name, picture)
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
        lines = _lines_of(piece, sheet)
        for at, (text, size, direction) in enumerate(lines):
            block = _block_format(piece.kind, direction)
            if at:
                block.setTopMargin(0)
            if is_first:
                cursor.setBlockFormat(block)
                is_first = False
            else:
                cursor.insertBlock(block)
            is_kept = piece.kind is PieceKind.STRONG or at + 1 < len(lines)
            cursor.block().setUserState(KEPT if is_kept else 0)
            words = _line_text(piece, text, paper)
            style = (paper, size * share, families)
            if piece.kind in _PICTURES and not at:
                _write_mark(cursor, _PICTURES[piece.kind], _format(piece.kind, style))
            _write(cursor, words, piece.kind, style, is_main=not at)
    for grid in sheet.grids:
        add_grid(cursor, grid, _format(PieceKind.SMALL, (paper, share, families)))
    if sheet.codes and not under_title:
        _add_codes(document, cursor, sheet.codes, look)
    return document


def _lines_of(piece: Piece, sheet: Sheet) -> list[tuple[str, float, Qt.LayoutDirection]]:
    spoken = _RIGHT if sheet.direction == "rtl" else _LEFT
    if piece.other:
        return [(piece.other, 1.0, spoken), (piece.french, _FRENCH_BESIDE, _LEFT)]
    return [(piece.french, 1.0, _LEFT)]


def _line_text(piece: Piece, text: str, paper: PaperFormat) -> str:
    # One mark a line of the list: the French words under another language have none.
    is_beside = bool(piece.other) and text == piece.french
    if piece.kind in _PICTURES and not is_beside:
        return f"  {text}"
    if piece.kind in _PICTURES or piece.kind is PieceKind.POINT:
        return f"{_NO_MARK if is_beside else _POINT}  {text}"
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
    if direction == _RIGHT:
        block.setLineHeight(_ARABIC_LINE, _PROPORTIONAL)
    return block


def _box() -> QImage:
    """Return the box to tick: neither of our fonts has a sign for it."""
    picture = QImage(_BOX_DOTS, _BOX_DOTS, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.black)
    inner = _BOX_DOTS - 2 * _BOX_LINE
    painter = QPainter(picture)
    painter.fillRect(_BOX_LINE, _BOX_LINE, inner, inner, Qt.GlobalColor.white)
    painter.end()
    return picture


def _tick() -> QImage:
    """Return the tick of what is done, as a hand makes it."""
    picture = QImage(_BOX_DOTS, _BOX_DOTS, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(Qt.GlobalColor.black, _TICK_LINE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline([QPointF(x * _BOX_DOTS, y * _BOX_DOTS) for x, y in _TICK])
    painter.end()
    return picture


def _write_mark(cursor: QTextCursor, name: str, text: QTextCharFormat) -> None:
    """Write a box or a tick as high as a capital letter."""
    side = text.fontPointSize() / _POINTS_PER_INCH * _SCREEN_DPI * _BOX_SHARE
    image = QTextImageFormat()
    image.setName(name)
    image.setWidth(side)
    image.setHeight(side)
    cursor.insertImage(image)


def _write(
    cursor: QTextCursor,
    text: str,
    kind: PieceKind,
    style: tuple[PaperFormat, float, Sequence[str]],
    *,
    is_main: bool,
) -> None:
    format_ = _format(kind, style)
    is_bold = kind in _BOLD and is_main
    format_.setFontWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
    cursor.insertText(joined(printable(text, style[2])), format_)


def _format(kind: PieceKind, style: tuple[PaperFormat, float, Sequence[str]]) -> QTextCharFormat:
    paper, share, families = style
    format_ = QTextCharFormat()
    format_.setFontFamilies(list(families))
    format_.setFontPointSize(SIZE_PT[kind][0 if paper is PaperFormat.A4 else 1] * share)
    return format_


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
    side_px = _CODE_MM[paper] / MM_PER_INCH * _SCREEN_DPI
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
                _write(at, text, PieceKind.SMALL, (paper, share, families), is_main=share == 1)
