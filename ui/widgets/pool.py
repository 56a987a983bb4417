# SPDX-License-Identifier: AGPL-3.0-or-later
"""Widgets made once for a list and filled again, so that the focus stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WidgetT = TypeVar("WidgetT", bound=QWidget)
ItemT = TypeVar("ItemT")


class Pool(Generic[WidgetT]):
    """As many widgets as the longest list shown so far; the others are hidden."""

    def __init__(self, make: Callable[[int], WidgetT], place: Callable[[WidgetT], object]) -> None:
        """Make widgets with `make`, given their rank, and put them somewhere with `place`."""
        self._make, self._place = make, place
        self._widgets: list[WidgetT] = []

    def fill(self, items: Sequence[ItemT]) -> Iterator[tuple[WidgetT, ItemT]]:
        """Yield a widget for each item, shown; hide what is left over."""
        while len(self._widgets) < len(items):
            widget = self._make(len(self._widgets))
            self._place(widget)
            self._widgets.append(widget)
        for at, widget in enumerate(self._widgets):
            widget.setVisible(at < len(items))
        yield from zip(self._widgets, items, strict=False)

    def __len__(self) -> int:
        return len(self._widgets)

    def __getitem__(self, at: int) -> WidgetT:
        return self._widgets[at]
