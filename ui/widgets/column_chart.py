# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns painted side by side, beside the table that says the same in words.

A picture for the eyes alone: it takes no focus and has no name, since the table is what is heard.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, lay_out, paint_panel, paint_text
from ui.theme.tokens import Space, TextRole, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST_SHARE = 0.7


class ChartColumn(NamedTuple):
    """A column: words under it, its number, its height as a share of the highest (0.0 to 1.0)."""

    label: str
    value: str
    share: float


class ColumnChart(QWidget):
    """Columns on a ground line; words and numbers that have no room are left to the table."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._columns: tuple[ChartColumn, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, columns: Sequence[ChartColumn]) -> None:
        """Show columns, in reading order."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self.update()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of a picture; the width is the room's."""
        height = current_theme().size_px("chart", scaled=True)
        return QSize(height, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint ground line, columns, numbers above and words under."""
        if not self._columns:
            return
        painter = QPainter(self)
        # Chart letters keep the limits of bars: the table beside it has the text at full size.
        font = font_of(TextRole.MIN, bar=True)
        line = current_theme().text_px(TextRole.MIN, bar=True) * 1.3
        gap = current_theme().space_px(Space.HAIR)
        field = QRectF(0, line + gap, self.width(), self.height() - 2 * (line + gap))
        self._paint_ground(painter, field)
        step = field.width() / len(self._columns)
        every_label = _every([column.label for column in self._columns], font, step - gap)
        every_value = _every([column.value for column in self._columns], font, step - gap)
        for at, column in enumerate(self._columns):
            area = self._slot(at, step, field)
            bar = _bar_in(area, column.share)
            if column.share > 0:
                radius = min(bar.width() / 2, current_theme().size_px("bar_corner"))
                paint_panel(painter, bar, Face(Tone.PRIMARY, None, 0, radius))
            painter.setPen(colour_of(Tone.INK))
            if every_value == 1 and column.share > 0:
                over = QRectF(area.left(), bar.top() - line - gap / 2, area.width(), line)
                _write(painter, column.value, over, font, field)
            if at % every_label == 0:
                room = QRectF(area.left(), field.bottom() + gap, area.width(), line)
                _write(painter, column.label, room, font, field)
        painter.end()

    def _paint_ground(self, painter: QPainter, field: QRectF) -> None:
        thick = current_theme().size_px("border")
        ground = QRectF(field.left(), field.bottom() - thick / 2, field.width(), thick)
        paint_panel(painter, ground, Face(Tone.FIELD_BORDER, None, 0, 0))

    def _slot(self, at: int, step: float, field: QRectF) -> QRectF:
        """Return the room of a column, from the right in a right-to-left language."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = field.right() - (at + 1) * step if mirrored else field.left() + at * step
        return QRectF(left, field.top(), step, field.height())


def _bar_in(slot: QRectF, share: float) -> QRectF:
    width = slot.width() * _WIDEST_SHARE
    height = max(slot.height() * share, current_theme().size_px("border") * 2.0)
    return QRectF(slot.center().x() - width / 2, slot.bottom() - height, width, height)


def _every(words: Sequence[str], font: QFont, room: float) -> int:
    """Return of how many words one can be written without touching the next."""
    widest = max(lay_out(word, font, 0, 0).width_px for word in words)
    return max(1, math.ceil(widest / max(1.0, room)))


def _write(painter: QPainter, text: str, area: QRectF, font: QFont, field: QRectF) -> None:
    laid = lay_out(text, font, 0, round(area.height()))
    paint_text(painter, laid, room_of(laid.width_px, area, field), side=0.5)


def room_of(width_px: float, area: QRectF, field: QRectF) -> QRectF:
    """Return the room of a text: in the middle of `area`, and never out of `field`."""
    width = min(max(area.width(), width_px), field.width())
    left = area.center().x() - width / 2
    left = min(max(left, field.left()), field.right() - width)
    return QRectF(left, area.top(), width, area.height())
