# SPDX-License-Identifier: AGPL-3.0-or-later
"""Layouts that take their distances from the theme and follow it when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from shiboken6 import isValid

from kiosk.foundation.errors import BugError
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_LIMIT = 16_777_215


class Edges(NamedTuple):
    """Distances from the edges: `across` at the left and right, `above`, `below`."""

    across: Space = Space.NONE
    above: Space = Space.NONE
    below: Space = Space.NONE

    @classmethod
    def all(cls, space: Space) -> Edges:
        """Return the same distance on the four sides."""
        return cls(space, space, space)


NO_EDGES = Edges()


def _take_distances(layout: QLayout, gap: Space, edges: Edges) -> None:
    theme = current_theme()
    across = theme.space_px(edges.across)
    layout.setContentsMargins(
        across, theme.space_px(edges.above), across, theme.space_px(edges.below)
    )
    layout.setSpacing(theme.space_px(gap))


class Column(QVBoxLayout):
    """Things one under the other."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: Space = Space.MEDIUM,
        edges: Edges = NO_EDGES,
    ) -> None:
        """Start empty; with `parent`, as its layout."""
        super().__init__()
        self._gap, self._edges = gap, edges
        if parent is not None:
            parent.setLayout(self)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Take the distances again."""
        _take_distances(self, self._gap, self._edges)


class Row(QHBoxLayout):
    """Things side by side, mirrored in Arabic."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: Space = Space.MEDIUM,
        edges: Edges = NO_EDGES,
    ) -> None:
        """Start empty; with `parent`, as its layout."""
        super().__init__()
        self._gap, self._edges = gap, edges
        if parent is not None:
            parent.setLayout(self)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Take the distances again."""
        _take_distances(self, self._gap, self._edges)

    def take_edges(self, edges: Edges) -> None:
        """Take other distances from the edges."""
        self._edges = edges
        self.theme_changed()


class _OwnLayout(QLayout):
    """What the two layouts below share: a list of items and a height for each width."""

    def __init__(self, parent: QWidget | None, gap: Space, edges: Edges) -> None:
        super().__init__()
        self._gap, self._edges = gap, edges
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        if parent is not None:
            parent.setLayout(self)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Take the distances again."""
        _take_distances(self, self._gap, self._edges)
        self.invalidate()

    def addWidget(self, widget: QWidget) -> None:
        """Take a widget in an item of our own.

        The item that Qt would make is only borrowed by Python, and PySide calls it dead once a
        passing reference from `nextInFocusChain` goes, which would empty the layout.
        """
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)
        self._heights.clear()

    def _forget_the_dead(self) -> None:
        # PySide ends the life of an item with that of its widget, before Qt asks for it back.
        if not all(isValid(item) for item in self._items):
            self._items = [item for item in self._items if isValid(item)]
            self._heights.clear()

    def count(self) -> int:
        """Return the number of items."""
        self._forget_the_dead()
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        self._forget_the_dead()
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back, or None past the end."""
        self._forget_the_dead()
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Grow sideways only."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Say yes: narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height needed for a width."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._place(QRect(0, 0, width, 0), apply=False)
        return height

    def invalidate(self) -> None:
        """Ask the items again: one of them changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place every item inside `rect`."""
        super().setGeometry(rect)
        self._place(rect, apply=True)

    def sizeHint(self) -> QSize:
        """Return the size that the items would like."""
        return self.minimumSize()

    def _shown(self) -> list[QLayoutItem]:
        self._forget_the_dead()
        return [item for item in self._items if not item.isEmpty()]

    def _inside(self, rect: QRect) -> QRect:
        margins = self.contentsMargins()
        return rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())

    def _edges_size(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _is_mirrored(self) -> bool:
        widget = self.parentWidget()
        return widget is not None and widget.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _put(self, item: QLayoutItem, area: QRect, inside: QRect) -> None:
        if self._is_mirrored():
            area = QRect(
                inside.left() + inside.right() - area.right(),
                area.top(),
                area.width(),
                area.height(),
            )
        item.setGeometry(area)

    def _place(self, rect: QRect, *, apply: bool) -> int:  # noqa: ARG002 - each layout places
        raise BugError(f"{type(self).__name__} does not place its items")


def _height_of(item: QLayoutItem, width: int) -> int:
    wanted = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
    return max(wanted, item.minimumSize().height())


class CardGrid(_OwnLayout):
    """Cards of equal width in as many columns as fit, rows as high as their highest card.

    Args of the constructor:
        least: Least width of a card; it follows the scale of the text.
        columns: Most columns.
        stretch: Whether rows share the height that is left over.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        columns: int,
        least: CardWidth,
        gap: Space = Space.MEDIUM,
        stretch: bool = False,
    ) -> None:
        """Start empty; with `parent`, as its layout."""
        self._balanced = False
        self._columns, self._least, self._stretch = columns, least, stretch
        super().__init__(parent, gap, NO_EDGES)

    def balance_rows(self) -> None:
        """Let rows hold about as many cards each: five that do not fit as three and two."""
        self._balanced = True

    def minimumSize(self) -> QSize:
        """Return the size below which a card would not fit."""
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        return QSize(widest, 0) + self._edges_size()

    def expandingDirections(self) -> Qt.Orientation:
        """Grow both ways when rows share what is left."""
        both = Qt.Orientation.Horizontal | Qt.Orientation.Vertical
        return both if self._stretch else Qt.Orientation.Horizontal

    def n_columns(self, width_px: int) -> int:
        """Return how many cards stand side by side in a width."""
        least = current_theme().card_px(self._least)
        fitting = int((width_px + self.spacing()) // (least + self.spacing()))
        return max(1, min(fitting, self._columns))

    def _place(self, rect: QRect, *, apply: bool) -> int:
        inside, gap, items = self._inside(rect), self.spacing(), self._shown()
        if not items:
            return self._edges_size().height()
        columns = self.n_columns(inside.width())
        if self._balanced:
            columns = -(-len(items) // -(-len(items) // columns))
        width = (inside.width() - gap * (columns - 1)) // columns
        rows = [items[at : at + columns] for at in range(0, len(items), columns)]
        heights = [max(_height_of(item, width) for item in row) for row in rows]
        total = sum(heights) + gap * (len(rows) - 1)
        if apply:
            spare = max(0, inside.height() - total) // len(rows) if self._stretch else 0
            top = inside.top()
            for row, height in zip(rows, heights, strict=True):
                for at, item in enumerate(row):
                    # What division leaves over is shared, so that the last edge is the page's.
                    left = at * (inside.width() + gap) // columns
                    right = (at + 1) * (inside.width() + gap) // columns - gap
                    area = QRect(inside.left() + left, top, right - left, height + spare)
                    self._put(item, area, inside)
                top += height + spare + gap
        return total + self._edges_size().height()


class Flow(_OwnLayout):
    """Things side by side at their own width, going on below when the line is full."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: Space = Space.SMALL,
        edges: Edges = NO_EDGES,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    ) -> None:
        """Start empty; with `parent`, as its layout; `align` AlignHCenter or AlignTrailing."""
        self._align = align
        super().__init__(parent, gap, edges)

    def minimumSize(self) -> QSize:
        """Return the size below which the widest thing would not fit."""
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        return QSize(widest, 0) + self._edges_size()

    def sizeHint(self) -> QSize:
        """Return the size of one single line."""
        items = self._shown()
        width = sum(item.sizeHint().width() for item in items) + self.spacing() * max(
            0, len(items) - 1
        )
        height = max((item.sizeHint().height() for item in items), default=0)
        return QSize(width, height) + self._edges_size()

    def _side(self) -> float:
        sides = {Qt.AlignmentFlag.AlignHCenter: 0.5, Qt.AlignmentFlag.AlignTrailing: 1.0}
        return sides.get(self._align, 0.0)

    def _lines(self, width: int) -> Iterable[tuple[list[tuple[QLayoutItem, int]], int]]:
        line: list[tuple[QLayoutItem, int]] = []
        used = 0
        for item in self._shown():
            wanted = min(max(item.sizeHint().width(), item.minimumSize().width()), width)
            if line and used + self.spacing() + wanted > width:
                yield line, used
                line, used = [], 0
            used += wanted + (self.spacing() if line else 0)
            line.append((item, wanted))
        if line:
            yield line, used

    def _place(self, rect: QRect, *, apply: bool) -> int:
        inside, top, first = self._inside(rect), 0, True
        for line, used in self._lines(max(1, inside.width())):
            top += 0 if first else self.spacing()
            first = False
            height = max(_height_of(item, wanted) for item, wanted in line)
            if apply:
                left = inside.left() + round(max(0, inside.width() - used) * self._side())
                for item, wanted in line:
                    tall = min(_height_of(item, wanted), height)
                    down = inside.top() + top + (height - tall) // 2
                    self._put(item, QRect(left, down, wanted, tall), inside)
                    left += wanted + self.spacing()
            top += height
        return top + self._edges_size().height()


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and destroy its widgets."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
