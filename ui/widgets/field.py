# SPDX-License-Identifier: AGPL-3.0-or-later
"""A field to type in, with our keyboard under it on touch."""

from __future__ import annotations

from enum import Enum
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.text import Text

LONGEST_TEXT = 120
# Alone they write nothing: a hand may rest on them, a screen reader uses some.
_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)


class FieldKeys(Enum):
    """On which keys the keyboard opens for a field."""

    LETTERS = "letters"
    """Those of the language of the moment."""
    LATIN = "latin"
    """Latin letters in every language, as forms and names of communes take them."""
    FIGURES = "figures"


@runtime_checkable
class KeyboardHost(Protocol):
    """The window, as far as a field knows it."""

    def show_keyboard(self, field: TextField, *, by_mouse: bool = False) -> None:
        """Show the keyboard for a field that was touched, or clicked with a mouse."""

    def hide_keyboard(self) -> None:
        """Take the keyboard away."""


class _Line(QLineEdit):
    """A line without menu, drag, drop, completion or undo left behind."""

    touched = Signal(bool)
    typed = Signal()
    focus_moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setMaxLength(LONGEST_TEXT)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt takes None, the stub does not say so
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)
        self.theme_changed()

    def theme_changed(self) -> None:
        self.setFont(font_of(TextRole.BODY_LARGE))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, colour_of(Tone.CARD))
        palette.setColor(QPalette.ColorRole.Text, colour_of(Tone.INK))
        palette.setColor(QPalette.ColorRole.PlaceholderText, colour_of(Tone.SOFT))
        self.setPalette(palette)
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        is_finger = event.source() is not Qt.MouseEventSource.MouseEventNotSynthesized
        kind = event.device().type()
        self.touched.emit(not is_finger and kind is QInputDevice.DeviceType.Mouse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Our own keys are sent by the program; those of a real keyboard come from outside.
        if event.spontaneous() and event.key() not in _MODIFIERS:
            self.typed.emit()
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_moved.emit()


class TextField(QWidget):
    """A caption over a framed line, with a cross to empty it and a key to open the keyboard.

    Signals:
        changed: The text changed; carries it.
        submitted: Enter was pressed; carries the text.
    """

    changed = Signal(str)
    submitted = Signal(str)

    def __init__(
        self,
        caption: str = "",
        placeholder: str = "",
        *,
        icon: str = "",
        action: str = "OK",
        masked: bool = False,
        keys: FieldKeys = FieldKeys.LETTERS,
    ) -> None:
        """Show an empty field.

        Args:
            caption: Words above; the name too.
            placeholder: Words inside while it is empty.
            icon: Icon before the line.
            action: Word of the keyboard's last key.
            masked: Show dots; such a text is never read aloud.
            keys: On which keys the keyboard opens.
        """
        super().__init__()
        self.action_word = action
        self.keys = keys
        self._is_compact, self._n_signs = False, 0
        column = Column(self, gap=Space.TIGHT)
        self._caption = Text(caption, TextRole.BODY, bold=True)
        column.addWidget(self._caption)
        # Only once it stands in its place: alone, it would show as a window of its own.
        self._caption.setVisible(bool(caption))
        self._frame = _Frame(self)
        row = Row(self._frame, gap=Space.MEDIUM, edges=Edges(Space.WIDE, Space.TIGHT, Space.TIGHT))
        if icon:
            row.addWidget(Icon(icon, IconSize.MEDIUM, tone=Tone.SOFT))
        self.line = _Line()
        if masked:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textChanged.connect(self._text_changed)
        self.line.returnPressed.connect(self._submit)
        self.line.touched.connect(self._touched)
        self.line.typed.connect(self.close_keyboard)
        self.line.focus_moved.connect(self._frame.update)
        row.addWidget(self.line, 1)
        self._clear = Button("", "x", kind=ButtonKind.PLAIN)
        self._clear.clicked.connect(self.wipe)
        self._clear.hide()
        self._open = Button("", "keyboard", kind=ButtonKind.PLAIN)
        self._open.clicked.connect(self._open_pressed)
        row.addWidget(self._clear)
        row.addWidget(self._open)
        column.addWidget(self._frame)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.say(caption, placeholder)

    def say(
        self,
        caption: str,
        placeholder: str = "",
        *,
        action: str = "",
        clear: str = "Effacer",
        keyboard: str = "Clavier",
    ) -> None:
        """Show other words; `clear` and `keyboard` name the two small buttons."""
        self._caption.say(caption)
        self.line.setPlaceholderText(placeholder)
        self.action_word = action or self.action_word
        describe(self.line, caption or placeholder)
        describe(self._clear, clear)
        describe(self._open, keyboard)

    def make_compact(self, *, signs: int) -> TextField:
        """Be as low as a button and as wide as so many signs, without keys inside.

        For a number between two buttons: its name is heard, its caption is not shown.
        """
        self._is_compact, self._n_signs = True, signs
        self.hide_caption()
        self._clear.hide()
        self._open.hide()
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = self._frame.layout()
        assert isinstance(row, Row)
        row.take_edges(Edges.all(Space.TIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.theme_changed()
        return self

    def theme_changed(self) -> None:
        """Take the width again where it is that of a few signs."""
        if self._n_signs:
            figures = QFontMetrics(font_of(TextRole.BODY_LARGE)).horizontalAdvance("0")
            pad = current_theme().size_px("button_pad_small")
            self.setFixedWidth(max(self._n_signs * figures + pad, current_theme().target_px()))

    @property
    def is_compact(self) -> bool:
        """Whether it is as low as a button."""
        return self._is_compact

    def hide_caption(self) -> None:
        """Keep the caption as a name only: for a field alone on its line."""
        self._caption.hide()

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show a text, if it is another one."""
        if text != self.line.text():
            self.line.setText(text)

    def wipe(self) -> None:
        """Empty the field; its undo history goes too."""
        self.line.setText("")
        self.line.setFocus()

    def open_keyboard(self) -> None:
        """Ask the window for the keyboard."""
        host = self.window()
        if isinstance(host, KeyboardHost):
            host.show_keyboard(self)

    def close_keyboard(self) -> None:
        """Ask the window to take the keyboard away."""
        host = self.window()
        if isinstance(host, KeyboardHost):
            host.hide_keyboard()

    def _touched(self, by_mouse: bool) -> None:  # noqa: FBT001 - a signal carries it
        host = self.window()
        if isinstance(host, KeyboardHost):
            host.show_keyboard(self, by_mouse=by_mouse)

    def _open_pressed(self) -> None:
        self.line.setFocus()
        self.open_keyboard()

    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text) and not self._is_compact)
        self.changed.emit(text)

    def _submit(self) -> None:
        self.submitted.emit(self.line.text())


class _Frame(QWidget):
    def __init__(self, field: TextField) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        name = "secondary_min_height" if self._field.is_compact else "primary_min_height"
        least = current_theme().target_px(name)
        return QSize(hint.width(), max(hint.height(), least))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = current_theme(), QPainter(self)
        has_focus = self._field.line.hasFocus()
        width = theme.size_px("focus_ring" if has_focus else "border")
        tone = Tone.FOCUS if has_focus else Tone.FIELD_BORDER
        face = Face(Tone.CARD, tone, width, theme.radius_px("card"))
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()
