# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card that hangs from the header over the page; the page stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.paint import tinted
from ui.theme.tokens import Space, Tone
from ui.widgets.cards import Card
from ui.widgets.layouts import Edges
from ui.widgets.scroll_page import ScrollPage

_SHADOW_STEPS = 8


class Panel(QWidget):
    """Covers the window; its card stands under the header where reading ends.

    Signals:
        closed: A touch outside, or Escape.
    """

    closed = Signal()

    def __init__(self) -> None:
        """Start with an empty column."""
        super().__init__()
        self._card = Card(edges=Space.NONE, parent=self)
        self._page = ScrollPage(edges=Edges.all(Space.LARGE), gap=Space.SMALL)
        self._card.column.addWidget(self._page)
        self.column = self._page.column
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the card."""
        super().resizeEvent(event)
        self.place()

    def theme_changed(self) -> None:
        """Place the card again."""
        self.place()

    def place(self) -> None:
        """Stand under the header, as high as the content needs."""
        theme = current_theme()
        edge, gap = theme.space_px(Space.PAGE), theme.space_px(Space.HAIR)
        width = min(theme.size_px("panel", scaled=True), self.width() - 2 * edge)
        top = theme.bar_px("header") + theme.bar_px("thread") + gap
        room = self.height() - top - theme.space_px(Space.MEDIUM)
        bar = theme.size_px("scroll_bar", scaled=True)
        wanted = self.column.totalHeightForWidth(width - bar) + 2
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = edge if mirrored else self.width() - edge - width
        self._card.setGeometry(left, top, width, min(wanted, room))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close on a touch outside the card."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Keep the focus inside the panel while it is open."""
        moved = super().focusNextPrevChild(next_)
        focused = self.window().focusWidget()
        if moved and focused is not None and not self.isAncestorOf(focused):
            inside = [w for w in self.findChildren(QWidget) if _takes_tab(w)]
            if inside:
                (inside[0] if next_ else inside[-1]).setFocus(Qt.FocusReason.TabFocusReason)
        return moved

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint a soft shadow round the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = current_theme()
        radius = theme.radius_px("card")
        reach = theme.space_px(Space.LARGE) / _SHADOW_STEPS
        painter.setBrush(tinted(colour_of(Tone.SHADOW), 0.02))
        for step in range(_SHADOW_STEPS):
            spread = step * reach
            area = QRectF(self._card.geometry()).adjusted(-spread, -spread, spread, spread)
            painter.drawRoundedRect(area, radius + spread, radius + spread)
        painter.end()


def _takes_tab(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return tabs and widget.isVisible() and widget.isEnabled()
