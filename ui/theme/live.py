# SPDX-License-Identifier: AGPL-3.0-or-later
"""The theme at work: fonts, palette, and telling every widget that it changed.

There is one screen and one theme at a time, so it is kept here and read by every painted
widget. `apply_theme` changes it without touching what a person typed or chose.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLayout

from kiosk.foundation.resources import asset_path
from ui.theme.tokens import TextRole, Theme, Tone

FAMILY: Final = "Sixieme Hyperlegible"
ARABIC_FAMILY: Final = "Noto Sans Arabic"
DYSLEXIA_FAMILY: Final = "OpenDyslexic"
_FILES = (
    "SixiemeHyperlegible-Regular.ttf",
    "SixiemeHyperlegible-Bold.ttf",
    "NotoSansArabic.ttf",
)
_DYSLEXIA_FILES = ("OpenDyslexic-Regular.otf", "OpenDyslexic-Bold.otf")
# OpenDyslexic is wide: the same px would take a quarter more room and read no better.
_DYSLEXIA_FACTOR = 0.86


@runtime_checkable
class Themed(Protocol):
    """A widget or a layout that follows the theme."""

    def theme_changed(self) -> None:
        """Take sizes and colours again."""


class _Live:
    theme: Theme = Theme()


def current_theme() -> Theme:
    """Return the theme at work."""
    return _Live.theme


@lru_cache(maxsize=2)
def _load(files: tuple[str, ...]) -> None:
    for name in files:
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Make `theme` the one at work and tell every widget and layout."""
    _load(_FILES)
    if theme.dyslexia:
        _load(_DYSLEXIA_FILES)
    _Live.theme = theme
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: Tone.PAPER,
        QPalette.ColorRole.WindowText: Tone.INK,
        QPalette.ColorRole.Base: Tone.CARD,
        QPalette.ColorRole.Text: Tone.INK,
        QPalette.ColorRole.Button: Tone.CARD,
        QPalette.ColorRole.ButtonText: Tone.INK,
        QPalette.ColorRole.PlaceholderText: Tone.SOFT,
        QPalette.ColorRole.Highlight: Tone.PRIMARY,
        QPalette.ColorRole.HighlightedText: Tone.ON_PRIMARY,
    }
    for role, tone in roles.items():
        palette.setColor(role, colour_of(tone))
    app.setPalette(palette)
    app.setFont(font_of(TextRole.BODY))
    widgets = app.allWidgets()
    for widget in widgets:
        for layout in widget.findChildren(
            QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            _tell_layouts(layout)
        if isinstance(widget, Themed):
            widget.theme_changed()
        widget.update()
    # A height that was asked for while half of the widgets had changed must not be kept.
    for widget in widgets:
        widget.updateGeometry()


def _tell_layouts(layout: QLayout) -> None:
    if isinstance(layout, Themed):
        layout.theme_changed()
    for child in layout.children():
        if isinstance(child, QLayout):
            _tell_layouts(child)


def font_of(role: TextRole, *, bold: bool = False, bar: bool = False) -> QFont:
    """Return the font of a role in the theme at work."""
    theme = current_theme()
    return _font(theme.text_px(role, bar=bar), bold, theme.dyslexia)


@lru_cache(maxsize=64)
def _font(size_px: int, bold: bool, dyslexia: bool) -> QFont:  # noqa: FBT001 - a cache key
    font = QFont()
    families = [FAMILY, ARABIC_FAMILY]
    if dyslexia:
        families.insert(0, DYSLEXIA_FAMILY)
        size_px = round(size_px * _DYSLEXIA_FACTOR)
    font.setFamilies(families)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=128)
def _colour(value: str) -> QColor:
    return QColor(value)


def colour_of(tone: Tone) -> QColor:
    """Return the colour of a tone in the theme at work."""
    return _colour(current_theme().colours.of(tone))
