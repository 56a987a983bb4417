# SPDX-License-Identifier: AGPL-3.0-or-later
"""One block of the week: touched, dragged with a mouse, walked to with arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from ui.a11y.names import describe
from ui.screens.week.state import BlockLook
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_focus, paint_panel
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import Pressable

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from ui.screens.week.state import WeekBlock

LOOKS: dict[BlockLook, tuple[Tone, Tone, Tone, bool]] = {
    BlockLook.FREE: (Tone.PAPER, Tone.LINE, Tone.SOFT, False),
    BlockLook.SOLD: (Tone.OK_TINT, Tone.OK, Tone.INK, False),
    BlockLook.DISPLACED: (Tone.BRICK_TINT, Tone.BRICK, Tone.BRICK, False),
    BlockLook.ASKED: (Tone.SUN_TINT, Tone.SUN_INK, Tone.SUN_INK, True),
    BlockLook.KEPT: (Tone.CARD, Tone.PRIMARY, Tone.PRIMARY, True),
    BlockLook.AWAY: (Tone.DESK, Tone.FIELD_BORDER, Tone.SOFT, False),
    BlockLook.WORKSHOP: (Tone.BLUE_TINT, Tone.BLUE, Tone.BLUE_INK, False),
    BlockLook.TARGET: (Tone.CARD, Tone.OK, Tone.OK, True),
    BlockLook.MORE: (Tone.CARD, Tone.FIELD_BORDER, Tone.INK, False),
}
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class BlockButton(Pressable):
    """One block.

    Signals:
        lifted: A drag began.
        dragged: It is being dragged; carries the pointer in the grid.
        dropped: It was let go there.
        walked: An arrow was pressed; carries the direction.
        escaped: Escape was pressed.
    """

    lifted = Signal()
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    walked = Signal(int, int)
    escaped = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Start without a block."""
        super().__init__(parent)
        self.block: WeekBlock | None = None
        self.is_chosen = self.is_hovered = False
        self._from: QPoint | None = None
        self.is_dragged = False

    def draw(self, block: WeekBlock, *, is_chosen: bool) -> None:
        """Show a block."""
        self.block, self.is_chosen = block, is_chosen
        describe(self, block.spoken)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with arrows, leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in _ARROWS:
            self.walked.emit(*_ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag would begin."""
        self._from = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin or go on with a drag."""
        at = event.position().toPoint()
        if self._from is None or self.block is None or not self.block.can_move:
            super().mouseMoveEvent(event)
            return
        far = current_theme().space_px(Space.SMALL)
        if not self.is_dragged and (at - self._from).manhattanLength() > far:
            self.is_dragged = True
            self.setDown(False)
            self.raise_()
            self.lifted.emit()
        if self.is_dragged:
            self.move(self.mapToParent(at - self._from))
            self.dragged.emit(self.mapToParent(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or act as a button."""
        self._from = None
        if not self.is_dragged:
            super().mouseReleaseEvent(event)
            return
        self.is_dragged = False
        self.dropped.emit(self.mapToParent(event.position().toPoint()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint ground, line, word, and stripes for an absence."""
        block = self.block
        if block is None:
            return
        theme, painter = current_theme(), QPainter(self)
        fill, border, ink, dashed = LOOKS[block.look]
        if self.is_hovered or (self.is_chosen and block.look is not BlockLook.AWAY):
            fill, border, ink, dashed = Tone.PRIMARY, Tone.PRIMARY, Tone.ON_PRIMARY, False
        radius = min(theme.radius_px("button"), theme.space_px(Space.SMALL))
        area = QRectF(self.rect())
        paint_panel(painter, area, Face(fill, border, theme.size_px("border"), radius, dashed))
        if block.look is BlockLook.AWAY:
            self._paint_stripes(painter, area)
        pad = theme.space_px(Space.TIGHT)
        font = font_of(TextRole.MIN, bold=True, bar=True)
        painter.setFont(font)
        painter.setPen(colour_of(ink))
        inside = self.rect().adjusted(pad, pad // 2, -pad, -pad // 2)
        metrics = QFontMetrics(font)
        n_lines = max(1, inside.height() // metrics.height())
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        if n_lines == 1:
            flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            fits = metrics.horizontalAdvance(block.word) <= inside.width()
            word = block.word if fits else block.short or block.word
            word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, flags, word)
        else:
            wrapped = int(flags) | Qt.TextFlag.TextWordWrap
            elide, room = Qt.TextElideMode.ElideRight, inside.width()
            word = " ".join(metrics.elidedText(one, elide, room) for one in block.word.split(" "))
            inside.setHeight(n_lines * metrics.height())  # whole lines only
            if block.look is BlockLook.AWAY:
                ground = metrics.boundingRect(inside, wrapped, word) & inside
                painter.fillRect(ground.adjusted(-pad // 2, 0, pad // 2, 0), colour_of(fill))
            painter.drawText(inside, wrapped, word)
        if self.hasFocus():
            paint_focus(painter, area, radius)
        painter.end()

    def _paint_stripes(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        step, width = theme.space_px(Space.LARGE), theme.size_px("hairline")
        painter.save()
        painter.setClipRect(area.adjusted(2, 2, -2, -2))
        painter.setPen(QPen(colour_of(Tone.LINE), width * 3))
        for x in range(-round(area.height()), round(area.width()), step):
            painter.drawLine(x, round(area.height()), x + round(area.height()), 0)
        painter.restore()
