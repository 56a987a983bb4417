# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of a room, painted: one large number and its desk, the calls before, who waits.

A number that still waits for its person stands on the sun's colour inside a thick line, so that
it differs without colours too. Left to right, in Latin digits, whatever language is spoken beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.icons import icon_pixmap
from ui.theme.room import RoomLook
from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from ui.screens.calling.words import CallingState, CallLine

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_LEAST_SHARE = 0.5
_N_ROWS = 4


def _split(area: QRectF, share: float) -> tuple[QRectF, QRectF]:
    """Return two parts: side by side, or one above the other on a monitor that stands upright."""
    first, second = QRectF(area), QRectF(area)
    if area.width() >= area.height():
        first.setWidth(area.width() * share)
        second.setLeft(first.right())
    else:
        first.setHeight(area.height() * share)
        second.setTop(first.bottom())
    return first, second


def _near_end(panel: QRectF, beside: QRectF) -> QPointF:
    """Return where the line between the two parts ends."""
    return panel.bottomRight() if beside.left() > panel.left() else beside.topRight()


class Board(QWidget):
    """Shows a `CallingState`; nothing of it can be touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._state: CallingState | None = None
        self._smallest = 1.0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setCursor(Qt.CursorShape.BlankCursor)

    @property
    def state(self) -> CallingState | None:
        """What is shown."""
        return self._state

    def draw(self, state: CallingState) -> None:
        """Show `state`."""
        if state != self._state:
            self._state = state
            describe(self, state.in_words)
            self.update()

    def announce(self, text: str) -> None:
        """Show nothing: a room has no messages."""

    def is_cut(self) -> bool:
        """Say whether a text had to shrink to less than half: what the audit asks."""
        return self._smallest < _LEAST_SHARE

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the panel of the number, the list, and the bar of those who wait."""
        painter, look = QPainter(self), RoomLook(self.width(), self.height())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour(Tone.PAPER))
        self._smallest = 1.0
        state = self._state
        if state is not None:
            whole = QRectF(self.rect())
            bar = QRectF(whole)
            bar.setTop(whole.bottom() - look.px("bar"))
            above = QRectF(whole)
            above.setBottom(bar.top())
            if state.last:
                panel, beside = _split(above, look.share("panel_share"))
                self._paint_panel(painter, look, panel, state)
                self._paint_list(painter, look, beside, state)
                painter.drawLine(beside.topLeft(), _near_end(panel, beside))
            else:
                self._paint_panel(painter, look, above, state)
            self._paint_bar(painter, look, bar, state)
        painter.end()

    def _write(
        self,
        painter: QPainter,
        look: RoomLook,
        area: QRectF,
        text: str,
        style: tuple[str, Qt.AlignmentFlag, Tone],
    ) -> None:
        name, flags, tone = style
        font = look.font(name, text, area.width())
        self._smallest = min(self._smallest, font.pixelSize() / look.px(name))
        painter.setFont(font)
        painter.setPen(look.colour(tone))
        painter.drawText(area, flags, text)

    def _paint_panel(
        self, painter: QPainter, look: RoomLook, area: QRectF, state: CallingState
    ) -> None:
        gap = look.px("gap")
        ground = area
        if state.is_calling:
            line = look.px("line")
            painter.fillRect(area, look.colour(Tone.INK))
            ground = area.adjusted(line, line, -line, -line)
        painter.fillRect(ground, look.colour(Tone.SUN if state.is_calling else Tone.CARD))
        inside = area.adjusted(2 * gap, gap, -2 * gap, -gap)
        if state.welcome:
            self._paint_welcome(painter, look, inside, state.welcome)
            return
        heading = QRectF(inside)
        heading.setHeight(look.px("heading") * 1.6)
        self._write(painter, look, heading, state.heading, ("heading", _CENTRE, Tone.INK))
        number = QRectF(inside)
        number.setTop(heading.bottom())
        if state.desk:
            desk = QRectF(inside)
            desk.setTop(inside.bottom() - look.px("desk") * 1.5)
            number.setBottom(desk.top())
            self._write(painter, look, desk, state.desk, ("desk", _CENTRE, Tone.INK))
        self._write(painter, look, number, state.number, ("number", _CENTRE, Tone.INK))

    def _paint_welcome(self, painter: QPainter, look: RoomLook, area: QRectF, welcome: str) -> None:
        side = look.px("sign")
        ink = look.colour(Tone.PRIMARY).name()
        sign = icon_pixmap("ticket", side, ink, ratio=self.devicePixelRatioF())
        words = QRectF(area)
        words.setTop(area.center().y())
        painter.drawPixmap(round(area.center().x() - side / 2), round(words.top() - side), sign)
        self._write(painter, look, words, welcome, ("welcome", _CENTRE, Tone.INK))

    def _paint_list(
        self, painter: QPainter, look: RoomLook, area: QRectF, state: CallingState
    ) -> None:
        gap = look.px("gap")
        heading = area.adjusted(2 * gap, gap, -2 * gap, 0)
        heading.setHeight(look.px("heading") * 1.6)
        style = ("list_heading", _LEFT, Tone.INK)
        self._write(painter, look, heading, state.last_heading, style)
        height = (area.bottom() - heading.bottom()) / _N_ROWS
        for at, line in enumerate(state.last[:_N_ROWS]):
            row = QRectF(area.left(), heading.bottom() + at * height, area.width(), height)
            self._paint_row(painter, look, row, line)

    def _paint_row(self, painter: QPainter, look: RoomLook, row: QRectF, line: CallLine) -> None:
        gap = look.px("gap")
        if line.is_calling:
            painter.fillRect(row, look.colour(Tone.SUN))
        painter.setPen(QPen(look.colour(Tone.INK), look.px("rule")))
        painter.drawLine(row.topLeft(), row.topRight())
        inside = row.adjusted(2 * gap, 0, -2 * gap, 0)
        number = QRectF(inside)
        desk = QRectF(inside)
        if line.desk:
            number.setWidth(inside.width() * look.share("number_share"))
            desk.setLeft(number.right() + gap)
            if look.fits("list_desk", line.desk, desk.width()):
                self._write(painter, look, desk, line.desk, ("list_desk", _RIGHT, Tone.INK))
            else:
                painter.setFont(look.font("list_desk_long", "", desk.width()))
                painter.setPen(look.colour(Tone.INK))
                painter.drawText(desk, _RIGHT | Qt.TextFlag.TextWordWrap, line.desk)
        self._write(painter, look, number, line.number, ("list_number", _LEFT, Tone.INK))

    def _paint_bar(
        self, painter: QPainter, look: RoomLook, area: QRectF, state: CallingState
    ) -> None:
        gap = look.px("gap")
        painter.fillRect(area, look.colour(Tone.INK))
        inside = area.adjusted(2 * gap, 0, -2 * gap, 0)
        hour = QRectF(inside)
        hour.setLeft(inside.right() - look.px("hour") * 4)
        self._write(painter, look, hour, state.hour, ("hour", _RIGHT, Tone.CARD))
        waiting = QRectF(inside)
        waiting.setRight(hour.left() - gap)
        told = ". ".join(part.rstrip(".") for part in (state.waiting, state.wait) if part)
        if look.fits("bar_text", told, waiting.width()):
            self._write(painter, look, waiting, told, ("bar_text", _LEFT, Tone.CARD))
            return
        lines = waiting.adjusted(0, gap / 2, 0, -gap / 2)
        lines.setHeight(lines.height() / 2)
        for text in (state.waiting, state.wait):
            self._write(painter, look, lines, text, ("bar_line", _LEFT, Tone.CARD))
            lines.translate(0, lines.height())
