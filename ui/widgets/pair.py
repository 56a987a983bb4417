# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two parts side by side while there is room, one under the other in large text."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space

STACKED_FROM_SCALE = 1.5
"""From this size of text on, parts that stand beside each other stand one under the other."""


class SidePair(QBoxLayout):
    """A side of a fixed width and a main part that takes the rest."""

    def __init__(
        self,
        side: QWidget,
        main: QLayout,
        *,
        width: CardWidth,
        gap: Space = Space.MEDIUM,
        side_last: bool = False,
    ) -> None:
        """Put `side` where reading starts, or where it ends with `side_last`."""
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._side, self._width, self._gap = side, width, gap
        self.setContentsMargins(0, 0, 0, 0)
        if side_last:
            self.addLayout(main, 1)
            self.addWidget(side)
        else:
            self.addWidget(side)
            self.addLayout(main, 1)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Take the direction and the width again."""
        theme = current_theme()
        is_stacked = theme.scale >= STACKED_FROM_SCALE
        self.setSpacing(theme.space_px(self._gap))
        if is_stacked:
            self.setDirection(QBoxLayout.Direction.TopToBottom)
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self.setDirection(QBoxLayout.Direction.LeftToRight)
            self._side.setFixedWidth(theme.card_px(self._width))
