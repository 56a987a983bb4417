# SPDX-License-Identifier: AGPL-3.0-or-later
"""The few shapes that the widgets are painted with: panels, focus rings, laid-out text."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from ui.joined_words import joined
from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QTextLine

_WIDE_PX = 1e6
_ARABIC = ("\u0600", "\u06ff")
# Arabic letters reach lower than Latin ones, dots and tails included.
_ARABIC_STRETCH = 1.25
_ARABIC_DESCENT = 0.55
# The beginning of a text may be bold, which takes more room than its font says.
_BOLD_STRETCH = 1.1


class Face(NamedTuple):
    """How a panel looks.

    Attributes:
        fill: Ground, or None for none.
        border: Colour of the line round it, or None.
        border_px: Width of that line.
        radius_px: Radius of its corners.
        dashed: Whether the line is dashed.
    """

    fill: Tone | None
    border: Tone | None = None
    border_px: float = 1.0
    radius_px: float = 0.0
    dashed: bool = False


def paint_panel(painter: QPainter, area: QRectF, face: Face) -> None:
    """Paint a panel inside `area`; its line is wholly inside."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = face.border_px / 2 if face.border else 0.0
    inside = area.adjusted(half, half, -half, -half)
    radius = min(face.radius_px, inside.height() / 2, inside.width() / 2)
    painter.setBrush(colour_of(face.fill) if face.fill else Qt.BrushStyle.NoBrush)
    if face.border:
        pen = QPen(colour_of(face.border))
        pen.setWidthF(face.border_px)
        if face.dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(inside, radius, radius)


def paint_ground(painter: QPainter, area: QRect, colour: QColor) -> None:
    """Fill `area` with a colour.

    As `QPainter.fillRect`, which also takes gradients: to know one, PySide builds every gradient
    that Qt has a name for, at the first page.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(area)


def paint_focus(painter: QPainter, area: QRectF, radius_px: float) -> None:
    """Paint the focus: a ring of the focus colour with a light one inside, seen on any ground."""
    theme = current_theme()
    ring = theme.size_px("focus_ring")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tone, inset, width in ((Tone.FOCUS, 0.0, ring), (Tone.CARD, ring, ring * 2 / 3)):
        half = inset + width / 2
        inside = area.adjusted(half, half, -half, -half)
        radius = max(0.0, min(radius_px - half, inside.height() / 2))
        painter.setPen(QPen(colour_of(tone), width))
        painter.drawRoundedRect(inside, radius, radius)


def tinted(colour: QColor, alpha: float) -> QColor:
    """Return a colour made transparent: `alpha` from 0.0 to 1.0."""
    soft = QColor(colour)
    soft.setAlphaF(alpha)
    return soft


class LaidText(NamedTuple):
    """A text broken into lines for one width."""

    layout: QTextLayout
    width_px: float
    height_px: float
    n_lines: int


class TextFlow(NamedTuple):
    """How a text runs.

    Attributes:
        lead: Number of first characters in bold.
        from_right: The page reads from right to left: a text with Arabic in it does too, also
            where a name in Latin letters comes first (Unicode Standard Annex 9, rule HL1).
    """

    lead: int = 0
    from_right: bool = False


_AS_IT_COMES: Final = TextFlow()


@lru_cache(maxsize=1024)
def lay_out(
    text: str,
    font: QFont,
    width_px: int,
    line_px: int,
    flow: TextFlow = _AS_IT_COMES,
) -> LaidText:
    """Break `text` into lines of at most `width_px`, `line_px` apart; 0 means one long line.

    No line begins with « ? » or « : », and a quotation that has room stays on one line.

    Args:
        text: Plain text; line ends are kept.
        font: Font of the text.
        width_px: Room for a line, or 0 for as much as it needs.
        line_px: Distance from one base line to the next.
        flow: What begins in bold, and from which side the page is read.
    """
    is_arabic = any(_ARABIC[0] <= sign <= _ARABIC[1] for sign in text)
    if width_px and not is_arabic and "\n" not in text:
        # Layouts try many widths: what fits on one line is the same in each of them.
        whole = lay_out(text, font, 0, line_px, flow)
        if whole.width_px <= width_px:
            return whole
    kept = joined(text, partial(_has_room, font, width_px))
    layout = QTextLayout(kept.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if is_arabic and flow.from_right:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    layout.setTextOption(option)
    if flow.lead:
        span = QTextLayout.FormatRange()
        span.start, span.length = 0, flow.lead
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        span.format = bold
        layout.setFormats([span])
    layout.beginLayout()
    widest, top, n_lines = 0.0, 0.0, 0
    if is_arabic:
        line_px = round(line_px * _ARABIC_STRETCH)
    first_ascent = _base_line(font, line_px, is_arabic=is_arabic)
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width_px or _WIDE_PX)
        # Lines stand on evenly spaced base lines: fallback fonts are taller than the first.
        line.setPosition(QPointF(0.0, top + first_ascent - line.ascent()))
        widest = max(widest, line.naturalTextWidth())
        top += line_px
        n_lines += 1
    layout.endLayout()
    layout.setCacheEnabled(True)
    return LaidText(layout, widest, top, n_lines)


def _has_room(font: QFont, width_px: int, quotation: str) -> bool:
    from PySide6.QtGui import QFontMetricsF

    wanted = QFontMetricsF(font).horizontalAdvance(quotation) * _BOLD_STRETCH
    return not width_px or wanted <= width_px


def forget_texts() -> None:
    """Forget the lines of every text painted so far: some were names, opened at the desk."""
    lay_out.cache_clear()


@lru_cache(maxsize=64)
def _ascent_descent(font: QFont) -> tuple[float, float]:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(font)
    return metrics.ascent(), metrics.descent()


def _base_line(font: QFont, line_px: int, *, is_arabic: bool) -> float:
    ascent, descent = _ascent_descent(font)
    if is_arabic:
        descent = ascent * _ARABIC_DESCENT
    return (line_px - ascent - descent) / 2 + ascent


def paint_text(painter: QPainter, laid: LaidText, area: QRectF, *, side: float) -> None:
    """Paint laid-out lines at the top of `area` with the painter's pen.

    Args:
        painter: Where to paint.
        laid: The lines.
        area: Room; lines are placed across it.
        side: 0.0 at the left, 0.5 centred, 1.0 at the right.
    """
    # A line carries its own x, so each is drawn by itself to be placed for its own width.
    for at in range(laid.n_lines):
        line = laid.layout.lineAt(at)
        shift = (area.width() - line.naturalTextWidth()) * side
        line.draw(painter, QPointF(area.left() + shift, area.top()))


def paint_spoken(
    painter: QPainter,
    laid: LaidText,
    area: QRectF,
    *,
    side: float,
    spoken: tuple[int, int],
) -> None:
    """Paint the words being heard once more, dark on the sun's colour with a line below.

    Seen on any ground of both schemes, and without seeing colours: ground, ink and line change.

    Args:
        painter: Where to paint, after `paint_text` with the same lines.
        laid: The lines.
        area: Room, as for `paint_text`.
        side: As for `paint_text`.
        spoken: First character and number of characters.
    """
    theme = current_theme()
    room, line_px = theme.size_px("hairline") * 2, theme.size_px("focus_ring")
    first, last = spoken[0], spoken[0] + spoken[1]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at in range(laid.n_lines):
        line = laid.layout.lineAt(at)
        begin = max(first, line.textStart())
        end = min(last, line.textStart() + line.textLength())
        if begin >= end:
            continue
        shift = area.left() + (area.width() - line.naturalTextWidth()) * side
        edges = sorted(_x_of(line, place) for place in (begin, end))
        word = QRectF(
            edges[0] + shift - room,
            area.top() + line.y() - room,
            edges[1] - edges[0] + 2 * room,
            line.height() + 2 * room,
        )
        word.setBottom(min(word.bottom(), area.bottom()))
        painter.save()
        painter.setClipRect(word)
        painter.fillRect(word, colour_of(Tone.SUN))
        painter.setPen(colour_of(Tone.ON_SUN))
        line.draw(painter, QPointF(shift, area.top()))
        painter.fillRect(
            QRectF(word.left(), word.bottom() - line_px, word.width(), line_px),
            colour_of(Tone.ON_SUN),
        )
        painter.restore()


def _x_of(line: QTextLine, place: int) -> float:
    # PySide gives the place back beside the x.
    x, _ = cast("tuple[float, int]", line.cursorToX(place))
    return x
