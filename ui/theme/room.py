# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the calling screen of a room looks: sizes by its own monitor, one set of colours.

It hangs before everybody, so that it follows nobody's choice of colours, letters or size. Digits
of the number called are 90 mm high on a monitor of 24 inches and those of the list 25 mm: six
metres away that is 51 and 14 minutes of arc, where five are the limit of normal sight.

Source: ISO 8596:2017 (optotypes of five minutes of arc for an acuity of 1).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from ui.theme.live import FAMILY
from ui.theme.tokens import SMALLEST_SCREEN, Scheme, Tone, colours_of, raw_tokens

_COLOURS: Final = colours_of(Scheme.STANDARD)


class RoomLook:
    """Sizes and colours on a monitor of some size."""

    def __init__(self, width_px: int, height_px: int) -> None:
        """Fill `width_px` by `height_px`."""
        sides, least = (width_px, height_px), SMALLEST_SCREEN
        # A monitor that stands upright is measured upright.
        long_factor, short_factor = max(sides) / max(least), min(sides) / min(least)
        self._factor = min(long_factor, short_factor)

    def px(self, name: str) -> int:
        """Return a named size in px; the names are those of ``room`` in the tokens."""
        return max(1, round(float(raw_tokens()["room"][name]) * self._factor))

    @staticmethod
    def share(name: str) -> float:
        """Return a named part of the whole, from 0.0 to 1.0; the tokens write percents."""
        return float(raw_tokens()["room"][name]) / 100

    def fits(self, name: str, text: str, room_px: float) -> bool:
        """Say whether `text` has room at its full size."""
        return self.font(name, text, room_px).pixelSize() == self.px(name)

    def font(self, name: str, text: str, room_px: float, *, bold: bool = True) -> QFont:
        """Return the font of a named size, smaller where `text` needs more than `room_px`."""
        font = QFont([FAMILY])
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setPixelSize(self.px(name))
        width_px = QFontMetricsF(font).horizontalAdvance(text)
        if width_px > room_px:
            font.setPixelSize(max(1, int(self.px(name) * room_px / width_px)))
        return font

    @staticmethod
    def colour(tone: Tone) -> QColor:
        """Return a colour; the same whatever a person chose elsewhere."""
        return QColor(_COLOURS.of(tone))
