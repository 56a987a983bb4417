# SPDX-License-Identifier: AGPL-3.0-or-later
"""Something to know, with what to do about it: the notice card and the short message."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe, tell
from ui.theme.live import current_theme
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges, Row
from ui.widgets.text import Text

_TINTS = {
    Tone.SUN: Tone.SUN_TINT,
    Tone.BLUE: Tone.BLUE_TINT,
    Tone.OK: Tone.OK_TINT,
    Tone.BRICK: Tone.BRICK_TINT,
    Tone.PRIMARY: Tone.PRIMARY_TINT,
}


class Notice(QWidget):
    """A tinted card: icon, a bold beginning, a sentence, and at most one action.

    Signals:
        acted: The action was touched.
    """

    acted = Signal()

    def __init__(
        self, icon: str = "bulb", *, tone: Tone = Tone.SUN, is_status: bool = False
    ) -> None:
        """Start hidden; `show_words` fills and shows it.

        With `is_status`, a screen reader says the words when they change.
        """
        super().__init__()
        self._tone, self._is_status = tone, is_status
        row = Row(self, gap=Space.MEDIUM, edges=Edges(Space.LARGE, Space.MEDIUM, Space.MEDIUM))
        self._icon = Icon(icon, IconSize.MEDIUM)
        self._words = Text("", TextRole.BODY)
        self._action = Button("", kind=ButtonKind.ACCENT)
        self._action.clicked.connect(self.acted)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        self.hide()

    def show_words(
        self, text: str, *, lead: str = "", action: str = "", action_icon: str = ""
    ) -> None:
        """Show a sentence after a bold `lead`, with an action if it has a word; hide if empty."""
        self._words.say(text, lead=lead)
        if action:
            self._action.say(action, icon=action_icon)
        self._action.setVisible(bool(action))
        told = f"{lead} {text}".strip()
        is_new = told != self.accessibleName()
        describe(self, told)
        self.setVisible(bool(told))
        if self._is_status and told and is_new:
            tell(self, told)

    def text(self) -> str:
        """Return the words shown."""
        return self._words.text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the tinted ground."""
        theme, painter = current_theme(), QPainter(self)
        border = theme.size_px("border" if theme.high_contrast else "hairline")
        face = Face(_TINTS[self._tone], self._tone, border, theme.radius_px("card"))
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()


class Toast(QWidget):
    """A short message over the page that leaves by itself; read aloud like an alert."""

    def __init__(self, parent: QWidget) -> None:
        """Start hidden, over `parent`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = Row(self, gap=Space.SMALL, edges=Edges(Space.LARGE, Space.SMALL, Space.SMALL))
        self._icon = Icon("info-circle", IconSize.MEDIUM, tone=Tone.ON_PRIMARY)
        self._words = Text("", TextRole.BODY, tone=Tone.ON_PRIMARY, bold=True, bar=True)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.hide()

    def show_words(self, text: str) -> None:
        """Show `text` at the foot of the page; an empty one hides it."""
        self._words.say(text)
        describe(self, text)
        if not text:
            self.hide()
            return
        self.place()
        self.show()
        self.raise_()
        tell(self, text)

    def place(self) -> None:
        """Stand in the middle above the bottom bar."""
        parent, theme = self.window(), current_theme()
        room = parent.width() - 2 * theme.space_px(Space.PAGE)
        width = min(room, self.sizeHint().width())
        height = max(self.heightForWidth(width), theme.target_px())
        top = parent.height() - theme.bar_px("footer") - height - theme.space_px(Space.MEDIUM)
        self.setGeometry((parent.width() - width) // 2, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the dark pill."""
        theme, painter = current_theme(), QPainter(self)
        face = Face(Tone.PRIMARY, None, 0, theme.radius_px("button"))
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()
