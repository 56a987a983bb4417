# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own keyboard: capitals first, AZERTY; accents, signs, other alphabets one touch away.

It never takes the focus: what is touched is sent to the widget that has it, as an input method
would. It takes half the height of the window at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.icons import icon_pixmap
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, lay_out, paint_panel, paint_text
from ui.theme.tokens import IconSize, Space, TextRole, Tone


class Act(Enum):
    """What a key does."""

    TYPE = "type"
    SHIFT = "shift"
    ERASE = "erase"
    PAGE = "page"
    CLOSE = "close"
    ENTER = "enter"


class KeyPage(Enum):
    """A set of keys."""

    LETTERS = "letters"
    ACCENTS = "accents"
    OTHER_LATIN = "other_latin"
    SIGNS = "signs"
    FIGURES = "figures"
    ARABIC = "arabic"


@dataclass(frozen=True, slots=True)
class KeyboardWords:
    """Words on the wide keys and names of those with an icon."""

    space: str = "espace"
    close: str = "Fermer"
    shift: str = "Majuscules"
    erase: str = "Effacer une lettre"
    accents: str = "Lettres avec accents"
    other_latin: str = "Lettres d’autres langues"
    signs: str = "Signes"
    letters: str = "Lettres"
    arabic: str = "Lettres arabes"


@dataclass(frozen=True, slots=True)
class _Key:
    act: Act
    text: str = ""
    weight: float = 1.0
    icon: str = ""
    name: str = ""
    page: KeyPage | None = None


_DIGITS = "1234567890"
_ROWS: dict[KeyPage, tuple[str, ...]] = {
    KeyPage.LETTERS: ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN’-"),
    KeyPage.ACCENTS: ("ÉÈÊËÀÂÄÇŒÆ", "ÎÏÔÖÙÛÜŸÑẞ", "ÁÍÓÚÌÒÅØ"),
    # Polish, then Portuguese, then Turkish and Romanian: each alphabet whole, in its own order.
    KeyPage.OTHER_LATIN: ("ĄĆĘŁŃÓŚŹŻ", "ÁÀÂÃÇÉÊÍÓÔÕÚ", "ÇĞİÖŞÜĂÂÎȘȚ"),
    KeyPage.SIGNS: ("@._-/:;,!?", "()[]+=*#&%", "'\"«»€$~|"),
    # The signs of a day, an hour, a number and a telephone; a low keyboard hides less.
    KeyPage.FIGURES: ("/:h,.-+",),
    KeyPage.ARABIC: ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "أإآئءؤرىةوزظذ"),
}
_CASELESS = frozenset({KeyPage.ARABIC, KeyPage.SIGNS, KeyPage.FIGURES})


class Key(QAbstractButton):
    """One key of the keyboard; it never takes the focus."""

    def __init__(self, parent: QWidget) -> None:
        """Start without a face."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.key = _Key(Act.TYPE)
        self._is_lit = False

    def show_key(self, key: _Key, *, lit: bool = False) -> None:
        """Become another key; `lit` for a shift that is on."""
        self.key, self._is_lit = key, lit
        self.setText(key.text)
        self.setAutoRepeat(key.act is Act.ERASE)
        describe(self, key.name or key.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the key."""
        theme, painter = current_theme(), QPainter(self)
        enters = self.key.act is Act.ENTER
        fill = Tone.PRIMARY if enters else Tone.CARD
        if self.isDown() or self._is_lit:
            fill = Tone.PRIMARY_TINT
        border = None if enters else Tone.LINE
        radius = theme.space_px(Space.SMALL)
        face = Face(fill, border, theme.size_px("hairline"), radius)
        paint_panel(painter, QRectF(self.rect()), face)
        tone = Tone.ON_PRIMARY if enters and not self.isDown() else Tone.INK
        if self.key.icon:
            side = theme.icon_px(IconSize.MEDIUM, bar=True)
            pixmap = icon_pixmap(
                self.key.icon, side, theme.colours.of(tone), ratio=self.devicePixelRatioF()
            )
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)
        else:
            painter.setPen(colour_of(tone))
            role = TextRole.KEY if len(self.key.text) == 1 else TextRole.BODY
            line = round(theme.text_px(role, bar=True) * 1.2)
            laid = lay_out(self.key.text, font_of(role, bold=True, bar=True), 0, line)
            area = QRectF(self.rect())
            area.setTop((self.height() - laid.height_px) / 2)
            paint_text(painter, laid, area, side=0.5)
        painter.end()


class Keyboard(QWidget):
    """The keyboard at the foot of the window.

    Signals:
        closed: Its key « Fermer » was touched.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start on capitals."""
        super().__init__(parent)
        self._words = KeyboardWords()
        self._action = "OK"
        self._page, self._capitals = KeyPage.LETTERS, True
        self._rows: list[list[_Key]] = []
        self._keys: list[Key] = []
        self._half_px = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._fill()

    def open_for(self, words: KeyboardWords, action: str, *, page: KeyPage, room_px: int) -> None:
        """Show itself for a field.

        Args:
            words: Words of the wide keys.
            action: Word of the key that ends.
            page: First page: letters, figures, or Arabic where that is the language.
            room_px: Height of the window; half of it is taken at most.
        """
        self._words, self._action = words, action
        self._page, self._capitals, self._half_px = page, True, room_px // 2
        self._fill()
        self.updateGeometry()
        self.show()

    def theme_changed(self) -> None:
        """Take sizes again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of its rows, half the window at most."""
        theme = current_theme()
        key, gap = theme.target_px("primary_min_height"), theme.space_px(Space.TIGHT)
        n_rows = len(self._rows)
        wanted = n_rows * key + (n_rows - 1) * gap + 2 * theme.space_px(Space.SMALL)
        return QSize(0, min(wanted, self._half_px) if self._half_px else wanted)

    def keys(self) -> dict[str, Key]:
        """Return the keys in sight by their names."""
        return {key.accessibleName(): key for key in self._keys if not key.isHidden()}

    def _fill(self) -> None:
        self._rows = self._rows_of_page()
        flat = [key for row in self._rows for key in row]
        while len(self._keys) < len(flat):
            key = Key(self)
            key.clicked.connect(self._touched)
            self._keys.append(key)
        for at, widget in enumerate(self._keys):
            widget.setVisible(at < len(flat))
            if at < len(flat):
                lit = flat[at].act is Act.SHIFT and self._capitals
                widget.show_key(flat[at], lit=lit)
        self._place()

    def _rows_of_page(self) -> list[list[_Key]]:
        words, page = self._words, self._page
        *above, lowest = (
            [_Key(Act.TYPE, sign) for sign in self._cased(row)] for row in _ROWS[page]
        )
        erase = _Key(Act.ERASE, weight=1.5, icon="backspace", name=words.erase)
        if page in _CASELESS:
            lowest = [*lowest, erase]
        else:
            shift = _Key(Act.SHIFT, weight=1.4, icon="arrow-big-up", name=words.shift)
            lowest = [shift, *lowest, erase]
        last = [*self._page_keys(), _Key(Act.TYPE, words.space, 3.4, name=words.space)]
        last += [_Key(Act.CLOSE, words.close, 1.5), _Key(Act.ENTER, self._action, 1.9)]
        return [[_Key(Act.TYPE, digit) for digit in _DIGITS], *above, lowest, last]

    def _page_keys(self) -> list[_Key]:
        words = self._words
        every = {
            KeyPage.LETTERS: _Key(Act.PAGE, "ABC", 1.2, name=words.letters, page=KeyPage.LETTERS),
            KeyPage.ACCENTS: _Key(
                Act.PAGE, self._cased("ÉÈÀÇ"), 1.4, name=words.accents, page=KeyPage.ACCENTS
            ),
            KeyPage.OTHER_LATIN: _Key(
                Act.PAGE, self._cased("ŁŞÃ"), 1.2, name=words.other_latin, page=KeyPage.OTHER_LATIN
            ),
            KeyPage.SIGNS: _Key(Act.PAGE, "@./", 1.1, name=words.signs, page=KeyPage.SIGNS),
            KeyPage.ARABIC: _Key(Act.PAGE, "ع", 1.0, name=words.arabic, page=KeyPage.ARABIC),
        }
        return [key for page, key in every.items() if page is not self._page]

    def _cased(self, signs: str) -> str:
        if self._capitals:
            return signs
        # ẞ and İ have no single small sign that anybody looks for.
        return "".join({"ẞ": "ß", "İ": "ı"}.get(sign, sign.lower()) for sign in signs)

    def _touched(self) -> None:
        widget = self.sender()
        if not isinstance(widget, Key):
            return
        key = widget.key
        match key.act:
            case Act.TYPE:
                self._send_text(" " if key.text == self._words.space else key.text)
            case Act.ERASE:
                self._send_key(Qt.Key.Key_Backspace)
            case Act.ENTER:
                self._send_key(Qt.Key.Key_Return)
            case Act.SHIFT:
                self._capitals = not self._capitals
                self._fill()
            case Act.PAGE:
                self._page = key.page or KeyPage.LETTERS
                self._fill()
                self.updateGeometry()
            case Act.CLOSE:
                self.closed.emit()

    def _target(self) -> QWidget | None:
        # The window's own answer holds even while another program has the keyboard.
        return QApplication.focusWidget() or self.window().focusWidget()

    def _send_text(self, text: str) -> None:
        target = self._target()
        if target is not None:
            event = QInputMethodEvent()
            event.setCommitString(text.replace("’", "'"))
            QCoreApplication.sendEvent(target, event)

    def _send_key(self, code: Qt.Key) -> None:
        target = self._target()
        if target is not None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier)
                QCoreApplication.sendEvent(target, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the keys."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        theme = current_theme()
        side, gap = theme.space_px(Space.PAGE), theme.space_px(Space.TIGHT)
        edge = theme.space_px(Space.SMALL)
        n_rows = len(self._rows)
        height = (self.height() - 2 * edge - (n_rows - 1) * gap) / n_rows
        at = 0
        for index, row in enumerate(self._rows):
            room = self.width() - 2 * side - gap * (len(row) - 1)
            unit = room / sum(key.weight for key in row)
            left, top = float(side), edge + index * (height + gap)
            for key in row:
                width = key.weight * unit
                area = QRect(round(left), round(top), round(width), round(height))
                self._keys[at].setGeometry(area)
                left += width + gap
                at += 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(Tone.DESK))
        painter.end()
