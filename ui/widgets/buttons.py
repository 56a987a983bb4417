# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buttons: an icon and a word, high enough for any finger, a focus that is always seen."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.joined_words import pieces
from ui.theme.icons import icon_pixmap
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, LaidText, TextFlow, lay_out, paint_focus, paint_panel, paint_text
from ui.theme.tokens import IconSize, Space, TextRole, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent


class ButtonKind(Enum):
    """How loud a button is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ACCENT = "accent"
    DANGER = "danger"
    DANGER_FULL = "danger_full"
    PLAIN = "plain"


class _Look(NamedTuple):
    fill: Tone | None
    border: Tone | None
    text: Tone


_LOOKS = {
    ButtonKind.PRIMARY: _Look(Tone.PRIMARY, None, Tone.ON_PRIMARY),
    ButtonKind.SECONDARY: _Look(Tone.CARD, Tone.LINE, Tone.INK),
    ButtonKind.ACCENT: _Look(Tone.CARD, Tone.PRIMARY, Tone.PRIMARY),
    ButtonKind.DANGER: _Look(Tone.CARD, Tone.BRICK, Tone.BRICK),
    ButtonKind.DANGER_FULL: _Look(Tone.BRICK, None, Tone.ON_BRICK),
    ButtonKind.PLAIN: _Look(None, None, Tone.PRIMARY),
}


class Pressable(QAbstractButton):
    """What every touchable thing shares: Enter acts like Space, focus by Tab and touch.

    A held key does not repeat, and no context menu exists.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Take the focus by Tab and by touch."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, on=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Enter as on Space; leave arrows to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Paint again when enabled or disabled."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.update()


class Button(Pressable):
    """A button with a word and, nearly always, an icon.

    `large` is for what a resident decides (64 px); others are 52 px. The word wraps rather
    than being cut.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        large: bool = False,
        icon_last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show `text` with `icon` before it, or after it with `icon_last`."""
        super().__init__(parent)
        self._icon, self._kind = icon, kind
        self._large, self._icon_last = large, icon_last
        self._at_start = False
        # Layouts ask the same sizes many times over; an answer holds until words or theme change.
        self._heights: dict[int, int] = {}
        self._hints: tuple[QSize, QSize] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(text)

    def say(self, text: str, *, icon: str | None = None, name: str = "") -> None:
        """Show another word; `name` is what is heard when the word alone is not enough."""
        if (icon is not None and icon != self._icon) or text != self.text():
            self._icon = self._icon if icon is None else icon
            self.setText(text)
            self._forget_sizes()
            self.updateGeometry()
        describe(self, name or text)
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Become louder or quieter."""
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def align_to_start(self) -> Button:
        """Put icon and word at the start instead of the middle; returns the button."""
        self._at_start = True
        return self

    def _forget_sizes(self) -> None:
        self._heights.clear()
        self._hints = None

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self._forget_sizes()
        super().theme_changed()

    def hasHeightForWidth(self) -> bool:
        """Say yes: a narrow button wraps its word."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for a width."""
        height = self._heights.get(width)
        if height is None:
            laid = self._laid(max(1, width - self._around_px()))
            height = max(self._least_height(), math.ceil(laid.height_px) + self._pad_px())
            self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:
        """Return the size with the word on one line."""
        if self._hints is None:
            self._hints = (self._whole_size(), self._least_size())
        return self._hints[0]

    def minimumSizeHint(self) -> QSize:
        """Return the size with the word wrapped at each space."""
        if self._hints is None:
            self._hints = (self._whole_size(), self._least_size())
        return self._hints[1]

    def _whole_size(self) -> QSize:
        laid = self._laid(0)
        width = math.ceil(laid.width_px) + 1 + self._around_px()
        return QSize(max(width, self._least_height()), self._least_height())

    def _least_size(self) -> QSize:
        words = pieces(self.text())
        font, line = self._font(), self._line_px()
        widest = max((lay_out(word, font, 0, line).width_px for word in words), default=0.0)
        return QSize(math.ceil(widest) + 1 + self._around_px(), self._least_height())

    def is_cut(self) -> bool:
        """Say whether the word does not fit: what the audit asks."""
        if not self.text():
            return False
        room = self.width() - self._around_px()
        laid = self._laid(max(1, room))
        return laid.height_px > self.height() + 1 or laid.width_px > room + 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint ground, icon, word and focus."""
        theme, painter = current_theme(), QPainter(self)
        look = self._look()
        area = QRectF(self.rect())
        radius = theme.radius_px("button")
        fill = Tone.PRESSED if self.isDown() and look.fill is Tone.CARD else look.fill
        border = look.border
        if theme.high_contrast and border is None and fill is not None:
            border = look.fill
        # Without shades a button that does nothing yet is told by its line.
        is_off = theme.high_contrast and not self.isEnabled()
        paint_panel(painter, area, Face(fill, border, theme.size_px("border"), radius, is_off))
        if self.isDown() and look.fill not in (None, Tone.CARD):
            painter.setOpacity(0.85)
        self._paint_content(painter, look.text)
        painter.setOpacity(1.0)
        if self.hasFocus():
            paint_focus(painter, area, radius)
        painter.end()

    def _look(self) -> _Look:
        if self.isChecked():
            return _LOOKS[ButtonKind.PRIMARY]
        if not self.isEnabled():
            return _Look(Tone.PAPER, Tone.LINE, Tone.SOFT)
        return _LOOKS[self._kind]

    def _paint_content(self, painter: QPainter, tone: Tone) -> None:
        theme = current_theme()
        side, gap = self._icon_px(), self._gap_px()
        room = max(1, self.width() - self._around_px())
        laid = self._laid(room)
        width = min(laid.width_px, room)
        total = width + (side + gap if self._icon and self.text() else side)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = (self.width() - total) / 2
        if self._at_start:
            left = self._pad_px() if not mirrored else self.width() - self._pad_px() - total
        icon_first = self._icon_last is mirrored
        text_left = left + (side + gap if self._icon and icon_first else 0)
        icon_left = left if icon_first or not self.text() else left + width + gap
        if self._icon:
            pixmap = icon_pixmap(
                self._icon,
                side,
                theme.colours.of(tone),
                ratio=self.devicePixelRatioF(),
                right_to_left=mirrored,
            )
            painter.drawPixmap(round(icon_left), round((self.height() - side) / 2), pixmap)
        painter.setPen(colour_of(tone))
        area = QRectF(text_left, (self.height() - laid.height_px) / 2, width, laid.height_px)
        starts = self._at_start or (self._icon and laid.n_lines > 1)
        side_of_text = (1.0 if mirrored else 0.0) if starts else 0.5
        paint_text(painter, laid, area, side=side_of_text)

    def _font(self) -> QFont:
        return font_of(self._role(), bold=True, bar=True)

    def _role(self) -> TextRole:
        return TextRole.H3 if self._large else TextRole.BUTTON

    def _line_px(self) -> int:
        return round(current_theme().text_px(self._role(), bar=True) * 1.2)

    def _laid(self, width_px: int) -> LaidText:
        flow = TextFlow(from_right=self.isRightToLeft())
        return lay_out(self.text(), self._font(), width_px, self._line_px(), flow)

    def _least_height(self) -> int:
        name = "primary_min_height" if self._large else "secondary_min_height"
        return current_theme().target_px(name)

    def _pad_px(self) -> int:
        name = "button_pad" if self._large else "button_pad_small"
        return current_theme().size_px(name)

    def _gap_px(self) -> int:
        return current_theme().space_px(Space.SMALL)

    def _icon_px(self) -> int:
        size = IconSize.MEDIUM if self._large else IconSize.SMALL
        return round(current_theme().icon_px(size, bar=True) * 1.15) if self._icon else 0

    def _around_px(self) -> int:
        beside = self._icon_px() + (self._gap_px() if self._icon and self.text() else 0)
        return 2 * self._pad_px() + beside


class PrimaryButton(Button):
    """The one thing that goes on: filled, 64 px."""

    def __init__(self, text: str, icon: str = "arrow-right", *, icon_last: bool = True) -> None:
        """Show `text`, its arrow after it."""
        super().__init__(text, icon, kind=ButtonKind.PRIMARY, large=True, icon_last=icon_last)


class SecondaryButton(Button):
    """Another thing that one can do: outlined; 64 px where a resident decides, else 52 px."""

    def __init__(self, text: str, icon: str = "", *, large: bool = False) -> None:
        """Show `text`."""
        super().__init__(text, icon, kind=ButtonKind.SECONDARY, large=large)


class DangerButton(Button):
    """What erases: outlined in brick red."""

    def __init__(self, text: str, icon: str = "logout", *, large: bool = False) -> None:
        """Show `text`."""
        super().__init__(text, icon, kind=ButtonKind.DANGER, large=large)


class NarrowButton(Button):
    """A button for a figure or two, where many stand side by side."""

    def sizeHint(self) -> QSize:
        """Return the room of the figure, a target at least."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), current_theme().size_px("narrow")), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: a figure does not wrap."""
        return self.sizeHint()

    def _pad_px(self) -> int:
        return current_theme().size_px("button_pad_narrow")

    def _least_height(self) -> int:
        return current_theme().target_px()


class ListenButton(Button):
    """Reads something aloud; its word is heard, only its icon is seen where room is short."""

    def __init__(self, name: str) -> None:
        """Show the loudspeaker; `name` tells what is read, such as « Écouter : Impôts »."""
        super().__init__("", "volume")
        describe(self, name)

    def say(self, text: str, *, icon: str | None = None, name: str = "") -> None:
        """Take another name; no word is shown."""
        del text, icon
        describe(self, name)

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = current_theme().target_px()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return a square."""
        return self.sizeHint()
