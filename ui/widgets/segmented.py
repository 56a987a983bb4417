# SPDX-License-Identifier: AGPL-3.0-or-later
"""One choice among a few, all in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import Button
from ui.widgets.layouts import Column, Flow, Row, clear_layout
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


class SegmentedChoice(QWidget):
    """A caption over buttons of which one is chosen, or several with `many`.

    Signals:
        chosen: A button was touched; carries its key.
    """

    chosen = Signal(str)

    def __init__(
        self,
        caption: str = "",
        *,
        wraps: bool = False,
        many: bool = False,
        make: type[Button] = Button,
    ) -> None:
        """Start without options; `wraps` lets buttons keep their width and go on below."""
        super().__init__()
        self._buttons: dict[str, Button] = {}
        self._options: tuple[tuple[str, str, str], ...] = ()
        self._many, self._make = many, make
        column = Column(self, gap=Space.TIGHT)
        self._caption = Text(caption, TextRole.SMALL, tone=Tone.SOFT)
        column.addWidget(self._caption)
        # Only once it stands in its place: alone, it would show as a window of its own.
        self._caption.setVisible(bool(caption))
        self._line = Flow(gap=Space.TIGHT) if wraps else Row(gap=Space.TIGHT)
        column.addLayout(self._line)

    def draw(
        self,
        options: Sequence[tuple[str, str]] | Sequence[tuple[str, str, str]],
        chosen: str | Sequence[str] | None,
        *,
        caption: str | None = None,
    ) -> None:
        """Show options and which are chosen.

        Args:
            options: (key, word) or (key, word, icon).
            chosen: Key, or keys with `many`; None for none.
            caption: Words above; None leaves them.
        """
        if caption is not None:
            self._caption.say(caption)
            self._caption.setVisible(bool(caption))
        full = tuple((option[0], option[1], "".join(option[2:])) for option in options)
        if tuple(key for key, _, _ in full) != tuple(key for key, _, _ in self._options):
            self._rebuild(full)
        self._options = full
        keys = {chosen} if isinstance(chosen, str) else set(chosen or ())
        for key, word, icon in full:
            button = self._buttons[key]
            button.say(word, icon=icon, name=f"{self._caption.text()} : {word}".lstrip(" :"))
            button.setChecked(key in keys)

    def _rebuild(self, options: tuple[tuple[str, str, str], ...]) -> None:
        clear_layout(self._line)
        self._buttons = {}
        for key, word, icon in options:
            button = self._make(word, icon)
            button.setCheckable(True)
            button.setProperty("option_key", key)
            button.clicked.connect(self._pressed)
            self._buttons[key] = button
            self._line.addWidget(button)

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            if not self._many:
                # The presenter decides: until it redraws, the choice stays what it was.
                for other in self._buttons.values():
                    other.setChecked(other is button)
            self.chosen.emit(str(button.property("option_key")))

    def button(self, key: str) -> Button:
        """Return the button of an option, for screens that change its look."""
        return self._buttons[key]

    def set_caption(self, caption: str) -> None:
        """Show other words above."""
        self._caption.say(caption)
        describe(self, caption)
