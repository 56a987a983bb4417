# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small signs: chips, state circles, large numbers, the ring that counts down."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.icons import icon_pixmap
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, LaidText, lay_out, paint_panel, paint_text
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges, Row
from ui.widgets.text import Text

_TINTS = {
    Tone.PRIMARY: Tone.PRIMARY_TINT,
    Tone.BRICK: Tone.BRICK_TINT,
    Tone.BLUE: Tone.BLUE_TINT,
    Tone.VIOLET: Tone.VIOLET_TINT,
    Tone.SUN: Tone.SUN_TINT,
    Tone.OK: Tone.OK_TINT,
}
_INKS = {Tone.BLUE: Tone.BLUE_INK, Tone.SUN: Tone.SUN_INK}


class Chip(QWidget):
    """A short fact in a pill: icon and words on a tint; a line in high contrast."""

    def __init__(
        self, text: str, icon: str = "", *, tone: Tone = Tone.PRIMARY, bar: bool = False
    ) -> None:
        """Show `text` in one of PRIMARY, BRICK, BLUE, VIOLET, SUN or OK."""
        super().__init__()
        self._tone = tone
        row = Row(self, gap=Space.TIGHT, edges=Edges(Space.SMALL, Space.HAIR, Space.HAIR))
        ink = _INKS.get(tone, tone)
        self._icon = Icon(icon or "circle-dot", IconSize.SMALL, tone=ink, bar=bar)
        self._word = Text(text, TextRole.MIN, tone=ink, bold=True, bar=bar)
        row.addWidget(self._icon)
        # Only once it stands in its place: alone, it would show as a window of its own.
        self._icon.setVisible(bool(icon))
        row.addWidget(self._word, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)

    def say(self, text: str, *, icon: str = "", tone: Tone | None = None) -> None:
        """Show other words, another icon, another tone."""
        self._tone = tone or self._tone
        ink = _INKS.get(self._tone, self._tone)
        self._word.say(text)
        self._word.set_tone(ink)
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.show_icon(icon, tone=ink)
        self.update()

    def text(self) -> str:
        """Return the words."""
        return self._word.text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the pill."""
        theme, painter = current_theme(), QPainter(self)
        ink = _INKS.get(self._tone, self._tone)
        border = ink if theme.high_contrast else None
        radius = min(theme.radius_px("chip"), theme.radius_px("card"))
        face = Face(_TINTS[self._tone], border, theme.size_px("border"), radius)
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()


class StateMark(QWidget):
    """A circle that is empty, or holds a tick."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_on(self, on: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Show or remove the tick."""
        if on is not self._on:
            self._on = on
            self.update()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = current_theme().size_px("mark", scaled=True)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the circle."""
        theme, painter = current_theme(), QPainter(self)
        side = theme.size_px("mark", scaled=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme.size_px("focus_ring")
        tone = Tone.OK if self._on else Tone.FIELD_BORDER
        painter.setPen(QPen(colour_of(tone), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(self.rect()).adjusted(line, line, -line, -line))
        if self._on:
            tick = icon_pixmap(
                "check",
                round(side * 0.6),
                theme.colours.of(Tone.OK),
                ratio=self.devicePixelRatioF(),
            )
            at = round(side * 0.2)
            painter.drawPixmap(at, at, tick)
        painter.end()


class BigNumber(QWidget):
    """A number to be read from afar, in spaced groups such as « 4829 1630 »."""

    def __init__(
        self,
        number: str = "",
        role: TextRole = TextRole.NUMBER,
        *,
        tone: Tone = Tone.INK,
        centred: bool = False,
    ) -> None:
        """Show `number`; GIANT keeps within the limits of bars."""
        super().__init__()
        self._role, self._tone, self._centred = role, tone, centred
        self._number = ""
        self.say(number)

    def say(self, number: str, *, name: str = "") -> None:
        """Show another number; heard digit by digit unless `name` says otherwise."""
        self._number = number
        describe(self, name or ", ".join(" ".join(group) for group in number.split()))
        self.updateGeometry()
        self.update()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()

    def _spaced(self) -> str:
        if self._role is TextRole.GIANT:
            return self._number
        return "\u2002".join("\u2009".join(group) for group in self._number.split())

    def sizeHint(self) -> QSize:
        """Return the size of the digits."""
        laid = self._laid()
        return QSize(math.ceil(laid.width_px) + 2, math.ceil(laid.height_px))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the digits: they never wrap."""
        return self.sizeHint()

    def _laid(self) -> LaidText:
        bar = self._role is TextRole.GIANT
        theme = current_theme()
        line = round(theme.text_px(self._role, bar=bar) * theme.line_height(self._role))
        return lay_out(self._spaced(), font_of(self._role, bold=True, bar=bar), 0, line)

    def is_cut(self) -> bool:
        """Say whether the digits do not fit: what the audit asks."""
        return self._laid().width_px > self.width() + 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the digits, left to right in every language."""
        painter = QPainter(self)
        painter.setPen(colour_of(self._tone))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = 0.5 if self._centred else 1.0 if mirrored else 0.0
        paint_text(painter, self._laid(), QRectF(self.rect()), side=side)
        painter.end()


class ProgressRing(QWidget):
    """Seconds left in a ring that empties."""

    def __init__(self) -> None:
        """Start full."""
        super().__init__()
        self._left, self._whole = 1, 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_left(self, left_s: int, whole_s: int, *, name: str) -> None:
        """Show `left_s` of `whole_s`; `name` is what is heard."""
        self._left, self._whole = left_s, max(1, whole_s)
        describe(self, name)
        self.update()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = current_theme().size_px("ring", scaled=True)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ring and the figure."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.size_px("ring_line")
        area = QRectF(self.rect()).adjusted(width, width, -width, -width)
        pen = QPen(colour_of(Tone.SUN), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, 90 * 16, -round(360 * 16 * self._left / self._whole))
        painter.setPen(colour_of(Tone.ON_DOOR))
        painter.setFont(font_of(TextRole.NUMBER, bold=True, bar=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._left))
        painter.end()
