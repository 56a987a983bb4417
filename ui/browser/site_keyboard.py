# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our keyboard under a field of the site: there when a touch put the focus into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Space
from ui.widgets.keyboard import Keyboard, KeyboardWords, KeyPage
from ui.widgets.layouts import Column

if TYPE_CHECKING:
    from PySide6.QtWebEngineWidgets import QWebEngineView

_LOOK_MS = 150


class SiteKeyboard(QWidget):
    """Hides and shows the keyboard for the fields of one view."""

    def __init__(self, parent: QWidget) -> None:
        """Start hidden; the keys are made at the first field."""
        super().__init__(parent)
        self._view: QWebEngineView | None = None
        self._keys: Keyboard | None = None
        self.words = KeyboardWords()
        self.action = "OK"
        self._column = Column(self, gap=Space.NONE)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def serve(self, view: QWebEngineView) -> None:
        """Stand below the fields of `view`; said again for each page, whose widget may change."""
        self._view = view
        proxy = view.focusProxy()
        if proxy is not None:
            proxy.removeEventFilter(self)
            proxy.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look after each touch whether it put the focus into a field; let every event pass.

        A key of a real keyboard takes ours away; those of ours do not come from outside.
        """
        if event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd):
            self._timer.start()
        elif event.type() is QEvent.Type.KeyPress and event.spontaneous():
            self.hide()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        view = self._view
        proxy = view.focusProxy() if view is not None else None
        if proxy is None:
            return
        if proxy.inputMethodQuery(Qt.InputMethodQuery.ImEnabled):
            self._open()
        else:
            self.hide()

    def _open(self) -> None:
        if self._keys is None:
            self._keys = Keyboard()
            self._keys.closed.connect(self.hide)
            self._column.addWidget(self._keys)
        window = self.window()
        self._keys.open_for(self.words, self.action, page=KeyPage.LETTERS, room_px=window.height())
        self.show()
