# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ten large figures for numbers and PINs; they stand left to right in every language."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.live import current_theme
from ui.theme.tokens import Space
from ui.widgets.buttons import Button, ButtonKind

_DIGITS = "123456789"


class NumberPad(QWidget):
    """Figures, a key to erase, a key to end.

    Signals:
        digit: A figure was touched or typed; carries it.
        erased: The last figure is to go.
        entered: The number is whole.
    """

    digit = Signal(str)
    erased = Signal()
    entered = Signal()

    def __init__(self) -> None:
        """Show the pad."""
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout(self)
        for at, figure in enumerate(_DIGITS):
            self._grid.addWidget(self._figure(figure), at // 3, at % 3)
        self._erase = Button("", "backspace", large=True)
        self._erase.clicked.connect(self.erased)
        self._enter = Button("", "check", kind=ButtonKind.PRIMARY, large=True)
        self._enter.clicked.connect(self.entered)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self._grid.addWidget(self._erase, 3, 0)
        self._grid.addWidget(self._figure("0"), 3, 1)
        self._grid.addWidget(self._enter, 3, 2)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.theme_changed()

    def _figure(self, figure: str) -> Button:
        button = Button(figure, large=True)
        button.clicked.connect(self._figure_pressed)
        return button

    def _figure_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.digit.emit(button.text())

    def say(self, erase: str, enter: str) -> None:
        """Show the words of the two other keys."""
        self._erase.say(erase)
        self._enter.say(enter)

    def enable_enter(self, enabled: bool) -> None:  # noqa: FBT001 - one state
        """Allow or forbid the end."""
        self._enter.setEnabled(enabled)

    def theme_changed(self) -> None:
        """Take the distances again."""
        gap = current_theme().space_px(Space.TIGHT)
        self._grid.setSpacing(gap)
        self._grid.setContentsMargins(0, 0, 0, 0)
