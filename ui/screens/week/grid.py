# SPDX-License-Identifier: AGPL-3.0-or-later
"""The grid of the week: columns of days, hours, and blocks that can be touched, dragged, walked.

A block is dragged with a mouse; with a finger it is touched, then the time; with the keyboard
arrows walk from block to block, Enter takes, Escape leaves everything as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.screens.week.block import LOOKS, BlockButton
from ui.screens.week.state import BlockLook
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.pool import Pool

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from ui.screens.week.state import WeekBlock, WeekState

_HOUR_MIN = 60
_SHORTEST_MIN = 15


class WeekGrid(QWidget):
    """The days side by side.

    Signals:
        touched: A block was touched; carries its key.
        lifted: An appointment is being dragged.
        dropped: It was let go on a time; carries the key of the time.
        let_go: It was let go elsewhere, or Escape was pressed.
    """

    touched = Signal(str)
    lifted = Signal(str)
    dropped = Signal(str)
    let_go = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._state: WeekState | None = None
        self._free: list[WeekBlock] = []
        self._blocks = Pool(self._make, lambda _widget: None)
        self._n_shown = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setSizePolicy(policy)

    def _make(self, at: int) -> BlockButton:
        button = BlockButton(self)
        button.clicked.connect(lambda: self._touched(at))
        button.lifted.connect(lambda: self._lifted(at))
        button.dragged.connect(self._dragged)
        button.dropped.connect(self._dropped)
        button.walked.connect(lambda x, y: self._walk(at, x, y))
        button.escaped.connect(self.let_go)
        return button

    # ---- the state -------------------------------------------------------------------------

    def draw(self, state: WeekState) -> None:
        """Show a week."""
        was_placing = self._state is not None and self._state.is_placing
        self._state = state
        self._free = [block for block in state.blocks if block.look is BlockLook.FREE]
        solid = [
            block
            for block in state.blocks
            if block.look is not BlockLook.FREE and block.day < len(state.columns)
        ]
        self._keep_in_hand(solid)
        self._n_shown = len(solid)
        for button, block in self._blocks.fill(solid):
            button.draw(block, is_chosen=block.key == state.chosen)
        self._place()
        self.updateGeometry()
        self.update()
        if state.is_placing and not was_placing:
            self._focus_first_target()

    def _keep_in_hand(self, solid: list[WeekBlock]) -> None:
        """Let the widget in hand go on showing its block, wherever others now stand."""
        keys = [block.key for block in solid]
        for at in range(self._n_shown):
            button = self._blocks[at]
            if button.is_dragged and button.block is not None and button.block.key in keys:
                there = keys.index(button.block.key)
                solid.insert(at, solid.pop(there))

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self._place()
        self.updateGeometry()

    def hour_px(self) -> int:
        """Return the height of an hour: the shortest block stays a target for a finger."""
        theme = current_theme()
        shortest = min(
            (block.end_min - block.start_min for block in self._solid()), default=_HOUR_MIN
        )
        shortest = max(_SHORTEST_MIN, shortest)
        least = theme.target_px("absolute_min") + theme.space_px(Space.HAIR)
        return max(-(-least * _HOUR_MIN // shortest), theme.target_px())

    def sizeHint(self) -> QSize:
        """Return the height of the hours."""
        n_hours = 1 if self._state is None else self._state.last_hour - self._state.first_hour
        return QSize(current_theme().target_px() * 8, self._head_px() + n_hours * self.hour_px())

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the page around scrolls."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the blocks again."""
        super().resizeEvent(event)
        self._place()

    def _solid(self) -> list[WeekBlock]:
        return [
            button.block
            for at in range(self._n_shown)
            if (button := self._blocks[at]).block is not None
        ]

    def _head_px(self) -> int:
        theme = current_theme()
        return round(theme.text_px(TextRole.BODY, bar=True) * 1.4) + theme.space_px(Space.SMALL)

    def _hours_px(self) -> int:
        font = font_of(TextRole.SMALL, bar=True)
        theme = current_theme()
        return QFontMetrics(font).horizontalAdvance("00 h") + theme.space_px(Space.LARGE)

    def _area(self, block: WeekBlock) -> QRect:
        state = self._state
        assert state is not None
        theme = current_theme()
        gap, hours = theme.space_px(Space.HAIR), self._hours_px()
        width = (self.width() - hours) / max(1, len(state.columns))
        hour, head = self.hour_px(), self._head_px()
        first = state.first_hour * _HOUR_MIN
        low = max(block.start_min, first)
        high = min(block.end_min, state.last_hour * _HOUR_MIN)
        lane = (width - 2 * gap) / block.n_lanes
        left = hours + width * block.day + gap + lane * block.lane
        top = head + (low - first) * hour / _HOUR_MIN
        height = max(0, (high - low) * hour / _HOUR_MIN - gap)
        wide = lane - (gap if block.lane < block.n_lanes - 1 else 0)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - wide
        return QRect(round(left), round(top), round(wide), round(height))

    def _place(self) -> None:
        if self._state is None:
            return
        for at in range(self._n_shown):
            button = self._blocks[at]
            if button.block is not None and not button.is_dragged:
                area = self._area(button.block)
                button.setGeometry(area)
                button.setVisible(area.height() > 0)

    # ---- hands and keys --------------------------------------------------------------------

    def _key(self, at: int) -> str:
        block = self._blocks[at].block
        return "" if block is None else block.key

    def _touched(self, at: int) -> None:
        self.touched.emit(self._key(at))

    def _lifted(self, at: int) -> None:
        self.lifted.emit(self._key(at))

    def _target_at(self, at: QPoint) -> BlockButton | None:
        for place in range(self._n_shown):
            button = self._blocks[place]
            is_target = button.block is not None and button.block.look is BlockLook.TARGET
            if is_target and button.geometry().contains(at):
                return button
        return None

    def _dragged(self, at: QPoint) -> None:
        under = self._target_at(at)
        for place in range(self._n_shown):
            button = self._blocks[place]
            if button.is_hovered is not (button is under):
                button.is_hovered = button is under
                button.update()

    def _dropped(self, at: QPoint) -> None:
        under = self._target_at(at)
        self._dragged(QPoint(-1, -1))
        self._place()
        if under is not None and under.block is not None:
            self.dropped.emit(under.block.key)
        else:
            self.let_go.emit()

    def _focus_first_target(self) -> None:
        if any(self._blocks[at].is_dragged for at in range(self._n_shown)):
            return
        for at in range(self._n_shown):
            block = self._blocks[at].block
            if block is not None and block.look is BlockLook.TARGET:
                self._blocks[at].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _walk(self, at: int, x: int, y: int) -> None:
        """Go to the nearest block in a direction; among times only, while one is chosen."""
        state = self._state
        if state is None:
            return
        here = self._blocks[at].geometry().center()
        best: tuple[int, BlockButton] | None = None
        for place in range(self._n_shown):
            button = self._blocks[place]
            block = button.block
            if place == at or block is None or not button.isVisible():
                continue
            if state.is_placing and block.look is not BlockLook.TARGET:
                continue
            away = button.geometry().center() - here
            ahead = away.x() * x + away.y() * y
            aside = abs(away.x() * y) + abs(away.y() * x)
            if ahead > 0 and (best is None or ahead + 2 * aside < best[0]):
                best = (ahead + 2 * aside, button)
        if best is not None:
            best[1].setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the ground ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint days, hours and free time."""
        state = self._state
        if state is None:
            return
        painter = QPainter(self)
        theme = current_theme()
        for block in self._free:
            if block.day < len(state.columns):
                fill, border, _, dashed = LOOKS[BlockLook.FREE]
                width = theme.size_px("hairline")
                radius = theme.space_px(Space.TIGHT)
                face = Face(fill, border, width, radius, dashed)
                area = self._area(block)
                paint_panel(painter, QRectF(area), face)
                painter.setFont(font_of(TextRole.MIN, bar=True))
                painter.setPen(colour_of(Tone.SOFT))
                pad = theme.space_px(Space.TIGHT)
                inside = area.adjusted(pad, 0, -pad, -pad // 2)
                flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
                if inside.height() >= painter.fontMetrics().height():
                    painter.drawText(inside, flags, block.word)
        self._paint_days(painter, state)
        self._paint_hours(painter, state)
        painter.end()

    def _paint_days(self, painter: QPainter, state: WeekState) -> None:
        hours, n = self._hours_px(), max(1, len(state.columns))
        width, line = (self.width() - hours) / n, current_theme().size_px("hairline")
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        font = font_of(TextRole.BODY, bold=True, bar=True)
        painter.setFont(font)
        for at, (word, is_today) in enumerate(state.columns):
            left = hours + width * at
            if is_mirrored:
                left = self.width() - left - width
            edge = left + width if is_mirrored else left
            painter.fillRect(QRectF(edge, 0, line, self.height()), colour_of(Tone.LINE))
            painter.setPen(colour_of(Tone.BRICK if is_today else Tone.INK))
            room = QRectF(left, 0, width, self._head_px())
            shown = QFontMetrics(font).elidedText(word, Qt.TextElideMode.ElideRight, round(width))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_hours(self, painter: QPainter, state: WeekState) -> None:
        painter.setFont(font_of(TextRole.SMALL, bar=True))
        painter.setPen(colour_of(Tone.SOFT))
        hour, head, wide = self.hour_px(), self._head_px(), self._hours_px()
        line = current_theme().size_px("hairline")
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for at, word in enumerate(state.hours):
            top = head + at * hour
            left = self.width() - wide if is_mirrored else 0
            room = QRectF(left, top, wide, hour)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(room, flags, word)
            left = 0 if is_mirrored else wide
            painter.fillRect(QRectF(left, top, self.width() - wide, line), colour_of(Tone.LINE))
