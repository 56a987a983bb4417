# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page that scrolls down when its content is higher than the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QScroller, QSizePolicy, QWidget

from ui.theme.live import current_theme
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Space, Tone
from ui.widgets.layouts import Column, Edges

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class _Bar(QScrollBar):
    """A scroll bar that is wide enough for a finger and painted like the rest."""

    def sizeHint(self) -> QSize:
        side = current_theme().size_px("scroll_bar", scaled=True)
        return QSize(side, side)  # an empty hint would hide the bar

    def theme_changed(self) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        span = self.maximum() - self.minimum()
        if span > 0:
            whole = span + self.pageStep()
            height = max(self.width() * 2.0, self.height() * self.pageStep() / whole)
            top = (self.height() - height) * (self.value() - self.minimum()) / span
            inset = self.width() / 4
            area = QRectF(inset, top, self.width() - 2 * inset, height)
            paint_panel(painter, area, Face(Tone.FIELD_BORDER, None, 0, self.width()))
        painter.end()


class ScrollPage(QScrollArea):
    """A column that scrolls; `column` is where content goes.

    It scrolls by finger, wheel, bar and by moving the focus.
    """

    def __init__(self, *, edges: Edges | None = None, gap: Space = Space.MEDIUM) -> None:
        """Start empty, with the page's edges unless others are given."""
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = _Bar()
        self.setVerticalScrollBar(self._bar)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._bar.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        # A viewport of our own: asking Qt for its own makes PySide build every widget class it
        # knows, 15 ms at the first page.
        self._view = QWidget()
        self._view.setAutoFillBackground(False)
        self.setViewport(self._view)
        self._inside = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._inside.setSizePolicy(policy)
        page = Edges(Space.PAGE, Space.WIDE, Space.WIDE) if edges is None else edges
        self.column = Column(self._inside, gap=gap, edges=page)
        self.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)  # Qt fills what it is given
        self._view.setAutoFillBackground(False)
        QScroller.grabGesture(self._view, QScroller.ScrollerGestureType.TouchGesture)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the content as wide as the room and as high as it needs."""
        if watched is self._inside and event.type() is QEvent.Type.LayoutRequest:
            # Qt forgets the heights of layouts within layouts only now: no old one may be taken.
            self.column.activate()
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the content again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self._view.width()
        layout = self._inside.layout()
        if layout is not None and layout.hasHeightForWidth():
            self._inside.setMinimumHeight(layout.totalHeightForWidth(width))
            if layout.geometry().height() > self._inside.height():
                # Qt may keep the places of a narrower and so higher moment.
                layout.setGeometry(self._inside.rect())

    def sizeHint(self) -> QSize:
        """Return the size of the content."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a small height: the page scrolls."""
        return QSize(0, current_theme().target_px())

    def reveal(self, widget: QWidget) -> None:
        """Scroll until `widget` is in sight with some room round it."""
        margin = current_theme().space_px(Space.LARGE)
        self.ensureWidgetVisible(widget, margin, margin)

    def to_top(self) -> None:
        """Go back to the beginning."""
        self._bar.setValue(0)

    def needs_scroll(self) -> bool:
        """Say whether some content is out of sight."""
        return self._bar.maximum() > 0
