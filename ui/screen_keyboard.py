# SPDX-License-Identifier: AGPL-3.0-or-later
"""When our keyboard comes under a field of the window, on which keys, and when it goes.

It goes at the first key of a real keyboard, once the focus is where no letters are taken, and
when the page that had the field says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ui.keyboard_words import keyboard_words
from ui.widgets.field import FieldKeys, TextField
from ui.widgets.keyboard import Keyboard, KeyPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kiosk.foundation.translation import Translator
    from ui.screens.base import Screen

_FINGER_MS = 50


class ScreenKeyboard(QObject):
    """The keyboard of one window, hidden until a field wants it."""

    def __init__(
        self, window: QWidget, translator: Translator, page: Callable[[], Screen[Any] | None]
    ) -> None:
        """Serve the fields of `window`; `page` gives the page in front."""
        super().__init__(window)
        self._window, self._translator, self._page = window, translator, page
        self._field: TextField | None = None
        self.widget = Keyboard()
        self.widget.hide()
        self.widget.closed.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._follow_focus)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)

    def show_for(self, field: TextField) -> None:
        """Show the keyboard under a field, the page scrolled so that it is in sight."""
        self._field = field
        words = keyboard_words(self._translator)
        room_px = self._window.height()
        self.widget.open_for(
            words, field.action_word, page=self._first_keys(field), room_px=room_px
        )
        page = self._page()
        if page is not None:
            page.show_footer(shown=False)
            page.reveal(field)

    def hide(self) -> None:
        """Take the keyboard away."""
        self._field = None
        if self.widget.isHidden():
            return
        self.widget.hide()
        page = self._page()
        if page is not None:
            page.show_footer(shown=True)

    def _first_keys(self, field: TextField) -> KeyPage:
        if field.keys is FieldKeys.FIGURES:
            return KeyPage.FIGURES
        is_arabic = self._translator.direction == "rtl" and field.keys is FieldKeys.LETTERS
        return KeyPage.ARABIC if is_arabic else KeyPage.LETTERS

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old, new  # a button that was touched may give it back at once
        if not self.widget.isHidden():
            self._timer.start(0)

    def _follow_focus(self) -> None:
        if self.widget.isHidden():
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            # Under a finger nothing moves: what was touched must still be there when it lifts.
            self._timer.start(_FINGER_MS)
            return
        focus = QApplication.focusWidget()
        field = _field_of(focus)
        if field is not None and field is not self._field:
            self.show_for(field)
        elif focus is not None and not focus.testAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled
        ):
            self.hide()


def _field_of(focus: QWidget | None) -> TextField | None:
    """Return the field whose line has the focus; not one of its two small buttons."""
    at = focus
    while at is not None and not isinstance(at, TextField):
        at = at.parentWidget()
    return at if at is not None and at.line is focus else None
